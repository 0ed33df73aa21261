"""Codes of other retailers against the rewards that got them, and the ledger."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import F, Q, Sum

from oscar_referrals.models import Account, AccountKind, ListedCode
from oscar_referrals.money import exact
from oscar_referrals.rewards.retailer_card import RetailerCard

ZERO = Decimal("0.00")


def codes_fit_their_rewards() -> Iterator[str]:
    """A code went to a reward of the right kind and currency, and was worth as much."""
    fits = Q(
        reward__kind=RetailerCard.key,
        reward__currency=F("code_list__currency"),
        reward__granted__gte=F("code_list__value"),
    )
    for code in ListedCode.objects.filter(reward__isnull=False).exclude(fits).order_by("pk"):
        yield f"Listed code {code.pk} does not fit its reward {code.reward_id}."


def cards_in_the_ledger_are_codes_given() -> Iterator[str]:
    """What the ledger says was given as cards is what the codes that were given are worth."""
    given = ListedCode.objects.filter(reward__isnull=False).order_by()
    rows = given.values_list("code_list__currency")
    worth = dict(rows.annotate(total=exact(Sum("code_list__value"))))
    accounts = Account.objects.filter(kind=AccountKind.CARD_GIVEN)
    booked = dict(accounts.values_list("currency", "balance"))
    for currency in sorted(worth.keys() | booked.keys()):
        has, should = booked.get(currency, ZERO), worth.get(currency, ZERO)
        if has != should:
            yield f"Cards of {has} {currency} were given, the codes are worth {should}."


CHECKS = (codes_fit_their_rewards, cards_in_the_ledger_are_codes_given)
