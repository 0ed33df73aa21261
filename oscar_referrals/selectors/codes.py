"""Which code a visitor means, whether it works, and which one an advocate shares."""

from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from oscar_referrals.clock import page_now
from oscar_referrals.codes import is_wellformed, likeness_of, normalize_code
from oscar_referrals.eligibility import discount_for
from oscar_referrals.models import Advocate, Code, ProgramKind
from oscar_referrals.selectors.friends import Friend, codes_for, is_switched_on

_NOBODY = Friend()
#: So many new codes are followed from an old one.
_MOST_REPLACEMENTS = 20


def shared_code(codes: "QuerySet[Code]") -> Code | None:
    """Return the one of an advocate's codes that he shares now, None if he has none. One query.

    That is the latest that goes on working by itself: no card's, no gift's, none that was retired.
    """
    shared = codes.filter(retired_at=None, expires_at=None, card=None)
    return shared.order_by("-pk").first()


def find_sharing(text: str) -> "QuerySet[Advocate]":
    """Return advocates by a part of one of their codes or of their e-mail address. One query."""
    address = f"user__{get_user_model().get_email_field_name()}__icontains"
    codes = Code.objects.filter(text__icontains=text).values("advocate")
    found = Advocate.objects.filter(
        Q(pk__in=codes) | Q(**{address: text}) | Q(email__icontains=text)
    )
    return found.select_related("user", "program", "partner").order_by("-pk")


def find_code(text: str, *, friend: Friend = _NOBODY) -> Code | None:
    """Return the code that a visitor typed or followed, whether it works or not. One query.

    An old code leads on to the one that came after it, if its advocate said so: one query more for
    each. It carries what `selectors.friends.codes_for` knows of the friend.
    """
    normalized = normalize_code(text)
    if not is_wellformed(normalized):
        return None
    codes = codes_for(friend)
    code = codes.filter(likeness=likeness_of(normalized)).first()
    for _ in range(_MOST_REPLACEMENTS):
        if code is None or code.replaced_by_id is None or not code.leads_on:
            break
        code = codes.filter(pk=code.replaced_by_id).first()
    return code


def has_successor_that_works(code: Code) -> bool:
    """Tell whether an advocate has replaced this code, and shares another one that works."""
    if code.replaced_by_id is None:
        return False
    own = codes_for(_NOBODY).filter(advocate=code.advocate_id)
    shared = shared_code(own)
    return shared is not None and works(shared)


def works(code: Code) -> bool:
    """Tell whether the code could be claimed by somebody new to the shop.

    No query, or one for a code that replaced another, if its friends are limited.
    """
    is_withdrawn = code.retired_at is not None or code.advocate.left_at is not None
    is_expired = code.expires_at is not None and code.expires_at <= page_now()
    is_in_use = is_switched_on(code) and not is_withdrawn and not is_expired
    program = code.advocate.program
    is_open = is_in_use and program.is_open_at(page_now())
    return is_open and _is_affordable(code) and _has_room(code)


def _has_room(code: Code) -> bool:
    """Tell whether the terms' limits of friends are not reached."""
    terms, advocate = code.advocate.program.terms_in_force, code.advocate
    if terms.code_total is not None and code.friends_in_all >= terms.code_total:
        return False
    if terms.advocate_total is None or not advocate.earns_rewards:
        return True
    return advocate.friends < terms.advocate_total


def _is_affordable(code: Code) -> bool:
    """Tell whether the budget has room for the smallest order's discount."""
    row: Any = code
    left: Decimal | None = row.budget_left
    terms = code.advocate.program.terms_in_force
    discount = discount_for(terms=terms, order_value=terms.minimum)
    return code.held > 0 or left is None or 0 < left >= discount


def can_replace_code(advocate: Advocate) -> bool:
    """Tell whether an advocate may get another code. No query beyond his program.

    Only where customers share codes: those of gifts and cards are replaced elsewhere, or never.
    """
    return advocate.program.kind == ProgramKind.DIRECT
