"""Which decisions a customer may ask staff to look at again."""

from oscar_referrals.models import Appeal, Referral, ReferralState
from oscar_referrals.models.referral import UNDONE
from oscar_referrals.reasons import Reason

_ENDED = (ReferralState.VOIDED, ReferralState.CLAWED_BACK)
#: The order never came to be, or the advocate's account was deleted: nothing was decided.
_NOT_DECIDED = (*UNDONE, Reason.CODE_WITHDRAWN)


def can_be_appealed(referral: Referral) -> bool:
    """Tell whether an order did not count by somebody's or a rule's decision. No query.

    Only rewards are appealed: an advocate who earns none has nothing to win.
    """
    return referral.state in _ENDED and referral.reason not in _NOT_DECIDED and referral.promise > 0


def appeal_of(referral: Referral) -> Appeal | None:
    """Return the appeal about a referral, None if there is none. No query after select_related."""
    appeal: Appeal | None = getattr(referral, "appeal", None)
    return appeal
