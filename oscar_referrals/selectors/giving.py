"""What is given to partners: the public total, and what staff see."""

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


def giving_total(slug: str) -> list[tuple[str, Decimal]]:
    """Return what a program has given so far, currency by currency. One query."""
    donations = Donation.objects.filter(pledge__program__slug=slug).order_by("currency")
    sums = donations.values_list("currency").annotate(total=exact(Sum("accrued")))
    return [(currency, total) for currency, total in sums if total]


def find_public_program(slug: str) -> Program | None:
    """Return a community program that is no draft, or None. One query."""
    programs = Program.objects.filter(slug=slug, kind=ProgramKind.COMMUNITY)
    return programs.exclude(state=ProgramState.DRAFT).first()


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
    programs = list(Program.objects.filter(pledges__partner=partner).distinct().order_by("name"))
    holders = {
        partner_holder(partner_id=partner.pk, program_id=program.pk).name: program
        for program in programs
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
