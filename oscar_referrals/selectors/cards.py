"""Printed cards: which there are, and what each batch has brought and cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from oscar_referrals.models import (
    Card,
    CardBatch,
    Claim,
    Program,
    ProgramKind,
    ProgramState,
    Referral,
    Reward,
    Visit,
)
from oscar_referrals.money import ZERO
from oscar_referrals.selectors.figures import KEPT, UNDONE, Funnel, Result

#: Kinds of programs for which cards are printed.
CARD_KINDS = (ProgramKind.IMPLICIT, ProgramKind.DIRECT)
#: So many cards are in one file: it is made in seconds, in little memory.
PORTION = 1000


@dataclass(frozen=True, slots=True)
class CardResult(Result):
    """What a batch has brought and cost in one currency, what the printer was paid included."""

    print_cost: Decimal

    @property
    def cost(self) -> Decimal:
        """Discounts, rewards and print cost together."""
        return self.discounts + self.rewards + self.print_cost

    @property
    def return_on_print_cost(self) -> Decimal | None:
        """How many times the print cost came back as revenue less rewards; None without cost.

        Revenue is what friends paid, so their discounts are out of it already.
        """
        if not self.print_cost:
            return None
        return ((self.revenue - self.rewards) / self.print_cost).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Portion:
    """Cards of a batch that are printed into one file, from one number to another."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How many cards of a batch there are, and what came of them. Scans: one visitor, one day."""

    printed: int
    blocked: int
    funnel: Funnel
    results: tuple[CardResult, ...]


def batches_of(program: Program) -> "QuerySet[CardBatch]":
    """Return a program's batches, the newest first. One query."""
    return program.card_batches.select_related("advocate__user").order_by("-made_at", "-pk")


def cards_of(batch: CardBatch) -> "QuerySet[Card]":
    """Return a batch's cards with their codes, owners and replacements. One query.

    Each carries `scans`, `claims` and `orders`.
    """
    related = ("code__advocate__user", "replaces", "replacement", "order")
    visits = Visit.objects.filter(code=OuterRef("code"))
    claims = Claim.objects.filter(code=OuterRef("code"))
    referrals = Referral.objects.filter(claim__code=OuterRef("code"))
    cards = batch.cards.select_related(*related).annotate(
        scans=_number_of(visits, group="code", counted=Count("visitor", distinct=True)),
        claims=_number_of(claims, group="code", counted=Count("pk")),
        orders=_number_of(referrals, group="claim__code", counted=Count("pk")),
    )
    return cards.order_by("number")


def find_cards(batch: CardBatch, *, text: str) -> "QuerySet[Card]":
    """Return the cards of a batch whose code or number is `text`; all of them for ""."""
    cards = cards_of(batch)
    wanted = "".join(sign for sign in text.upper() if sign.isalnum())
    if not wanted:
        return cards
    has_number = Q(number=int(wanted)) if wanted.isdecimal() and len(wanted) < 7 else Q()
    return cards.filter(has_number | Q(code__text=wanted))


def cards_to_print(batch: CardBatch) -> "QuerySet[Card]":
    """Return a batch's cards that work, each with its code. One query."""
    cards = batch.cards.filter(code__retired_at=None).select_related("code__advocate")
    return cards.order_by("number")


