"""Switching off, one by one, what keeps a race from happening: for the control twins only."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db.models import Q

from oscar_referrals.eligibility import Decision
from oscar_referrals.flows import budgets, redeem
from oscar_referrals.shop import placing


@contextmanager
def judged_at_pricing_only() -> Iterator[None]:
    """Let the order take what the basket was priced with, without asking the rules once more."""
    with mock.patch.object(redeem, "require_permission", return_value=Decision(())):
        yield


@contextmanager
def budget_without_condition() -> Iterator[None]:
    """Take from a budget whether or not it fits."""
    with judged_at_pricing_only(), mock.patch.object(budgets, "fits_budget", return_value=Q()):
        yield


@contextmanager
def places_without_condition() -> Iterator[None]:
    """Do not count the friends of a code when they order."""
    with judged_at_pricing_only(), mock.patch.object(redeem, "take_place"):
        yield


@contextmanager
def identities_never_equal() -> Iterator[None]:
    """Let the unique key of a friend never meet the same friend again."""
    identify = redeem.identify_email

    def blur(email: str) -> str:
        return identify(email)[:-16] + secrets.token_hex(8)

    with judged_at_pricing_only(), mock.patch.object(redeem, "identify_email", blur):
        yield


@contextmanager
def discounts_unrecorded() -> Iterator[None]:
    """Look away when a discount is written with an order, as a plain shop does."""
    with mock.patch.object(placing, "record_discount"):
        yield
