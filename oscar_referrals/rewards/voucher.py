"""A personal voucher: an amount or a percentage off its owner's orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.codes import generate_code
from oscar_referrals.models import Reward
from oscar_referrals.money import ZERO, round_down
from oscar_referrals.parameters import OneChoice, Percentage, WholeNumber
from oscar_referrals.ports import shop
from oscar_referrals.rewards.registry import RewardKind, register_reward_kind

ONCE, UNTIL_USED_UP, NEXT_ORDERS = "once", "until_used_up", "next_orders"


@register_reward_kind
class PersonalVoucher(RewardKind):
    """An Oscar voucher that works only for the account of its owner.

    The size of the reward is all that it can ever take off, so a budget knows its cost. It works in
    one order, in any number of orders until it is used up, or in equal parts in the next orders.
    With a percentage, an order gets that part off, as far as the size allows.
    """

    key = "voucher"
    label = gettext_lazy("personal voucher")
    needs_account = False
    parameters = (
        OneChoice(
            name="use",
            label=gettext_lazy("It can be used"),
            choices=(
                (ONCE, gettext_lazy("in one order")),
                (UNTIL_USED_UP, gettext_lazy("in any number of orders, until it is used up")),
                (NEXT_ORDERS, gettext_lazy("in equal parts in the next orders")),
            ),
            is_required=False,
        ),
        WholeNumber(
            name="orders",
            label=gettext_lazy("In how many of the next orders"),
            lowest=2,
            highest=24,
            is_required=False,
        ),
        Percentage(
            name="percent",
            label=gettext_lazy("Percent off an order (empty for an amount)"),
            is_required=False,
        ),
    )

    def describe(self, *, figure: str, options: Mapping[str, Any]) -> str:
        """Return "€15.00", "20% off, at most €15.00" or "€15.00, spread over 3 orders"."""
        words = figure
        if "percent" in options:
            percent = f"{Decimal(options['percent']).normalize():f}%"
            words = _("%(percent)s off, at most %(figure)s") % {
                "percent": percent,
                "figure": figure,
            }
        if options.get("use") == NEXT_ORDERS:
            orders = {"words": words, "orders": options["orders"]}
            return _("%(words)s, spread over %(orders)s orders") % orders
        return words

    def find_contradictions(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Say whether the number of orders is missing, or there for nothing."""
        is_for_next_orders = values.get("use") == NEXT_ORDERS
        if is_for_next_orders and "orders" not in values:
            return {"orders": _("Please say in how many orders.")}
        if not is_for_next_orders and "orders" in values:
            return {"orders": _("A number of orders belongs to a voucher for the next orders.")}
        return {}

    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Make the vouchers."""
        for reward in rewards:
            reward.voucher_id = shop().create_reward_voucher(reward, text=generate_code())
            reward.save(update_fields=["voucher"])

    def take_back(self, *, reward: Reward, amount: Decimal) -> Decimal:
        """Nothing to post: a voucher is worth what is left of its reward. Used is unrecovered."""
        return take_back_voucher(reward=reward, amount=amount)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a voucher takes off the next order: at most `amount`, in the reward's currency.

    With a `percent` it is that part of the order, as far as `amount` allows.
    """

    amount: Decimal
    percent: Decimal | None


def take_back_voucher(*, reward: Reward, amount: Decimal) -> Decimal:
    """Return which part of `amount` was used already, in the reward's currency."""
    return min(amount, max(reward.used - (reward.net - amount), ZERO))


def worth_of(reward: Reward) -> Worth:
    """Return what a voucher takes off the next order of its owner."""
    options = reward.options
    percent = Decimal(options["percent"]) if "percent" in options else None
    left = max(reward.net - reward.used, ZERO)
    if options.get("use") != NEXT_ORDERS:
        return Worth(left, percent)
    orders = options["orders"]
    part = round_down(amount=reward.net / orders, currency=reward.currency)
    if reward.uses == orders - 1:
        part = reward.net - part * (orders - 1)
    return Worth(min(left, part), percent)


def is_used_up(reward: Reward) -> bool:
    """Tell whether a voucher that was used in an order is of no more use."""
    if reward.used >= reward.net:
        return True
    match reward.options.get("use", ONCE):
        case "until_used_up":
            return False
        case "next_orders":
            return bool(reward.uses >= reward.options["orders"])
    return True
