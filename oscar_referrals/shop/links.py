"""Absolute addresses, built from the shop's own site, never from a request's Host header."""

from django.contrib.sites.models import Site
from django.urls import reverse

from oscar_referrals.conf import settings
from oscar_referrals.models import Code, GuestLink


def share_url(code: Code) -> str:
    """Return the short link an advocate shares."""
    return _absolute(reverse("referral-short-link", kwargs={"code": code.text}))


def badge_url(code: Code) -> str:
    """Return the picture that leads from a website to the short link."""
    return _absolute(reverse("referral-badge", kwargs={"code": code.text}))


def account_url() -> str:
    """Return the page where a customer sees friends and rewards."""
    return _absolute(reverse("referral-account"))


def guest_url() -> str:
    """Return the page where somebody without an account asks for a link to his page."""
    return _absolute(reverse("referral-guest"))


def guest_link_url(link: GuestLink) -> str:
    """Return the address that opens the page of somebody without an account."""
    return _absolute(reverse("referral-guest-link", kwargs={"token": link.token}))


def payout_url() -> str:
    """Return the page where a customer says where money shall go."""
    return _absolute(reverse("referral-payout"))


def code_lists_url() -> str:
    """Return the staff's page of code lists."""
    return _absolute(reverse("referral-code-list"))


def choices_url(token: str = "") -> str:
    """Return the page where a customer chooses which messages come; with a `token` a guest's."""
    if token:
        return _absolute(reverse("referral-guest-messages", kwargs={"token": token}))
    return _absolute(reverse("referral-messages"))


def unsubscribe_url(token: str) -> str:
    """Return the address that switches one kind of message off for one customer."""
    return _absolute(reverse("referral-unsubscribe", kwargs={"token": token}))


def _absolute(path: str) -> str:
    return f"{settings.URL_SCHEME}://{Site.objects.get_current().domain}{path}"
