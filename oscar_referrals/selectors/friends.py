"""What is known of a friend who wants to use a code.

Few queries: one for the code with all that our own rows know, one for the claim, one for orders.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache, reduce
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.constants import LOOKUP_SEP

from oscar_referrals.clock import DatabaseNow
from oscar_referrals.conf import settings
from oscar_referrals.eligibility import CustomerFacts, FriendFacts, PurchaseFacts
from oscar_referrals.identity import known_identities
from oscar_referrals.models import Budget, Claim, Code, IndexedOrder, Referral, Reservation
from oscar_referrals.money import exact
from oscar_referrals.ports import KnownOrder, shop

#: The status of an offer that gives something, as the shop writes it.
_OPEN = "Open"
#: By which of the shop's own rows staff may switch a code on and off. Few columns of wide tables.
_SWITCHES = {
    "offer_status": F("advocate__program__offer__status"),
    "offer_start": F("advocate__program__offer__start_datetime"),
    "offer_end": F("advocate__program__offer__end_datetime"),
    "voucher_start": F("voucher__start_datetime"),
    "voucher_end": F("voucher__end_datetime"),
}
_PROGRAM = OuterRef("advocate__program")
#: What may change between a friend's page and the order: seconds, if a card is charged.
_CHANGING = (
    "friends",
    "retired_at",
    "replaced_by_id",
    "advocate__friends",
    "advocate__identity",
    "advocate__left_at",
    "advocate__user_id",
    "advocate__program__ends_at",
    "advocate__program__starts_at",
    "advocate__program__state",
)


@dataclass(frozen=True, slots=True)
class Friend:
    """The person behind a basket, as far as known: account, e-mail address, remembered claim."""

    user_id: int | None = None
    email: str = ""
    basket_id: int | None = None
    token: str | None = None


def codes_for(friend: Friend) -> "QuerySet[Code]":
    """Return codes with what our own rows say about them and a friend, in one query.

    Each code carries `has_used_invitation`, `has_invited_somebody`, `budget_left` (None without a
    limit), `reservation_id`, `indexed_order` (one of his that was not cancelled),
    `last_indexed_order` and `asked_at`, the database's time.
    """
    identities = known_identities(friend.email)
    used = Referral.objects.filter(program=_PROGRAM, claimed_identity__in=identities)
    invited = Referral.objects.filter(program=_PROGRAM, advocate__identity__in=identities)
    return _codes_for_anybody().annotate(
        has_used_invitation=Exists(used),
        has_invited_somebody=Exists(invited),
        indexed_order=_indexed_order_of(identities),
        reservation_id=_reservation_for(friend),
    )


@cache
def _codes_for_anybody() -> "QuerySet[Code]":
    """Return codes with what does not depend on a friend; built once, as baskets ask often."""
    budget = Budget.objects.filter(
        program=_PROGRAM, currency=OuterRef("advocate__program__current_terms__currency")
    )
    left = budget.values(left=exact(F("cap") - F("reserved") - F("committed")))
    codes = Code.objects.select_related("advocate__program__current_terms")
    return codes.annotate(
        budget_left=Subquery(left),
        last_indexed_order=_last_indexed_order(),
        asked_at=DatabaseNow(),
        **_SWITCHES,
    )


def look_again_at(code: Code, friend: Friend) -> None:
    """Bring a code that `codes_for` gave this friend up to date, in one small query.

    For whoever asked a moment ago, and leaves what many compete for (the budget, a place, the
    friend's one invitation) to the database's constraints. The program's terms stay those of then,
    and so does what the index knew: later orders are looked at themselves, indexed or not.
    """
    facts = {"reservation_id": _reservation_for(friend), "asked_at": DatabaseNow()}
    fresh = Code.objects.annotate(**facts).values(*_CHANGING, *facts).get(pk=code.pk)
    for path, value in fresh.items():
        *owners, name = path.split(LOOKUP_SEP)
        setattr(reduce(getattr, owners, code), name, value)


def _reservation_for(friend: Friend) -> Subquery:
    is_for_friend = Q(basket_id=friend.basket_id) | Q(identity__in=known_identities(friend.email))
    kept = Reservation.objects.filter(is_for_friend, program=_PROGRAM)
    return Subquery(kept.order_by("pk").values("pk")[:1])


def _last_indexed_order() -> Subquery:
    last = IndexedOrder.objects.filter(order__isnull=False).order_by("-order")
    return Subquery(last.values("order")[:1])


def _indexed_order_of(identities: Sequence[str]) -> Subquery:
    """Return the key of a person's first order in the index: deleted ones count, for ever."""
    orders = IndexedOrder.objects.filter(identity__in=identities)
    orders = orders.exclude(order__status__in=settings.CANCELLED_STATUSES)
    return Subquery(orders.order_by("pk").values("pk")[:1])


def is_switched_on(code: Code) -> bool:
    """Tell whether the shop's own rows of a code from `codes_for` are in use. No query.

    Staff may end a voucher, or suspend or end the program's offer, while somebody checks out.
    """
    now: datetime = code.asked_at  # type: ignore[attr-defined]
    row: Any = code
    is_open = row.offer_status == _OPEN and row.voucher_id is not None
    return (
        is_open
        and _is_between(now, row.offer_start, row.offer_end)
        and _is_between(now, row.voucher_start, row.voucher_end)
    )


def _is_between(now: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or start <= now) and (end is None or now <= end)


def claim_of(code: Code, friend: Friend) -> Claim | None:
    """Return a friend's latest unused claim of a code, or None. One query."""
    return claims_of([code], friend).get(code.pk)


def claims_of(codes: Iterable[Code], friend: Friend) -> dict[int, Claim]:
    """Return a friend's latest unused claims of codes, by code. One query.

    A claim under terms that are no longer the current ones asks for them once more.
    """
    by_pk = {code.pk: code for code in codes}
    claims = Claim.objects.filter(_is_made_by(friend), code__in=by_pk, referral=None)
    latest: dict[int, Claim] = {}
    for claim in claims.order_by("claimed_at", "pk"):
        claim.code = by_pk[claim.code_id]
        current = claim.code.advocate.program.current_terms
        if current is not None and current.pk == claim.terms_id:
            claim.terms = current
        latest[claim.code_id] = claim
    return latest


def gather_friend_facts(
    *,
    code: Code,
    claim: Claim | None,
    friend: Friend,
    order_value: Decimal,
    currency: str,
    moment: datetime,
    except_order_id: int | None = None,
    purchase: PurchaseFacts | None = None,
) -> FriendFacts:
    """Put together what the rules need. `code` comes from `codes_for`.

    `order_value` is in `currency`. Without a claim the program's current terms are judged. One
    query asks for newer orders, none if nobody knows yet who the friend is; the order that is
    being placed does not count. Without a `purchase` the rules about the order are not asked.
    """
    advocate = code.advocate
    identities = known_identities(friend.email)
    terms = claim.terms if claim else advocate.program.terms_in_force
    return FriendFacts(
        program=advocate.program,
        terms=terms,
        code=code,
        advocate=advocate,
        moment=moment,
        expires_at=claim.expires_at if claim else code.expires_at,
        is_switched_on=is_switched_on(code),
        user_id=friend.user_id,
        identities=identities,
        past_order=_past_order(code, friend, except_order_id),
        has_used_invitation=code.has_used_invitation,  # type: ignore[attr-defined]
        has_invited_the_advocate=_has_invited_the_advocate(code, identities),
        budget_left=_budget_left(code),
        order_value=order_value,
        currency=currency,
        customer=CustomerFacts(
            program=advocate.program,
            user_id=friend.user_id,
            email=friend.email,
            identities=identities,
            currency=terms.currency,
            moment=moment,
            except_order_id=except_order_id,
        ),
        purchase=purchase,
        claimed_before_replacement=_was_claimed_before_replacement(code, claim),
    )


def _was_claimed_before_replacement(code: Code, claim: Claim | None) -> bool:
    if claim is None or code.retired_at is None or code.replaced_by_id is None:
        return False
    return claim.claimed_at <= code.retired_at


def _past_order(code: Code, friend: Friend, except_order_id: int | None) -> KnownOrder | None:
    indexed: int | None = code.indexed_order  # type: ignore[attr-defined]
    if indexed is not None:
        row = IndexedOrder.objects.get(pk=indexed)
        return KnownOrder(row.number, row.placed_at, row.was_guest, has_same_email=True)
    if friend.user_id is None and not friend.email.strip():
        return None
    return shop().newer_order(
        after=code.last_indexed_order or 0,  # type: ignore[attr-defined]
        user_id=friend.user_id,
        email=friend.email,
        except_order_id=except_order_id,
    )


def _has_invited_the_advocate(code: Code, identities: Sequence[str]) -> bool:
    """Follow the invitations from the advocate upwards; no query for who has invited nobody."""
    if not code.has_invited_somebody:  # type: ignore[attr-defined]
        return False
    seen: set[str] = set()
    identity = code.advocate.identity
    while identity and identity not in seen:
        seen.add(identity)
        invited = Referral.objects.filter(
            program=code.advocate.program_id, friend_identity=identity
        )
        row = invited.order_by("pk").values_list("advocate__identity", flat=True).first()
        identity = row or ""
        if identity in identities:
            return True
    return False


def _budget_left(code: Code) -> Decimal | None:
    is_kept: bool = code.held > 0 or code.reservation_id is not None  # type: ignore[attr-defined]
    return None if is_kept else code.budget_left  # type: ignore[attr-defined]


def _is_made_by(friend: Friend) -> Q:
    made_by = Q(pk__in=[])
    if friend.basket_id is not None:
        made_by |= Q(basket_id=friend.basket_id)
    if friend.user_id is not None:
        made_by |= Q(user_id=friend.user_id)
    if friend.token is not None:
        made_by |= Q(token=friend.token)
    return made_by
