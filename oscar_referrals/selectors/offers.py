"""What an invitation offers, as a friend reads it: the program's own figures, never copied text."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_referrals.clock import page_now
from oscar_referrals.eligibility import published_rules
from oscar_referrals.eligibility.benefit import goods_text
from oscar_referrals.exceptions import UnknownName
from oscar_referrals.models import Code, FriendBenefit, Program, RewardShape, Side, Terms
from oscar_referrals.money import format_money
from oscar_referrals.rewards import reward_kind
from oscar_referrals.selectors.codes import find_code, works
from oscar_referrals.selectors.extra_words import describe_extras
from oscar_referrals.selectors.friends import Friend, claim_of
from oscar_referrals.selectors.headlines import headline_for_friend

#: So many days before a program's last one its end is counted down.
_COUNTDOWN_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a program gives both sides under its current terms.

    Amounts are texts in the active language with their currency, or percentages. `friend_gets` is
    what `friend_saves` takes off, if it `is_amount_off`; else both say it whole. `minimum` is ""
    if any order will do; `needs` says which pieces it takes, "" if any will do; `limit` up to what
    amount something other than money is given. `last_day` is None
    if the program has no end. `days_left` counts from today, which is 0 on the last day; None
    unless the end is near. `rules` are the published rules, a sentence each, and the extras are
    what either side gets besides, a line each.
    """

    friend_gets: str
    friend_saves: str
    is_amount_off: bool
    minimum: str
    needs: str
    advocate_gets: str
    is_for_first_orders: bool
    last_day: date | None
    days_left: int | None
    claim_days: int
    terms_number: int
    limit: str = ""
    rules: tuple[str, ...] = ()
    advocate_extras: tuple[str, ...] = ()
    friend_extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A code that works now. `invited_by` is "" if the advocate shows no name.

    `claimed_until` says how long this visitor's own claim lasts; None if he has not claimed.
    `is_own` tells that the visitor is the advocate himself, who cannot claim. `is_rewarded` tells
    whether the advocate gets the reward: partners and places do not. `is_from_shop` tells that
    nobody invites but the shop, by a card that lies at the place `seen_at`, if it names one.
    `attempt` marks one showing of the page, so that pressing its button twice claims once.
    """

    code: str
    invited_by: str
    offer: Offer
    claimed_until: datetime | None = None
    is_own: bool = False
    is_rewarded: bool = True
    is_from_shop: bool = False
    seen_at: str = ""
    attempt: UUID = field(default_factory=uuid4)

    @property
    def headline(self) -> str:
        """Return who gives what, in one sentence."""
        return headline_for_friend(self.offer, name=self.invited_by, is_from_shop=self.is_from_shop)

    @property
    def last_day(self) -> date | None:
        """Return the last whole day on which this visitor can order, as far as it is known."""
        if self.claimed_until is None:
            return self.offer.last_day
        claim_ends = timezone.localtime(self.claimed_until).date() - timedelta(days=1)
        return min(claim_ends, self.offer.last_day or claim_ends)


def describe_offer(program: Program) -> Offer | None:
    """Return what a program gives now, or None if it has no terms yet.

    No query of its own, unless chosen rules or the free piece name things of the shop.

    Whether the program is open is not asked: editors and staff may look before it starts.
    """
    terms = program.current_terms
    if terms is None:
        return None
    last_day = _last_day(program.ends_at)
    return Offer(
        friend_gets=friend_gets(terms),
        friend_saves=friend_saves(terms),
        is_amount_off=terms.is_amount_off,
        minimum=format_money(terms.minimum, terms.currency) if terms.minimum else "",
        needs=_needs(terms),
        limit=_limit(terms),
        advocate_gets=advocate_gets(terms),
        is_for_first_orders=terms.new_customers_only,
        last_day=last_day,
        days_left=_days_left(last_day),
        claim_days=terms.claim_days,
        terms_number=terms.number,
        rules=tuple(published_rules(terms)),
        advocate_extras=tuple(describe_extras(terms, side=Side.ADVOCATE)),
        friend_extras=tuple(describe_extras(terms, side=Side.FRIEND)),
    )


def find_invitation(
    text: str,
    *,
    program_id: int | None = None,
    user_id: int | None = None,
    token: str | None = None,
) -> Invitation | None:
    """Return the invitation behind a code, or None: a stranger does not learn why.

    With `program_id`, codes of other programs count as unknown. One query, and a second one for
    the visitor's own claim if `user_id` or `token` says who he is. Text that cannot be a code asks
    the database nothing.
    """
    visitor = Friend(user_id=user_id, token=token)
    code = find_code(text, friend=visitor)
    if code is None or program_id not in (None, code.advocate.program_id):
        return None
    offer = describe_offer(code.advocate.program)
    if offer is None or not works(code):
        return None
    offer = limit_to(offer, code)
    if not code.advocate.earns_rewards:
        offer = replace(offer, friend_extras=())
    claim = claim_of(code, visitor)
    is_fresh = claim is not None and claim.expires_at > page_now()
    return Invitation(
        code=code.text,
        invited_by="" if code.advocate.is_house else code.advocate.shown_name,
        offer=offer,
        claimed_until=claim.expires_at if claim and is_fresh else None,
        is_own=user_id is not None and user_id == code.advocate.user_id,
        is_rewarded=code.advocate.earns_rewards,
        is_from_shop=code.advocate.is_house,
        seen_at=code.advocate.shown_name if code.advocate.is_house else "",
    )


def limit_to(offer: Offer, code: Code) -> Offer:
    """Return the offer as it is for a code that ends before its program does, as a gift's may."""
    if code.expires_at is None:
        return offer
    gift_ends = _last_day(code.expires_at)
    return replace(offer, last_day=min(gift_ends or date.max, offer.last_day or date.max))


