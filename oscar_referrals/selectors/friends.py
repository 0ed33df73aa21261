"""What is known of a friend who wants to use a code.

Few queries: one for the code with all that our own rows know, one for the claim, one for orders.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

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
    program = OuterRef("advocate__program")
    identities = known_identities(friend.email)
    used = Referral.objects.filter(program=program, claimed_identity__in=identities)
    budget = Budget.objects.filter(
        program=program, currency=OuterRef("advocate__program__current_terms__currency")
    )
    left = budget.values(left=exact(F("cap") - F("reserved") - F("committed")))
    return Code.objects.select_related("advocate__program__current_terms").annotate(
        has_used_invitation=Exists(used),
        has_invited_somebody=Exists(
            Referral.objects.filter(program=program, advocate__identity__in=identities)
        ),
        budget_left=Subquery(left),
        indexed_order=_indexed_order_of(identities),
        **_SWITCHES,
        **_facts_of_this_moment(friend),
    )


def look_again_at(code: Code, friend: Friend) -> None:
    """Bring a code that `codes_for` gave this friend up to date, in one small query.

    For whoever asked a moment ago, and leaves what many compete for (the budget, a place, the
    friend's one invitation) to the database's constraints. The program's terms stay those of then.
    """
    facts = _facts_of_this_moment(friend)
    fresh = Code.objects.select_related("advocate__program").annotate(**facts).get(pk=code.pk)
    fresh.advocate.program.current_terms = code.advocate.program.current_terms
    code.advocate, code.retired_at, code.friends = fresh.advocate, fresh.retired_at, fresh.friends
    for name in facts:
        setattr(code, name, getattr(fresh, name))


def _facts_of_this_moment(friend: Friend) -> dict[str, Any]:
    """Return what may have changed since the friend's page was made, as annotations of a code."""
    identities = known_identities(friend.email)
    is_kept_for_friend = Q(basket_id=friend.basket_id) | Q(identity__in=identities)
    kept = Reservation.objects.filter(is_kept_for_friend, program=OuterRef("advocate__program"))
    last = IndexedOrder.objects.filter(order__isnull=False).order_by("-order")
    return {
        "reservation_id": Subquery(kept.order_by("pk").values("pk")[:1]),
        "last_indexed_order": Subquery(last.values("order")[:1]),
        "asked_at": DatabaseNow(),
    }


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
        expires_at=claim.expires_at if claim else None,
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
    )


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
    is_kept: bool = code.reservation_id is not None  # type: ignore[attr-defined]
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
