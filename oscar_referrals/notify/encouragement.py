"""What is said to make people share: nothing of it is needed, so all of it can be switched off.

Each function returns the message, or None if there is nobody or nothing to tell.
"""

from datetime import datetime
from typing import Any

from oscar_referrals.models import Advocate, Campaign, Program, Reward, RewardState
from oscar_referrals.models.reward import USABLE
from oscar_referrals.notify.addressing import to_advocate, to_customer, to_owner
from oscar_referrals.notify.kinds import (
    PROGRAM_OFFERED,
    PROMOTION,
    REMINDER,
    REWARD_EXPIRING,
    THANKS,
)
from oscar_referrals.ports import Message, shop
from oscar_referrals.rewards import describe_reward
from oscar_referrals.selectors.codes import shared_code
from oscar_referrals.selectors.offers import describe_offer
from oscar_referrals.selectors.waiting import waits_for_account


def reminder(advocate: Advocate) -> Message | None:
    """To an advocate whose link nobody has used lately: the link once more."""
    code = shared_code(advocate.codes.all())
    if code is None:
        return None
    return to_advocate(
        REMINDER,
        advocate,
        code=code.text,
        share_url=shop().share_url(code),
        offer=describe_offer(advocate.program),
    )


def thanks(advocate: Advocate, *, friends: int) -> Message | None:
    """To an advocate who has brought many friends."""
    return to_advocate(THANKS, advocate, friends=friends)


def reward_expiring(reward: Reward, *, moment: datetime) -> Message | None:
    """To the owner of a reward that can still be used or claimed: until when."""
    is_claimable = reward.state == RewardState.CLAIMABLE
    is_there = is_claimable or reward.state in USABLE
    if not is_there or reward.expires_at is None or reward.expires_at <= moment:
        return None
    return to_owner(
        REWARD_EXPIRING,
        reward,
        words=describe_reward(reward),
        is_claimable=is_claimable,
        needs_account=waits_for_account(reward),
        voucher_code=reward.voucher.code if reward.voucher else "",
        expires_at=reward.expires_at,
    )


def program_offered(program: Program, *, user: Any) -> Message | None:
    """To a customer who does not invite friends yet: what both would get."""
    offer = describe_offer(program)
    return to_customer(PROGRAM_OFFERED, user, offer=offer) if offer is not None else None


def promotion(campaign: Campaign, *, user: Any) -> Message | None:
    """To a member who has asked for it: the owner's own words about a coming promotion."""
    return to_customer(PROMOTION, user, subject=campaign.subject, text=campaign.text)
