"""The end of rewards that are valid for a time only."""

from collections.abc import Sequence
from datetime import datetime

from oscar_referrals.clock import database_now
from oscar_referrals.flows.work import enqueue, handles
from oscar_referrals.lifecycle import move
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Reward, RewardState
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards import reward_kind


def enter_ends(rewards: Sequence[Reward]) -> None:
    """Put the ends of issued rewards into the diary, as far as their kinds end by themselves."""
    for reward in rewards:
        if reward_kind(reward.kind).ends_by_itself and reward.expires_at is not None:
            enqueue(kind="end_reward", subject=reward.pk, due_at=reward.expires_at)


@handles("end_reward")
def end_reward(reward_id: int) -> datetime | None:
    """Take away a reward whose time is over by the database's clock. Repeating it does nothing."""
    reward = lock_row(Reward, reward_id)
    if reward.state != RewardState.ISSUED:
        return None
    if reward.expires_at is not None and reward.expires_at > database_now():
        return reward.expires_at
    reward_kind(reward.kind).end(reward=reward)
    move(subject=reward, to=RewardState.EXPIRED, reason=Reason.REWARD_EXPIRED)
    return None
