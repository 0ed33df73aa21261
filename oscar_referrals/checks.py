"""System checks: what a shop forgot, with an id and a hint."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.urls import NoReverseMatch, reverse

from oscar_referrals.clock import OFFSET_VARIABLE
from oscar_referrals.money import smallest_unit


@register(Tags.security, deploy=False)
def check_clock(**kwargs: Any) -> list[CheckMessage]:
    """The clock may be moved in demos and tests only."""
    if settings.DEBUG or not os.environ.get(OFFSET_VARIABLE):
        return []
    return [
        Error(
            f"{OFFSET_VARIABLE} moves the clock of a shop that is not in debug mode.",
            hint="Unset the environment variable: rewards would be released too early.",
            id="oscar_referrals.E001",
        )
    ]


@register(Tags.urls)
def check_urls(**kwargs: Any) -> list[CheckMessage]:
    """The customer's pages and share links are reachable."""
    try:
        reverse("referral-account")
    except NoReverseMatch:
        return [
            Error(
                "The pages of oscar_referrals are not in the URL configuration.",
                hint='Add path("", include("oscar_referrals.urls")) before Oscar and Wagtail.',
                id="oscar_referrals.E002",
            )
        ]
    return []


@register()
def check_apps(**kwargs: Any) -> list[CheckMessage]:
    """The dashboard comes with the app, and the framework apps we need are there."""
    found: list[CheckMessage] = []
    installed = settings.INSTALLED_APPS
    if not any(app.startswith("oscar_referrals.dashboard") for app in installed):
        found.append(
            Warning(
                "Staff cannot see referral programs.",
                hint='Add "oscar_referrals.dashboard" to INSTALLED_APPS.',
                id="oscar_referrals.W001",
            )
        )
    if "django.contrib.sites" not in installed:
        found.append(
            Error(
                "Share links need the shop's domain from django.contrib.sites.",
                hint='Add "django.contrib.sites" to INSTALLED_APPS and set SITE_ID.',
                id="oscar_referrals.E003",
            )
        )
    return found


@register()
def check_basket_middleware(**kwargs: Any) -> list[CheckMessage]:
    """Oscar's basket middleware is what brings a claim into the basket."""
    if "oscar.apps.basket.middleware.BasketMiddleware" in settings.MIDDLEWARE:
        return []
    return [
        Warning(
            "Oscar's BasketMiddleware is not in MIDDLEWARE.",
            hint="Add it after AuthenticationMiddleware, or claimed invitations stay without a"
            " basket. A subclass of your own is fine: silence this check.",
            id="oscar_referrals.W002",
        )
    ]


@register()
def check_currency(**kwargs: Any) -> list[CheckMessage]:
    """Oscar's columns hold two decimals, so a currency with three cannot be exact."""
    currency = getattr(settings, "OSCAR_DEFAULT_CURRENCY", "GBP")
    if smallest_unit(currency) >= smallest_unit("EUR"):
        return []
    return [
        Error(
            f"{currency} has more than two decimals, which Oscar's price columns cannot hold.",
            hint="Set OSCAR_DEFAULT_CURRENCY to a currency with at most two decimals.",
            id="oscar_referrals.E004",
        )
    ]


@register()
def check_delivery(**kwargs: Any) -> list[CheckMessage]:
    """The status that means delivered is one that orders can reach."""
    from oscar_referrals.conf import settings as referral_settings

    pipeline = getattr(settings, "OSCAR_ORDER_STATUS_PIPELINE", {})
    reachable = {status for targets in pipeline.values() for status in targets} | set(pipeline)
    delivered = referral_settings.DELIVERED_STATUSES
    if not delivered or reachable & set(delivered):
        return []
    return [
        Warning(
            f"No order can reach a delivered status ({', '.join(delivered)}), so rewards wait"
            " for ever.",
            hint="Set OSCAR_REFERRALS_DELIVERED_STATUSES to a status of your pipeline, or to ()"
            " to let the return time begin with the order.",
            id="oscar_referrals.W003",
        )
    ]
