"""What is given to partners: the public total, and what staff see."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from oscar_referrals.ledger import partner_holder
from oscar_referrals.models import (
    Account,
    AccountKind,
    Donation,
    Entry,
    Partner,
    PartnerStatement,
    Pledge,
    Program,
    ProgramKind,
    ProgramState,
)
from oscar_referrals.money import ZERO, exact
from oscar_referrals.ports import shop
from oscar_referrals.selectors.given_in_names import given_by, postings_of_donations


@dataclass(frozen=True, slots=True)
class Owed:
    """What a partner is owed in a program, in `currency`.

    Negative if corrections came after the payment; then the next donations are set off against it.
    """

    program: Program
    currency: str
    amount: Decimal


def giving_of(program: Program) -> "QuerySet[Pledge]":
    """Return a program's pledges with the `total` that each has brought so far. One query.

    Nothing is cached and nothing personal is in it.
    """
    return _with_totals(program.pledges.select_related("partner"))


def describe_giving(program: Program) -> list[tuple[Pledge, str]]:
    """Return a program's pledges with their totals, and the names of their ranges. Two queries."""
    names = shop().list_things("range")
    return [
        (pledge, ", ".join(names.get(key, key) for key in pledge.ranges))
        for pledge in giving_of(program)
    ]


def giving_total(slug: str) -> list[tuple[str, Decimal]]:
    """Return what a program has given so far, currency by currency. One query.

    By its pledges, and as rewards in customers' names.
    """
    donations = Donation.objects.filter(pledge__program__slug=slug).order_by()
    sums = donations.values_list("currency").annotate(total=exact(Sum("accrued")))
    rewards = postings_of_donations().filter(transfer__reward__referral__program__slug=slug)
    in_names = rewards.values_list("account__currency").annotate(total=exact(Sum("amount")))
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for currency, total in sums.union(in_names, all=True):
        totals[currency] += total
    return [(currency, total) for currency, total in sorted(totals.items()) if total]


def find_public_program(slug: str) -> Program | None:
    """Return a program that gives to partners and is no draft, or None. Three queries at most.

    It is a community program, or its rewards are donations or were so before.
    """
    programs = Program.objects.filter(slug=slug).select_related("current_terms")
    program = programs.exclude(state=ProgramState.DRAFT).first()
    if program is None or program.kind == ProgramKind.COMMUNITY or given_by(program):
        return program
    return None


def list_partners() -> "QuerySet[Partner]":
    """Return all partners with the number of their pledges, in one query."""
    return Partner.objects.annotate(pledge_count=Count("pledges")).order_by("name")


def pledges_of(partner: Partner) -> "QuerySet[Pledge]":
    """Return a partner's pledges with `total`, `waiting` (for budget) and `orders`. One query."""
    waiting = Donation.objects.filter(pledge=OuterRef("pk"), target__gt=F("accrued"))
    counted = Donation.objects.filter(pledge=OuterRef("pk"), base__gt=0)
    return _with_totals(partner.pledges.select_related("program")).annotate(
        waiting=_sum(waiting, exact(Sum(F("target") - F("accrued")))),
        orders=Coalesce(_grouped(counted, Count("pk")), 0),
    )


def owed_to(partner: Partner) -> list[Owed]:
    """Return what a partner is owed, program by program. Two queries."""
    holders = {
        partner_holder(partner_id=partner.pk, program_id=program.pk).name: program
        for program in Program.objects.order_by("name")
    }
    accounts = Account.objects.filter(kind=AccountKind.PAYABLE, holder__in=holders)
    return [
        Owed(program=holders[account.holder], currency=account.currency, amount=account.balance)
        for account in accounts.order_by("holder", "currency")
    ]


def statements_of(partner: Partner) -> "QuerySet[PartnerStatement]":
    """Return a partner's statements, the newest first. One query."""
    return partner.statements.select_related("program")


def postings_of(statement: PartnerStatement) -> "QuerySet[Entry]":
    """Return the postings on a statement with their transfers, oldest first."""
    entries = Entry.objects.filter(partner_statement_line__statement=statement)
    return entries.select_related("transfer").order_by("transfer__posted_at", "pk")


def statement_rows(statement: PartnerStatement) -> Iterator[tuple[datetime, str, str, Decimal]]:
    """Yield when, which order, what and how much, for each posting. Read bit by bit."""
    for entry in postings_of(statement).iterator(chunk_size=500):
        transfer = entry.transfer
        yield transfer.posted_at, transfer.order_number, transfer.memo, entry.amount


def _with_totals(pledges: "QuerySet[Pledge]") -> "QuerySet[Pledge]":
    donations = Donation.objects.filter(pledge=OuterRef("pk"))
    return pledges.annotate(total=_sum(donations, exact(Sum("accrued"))))


def _sum(donations: "QuerySet[Donation]", amount: Combinable) -> Coalesce:
    return Coalesce(_grouped(donations, amount), ZERO, output_field=DecimalField())


def _grouped(donations: "QuerySet[Donation]", figure: Any) -> Subquery:
    rows = donations.order_by().values("pledge").annotate(figure=figure)
    return Subquery(rows.values("figure"))
