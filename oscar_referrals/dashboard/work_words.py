"""Due work in the words of the staff."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oscar_referrals.models import Work
from oscar_referrals.selectors.due_work import ABOUT_REFERRALS

WORK_SENTENCES: dict[str, Promise] = {
    "screen": _("Look at the new order"),
    "release": _("Ask whether the return time has ended"),
    "issue": _("Issue the reward"),
    "extras": _("Bring extra rewards and milestones in line"),
    "end_claim": _("Take back a reward that was not claimed"),
    "tell_another_reward": _("Message to the owner: another reward is ready"),
    "end_reward": _("End a reward whose time is over"),
    "order_changed": _("Follow a change of the order"),
    "refund": _("Record a refund"),
    "end_reservation": _("Give back what was kept for a basket that was not paid"),
    "count_orders": _("Count orders for a partner"),
    "end_drop": _("End the gifts that were not used in time"),
    "scheduled_drop": _("Make a gift drop"),
    "program_changed": _("Follow a change of a program"),
    "keep_rules": _("Keep the rules that a page says after a change of its program"),
    "carry_out_release": _("Let new terms and pages go live together"),
    "tell_gift": _("Message to a customer: a gift to give away"),
    "tell_joined": _("Message to the advocate: welcome"),
    "tell_guest_link": _("Message with the link to the page of somebody without an account"),
    "tell_code": _("Message to the advocate: a new code, or a word that was refused"),
    "tell_friend_ordered": _("Message to the advocate: a friend has ordered"),
    "tell_invitation_used": _("Message to the friend: what the invitation saved"),
    "tell_on_its_way": _("Message to the advocate: the reward is on its way"),
    "tell_reward_ready": _("Message to the advocate: the reward is ready"),
    "tell_referral_ended": _("Message to the advocate: there will be no reward"),
    "tell_appeal_answered": _("Message to the advocate: the answer to an appeal"),
    "tell_reward_taken_back": _("Message to the advocate: a reward was taken back"),
    "tell_payout_details_changed": _("Message to the customer: the payout details changed"),
    "tell_paid_out": _("Message to the customer: the money has arrived"),
    "tell_card_given": _("Message to the customer: the card of another shop is there"),
    "tell_codes_low": _("Message to staff: a list of codes runs out"),
    "tell_payout_failed": _("Message to the customer: the payout failed"),
    "remind": _("Remind the advocate of the link"),
    "thank": _("Thank the advocate for many friends"),
    "warn": _("Message to the owner: a reward ends soon"),
    "ask": _("Offer a customer to invite friends"),
    "campaign": _("Write the letters of a campaign"),
    "letter": _("Send a letter of a campaign"),
}


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A piece of due work with its name for staff. An unknown kind keeps its own name.

    `referral_id` is None for work that is about something else.
    """

    work: Work
    name: str
    referral_id: int | None


def describe_work(work: Work) -> WorkRow:
    """Return a piece of work as staff read it."""
    return WorkRow(
        work=work,
        name=str(WORK_SENTENCES.get(work.kind, work.kind)),
        referral_id=work.subject if work.kind in ABOUT_REFERRALS else None,
    )
