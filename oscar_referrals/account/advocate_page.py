"""What is on the page of a customer, or of a guest, who invites friends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from oscar_referrals.account.customer_request import PersonRequest
from oscar_referrals.account.forms import CodeForm, NicknameForm
from oscar_referrals.account.friend_words import describe_friend
from oscar_referrals.account.owner_words import why_it_does_not_work
from oscar_referrals.account.reward_words import (
    claimable,
    describe_entry,
    gift_cards,
    given_in_name,
    retailer_cards,
    settled,
    usable,
)
from oscar_referrals.clock import page_now
from oscar_referrals.eligibility import ADVOCATE_RULES, Decision, judge_advocate
from oscar_referrals.eligibility.sentences import published_rules_of, refusal_sentences
from oscar_referrals.models import AccountKind, Advocate, Gift, Program
from oscar_referrals.notify.unsubscribing import sign_choices
from oscar_referrals.ports import ShownThing, shop
from oscar_referrals.selectors.agreements import (
    last_acceptance,
    rules_in_force,
    version_to_accept,
)
from oscar_referrals.selectors.audience import customer_facts
from oscar_referrals.selectors.codes import can_replace_code, shared_code
from oscar_referrals.selectors.credit import MONEY, books_of, rewards_of
from oscar_referrals.selectors.drops import GIVEN, gifts_of, standing_of
from oscar_referrals.selectors.friends import Friend, codes_for
from oscar_referrals.selectors.message_choices import find_reader_id
from oscar_referrals.selectors.milestones import next_milestone
from oscar_referrals.selectors.offers import describe_offer
from oscar_referrals.selectors.persons import Person, person_behind
from oscar_referrals.selectors.programs import Place, find_places
from oscar_referrals.selectors.share_panel import describe_panel
from oscar_referrals.selectors.timeline import friends_of
from oscar_referrals.selectors.waiting import kinds_for_account, waits_for_account
from oscar_referrals.selectors.wishes import wish_of

FRIENDS_PER_PAGE = 20
REWARDS_ON_PAGE = 50
GIFTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Places:
    """The place a page is about, None if there is none at all, and the person's other places."""

    shown: Place | None
    others: Sequence[Place]


def places_of(request: PersonRequest) -> Places:
    """Return the place that the request names by its program's short name, or else the first.

    Where the rules do not let him join the first, it is the first one where they do. A name that is
    not one of the customer's places is as good as none on the page; behind a button nothing is
    shown then. Two queries, more only for such rules.
    """
    places = find_places(request.person, moment=page_now())
    named = request.POST.get("program") or request.GET.get("program")
    shown = next((place for place in places if place.program.slug == named), None)
    # A button that names a program never acts on another one.
    if not (named and request.method == "POST"):
        shown = shown or next((place for place in places if _is_for(request, place)), None)
        shown = shown or next(iter(places), None)
    return Places(shown, [place for place in places if place is not shown])


def _is_for(request: PersonRequest, place: Place) -> bool:
    return place.advocate is not None or _may_join(request, place.program).passed


def _may_join(request: PersonRequest, program: Program) -> Decision:
    """Ask the rules about who may invite. No query for a program without such rules."""
    facts = customer_facts(program=program, person=request.person, moment=page_now())
    return judge_advocate(facts, terms=program.terms_in_force)


def describe_page(request: PersonRequest) -> dict[str, Any]:
    """Return everything the page shows, except the form for the name."""
    places = places_of(request)
    advocate = places.shown.advocate if places.shown else None
    program = places.shown.program if places.shown else None
    return {
        **describe_frame(request.person),
        "page_title": _("Invite friends"),
        "advocate": advocate,
        "program": program,
        "other_places": [(place, describe_offer(place.program)) for place in places.others],
        "offer": describe_offer(program) if program else None,
        **(_describe_joining(request, program) if program and not advocate else {}),
        **(describe_sharing(advocate) if advocate else {}),
        "code_form": CodeForm(initial={"leads_on": True}),
        "can_replace_code": advocate is not None and can_replace_code(advocate),
        "wish": wish_of(advocate) if advocate else None,
        "progress": next_milestone(advocate) if advocate else None,
        "acceptance": last_acceptance(advocate.pk) if advocate else None,
        "nickname_form": NicknameForm(initial={"nickname": advocate.nickname if advocate else ""}),
        **_describe_credit(request),
        "gifts": [] if request.person.is_guest else _describe_gifts(request.user.pk),
        **_describe_friends(request),
        **(_describe_guest(request, program) if request.person.is_guest else {}),
    }


