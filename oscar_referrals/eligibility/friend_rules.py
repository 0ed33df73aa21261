"""Who may use a code, and in which order. The first rule that fails gives the reason told."""

from oscar_referrals.eligibility.benefit import discount_for
from oscar_referrals.eligibility.facts import FriendFacts
from oscar_referrals.eligibility.registry import RuleBook
from oscar_referrals.models import ProgramState
from oscar_referrals.reasons import Reason

FRIEND_RULES: RuleBook[FriendFacts] = RuleBook()


@FRIEND_RULES.rule(
    reason=Reason.PROGRAM_ENDED,
    values=lambda facts: {"ends": facts.program.ends_at, "state": facts.program.state},
)
def program_goes_on(facts: FriendFacts) -> bool:
    """The program has not ended."""
    return not facts.program.has_ended_at(facts.moment)


@FRIEND_RULES.rule(reason=Reason.CODE_PAUSED, values=lambda facts: {"state": facts.program.state})
def program_is_live(facts: FriendFacts) -> bool:
    """The program is live, not a draft and not paused."""
    return facts.program.state == ProgramState.LIVE


@FRIEND_RULES.rule(
    reason=Reason.CODE_NOT_STARTED, values=lambda facts: {"starts": facts.program.starts_at}
)
def program_has_started(facts: FriendFacts) -> bool:
    """The program's schedule has begun."""
    return facts.program.has_started_at(facts.moment)


@FRIEND_RULES.rule(
    reason=Reason.CODE_WITHDRAWN,
    values=lambda facts: {
        "left": facts.advocate.left_at,
        "retired": facts.code.retired_at,
        "switched on": facts.is_switched_on,
    },
)
def code_is_in_use(facts: FriendFacts) -> bool:
    """The advocate takes part, the code was not replaced, and staff have not switched it off."""
    is_withdrawn = facts.advocate.left_at is not None or facts.code.retired_at is not None
    return facts.is_switched_on and not is_withdrawn


@FRIEND_RULES.rule(reason=Reason.CODE_EXPIRED, values=lambda facts: {"expires": facts.expires_at})
def claim_is_fresh(facts: FriendFacts) -> bool:
    """The friend's time to order has not run out."""
    return facts.expires_at is None or facts.moment < facts.expires_at


@FRIEND_RULES.rule(reason=Reason.BUDGET_EXHAUSTED, values=lambda facts: {"left": facts.budget_left})
def budget_is_left(facts: FriendFacts) -> bool:
    """The program can still afford the discount. The order itself takes the exact amount."""
    if facts.budget_left is None:
        return True
    discount = discount_for(terms=facts.terms, order_value=facts.order_value)
    return 0 < facts.budget_left >= discount


@FRIEND_RULES.rule(
    reason=Reason.FRIEND_LIMIT,
    values=lambda facts: {
        "by code": facts.code.friends,
        "code total": facts.terms.code_total,
        "by advocate": facts.advocate.friends,
        "advocate total": facts.terms.advocate_total,
    },
)
def code_has_room(facts: FriendFacts) -> bool:
    """The terms' limits of friends are not reached. The order itself takes the place."""
    code_total, advocate_total = facts.terms.code_total, facts.terms.advocate_total
    code_has_room = code_total is None or facts.code.friends < code_total
    return code_has_room and (advocate_total is None or facts.advocate.friends < advocate_total)


@FRIEND_RULES.rule(
    reason=Reason.SELF_REFERRAL,
    values=lambda facts: {"known": bool(facts.identities or facts.user_id)},
)
def friend_is_not_the_advocate(facts: FriendFacts) -> bool:
    """Nobody invites himself, by account or by e-mail address."""
    same_account = facts.user_id is not None and facts.user_id == facts.advocate.user_id
    same_person = facts.advocate.identity in facts.identities
    return not (same_account or same_person)


@FRIEND_RULES.rule(
    reason=Reason.CIRCLE, values=lambda facts: {"invited": facts.has_invited_the_advocate}
)
def friend_has_not_invited_the_advocate(facts: FriendFacts) -> bool:
    """Invitations do not go round in a circle."""
    return not facts.has_invited_the_advocate


@FRIEND_RULES.rule(
    reason=Reason.ALREADY_REFERRED, values=lambda facts: {"used": facts.has_used_invitation}
)
def friend_is_invited_once(facts: FriendFacts) -> bool:
    """One invitation of a program per person, for ever."""
    return not facts.has_used_invitation


@FRIEND_RULES.rule(
    reason=Reason.EXISTING_CUSTOMER,
    values=lambda facts: {
        "required": facts.terms.new_customers_only,
        "order": facts.past_order_number,
    },
)
def friend_is_new(facts: FriendFacts) -> bool:
    """The friend has never ordered, if the terms ask for that."""
    return not facts.terms.new_customers_only or not facts.past_order_number


@FRIEND_RULES.rule(
    reason=Reason.WRONG_CURRENCY,
    values=lambda facts: {"order": facts.currency, "terms": facts.terms.currency},
)
def order_is_in_the_currency(facts: FriendFacts) -> bool:
    """The order is in the currency of the terms. We never convert."""
    return not facts.currency or facts.currency == facts.terms.currency


@FRIEND_RULES.rule(
    reason=Reason.BELOW_MINIMUM,
    values=lambda facts: {"value": facts.order_value, "minimum": facts.terms.minimum},
)
def order_reaches_the_minimum(facts: FriendFacts) -> bool:
    """The order is worth at least the minimum."""
    return facts.order_value >= facts.terms.minimum
