"""Reading the customer's pages as a customer does."""

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def signed_in(user: Any) -> Client:
    """Return the browser of somebody who is signed in."""
    client = Client(**PERSON)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words_of(response: Any) -> str:
    """Return what can be read on a page, with single spaces."""
    return words_in(response.content.decode())


def words_in(text: str) -> str:
    """Return what can be read in a piece of HTML, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def short_link(code: str) -> str:
    """Return the address an advocate shares."""
    return reverse("referral-short-link", kwargs={"code": code})


def invitation(code: str) -> str:
    """Return the address of the invitation."""
    return reverse("referral-invitation", kwargs={"code": code})


def claim_address(code: str) -> str:
    """Return the address of the button on the invitation."""
    return reverse("referral-claim", kwargs={"code": code})
