"""Donations against their orders, the ledger and the partners' statements."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from oscar_referrals.ledger import partner_holder
from oscar_referrals.models import (
    Account,
    AccountKind,
    Donation,
    Partner,
    PartnerStatement,
    Reward,
    Work,
    WorkStatus,
)
from oscar_referrals.money import ZERO, exact
from oscar_referrals.ports import shop
from oscar_referrals.rewards.donation import DonationReward
from oscar_referrals.rewards.pledges import donation_target
from oscar_referrals.selectors.invariants.batches import in_batches

Totals = dict[tuple[str, str], Decimal]


def donations_follow_their_orders() -> Iterator[str]:
    """A donation is what the pledge gives for what is left, unless due work is about to settle it.

    Orders that the shop no longer has say nothing.
    """
    to_settle = Work.objects.filter(
        kind="order_changed", subject=OuterRef("order_id"), status=WorkStatus.WAITING
    )
    settled = Donation.objects.filter(~Exists(to_settle), order__isnull=False)
    for batch in in_batches(settled.select_related("pledge")):
        orders = shop().sold_orders(donation.order_id for donation in batch)
        for donation in batch:
            order = orders.get(donation.order_id or 0)
            expected = donation_target(donation=donation, order=order)
            if donation.target != expected:
                yield (
                    f"Donation {donation.pk} gives {donation.target} {donation.currency}, what is"
                    f" left of its order deserves {expected}."
                )


def nothing_is_donated_twice() -> Iterator[str]:
    """What was posted is at most what the pledge gives."""
    for donation in Donation.objects.filter(accrued__gt=F("target")).order_by("pk"):
        yield f"Donation {donation.pk} has posted {donation.accrued} of {donation.target}."


def partners_are_owed_their_donations() -> Iterator[str]:
    """What a partner is owed is its donations less what was paid out, in each program.

    Its donations are those of its pledges, and rewards in customers' names.
    """
    owed = _totals_of(Donation.objects.all(), "pledge__partner", "pledge__program", "accrued")
    for key, total in _totals_in_names().items():
        owed[key] += total
    paid = _totals_of(
        PartnerStatement.objects.filter(paid_at__isnull=False), "partner", "program", "amount"
    )
    balances: Totals = defaultdict(lambda: ZERO)
    for account in Account.objects.filter(kind=AccountKind.PAYABLE):
        balances[account.holder, account.currency] = account.balance
    for key in sorted({*owed, *balances}):
        expected = owed[key] - paid[key]
        if balances[key] != expected:
            yield f"{key[0]} is owed {balances[key]} {key[1]}, its donations say {expected}."


def statements_sum_their_lines() -> Iterator[str]:
    """A statement's amount is the sum of its postings."""
    counted = exact(Coalesce(Sum("lines__entry__amount"), ZERO))
    statements = PartnerStatement.objects.annotate(counted=counted)
    for statement in statements.exclude(amount=F("counted")).order_by("pk"):
        yield (
            f"Statement {statement.pk} says {statement.amount}, its lines say {statement.counted}."
        )


def _totals_in_names() -> Totals:
    """Return what rewards gave to partners, less what was taken back."""
    partners = dict(Partner.objects.values_list("slug", "pk"))
    rewards = Reward.objects.filter(kind=DonationReward.key, issued_at__isnull=False)
    totals: Totals = defaultdict(lambda: ZERO)
    for reward in rewards.select_related("referral").iterator():
        holder = partner_holder(
            partner_id=partners[reward.options["partner"]],
            program_id=reward.referral.program_id,
        )
        totals[holder.name, reward.currency] += reward.net
    return totals


def _totals_of(rows: "QuerySet[Any]", partner: str, program: str, amount: str) -> Totals:
    totals: Totals = defaultdict(lambda: ZERO)
    sums = rows.order_by().values_list(partner, program, "currency")
    for partner_id, program_id, currency, total in sums.annotate(total=exact(Sum(amount))):
        holder = partner_holder(partner_id=partner_id, program_id=program_id)
        totals[holder.name, currency] = total
    return totals


CHECKS = (
    donations_follow_their_orders,
    nothing_is_donated_twice,
    partners_are_owed_their_donations,
    statements_sum_their_lines,
)
