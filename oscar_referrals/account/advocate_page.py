"""What is on the page of a customer who invites friends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from oscar_referrals.account.customer_request import CustomerRequest
from oscar_referrals.account.friend_words import describe_friend
from oscar_referrals.account.owner_words import why_it_does_not_work
from oscar_referrals.account.reward_words import (
    claimable,
    describe_entry,
    gift_cards,
    retailer_cards,
    settled,
    usable,
)
from oscar_referrals.clock import page_now
from oscar_referrals.eligibility import ADVOCATE_RULES, Decision, judge_advocate
from oscar_referrals.eligibility.sentences import published_rules_of, refusal_sentences
from oscar_referrals.models import AccountKind, Advocate, Gift, Program
from oscar_referrals.ports import shop
from oscar_referrals.selectors.audience import customer_facts
from oscar_referrals.selectors.credit import MONEY, owed_to, rewards_of
from oscar_referrals.selectors.drops import GIVEN, gifts_of, standing_of
from oscar_referrals.selectors.friends import Friend, codes_for
from oscar_referrals.selectors.offers import describe_offer
from oscar_referrals.selectors.programs import Place, find_places
from oscar_referrals.selectors.timeline import friends_of

FRIENDS_PER_PAGE = 20
REWARDS_ON_PAGE = 50
GIFTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Places:
    """The place a page is about, None if there is none at all, and the customer's other places."""

    shown: Place | None
    others: Sequence[Place]


def places_of(request: CustomerRequest) -> Places:
    """Return the place that the request names by its program's short name, or else the first.

    Where the rules do not let him join the first, it is the first one where they do. A name that is
    not one of the customer's places is as good as none. Two queries, more only for such rules.
    """
    places = find_places(user_id=request.user.pk, moment=page_now())
    named = request.POST.get("program") or request.GET.get("program")
    shown = next((place for place in places if place.program.slug == named), None)
    shown = shown or next((place for place in places if _is_for(request, place)), None)
    shown = shown or next(iter(places), None)
    return Places(shown, [place for place in places if place is not shown])


def _is_for(request: CustomerRequest, place: Place) -> bool:
    return place.advocate is not None or _may_join(request, place.program).passed


def _may_join(request: CustomerRequest, program: Program) -> Decision:
    """Ask the rules about who may invite. No query for a program without such rules."""
    facts = customer_facts(program=program, user=request.user, moment=page_now())
    return judge_advocate(facts, terms=program.terms_in_force)


def describe_page(request: CustomerRequest) -> dict[str, Any]:
    """Return everything the page shows, except the form for the name."""
    places = places_of(request)
    advocate = places.shown.advocate if places.shown else None
    program = places.shown.program if places.shown else None
    return {
        "page_title": _("Invite friends"),
        "active_tab": "invite",
        "advocate": advocate,
        "program": program,
        "other_places": [(place, describe_offer(place.program)) for place in places.others],
        "offer": describe_offer(program) if program else None,
        **(_describe_joining(request, program) if program and not advocate else {}),
        **(_describe_code(advocate) if advocate else {}),
        **_describe_credit(request),
        "gifts": _describe_gifts(request.user.pk),
        **_describe_friends(request),
    }


def describe_name(advocate: Advocate | None) -> dict[str, str]:
    """Return what the form for the name begins with."""
    return {"shown_name": advocate.shown_name if advocate else ""}


def _describe_joining(request: CustomerRequest, program: Program) -> dict[str, Any]:
    """Return the rules about who may invite, and why this customer may not (yet)."""
    terms = program.terms_in_force
    return {
        "joining_rules": published_rules_of(terms, book=ADVOCATE_RULES.name),
        "joining_refusals": refusal_sentences(_may_join(request, program), terms=terms),
    }


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
    """Return what the customer has, and which of it is in the basket. Four queries."""
    user_id = request.user.pk
    moment = page_now()
    owed = list(owed_to(user_id))
    rewards = rewards_of(user_id)
    return {
        "accounts": [account for account in owed if account.kind == AccountKind.CREDIT],
        "money": [account for account in owed if account.kind in MONEY],
        "cards": gift_cards(rewards),
        "retailer_cards": retailer_cards(rewards),
        "claimable_rewards": claimable(rewards, moment=moment),
        "rewards": usable(rewards, moment=moment),
        "all_rewards": [describe_entry(reward) for reward in settled(rewards)[:REWARDS_ON_PAGE]],
        "vouchers_in_basket": set(request.basket.vouchers.values_list("pk", flat=True)),
    }


def _describe_gifts(user_id: int) -> list[dict[str, Any]]:
    """Return the gifts to give away, and what became of each. One query."""
    moment = page_now()
    return [
        {"gift": gift, "standing": standing, "share_url": _gift_link(gift, standing)}
        for gift in gifts_of(user_id)[:GIFTS_SHOWN]
        for standing in (standing_of(gift, moment=moment),)
    ]


def _gift_link(gift: Gift, standing: Promise) -> str:
    return shop().share_url(gift.code) if standing == GIVEN else ""


def _describe_friends(request: CustomerRequest) -> dict[str, Any]:
    """Return one page of the timeline. Three queries."""
    referrals = friends_of(request.user.pk)
    page: Page = Paginator(referrals, FRIENDS_PER_PAGE).get_page(request.GET.get("page"))
    return {"friends": [describe_friend(referral) for referral in page], "friends_page": page}
