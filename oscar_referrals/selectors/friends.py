"""What is known of a friend who wants to use a code.

Few and simple queries: one for the code, one for the claim, three for the friend's past orders.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from oscar_referrals.clock import DatabaseNow
from oscar_referrals.eligibility import FriendFacts
from oscar_referrals.identity import known_identities
from oscar_referrals.models import Budget, Claim, Code, Referral, Reservation
from oscar_referrals.money import exact
from oscar_referrals.ports import shop

#: The status of an offer that gives something, as the shop writes it.
_OPEN = "Open"


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
    limit), `reservation_id` and `asked_at`, the database's time.
    """
    program = OuterRef("advocate__program")
    identities = known_identities(friend.email)
    used = Referral.objects.filter(program=program, claimed_identity__in=identities)
    budget = Budget.objects.filter(
        program=program, currency=OuterRef("advocate__program__current_terms__currency")
    )
    left = budget.values(left=exact(F("cap") - F("reserved") - F("committed")))
    is_kept_for_friend = Q(basket_id=friend.basket_id) | Q(identity__in=identities)
    kept = Reservation.objects.filter(is_kept_for_friend, program=program)
    codes = Code.objects.select_related(
        "voucher", "advocate__program__offer", "advocate__program__current_terms"
    )
    return codes.annotate(
        has_used_invitation=Exists(used),
        has_invited_somebody=Exists(
            Referral.objects.filter(program=program, advocate__identity__in=identities)
        ),
        budget_left=Subquery(left),
        reservation_id=Subquery(kept.order_by("pk").values("pk")[:1]),
        asked_at=DatabaseNow(),
    )


def is_switched_on(code: Code) -> bool:
    """Tell whether the shop's own rows of a code from `codes_for` are in use. No query.

    Staff may end a voucher, or suspend or end the program's offer, while somebody checks out.
    """
    now: datetime = code.asked_at  # type: ignore[attr-defined]
    offer, voucher = code.advocate.program.offer, code.voucher
    if offer is None or voucher is None or offer.status != _OPEN:
        return False
    return _is_in_time(offer, now) and _is_in_time(voucher, now)


def _is_in_time(row: Any, now: datetime) -> bool:
    has_started = row.start_datetime is None or row.start_datetime <= now
    return has_started and (row.end_datetime is None or now <= row.end_datetime)


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
) -> FriendFacts:
    """Put together what the rules need. `code` comes from `codes_for`.

    `order_value` is in `currency`. Without a claim the program's current terms are judged. Three
    queries ask for past orders, none if nobody knows yet who the friend is; the order that is being
    placed does not count.
    """
    advocate = code.advocate
    identities = known_identities(friend.email)
    past_order_number = shop().past_order_number(
        user_id=friend.user_id,
        email=friend.email,
        identities=identities,
        except_order_id=except_order_id,
    )
    return FriendFacts(
        program=advocate.program,
        terms=claim.terms if claim else advocate.program.terms_in_force,
        code=code,
        advocate=advocate,
        moment=moment,
        expires_at=claim.expires_at if claim else code.expires_at,
        is_switched_on=is_switched_on(code),
        user_id=friend.user_id,
        identities=identities,
        past_order_number=past_order_number,
        has_used_invitation=code.has_used_invitation,  # type: ignore[attr-defined]
        has_invited_the_advocate=_has_invited_the_advocate(code, identities),
        budget_left=_budget_left(code),
        order_value=order_value,
        currency=currency,
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
