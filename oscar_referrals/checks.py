"""System checks: what a shop forgot, with an id and a hint."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.urls import NoReverseMatch, reverse

from oscar_referrals import failpoints
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


@register(Tags.security, deploy=False)
def check_fail_point(**kwargs: Any) -> list[CheckMessage]:
    """The process may be made to die in tests only."""
    if settings.DEBUG or not os.environ.get(failpoints.VARIABLE):
        return []
    return [
        Error(
            f"{failpoints.VARIABLE} kills a process of a shop that is not in debug mode.",
            hint="Unset the environment variable: it is for tests of crashes.",
            id="oscar_referrals.E007",
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


@register(Tags.database)
def check_due_work(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Somebody looks for due work while a program is live."""
    from oscar_referrals.models import Program, ProgramState
    from oscar_referrals.selectors.due_work import last_run

    if not databases:
        return []
    try:
        is_needed = Program.objects.filter(state=ProgramState.LIVE).exists()
        is_late = is_needed and last_run().is_late
    except DatabaseError:
        return []
    if not is_late:
        return []
    return [
        Warning(
            "Nobody has looked for due work in the last ten minutes: rewards and messages wait.",
            hint="Let your scheduler run `manage.py referrals_run_due` every minute.",
            id="oscar_referrals.W004",
        )
    ]


@register()
def check_refunds(**kwargs: Any) -> list[CheckMessage]:
    """Refunds come from rows that Oscar has, of types that are named."""
    from oscar_referrals.conf import REFUND_SOURCES
    from oscar_referrals.conf import settings as referral_settings

    source = referral_settings.REFUND_SOURCE
    if source is None:
        return []
    if source not in REFUND_SOURCES:
        return [
            Error(
                f"OSCAR_REFERRALS_REFUND_SOURCE is {source!r}, so no refund takes a reward back.",
                hint=f"Set it to one of {', '.join(map(repr, REFUND_SOURCES))}, or to None if you"
                " call oscar_referrals.flows.refund.record_refund yourself.",
                id="oscar_referrals.E005",
            )
        ]
    types = getattr(settings, "OSCAR_REFERRALS_REFUND_TYPES", referral_settings.REFUND_TYPES)
    if types and not isinstance(types, str):
        return []
    return [
        Error(
            "OSCAR_REFERRALS_REFUND_TYPES names no type of refund.",
            hint='Set it to a list, for instance ["Refunded"], or leave it out.',
            id="oscar_referrals.E006",
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


@register()
def check_quiet_hours(**kwargs: Any) -> list[CheckMessage]:
    """The quiet hours are times of the day, in a time zone that exists."""
    from oscar_referrals.clock import page_now
    from oscar_referrals.notify.quiet_hours import end_of_quiet_hours

    try:
        end_of_quiet_hours(page_now())
    except (ValueError, TypeError, IndexError, KeyError) as error:
        return [
            Error(
                f"The quiet hours cannot be read: {error}.",
                hint='Set OSCAR_REFERRALS_QUIET_HOURS like ("21:00", "08:00") or to None, and'
                ' OSCAR_REFERRALS_QUIET_TIME_ZONE like "Europe/Rome".',
                id="oscar_referrals.E010",
            )
        ]
    return []


@register()
def check_occasions(**kwargs: Any) -> list[CheckMessage]:
    """Customers are asked to take part after things that we notice."""
    from oscar_referrals.conf import OCCASIONS
    from oscar_referrals.conf import settings as referral_settings

    unknown = sorted(set(referral_settings.ASK_AFTER) - set(OCCASIONS))
    if not unknown:
        return []
    return [
        Error(
            f"OSCAR_REFERRALS_ASK_AFTER names {', '.join(unknown)}, so nobody is asked then.",
            hint=f"Set it to some of {', '.join(map(repr, OCCASIONS))}.",
            id="oscar_referrals.E011",
        )
    ]


@register()
def check_sources(**kwargs: Any) -> list[CheckMessage]:
    """Sources that are to be kept for a visit need what keeps them."""
    from oscar_referrals.conf import settings as referral_settings

    keeper = "oscar_referrals.sharing.sources.KeepSourceMiddleware"
    if not referral_settings.SOURCES or keeper in settings.MIDDLEWARE:
        return []
    return [
        Warning(
            "OSCAR_REFERRALS_SOURCES names sources, but nothing keeps them for a visit.",
            hint=f'Add "{keeper}" to MIDDLEWARE.',
            id="oscar_referrals.W005",
        )
    ]


@register()
def check_sentences(**kwargs: Any) -> list[CheckMessage]:
    """Every rule, the shop's own included, can be told to everybody."""
    from oscar_referrals.eligibility import BOOKS
    from oscar_referrals.eligibility.gaps import find_gaps

    return [
        Error(
            f"The rule {rule.name} of {rule.book} {gap}.",
            hint="Give it all three sentences, and name only its parameters or figures of terms.",
            id="oscar_referrals.E008",
        )
        for book in BOOKS.values()
        for rule in book
        for gap in find_gaps(rule)
    ]


@register(Tags.database)
def check_rules(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The rules that terms in force ask for exist and take the figures that were kept."""
    from oscar_referrals.eligibility.choosing import find_unknown_rules
    from oscar_referrals.models import Program, ProgramState

    if not databases:
        return []
    programs = Program.objects.exclude(state=ProgramState.ENDED).select_related("current_terms")
    try:
        unknown = [
            (program, name)
            for program in programs
            if program.current_terms is not None
            for name in find_unknown_rules(program.current_terms)
        ]
    except DatabaseError:
        return []
    return [
        Error(
            f"The program {program} asks for a rule that does not exist, or not with these"
            f" figures ({name}), so nobody meets its terms.",
            hint="Register the rule where the shop starts, or give the program new terms.",
            id="oscar_referrals.E009",
        )
        for program, name in unknown
    ]
