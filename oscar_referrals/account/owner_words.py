"""What the owner of a code reads when it does not work. Strangers never see any of this."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oscar_referrals.clock import page_now
from oscar_referrals.eligibility import judge_friend
from oscar_referrals.models import Code
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.friends import Friend, gather_friend_facts

_SENTENCES: dict[Reason, Promise] = {
    Reason.PROGRAM_ENDED: _("Invitations have ended. What your friends ordered still counts."),
    Reason.CODE_PAUSED: _(
        "The shop has paused invitations. Your link works again as soon as they go on."
    ),
    Reason.CODE_NOT_STARTED: _("Invitations have not started yet. Your link works once they do."),
    Reason.CODE_WITHDRAWN: _("This code is no longer in use, because you left or got a new one."),
    Reason.BUDGET_EXHAUSTED: _("All invitations are used up for now."),
}
_UNCLEAR = _("We are having a look at why your link does not work.")


def why_it_does_not_work(code: Code) -> str:
    """Return the exact reason for its owner, or "" if the code works. No query.

    `code` comes from `selectors.friends.codes_for`.
    """
    if code.advocate.program.current_terms is None:
        return str(_SENTENCES[Reason.CODE_NOT_STARTED])
    reason = _judge_without_a_friend(code)
    return str(_SENTENCES.get(reason, _UNCLEAR)) if reason else ""


def _judge_without_a_friend(code: Code) -> Reason | None:
    """Ask the rules about the code alone: no friend, and a big enough basket."""
    terms = code.advocate.program.terms_in_force
    facts = gather_friend_facts(
        code=code,
        claim=None,
        friend=Friend(),
        order_value=terms.minimum,
        currency=terms.currency,
        moment=page_now(),
    )
    return judge_friend(facts).reason