def describe_frame(person: Person) -> dict[str, Any]:
    """Return what the frame of a page needs: Oscar's account area, or a guest's own."""
    is_guest = person.is_guest
    folder, page = ("guest", "guest-page") if is_guest else ("account", "account")
    return {
        "active_tab": "invite",
        "frame": f"oscar_referrals/{folder}/page.html",
        "is_guest": is_guest,
        "own_page": f"referral-{page}",
    }


def _describe_guest(request: PersonRequest, program: Program | None) -> dict[str, Any]:
    """Return what only a guest has to know: what needs an account, and where his choices are."""
    return {
        "address": request.person.email,
        "needs_account": kinds_for_account(program.terms_in_force) if program else [],
        "choices_address": choices_address(reader_id=find_reader_id(request.person)),
    }


def choices_address(*, reader_id: int | None) -> str:
    """Return where a guest chooses his messages; without a reader where customers do."""
    if reader_id is None:
        return reverse("referral-messages")
    token = sign_choices(reader_id=reader_id)
    return reverse("referral-guest-messages", kwargs={"token": token})


def describe_name(advocate: Advocate | None) -> dict[str, str]:
    """Return what the form for the name begins with."""
    return {"shown_name": advocate.shown_name if advocate else ""}


def _describe_joining(request: PersonRequest, program: Program) -> dict[str, Any]:
    """Return the rules about who may invite, why this customer may not (yet), and the published
    rules that he has to accept."""
    terms = program.terms_in_force
    return {
        "rules": rules_in_force(program.pk),
        "joining_rules": published_rules_of(terms, book=ADVOCATE_RULES.name),
        "joining_refusals": refusal_sentences(_may_join(request, program), terms=terms),
    }


def describe_sharing(advocate: Advocate, *, thing: ShownThing | None = None) -> dict[str, Any]:
    """Return the panel with the code an advocate shares, and why it does not work.

    As long as he has to accept new `rules`, it is they instead. Three queries, without published
    rules.
    """
    person = person_behind(advocate)
    asked = version_to_accept(program_id=advocate.program_id, person=person)
    if asked is not None:
        return {"rules": asked}
    code = shared_code(codes_for(Friend()).filter(advocate=advocate))
    offer = describe_offer(advocate.program)
    if code is None or offer is None:
        return {}
    return {
        "panel": describe_panel(
            code=code, program_id=advocate.program_id, offer=offer, thing=thing
        ),
        "reason": why_it_does_not_work(code),
    }


def _describe_credit(request: PersonRequest) -> dict[str, Any]:
    """Return what somebody has, and which of it is in the basket. Four queries."""
    person = request.person
    moment = page_now()
    books = [] if person.user_id is None else books_of(person.user_id)
    owed = [account for account in books if account.balance > 0]
    rewards = rewards_of(person)
    waiting = claimable(rewards, moment=moment)
    return {
        "has_statement": bool(books),
        "accounts": [account for account in owed if account.kind == AccountKind.CREDIT],
        "money": [account for account in owed if account.kind in MONEY],
        "cards": gift_cards(rewards),
        "retailer_cards": retailer_cards(rewards),
        "claimable_rewards": [row for row in waiting if not waits_for_account(row)],
        "rewards_for_account": [row for row in waiting if waits_for_account(row)],
        "rewards": usable(rewards, moment=moment),
        "given_in_name": given_in_name(rewards),
        "all_rewards": [describe_entry(reward) for reward in settled(rewards)[:REWARDS_ON_PAGE]],
        "vouchers_in_basket": _vouchers_in(request.basket),
    }


def _vouchers_in(basket: Any) -> set[int]:
    """Return the vouchers in a basket. A guest's is written down with the first thing in it."""
    return set(basket.vouchers.values_list("pk", flat=True)) if basket.id else set()


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


def _describe_friends(request: PersonRequest) -> dict[str, Any]:
    """Return one page of the timeline. Three queries."""
    referrals = friends_of(request.person)
    page: Page = Paginator(referrals, FRIENDS_PER_PAGE).get_page(request.GET.get("page"))
    return {"friends": [describe_friend(referral) for referral in page], "friends_page": page}
