"""What always holds for whoever uses a code. The first rule that fails gives the reason told."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from oscar_referrals.eligibility.benefit import discount_for, free_lines
from oscar_referrals.eligibility.facts import FriendFacts
from oscar_referrals.eligibility.registry import RuleBook
from oscar_referrals.models import ProgramState, Terms
from oscar_referrals.reasons import Reason

HOUSE_RULES: RuleBook[FriendFacts] = RuleBook("house")


def _limits_friends(terms: Terms) -> bool:
    return terms.code_total is not None or terms.advocate_total is not None


@HOUSE_RULES.rule(
    reason=Reason.PROGRAM_ENDED,
    staff=_("The program goes on"),
    published=_("Invitations count until the program ends."),
    values=lambda facts: {"ends": facts.program.ends_at, "state": facts.program.state},
)
def program_goes_on(facts: FriendFacts) -> bool:
    """The program has not ended."""
    return not facts.program.has_ended_at(facts.moment)


@HOUSE_RULES.rule(
    reason=Reason.CODE_PAUSED,
    staff=_("The program is live"),
    published=_("We may pause the program; invitations do not count meanwhile."),
    values=lambda facts: {"state": facts.program.state},
)
def program_is_live(facts: FriendFacts) -> bool:
    """The program is live, not a draft and not paused."""
    return facts.program.state == ProgramState.LIVE


@HOUSE_RULES.rule(
    reason=Reason.CODE_NOT_STARTED,
    staff=_("The program has started"),
    published=_("Invitations count from the day the program starts."),
    values=lambda facts: {"starts": facts.program.starts_at},
)
def program_has_started(facts: FriendFacts) -> bool:
    """The program's schedule has begun."""
    return facts.program.has_started_at(facts.moment)


@HOUSE_RULES.rule(
    reason=Reason.CODE_WITHDRAWN,
    staff=_("The advocate takes part and the code is switched on"),
    published=_("A code works as long as the person who shares it takes part."),
    values=lambda facts: {
        "left": facts.advocate.left_at,
        "retired": facts.code.retired_at,
        "switched on": facts.is_switched_on,
    },
)
def code_is_in_use(facts: FriendFacts) -> bool:
    """The advocate takes part, the code is not retired, and staff have not switched it off.

    Whoever accepted a code before its advocate replaced it keeps it.
    """
    is_retired = facts.code.retired_at is not None and not facts.claimed_before_replacement
    return facts.is_switched_on and not is_retired and facts.advocate.left_at is None


@HOUSE_RULES.rule(
    reason=Reason.CODE_EXPIRED,
    staff=ngettext_lazy(
        "The friend orders within %(claim_days)s day after claiming",
        "The friend orders within %(claim_days)s days after claiming",
        "claim_days",
    ),
    published=ngettext_lazy(
        "A claimed invitation stays valid for %(claim_days)s day.",
        "A claimed invitation stays valid for %(claim_days)s days.",
        "claim_days",
    ),
    values=lambda facts: {"expires": facts.expires_at},
)
def claim_is_fresh(facts: FriendFacts) -> bool:
    """The friend's time to order has not run out."""
    return facts.expires_at is None or facts.moment < facts.expires_at


@HOUSE_RULES.rule(
    reason=Reason.BUDGET_EXHAUSTED,
    staff=_("The budget has room for the discount"),
    published=_("Invitations are given as long as the program's budget lasts."),
    values=lambda facts: {"left": facts.budget_left},
)
def budget_is_left(facts: FriendFacts) -> bool:
    """The program can still afford the discount. The order itself takes the exact amount."""
    if facts.budget_left is None:
        return True
    discount = discount_for(terms=facts.terms, order_value=facts.order_value)
    return 0 < facts.budget_left >= discount


@HOUSE_RULES.rule(
    reason=Reason.FRIEND_LIMIT,
    staff=_("The terms' limits of friends are not reached"),
    published=_("How many friends can use an invitation is limited."),
    is_published=_limits_friends,
    values=lambda facts: {
        "by code": facts.code.friends_in_all,
        "code total": facts.terms.code_total,
        "by advocate": facts.advocate.friends,
        "advocate total": facts.terms.advocate_total,
    },
)
def code_has_room(facts: FriendFacts) -> bool:
    """The terms' limits of friends are not reached. The order itself takes the place."""
    code_total, advocate_total = facts.terms.code_total, facts.terms.advocate_total
    code_has_room = code_total is None or facts.code.friends_in_all < code_total
    if advocate_total is None or not facts.advocate.earns_rewards:
        return code_has_room
    return code_has_room and facts.advocate.friends < advocate_total


