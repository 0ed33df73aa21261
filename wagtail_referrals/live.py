"""The live program as one request sees it. Pages and blocks read nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from oscar_referrals.clock import page_now
from oscar_referrals.models import Advocate, AdvocateKind, Code, Program, ProgramKind, RulesVersion
from oscar_referrals.money import format_money
from oscar_referrals.ports import ShownThing, shop
from oscar_referrals.selectors.agreements import rules_in_force, version_to_accept
from oscar_referrals.selectors.codes import shared_code
from oscar_referrals.selectors.giving import giving_total
from oscar_referrals.selectors.leaders import Leader, find_leaders
from oscar_referrals.selectors.milestones import Progress, next_milestone
from oscar_referrals.selectors.offers import Invitation, Offer, describe_offer, find_invitation
from oscar_referrals.selectors.persons import Person
from oscar_referrals.selectors.programs import find_first_open
from oscar_referrals.selectors.share_panel import SharePanel, describe_panel
from oscar_referrals.sharing.cookies import remembered_token
from oscar_referrals.sharing.landing import wanted_thing
from wagtail_referrals.models import settings_for

_KEPT = "_live_program"

# A made-up code for previews. Its check sign is wrong, so nobody can ever get it.
PREVIEW_CODE = "3467CDFGH"


class Shown(StrEnum):
    """Which face of the program is shown."""

    PROGRAM = "program"
    INVITATION = "invitation"
    NOT_VALID = "not_valid"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The signed-in advocate who looks at his own page: what to share, and how far he is."""

    share_url: str
    code: str
    advocate: Advocate | None = None
    made_up: Progress | None = None

    @cached_property
    def progress(self) -> Progress | None:
        """How far it is to the next milestone, None if there is none; asked for once."""
        return next_milestone(self.advocate) if self.advocate is not None else self.made_up


@dataclass(kw_only=True)
class LiveProgram:
    """One request's view of a program; blocks read nothing else.

    Facing the program, `offer` is None if it is not open; facing an invitation, both are there.
    `standing` is there for an advocate on a page of his own, `rules_to_accept` if he has to accept
    new rules before he goes on. What costs a query is asked for when
    the first block needs it, and once.
    """

    shown: Shown = Shown.PROGRAM
    program_id: int | None = None
    offer: Offer | None = None
    invitation: Invitation | None = None
    thing: ShownThing | None = None
    standing: Standing | None = None
    is_personal: bool = False
    is_direct: bool = True
    rules_to_accept: RulesVersion | None = None
    leaders: dict[tuple[int, int], list[Leader]] = field(default_factory=dict)
    given: dict[str, list[tuple[str, Decimal]]] = field(default_factory=dict)

    @property
    def is_for_everybody(self) -> bool:
        """Tell whether nothing here is about any person, so that an answer may be cached."""
        return self.shown == Shown.PROGRAM and not self.is_personal

    @property
    def can_be_joined(self) -> bool:
        """Tell whether customers invite friends in it; cards and gifts are handed out instead."""
        return self.offer is not None and self.is_direct

    @cached_property
    def rules(self) -> RulesVersion | None:
        """The published rules that a customer accepts by joining; asked for once."""
        return rules_in_force(self.program_id)

    @cached_property
    def panel(self) -> SharePanel | None:
        """What an advocate can press to pass the link on, None for others; asked for once."""
        if self.standing is None or self.offer is None or self.rules_to_accept is not None:
            return None
        code = Code(text=self.standing.code)
        return describe_panel(code=code, program_id=self.program_id, offer=self.offer)

    def find_leaders(self, *, most: int, smallest_group: int) -> list[Leader]:
        """Return the list of the best; see `selectors.leaders`. One query, and only once."""
        key = (most, smallest_group)
        if key not in self.leaders:
            self.leaders[key] = (
                find_leaders(program_id=self.program_id, most=most, smallest_group=smallest_group)
                if self.program_id is not None and self.offer is not None
                else []
            )
        return self.leaders[key]

    def find_given(self, slug: str) -> list[tuple[str, Decimal]]:
        """Return what a community program has given so far. One query, and only once."""
        if slug not in self.given:
            self.given[slug] = giving_total(slug)
        return self.given[slug]


@dataclass(kw_only=True)
class MadeUpProgram(LiveProgram):
    """A program that does not exist, for looking at blocks before they are chosen. No query."""

    shown: Shown = Shown.INVITATION

    def find_leaders(self, *, most: int, smallest_group: int) -> list[Leader]:
        """Return people who do not exist."""
        names = (_("Anna"), _("Ben"), _("Carla"), _("Dario"), _("Emma"))
        return [Leader(place, name, 9 - place) for place, name in enumerate(names, 1)][:most]

    def find_given(self, slug: str) -> list[tuple[str, Decimal]]:
        """Return an amount that nobody gave."""
        return [(shop_currency(), Decimal("1234.00"))]


def live_for_everybody(program_id: int | None) -> LiveProgram:
    """Return what the program gives, and nothing about any person. One query."""
    program = _find_program(program_id)
    is_open = program is not None and program.is_open_at(page_now())
    offer = describe_offer(program) if program is not None and is_open else None
    is_direct = program is None or program.kind == ProgramKind.DIRECT
    return LiveProgram(program_id=program_id, offer=offer, is_direct=is_direct)


