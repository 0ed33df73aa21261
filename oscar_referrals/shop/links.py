"""Absolute addresses, built from the shop's own site, never from a request's Host header."""

from django.contrib.sites.models import Site
from django.urls import reverse

from oscar_referrals.conf import settings
from oscar_referrals.models import Code


def share_url(code: Code) -> str:
    """Return the short link an advocate shares."""
    return _absolute(reverse("referral-short-link", kwargs={"code": code.text}))


def account_url() -> str:
    """Return the page where a customer sees friends and rewards."""
    return _absolute(reverse("referral-account"))


def payout_url() -> str:
    """Return the page where a customer says where money shall go."""
    return _absolute(reverse("referral-payout"))


def code_lists_url() -> str:
    """Return the staff's page of code lists."""
    return _absolute(reverse("referral-code-list"))


def _absolute(path: str) -> str:
    return f"{settings.URL_SCHEME}://{Site.objects.get_current().domain}{path}"
