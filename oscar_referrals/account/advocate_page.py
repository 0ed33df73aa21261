"""What is on the page of a customer who invites friends."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from oscar_referrals.account.customer_request import CustomerRequest
from oscar_referrals.account.friend_words import describe_friend
from oscar_referrals.account.owner_words import why_it_does_not_work
from oscar_referrals.clock import page_now
from oscar_referrals.models import AccountKind, Advocate, Program
from oscar_referrals.ports import shop
from oscar_referrals.selectors.code_lists import retailer_cards_of
from oscar_referrals.selectors.credit import MONEY, owed_to, vouchers_of
from oscar_referrals.selectors.friends import Friend, codes_for
from oscar_referrals.selectors.gift_cards import gift_cards_of
from oscar_referrals.selectors.offers import describe_offer
from oscar_referrals.selectors.programs import find_advocate, find_open_program
from oscar_referrals.selectors.timeline import friends_of

FRIENDS_PER_PAGE = 20


def find_place(user_id: int) -> tuple[Advocate | None, Program | None]:
    """Return the customer as an advocate and his program, or else the program he can join.

    Who takes part in a paused program can join another one that is open. One query, or two.
    """
    moment = page_now()
    advocate = find_advocate(user_id=user_id, moment=moment)
    if advocate is not None and advocate.program.is_open_at(moment):
        return advocate, advocate.program
    program = find_open_program(moment)
    if program is None and advocate is not None:
        return advocate, advocate.program
    return None, program


def describe_page(request: CustomerRequest) -> dict[str, Any]:
    """Return everything the page shows, except the form for the name."""
    advocate, program = find_place(request.user.pk)
    return {
        "page_title": _("Invite friends"),
        "active_tab": "invite",
        "advocate": advocate,
        "program": program,
        "offer": describe_offer(program) if program else None,
        **(_describe_code(advocate) if advocate else {}),
        **_describe_credit(request),
        **_describe_friends(request),
    }


def describe_name(advocate: Advocate | None) -> dict[str, str]:
    """Return what the form for the name begins with."""
    return {"shown_name": advocate.shown_name if advocate else ""}


def _describe_code(advocate: Advocate) -> dict[str, Any]:
    """Return the code an advocate shares, its link, and why it does not work. One query."""
    codes = codes_for(Friend()).filter(advocate=advocate, retired_at=None)
    code = codes.order_by("-pk").first()
    if code is None:
        return {}
    return {
        "code": code.text,
        "share_url": shop().share_url(code),
        "reason": why_it_does_not_work(code),
    }


def _describe_credit(request: CustomerRequest) -> dict[str, Any]:
    """Return what the customer has, and which of it is in the basket. Five queries."""
    user_id = request.user.pk
    owed = list(owed_to(user_id))
    return {
        "accounts": [account for account in owed if account.kind == AccountKind.CREDIT],
        "money": [account for account in owed if account.kind in MONEY],
        "cards": list(gift_cards_of(user_id)),
        "retailer_cards": list(retailer_cards_of(user_id)),
        "rewards": list(vouchers_of(user_id=user_id, moment=page_now())),
        "vouchers_in_basket": set(request.basket.vouchers.values_list("pk", flat=True)),
    }


def _describe_friends(request: CustomerRequest) -> dict[str, Any]:
    """Return one page of the timeline. Three queries."""
    referrals = friends_of(request.user.pk)
    page: Page = Paginator(referrals, FRIENDS_PER_PAGE).get_page(request.GET.get("page"))
    return {"friends": [describe_friend(referral) for referral in page], "friends_page": page}
