"""The registry of reward kinds. A name registered twice raises, and so does an unknown one."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal

from django.utils.functional import Promise

from oscar_referrals.exceptions import DuplicateName, UnknownName
from oscar_referrals.models import Reward
from oscar_referrals.parameters import Parameter

REWARD_KINDS: dict[str, "RewardKind"] = {}


class RewardKind(ABC):
    """One kind of reward. Its methods run inside the transaction that moves the reward.

    `message` is the kind of message that tells the owner that the reward is there; "" if the owner
    is told later.
    """

    key: str
    #: The figures that this kind asks an owner for, kept as the options of terms and rewards.
    parameters: tuple[Parameter, ...] = ()
    label: Promise
    message = "referral_reward_ready"
    #: Whether a partial refund can take a part of it back. What cannot be divided stays whole until
    #: nothing is deserved any more.
    is_divisible = True

    @abstractmethod
    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Give each owner `reward.granted`. Called once per reward, before it becomes issued."""

    @abstractmethod
    def take_back(self, *, reward: Reward, amount: Decimal) -> Decimal:
        """Take back `amount`, in the reward's currency; return what could not be recovered."""


def register_reward_kind(cls: type[RewardKind]) -> type[RewardKind]:
    """Class decorator that makes a kind known. Raises DuplicateName."""
    if cls.key in REWARD_KINDS:
        raise DuplicateName(cls.key)
    REWARD_KINDS[cls.key] = cls()
    return cls


def reward_kind(key: str) -> RewardKind:
    """Return the kind of that name. Raises UnknownName."""
    try:
        return REWARD_KINDS[key]
    except KeyError:
        raise UnknownName(key) from None