def live_for_code(*, program_id: int | None, code: str, request: HttpRequest) -> LiveProgram:
    """Return what the friend with this code sees. A code that does not work says so."""
    invitation = None
    if program_id is not None:
        invitation = find_invitation(
            code, program_id=program_id, user_id=request.user.pk, token=remembered_token(request)
        )
    if invitation is None:
        return LiveProgram(shown=Shown.NOT_VALID)
    return LiveProgram(
        shown=Shown.INVITATION,
        program_id=program_id,
        offer=invitation.offer,
        invitation=invitation,
        thing=wanted_thing(request),
        standing=_own_standing(invitation),
        rules_to_accept=version_to_accept(
            program_id=program_id, person=Person(user_id=request.user.pk)
        )
        if invitation.is_own
        else None,
    )


def live_for_preview(*, program_id: int | None, mode: str) -> LiveProgram:
    """Return the program as an editor previews it: real figures, made-up people, no row of theirs.

    Figures are shown even before the program starts. Without them, the face for everybody.
    """
    if mode == "expired":
        return LiveProgram(shown=Shown.NOT_VALID)
    program = _find_program(program_id) if mode != "over" else None
    offer = describe_offer(program) if program is not None else None
    if offer is None or mode not in {"advocate", "friend", "claimed"}:
        return LiveProgram(program_id=program_id, offer=offer)
    invitation = Invitation(code=PREVIEW_CODE, invited_by=_("Anna"), offer=offer)
    if mode == "claimed":
        ends = page_now() + timedelta(days=offer.claim_days)
        invitation = replace(invitation, claimed_until=ends)
    if mode == "advocate":
        invitation = replace(invitation, is_own=True)
    return LiveProgram(
        shown=Shown.INVITATION,
        program_id=program_id,
        offer=offer,
        invitation=invitation,
        standing=_own_standing(invitation),
    )


def _own_standing(invitation: Invitation) -> Standing | None:
    """Return what an advocate can share from his own invitation; nothing for a friend."""
    if not invitation.is_own:
        return None
    code = Code(text=invitation.code)
    return Standing(share_url=shop().share_url(code), code=invitation.code)


def live_for_customer(*, program_id: int | None, user_id: int | None) -> LiveProgram:
    """Return the program as a signed-in customer sees it on a page of his own. Few queries.

    `standing` is None if he does not take part, or has no code that goes on working.
    """
    live = live_for_everybody(program_id)
    live.is_personal = True
    if user_id is None or live.offer is None:
        return live
    codes = Code.objects.filter(
        advocate__program=program_id,
        advocate__user=user_id,
        advocate__left_at=None,
        advocate__kind=AdvocateKind.CUSTOMER,
    )
    code = shared_code(codes.select_related("advocate__program__current_terms"))
    if code is not None:
        live.standing = Standing(
            share_url=shop().share_url(code), code=code.text, advocate=code.advocate
        )
        live.rules_to_accept = version_to_accept(
            program_id=program_id, person=Person(user_id=user_id)
        )
    return live


def made_up_standing(gives: str) -> Standing:
    """Return the standing of an advocate who does not exist, for previews."""
    code = Code(text=PREVIEW_CODE)
    progress = Progress(3, 5, gives)
    return Standing(share_url=shop().share_url(code), code=PREVIEW_CODE, made_up=progress)


def made_up_program() -> MadeUpProgram:
    """Return a program that shows every block at its best, with people who do not exist."""
    amount = format_money(Decimal(10), shop_currency())
    offer = Offer(
        friend_gets=amount,
        friend_saves=_("%(figure)s off") % {"figure": amount},
        is_amount_off=True,
        needs="",
        minimum=format_money(Decimal(40), shop_currency()),
        advocate_gets=amount,
        is_for_first_orders=True,
        last_day=timezone.localtime(page_now()).date() + timedelta(days=5),
        days_left=5,
        claim_days=30,
        terms_number=1,
        rules=(_("For first orders only."), _("Once per person.")),
        advocate_extras=(_("Once you have brought 5 friends: a free mug"),),
    )
    return MadeUpProgram(
        offer=offer,
        invitation=Invitation(code=PREVIEW_CODE, invited_by=_("Anna"), offer=offer),
        standing=made_up_standing(offer.advocate_extras[0]),
    )


def live_program_of(context: Mapping[str, Any]) -> LiveProgram:
    """Return what a template's blocks read, from the page or else from the request.

    A page that is not about a program shows the one that its site has chosen, or else the one that
    the owner puts first, asked for once per request. Without a request, in an e-mail or a search
    index, there is no program at all.
    """
    live = context.get("live")
    if isinstance(live, LiveProgram):
        return live
    request = context.get("request")
    if request is None:
        return LiveProgram()
    if not hasattr(request, _KEPT):
        program = _program_of_site(request)
        live = LiveProgram(
            program_id=program.pk if program else None,
            offer=describe_offer(program) if program else None,
        )
        setattr(request, _KEPT, live)
    kept: LiveProgram = getattr(request, _KEPT)
    return kept


def _program_of_site(request: HttpRequest) -> Program | None:
    """Return the program of the request's site if it is open, or else the shop's first one."""
    chosen = _find_program(settings_for(request).program_id)
    moment = page_now()
    return chosen if chosen and chosen.is_open_at(moment) else find_first_open(moment)


def shop_currency() -> str:
    """Return the currency that the shop uses if nothing else is said."""
    return str(getattr(settings, "OSCAR_DEFAULT_CURRENCY", "GBP"))


def _find_program(program_id: int | None) -> Program | None:
    """Return a program with its terms, in one query; none for a draft without a program."""
    if program_id is None:
        return None
    return Program.objects.select_related("current_terms").filter(pk=program_id).first()
