"""The registry of reward kinds. A name registered twice raises, and so does an unknown one."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from oscar_referrals.exceptions import UnknownName
from oscar_referrals.models import Reward
from oscar_referrals.models.reward import USABLE
from oscar_referrals.money import ZERO, format_money
from oscar_referrals.parameters import Parameter, read_parameters
from oscar_referrals.registry import Registry

REWARD_KINDS: Registry["RewardKind"] = Registry()


class RewardKind(ABC):
    """One kind of reward. Its methods run inside the transaction that moves the reward.

    `message` is the kind of message that tells the owner that the reward is there; "" if the owner
    is told later.
    """

    key: str
    label: Promise
    message = "referral_reward_ready"
    #: The figures that this kind asks an owner for, kept as the options of terms and rewards.
    parameters: tuple[Parameter, ...] = ()
    #: Whether a partial refund can take a part of it back. What cannot be divided stays whole until
    #: nothing is deserved any more.
    is_divisible = True
    #: Whether its owner gets it, and not somebody else in his name.
    is_for_owner = True
    #: Whether it is of use only to somebody with an account. A guest's waits until he has one.
    needs_account = True
    #: Whether due work ends it (see `end`) on the day on which it expires.
    ends_by_itself = False

    @abstractmethod
    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Give each owner `reward.granted`. Called once per reward, before it becomes issued."""

    @abstractmethod
    def take_back(self, *, reward: Reward, amount: Decimal) -> Decimal:
        """Take back `amount`, in the reward's currency; return what could not be recovered."""

    def describe(self, *, figure: str, options: Mapping[str, Any]) -> str:
        """Return what its owner reads about a reward of that size: `figure` is an amount in words.

        The same words stand in what a program promises, where the figure may be a percentage.
        """
        return figure

    def end(self, *, reward: Reward) -> None:  # noqa: B027 - most kinds have nothing to do
        """Take away what was given, because its time is over."""

    def find_contradictions(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return what is wrong although every figure is right in itself: name to sentence."""
        return {}


def register_reward_kind(cls: type[RewardKind]) -> type[RewardKind]:
    """Class decorator that makes a kind known. Raises DuplicateName."""
    REWARD_KINDS.register(cls.key, cls())
    return cls


def reward_kind(key: str) -> RewardKind:
    """Return the kind of that name. Raises UnknownName."""
    return REWARD_KINDS[key]


def find_option_problems(
    *, kind: RewardKind, options: Mapping[str, Any], currency: str
) -> dict[str, str]:
    """Return what is wrong with written options of a kind: name to sentence."""
    values, problems = read_parameters(kind.parameters, options, currency=currency)
    return problems or kind.find_contradictions(values)


def describe_options(
    *, kind: RewardKind, options: Mapping[str, Any], currency: str
) -> list[tuple[str, str]]:
    """Return the options of a kind as label and value, in the order in which it asks for them.

    What can no longer be read, because the shop has deleted what it names, is shown as written.
    """
    rows = []
    for parameter in kind.parameters:
        if parameter.name in options:
            written = options[parameter.name]
            try:
                value = parameter.read(written, currency=currency)
            except ValidationError:
                value = written
            rows.append((str(parameter.label), parameter.show(value, currency=currency)))
    return rows


def describe_reward(reward: Reward) -> str:
    """Return what the owner of a reward has, or has left, in words; a kind that is gone its size.

    What was taken back or is over is told in its old size. One query if it names a thing of the
    shop.
    """
    if reward.state in USABLE:
        amount = max(reward.net - reward.used, ZERO)
    else:
        amount = reward.net or reward.granted or reward.promise
    figure = format_money(amount, reward.currency)
    try:
        return reward_kind(reward.kind).describe(figure=figure, options=reward.options)
    except UnknownName:
        return figure
