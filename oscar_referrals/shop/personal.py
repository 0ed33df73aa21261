"""Vouchers that are worth money: store credit, personal reward vouchers and gift cards."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oscar_referrals.clock import page_now
from oscar_referrals.models import Account, AccountKind, Reward
from oscar_referrals.models.reward import USABLE
from oscar_referrals.money import ZERO, percentage
from oscar_referrals.rewards.voucher import worth_of
from oscar_referrals.sharing.typed_cards import typed_card
from oscar_referrals.shop.buyers import request_of

_CACHE = "_referral_pots"


@dataclass(frozen=True, slots=True)
class Pot:
    """What a personal voucher takes off the next order, in `currency`, and for whom.

    `amount` at most; with a `percent` that part of the order, as far as the amount allows; with a
    `product` one piece of it, named by its UPC.
    """

    owner_id: int | None
    amount: Decimal
    currency: str
    account: Account | None = None
    reward: Reward | None = None
    percent: Decimal | None = None
    product: str | None = None

    def limit_for(self, price: Decimal) -> Decimal:
        """Return what it takes at most off an order that costs `price`, in `currency`."""
        if self.percent is None:
            return self.amount
        share = percentage(percent=self.percent, amount=price, currency=self.currency)
        return min(self.amount, share)

    @property
    def is_for_bearer(self) -> bool:
        """Tell whether whoever has its code may use it: a gift card, or the voucher of a guest."""
        return self.is_gift_card or (self.reward is not None and self.reward.is_for_bearer)

    @property
    def is_gift_card(self) -> bool:
        """Tell whether it is for whoever has typed its code."""
        return self.account is not None and self.account.kind == AccountKind.GIFT_CARD

    def is_for(self, owner_id: int | None) -> bool:
        """Tell whether the owner of a basket may use it."""
        return self.is_for_bearer or (owner_id is not None and owner_id == self.owner_id)


def pot_of(*, basket: Any, voucher: Any) -> Pot | None:
    """Return what a voucher in a basket is worth; None if it is not a personal one.

    A basket can use one reward voucher of a kind at a time; the one that expires first counts.
    """
    if not hasattr(basket, _CACHE):
        setattr(basket, _CACHE, {})
    cache: dict[int, Pot | None] = getattr(basket, _CACHE)
    if voucher.pk not in cache:
        cache[voucher.pk] = find_pot(voucher.pk)
    pot = cache[voucher.pk]
    if pot is None or (pot.reward is not None and _is_beaten(pot.reward, basket)):
        return None
    if pot.is_gift_card and not _was_typed(pot, basket):
        return None
    return pot


def find_pot(voucher_id: int) -> Pot | None:
    """Return what a personal voucher is worth, read fresh; None if it is not one."""
    account = Account.objects.filter(voucher_id=voucher_id).first()
    if account is not None:
        return Pot(account.user_id, account.balance, account.currency, account=account)
    rewards = Reward.objects.select_related("advocate", "referral")
    reward = rewards.filter(voucher_id=voucher_id).first()
    if reward is None:
        return None
    worth = worth_of(reward)
    amount = worth.amount if _is_usable(reward) else ZERO
    return Pot(
        reward.owner_id,
        amount,
        reward.currency,
        reward=reward,
        percent=worth.percent,
        product=reward.options.get("product"),
    )


def _was_typed(card: Pot, basket: Any) -> bool:
    """Tell whether the basket's browser is one in which the code of a card was typed last.

    The voucher that stands for a card in a basket can be read in orders: it proves nothing.
    """
    return card.account is not None and typed_card(request_of(basket)) == card.account.pk


def _is_usable(reward: Reward) -> bool:
    is_in_time = reward.expires_at is None or page_now() < reward.expires_at
    return reward.state in USABLE and is_in_time


def _is_beaten(reward: Reward, basket: Any) -> bool:
    usable = Reward.objects.filter(voucher__basket=basket.pk, kind=reward.kind, state__in=USABLE)
    first = usable.order_by("expires_at", "pk").values_list("pk", flat=True).first()
    return first is not None and first != reward.pk
