"""Which decisions about a referral are open to a person."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oscar_referrals.lifecycle import REFERRAL_MOVES
from oscar_referrals.models import Referral, ReferralState
from oscar_referrals.reasons import Reason

_F = ReferralState


@dataclass(frozen=True, slots=True)
class Decision:
    """A button: where it posts to, what it says and what follows. `style` is Bootstrap's.

    With `asks_why` staff can tell the advocate the reason in words of their own.
    """

    url_name: str
    label: Promise
    effect: Promise
    style: str
    asks_why: bool = False


ACCEPT = Decision(
    "referral-accept", _("Accept"), _("It waits for its return time like any other."), "primary"
)
REJECT = Decision(
    "referral-reject",
    _("Reject"),
    _("There will be no reward, and the advocate is told. The friend keeps the discount."),
    "danger",
    asks_why=True,
)
SEND_TO_REVIEW = Decision(
    "referral-review", _("Send to review"), _("It waits until somebody decides."), "secondary"
)
REOPEN = Decision(
    "referral-reopen", _("Reopen"), _("The rejection is undone; it is in review again."), "primary"
)


def decisions_open_to(referral: Referral) -> list[Decision]:
    """Return what the lifecycle table lets a person decide now."""
    moves = REFERRAL_MOVES[referral.state]
    is_waiting = referral.state in (_F.PENDING, _F.HELD)
    was_rejected = referral.state == _F.VOIDED and referral.reason == Reason.STAFF_DECISION
    is_open = {
        ACCEPT: referral.state == _F.REVIEW and _F.HELD in moves,
        SEND_TO_REVIEW: is_waiting and _F.REVIEW in moves,
        REJECT: _F.VOIDED in moves,
        REOPEN: was_rejected and _F.REVIEW in moves,
    }
    return [decision for decision, open_now in is_open.items() if open_now]