def portions_of(batch: CardBatch) -> list[Portion]:
    """Return the portions in which a batch's cards that work are printed. One query."""
    numbers = cards_to_print(batch).order_by().values_list("number", flat=True)
    starts = sorted({(number - 1) // PORTION * PORTION + 1 for number in numbers})
    return [Portion(start, start + PORTION - 1) for start in starts]


def programs_with_inserts(moment: datetime) -> list[Program]:
    """Return the open programs that can put an insert into a parcel, the implicit ones first."""
    live = Program.objects.filter(kind__in=CARD_KINDS, state=ProgramState.LIVE)
    programs = live.select_related("current_terms").order_by("-precedence", "-pk")
    is_open = [program for program in programs if program.is_open_at(moment)]
    return sorted(is_open, key=lambda program: program.kind != ProgramKind.IMPLICIT)


def insert_of(order_id: int) -> Card | None:
    """Return an order's parcel insert, or None. One query."""
    cards = Card.objects.select_related("batch__program__current_terms", "code__advocate")
    return cards.filter(order=order_id).first()


def report_on(batches: Sequence[CardBatch]) -> dict[int, BatchReport]:
    """Return what became of batches, by primary key. A fixed number of queries."""
    pks = [batch.pk for batch in batches]
    printed = _printed(pks)
    visitors = _visitors(pks)
    claims = _claims(pks)
    sold = _sold(pks)
    rewards = _rewards(pks)
    return {
        batch.pk: BatchReport(
            printed=printed.get(batch.pk, (0, 0))[0],
            blocked=printed.get(batch.pk, (0, 0))[1],
            funnel=Funnel(
                visitors=visitors.get(batch.pk, 0),
                claims=claims.get(batch.pk, 0),
                orders=sum(row.orders for row in sold.get(batch.pk, ())),
                kept=sum(row.kept for row in sold.get(batch.pk, ())),
            ),
            results=_results_of(batch, sold=sold.get(batch.pk, ()), rewards=rewards),
        )
        for batch in batches
    }


def _number_of(rows: "QuerySet[Any]", *, group: str, counted: Count) -> Coalesce:
    numbers = rows.order_by().values(group).annotate(number=counted).values("number")
    return Coalesce(Subquery(numbers), 0)


@dataclass(frozen=True, slots=True)
class _Sold:
    currency: str
    orders: int
    kept: int
    revenue: Decimal
    discounts: Decimal


_BATCH = "claim__code__card__batch"


def _results_of(
    batch: CardBatch, *, sold: Sequence[_Sold], rewards: dict[tuple[int, str], Decimal]
) -> tuple[CardResult, ...]:
    by_currency = {row.currency: row for row in sold}
    nothing = _Sold("", 0, 0, ZERO, ZERO)
    return tuple(
        CardResult(
            currency=currency,
            kept=row.kept,
            revenue=row.revenue,
            discounts=row.discounts,
            rewards=rewards.get((batch.pk, currency), ZERO),
            budget=None,
            print_cost=batch.print_cost if currency == batch.currency else ZERO,
        )
        for currency in sorted({batch.currency, *by_currency})
        for row in (by_currency.get(currency, nothing),)
    )


def _printed(pks: Sequence[int]) -> dict[int, tuple[int, int]]:
    is_blocked = Q(code__retired_at__isnull=False)
    rows = Card.objects.filter(batch__in=pks).order_by().values("batch")
    counted = rows.annotate(
        printed=Sum("copies"), blocked=Coalesce(Sum("copies", filter=is_blocked), 0)
    )
    return {row["batch"]: (row["printed"], row["blocked"]) for row in counted}


def _visitors(pks: Sequence[int]) -> dict[int, int]:
    rows = Visit.objects.filter(code__card__batch__in=pks).values_list("code__card__batch")
    return dict(rows.annotate(count=Count("visitor", distinct=True)))


def _claims(pks: Sequence[int]) -> dict[int, int]:
    rows = Claim.objects.filter(code__card__batch__in=pks).order_by()
    return dict(rows.values_list("code__card__batch").annotate(count=Count("pk")))


def _sold(pks: Sequence[int]) -> dict[int, list[_Sold]]:
    rows = Referral.objects.filter(**{f"{_BATCH}__in": pks}).order_by("currency")
    counted = rows.values(_BATCH, "currency").annotate(
        orders=Count("pk"),
        kept=Count("pk", filter=KEPT),
        revenue=Coalesce(Sum("base", filter=KEPT), ZERO),
        discounts=Coalesce(Sum("discount", filter=~UNDONE), ZERO),
    )
    found: dict[int, list[_Sold]] = {}
    for row in counted:
        batch: int = row.pop(_BATCH)
        found.setdefault(batch, []).append(_Sold(**row))
    return found


def _rewards(pks: Sequence[int]) -> dict[tuple[int, str], Decimal]:
    rows = Reward.objects.filter(**{f"referral__{_BATCH}__in": pks}).order_by()
    issued = rows.values_list(f"referral__{_BATCH}", "currency").annotate(
        issued=Sum(F("granted") - F("clawed"))
    )
    return {(batch, currency): amount for batch, currency, amount in issued}