@HOUSE_RULES.rule(
    reason=Reason.SELF_REFERRAL,
    staff=_("The friend is not the advocate"),
    published=_("Nobody can use an invitation of his own."),
    values=lambda facts: {"known": bool(facts.identities or facts.user_id)},
)
def friend_is_not_the_advocate(facts: FriendFacts) -> bool:
    """Nobody invites himself, by account or by e-mail address."""
    same_account = facts.user_id is not None and facts.user_id == facts.advocate.user_id
    same_person = facts.advocate.identity in facts.identities
    return not (same_account or same_person)


@HOUSE_RULES.rule(
    reason=Reason.CIRCLE,
    staff=_("The friend has not invited the advocate, directly or through others"),
    published=_("Whom you have invited cannot invite you."),
    values=lambda facts: {"invited": facts.has_invited_the_advocate},
)
def friend_has_not_invited_the_advocate(facts: FriendFacts) -> bool:
    """Invitations do not go round in a circle."""
    return not facts.has_invited_the_advocate


@HOUSE_RULES.rule(
    reason=Reason.ALREADY_REFERRED,
    staff=_("The friend has not used an invitation of the program before"),
    published=_("One invitation per person."),
    values=lambda facts: {"used": facts.has_used_invitation},
)
def friend_is_invited_once(facts: FriendFacts) -> bool:
    """One invitation of a program per person, for ever."""
    return not facts.has_used_invitation


@HOUSE_RULES.rule(
    reason=Reason.EXISTING_CUSTOMER,
    staff=_("It is the friend's first order, if the terms ask for that"),
    published=_("First orders only, orders as a guest included."),
    is_published=lambda terms: terms.new_customers_only,
    values=lambda facts: {
        "required": facts.terms.new_customers_only,
        "order": facts.past_order or "",
    },
)
def friend_is_new(facts: FriendFacts) -> bool:
    """The friend has never ordered, if the terms ask for that."""
    return not facts.terms.new_customers_only or facts.past_order is None


@HOUSE_RULES.rule(
    reason=Reason.WRONG_CURRENCY,
    staff=_("The order is in %(currency)s"),
    customer=_("This invitation is for orders in %(currency)s."),
    published=_("Only orders in %(currency)s count."),
    values=lambda facts: {"order": facts.currency, "terms": facts.terms.currency},
)
def order_is_in_the_currency(facts: FriendFacts) -> bool:
    """The order is in the currency of the terms. We never convert."""
    return not facts.currency or facts.currency == facts.terms.currency


@HOUSE_RULES.rule(
    reason=Reason.BELOW_MINIMUM,
    staff=_("The order is worth at least %(minimum)s"),
    customer=_("Your order has to be worth %(minimum)s or more."),
    published=_("An order counts from %(minimum)s."),
    is_published=lambda terms: terms.minimum > 0,
    values=lambda facts: {"value": facts.order_value, "minimum": facts.terms.minimum},
)
def order_reaches_the_minimum(facts: FriendFacts) -> bool:
    """The order is worth at least the minimum."""
    return facts.order_value >= facts.terms.minimum


@HOUSE_RULES.rule(
    reason=Reason.TOO_FEW_PIECES,
    staff=ngettext_lazy(
        "%(friend_pieces)s piece of which one is free is bought, of %(goods)s",
        "%(friend_pieces)s pieces of which one is free are bought, of %(goods)s",
        "friend_pieces",
    ),
    customer=ngettext_lazy(
        "Put at least %(friend_pieces)s piece of %(goods)s into your basket to use your"
        " invitation.",
        "Put at least %(friend_pieces)s pieces of %(goods)s into your basket to use your"
        " invitation.",
        "friend_pieces",
    ),
    published=ngettext_lazy(
        "An order counts from %(friend_pieces)s piece of %(goods)s.",
        "An order counts from %(friend_pieces)s pieces of %(goods)s.",
        "friend_pieces",
    ),
    is_published=lambda terms: terms.friend_pieces > 0,
    values=lambda facts: {"needed": facts.terms.friend_pieces},
)
def pieces_are_enough(facts: FriendFacts) -> bool:
    """There are as many pieces as it takes for one of them to be free."""
    terms, purchase = facts.terms, facts.purchase
    if not terms.friend_pieces or purchase is None:
        return True
    pieces = sum(line.quantity for line in free_lines(terms=terms, purchase=purchase))
    return pieces >= terms.friend_pieces
