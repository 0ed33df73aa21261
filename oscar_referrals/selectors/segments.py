"""The registry of segments: parts of the shop's customers that can be asked, or written to.

A segment is one condition on accounts, so that counting it, writing to it and asking whether one
customer belongs to it never disagree. A shop adds its own with `register_segment`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oscar_referrals.conf import settings
from oscar_referrals.ports import shop
from oscar_referrals.registry import Registry

EVERYBODY = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of the customers. `accounts` returns the condition under which an account is in it."""

    key: str
    label: Promise
    accounts: Callable[[], Q]


SEGMENTS: Registry[Segment] = Registry()


def register_segment(segment: Segment) -> Segment:
    """Make a segment known. Raises DuplicateName."""
    return SEGMENTS.register(segment.key, segment)


def segment_of_name(key: str) -> Segment:
    """Return the segment of that name. Raises UnknownName."""
    return SEGMENTS[key]


def customers() -> "QuerySet[Any]":
    """Return the accounts that can be written to: active, with an e-mail address."""
    model = get_user_model()
    return model._default_manager.filter(is_active=True).exclude(
        **{model.get_email_field_name(): ""}
    )


def _loyal() -> Q:
    return shop().accounts_with_orders(settings.LOYAL_ORDERS)


def _reviewers() -> Q:
    return shop().accounts_with_reviews(settings.GOOD_SCORE)


for _key, _label, _accounts in (
    (EVERYBODY, _("all customers"), Q),
    ("buyers", _("customers who have ordered"), lambda: shop().accounts_with_orders(1)),
    ("loyal", _("loyal customers, who order again and again"), _loyal),
    ("reviewers", _("customers who have written a good review"), _reviewers),
    (
        "promoters",
        _("promoters: loyal customers, and buyers with a good review"),
        lambda: _loyal() | (_reviewers() & shop().accounts_with_orders(1)),
    ),
):
    register_segment(Segment(key=_key, label=_label, accounts=_accounts))
