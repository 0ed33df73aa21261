"""What is known of a friend who wants to use a code.

Two queries answer everything: one for the code with all that the rules ask, one for the claim.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from oscar_referrals.clock import DatabaseNow
from oscar_referrals.eligibility import FriendFacts
from oscar_referrals.identity import known_identities
from oscar_referrals.models import Budget, Claim, Code, IndexedOrder, Referral, Reservation
from oscar_referrals.ports import shop


@dataclass(frozen=True, slots=True)
class Friend:
    """The person behind a basket, as far as known: account, e-mail address, remembered claim."""

    user_id: int | None = None
    email: str = ""
    basket_id: int | None = None
    token: str | None = None


def codes_for(friend: Friend, *, except_order_id: int | None = None) -> "QuerySet[Code]":
    """Return codes with everything the rules ask about a friend, in one query.

    Each code carries `has_used_invitation`, `is_budget_used_up`, `past_order_number`,
    `reservation_id`, `claim_id` and `asked_at`, the database's time. The order that is being placed
    does not count as past.
    """
    program = OuterRef("advocate__program")
    identities = known_identities(friend.email)
    used = Referral.objects.filter(program=program, claimed_identity__in=identities)
    full = Budget.objects.filter(
        program=program,
        currency=OuterRef("advocate__program__current_terms__currency"),
        cap__lte=F("reserved") + F("committed"),
    )
    is_kept_for_friend = Q(basket_id=friend.basket_id) | Q(identity__in=identities)
    kept = Reservation.objects.filter(is_kept_for_friend, program=program)
    claims = Claim.objects.filter(_is_made_by(friend), code=OuterRef("pk"), referral=None)
    return Code.objects.select_related("advocate__program__current_terms").annotate(
        has_used_invitation=Exists(used),
        is_budget_used_up=Exists(full),
        past_order_number=_past_order_number(friend, identities, except_order_id),
        reservation_id=Subquery(kept.order_by("pk").values("pk")[:1]),
        claim_id=Subquery(claims.order_by("-claimed_at", "-pk").values("pk")[:1]),
        asked_at=DatabaseNow(),
    )


def claim_of(code: Code) -> Claim | None:
    """Return the friend's latest unused claim of a code from `codes_for`, or None."""
    claim_id = code.claim_id  # type: ignore[attr-defined]
    if claim_id is None:
        return None
    return Claim.objects.select_related("terms").get(pk=claim_id)


def gather_friend_facts(
    *,
    code: Code,
    claim: Claim | None,
    friend: Friend,
    order_value: Decimal,
    currency: str,
    moment: datetime,
) -> FriendFacts:
    """Put together what the rules need, without a query. `code` comes from `codes_for`.

    `order_value` is in `currency`. Without a claim the program's current terms are judged.
    """
    advocate = code.advocate
    return FriendFacts(
        program=advocate.program,
        terms=claim.terms if claim else advocate.program.terms_in_force,
        code=code,
        advocate=advocate,
        moment=moment,
        expires_at=claim.expires_at if claim else None,
        user_id=friend.user_id,
        identities=known_identities(friend.email),
        past_order_number=code.past_order_number,  # type: ignore[attr-defined]
        has_used_invitation=code.has_used_invitation,  # type: ignore[attr-defined]
        has_budget=_has_budget(code),
        order_value=order_value,
        currency=currency,
    )


def _has_budget(code: Code) -> bool:
    is_kept: bool = code.reservation_id is not None  # type: ignore[attr-defined]
    return is_kept or not code.is_budget_used_up  # type: ignore[attr-defined]


def _is_made_by(friend: Friend) -> Q:
    made_by = Q(pk__in=[])
    if friend.basket_id is not None:
        made_by |= Q(basket_id=friend.basket_id)
    if friend.user_id is not None:
        made_by |= Q(user_id=friend.user_id)
    if friend.token is not None:
        made_by |= Q(token=friend.token)
    return made_by


def _past_order_number(
    friend: Friend, identities: Sequence[str], except_order_id: int | None
) -> Coalesce:
    """Return the number of an order of this person, "" if there is none.

    Orders that the shop still has count unless they were cancelled; of deleted ones the index
    still knows the identity.
    """
    past = shop().past_orders(
        user_id=friend.user_id,
        email=friend.email,
        identities=identities,
        except_order_id=except_order_id,
    )
    deleted = IndexedOrder.objects.filter(identity__in=identities, order=None)
    return Coalesce(
        Subquery(past.values("number")[:1]),
        Subquery(deleted.values("number")[:1]),
        Value(""),
        output_field=CharField(),
    )