def friend_gets(terms: Terms) -> str:
    """Return the friend's benefit as a figure, "€10.00" or "10%", or in words, "free shipping".

    One query if it names a range.
    """
    if terms.pays_shipping:
        return _("free shipping")
    if terms.friend_pieces:
        return _piece(terms)
    if terms.friend_benefit == FriendBenefit.PERCENTAGE:
        return f"{terms.friend_value.normalize():f}%"
    return format_money(terms.friend_value, terms.currency)


def _piece(terms: Terms) -> str:
    """Return "two for the price of one" or "a piece for free", and of what if not of all goods."""
    words = {"goods": goods_text(terms)}
    if terms.friend_benefit == FriendBenefit.TWO_FOR_ONE:
        if terms.friend_range:
            return _("two for the price of one of %(goods)s") % words
        return _("two for the price of one")
    if terms.friend_range:
        return _("a piece of %(goods)s for free") % words
    return _("a piece for free")


def _needs(terms: Terms) -> str:
    """Return how many pieces of what a friend has to buy, "" if any order will do."""
    if terms.friend_pieces < 2 and not terms.friend_range:
        return ""
    sentence = ngettext(
        "%(pieces)d piece of %(goods)s has to be in the basket.",
        "%(pieces)d pieces of %(goods)s have to be in the basket.",
        terms.friend_pieces,
    )
    return sentence % {"pieces": terms.friend_pieces, "goods": goods_text(terms)}


def _limit(terms: Terms) -> str:
    """Return up to what amount shipping or a piece is free, "" for money."""
    amount = {"amount": format_money(terms.friend_value, terms.currency)}
    if terms.pays_shipping:
        return _("Shipping is free up to %(amount)s.") % amount
    if terms.friend_pieces:
        return _("A piece is free up to %(amount)s.") % amount
    return ""


def friend_saves(terms: Terms) -> str:
    """Return the friend's benefit with what it does: "€10.00 off", "10% off", "free shipping"."""
    benefit = friend_gets(terms)
    return _("%(figure)s off") % {"figure": benefit} if terms.is_amount_off else benefit


def advocate_gets(terms: Terms) -> str:
    """Return the reward in words: "€10.00", "10% of the order, at most €20.00", or a product."""
    figure = _figure(terms)
    try:
        return reward_kind(terms.reward_kind).describe(figure=figure, options=terms.reward_options)
    except UnknownName:
        return figure


def _figure(terms: Terms) -> str:
    """Return the size of the reward: "€5.00, from €100.00: €12.00, at most €20.00"."""
    figures = [_size(terms, terms.reward_value)]
    for step in terms.reward_steps:
        words = {
            "order": format_money(Decimal(step["from"]), terms.currency),
            "figure": _size(terms, Decimal(step["value"])),
        }
        figures.append(_("from %(order)s: %(figure)s") % words)
    if terms.reward_cap is not None:
        cap = format_money(terms.reward_cap, terms.currency)
        figures.append(_("at most %(cap)s") % {"cap": cap})
    return ", ".join(figures)


def _size(terms: Terms, value: Decimal) -> str:
    if terms.reward_shape == RewardShape.FIXED:
        return format_money(value, terms.currency)
    return _("%(percent)s of the order") % {"percent": f"{value.normalize():f}%"}


def _days_left(last_day: date | None) -> int | None:
    if last_day is None:
        return None
    days = (last_day - timezone.localtime(page_now()).date()).days
    return days if 0 <= days <= _COUNTDOWN_DAYS else None


def _last_day(ends_at: datetime | None) -> date | None:
    """Return the last day on which a program still runs: it ends at midnight after that day."""
    return timezone.localtime(ends_at - timedelta(seconds=1)).date() if ends_at else None
