"""A customer spends credit or a personal voucher in an order, inside the order's transaction."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from oscar_referrals import ledger
from oscar_referrals.clock import database_now
from oscar_referrals.codes import generate_code
from oscar_referrals.exceptions import InsufficientCredit, Refused
from oscar_referrals.lifecycle import move
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Account, AccountKind, Reward, RewardState, Transfer
from oscar_referrals.models.reward import USABLE
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.rewards.voucher import is_used_up, worth_of

SPENDING, RETURNING = "spend:", "return:"


def put_credit_into_basket(*, account: Account, basket_id: int) -> bool:
    """Let a basket use a customer's credit. False if the basket cannot be changed now.

    The voucher that spends the credit is made when it is wanted for the first time.
    """
    if account.balance <= 0:
        return False
    voucher_id = account.voucher_id or _make_voucher(account)
    return shop().put_voucher_into_basket(basket_id=basket_id, voucher_id=voucher_id)


@transaction.atomic
def _make_voucher(account: Account) -> int:
    locked = lock_row(Account, account.pk)
    if locked.voucher_id is not None:
        return locked.voucher_id
    voucher_id = shop().create_credit_voucher(locked, text=generate_code())
    Account.objects.filter(pk=locked.pk).update(voucher_id=voucher_id)
    return voucher_id


def put_reward_into_basket(*, reward: Reward, basket_id: int) -> bool:
    """Let a basket use a personal voucher, and put the product it gives there as well.

    False if the basket cannot be changed now. Raises Refused if the product cannot be bought.
    """
    if reward.voucher_id is None or reward.state not in USABLE:
        return False
    product = reward.options.get("product")
    if product and not shop().put_product_into_basket(basket_id=basket_id, product=product):
        raise Refused(Reason.PRODUCT_UNAVAILABLE)
    return shop().put_voucher_into_basket(basket_id=basket_id, voucher_id=reward.voucher_id)


def spend_credit(
    *, account: Account, user_id: int | None, amount: Decimal, order_id: int, number: str
) -> None:
    """Take what an order used of a customer's credit, in the account's currency, once per order.

    The same for a gift card, which is for anybody. Raises Refused if the credit belongs to somebody
    else or is no longer there.
    """
    is_for_anybody = account.kind == AccountKind.GIFT_CARD
    if not is_for_anybody and (account.user_id is None or account.user_id != user_id):
        raise Refused(Reason.NOT_OWNER)
    redeemed = _redeemed(account.currency)
    try:
        ledger.post(
            ledger.Draft(
                key=_key(SPENDING, account, number),
                memo=f"Spent in order {number}",
                lines=[ledger.Line(account, -amount), ledger.Line(redeemed, amount)],
                order_number=number,
                order_id=order_id,
            )
        )
    except InsufficientCredit:
        raise Refused(Reason.CREDIT_CHANGED) from None


def use_reward(*, reward: Reward, user_id: int | None, amount: Decimal) -> None:
    """Use a personal voucher in an order. Raises Refused if it is not the owner's or is gone."""
    reward = lock_row(Reward, reward.pk)
    is_owners = reward.owner_id is not None and reward.owner_id == user_id
    if not is_owners and not reward.is_for_bearer:
        raise Refused(Reason.NOT_OWNER)
    has_expired = reward.expires_at is not None and reward.expires_at <= database_now()
    if reward.state not in USABLE or has_expired or amount > worth_of(reward).amount:
        raise Refused(Reason.REWARD_UNAVAILABLE)
    reward.used += amount
    reward.uses += 1
    reward.save(update_fields=["used", "uses"])
    after = RewardState.USED if is_used_up(reward) else RewardState.PART_USED
    move(subject=reward, to=after, reason=Reason.REWARD_USED)


def return_credit(*, order_id: int) -> None:
    """Give back what an order's returned goods were paid with, credit and gift cards, to the cent.

    The result depends on all refunds together, so any order of them ends the same.
    """
    spendings = Transfer.objects.filter(order_id=order_id, key__startswith=SPENDING)
    for spending in spendings.order_by("pk"):
        _return(spending, order_id=order_id)


def _return(spending: Transfer, *, order_id: int) -> None:
    credit = spending.entries.get(account__kind__in=(AccountKind.CREDIT, AccountKind.GIFT_CARD))
    account = lock_row(Account, credit.account_id)
    spent = -credit.amount
    wanted = spent
    if account.voucher_id is not None:
        due = shop().credit_to_return(order_id=order_id, voucher_id=account.voucher_id)
        wanted = spent if due is None else min(due, spent)
    returned = _returned_so_far(account=account, number=spending.order_number)
    if wanted > returned:
        _post_return(account=account, spending=spending, wanted=wanted, amount=wanted - returned)


def _key(action: str, account: Account, number: str) -> str:
    """Return what makes an order use each card once, and a customer's credit once."""
    is_card = account.kind == AccountKind.GIFT_CARD
    return f"{action}{number}:card:{account.pk}" if is_card else f"{action}{number}"


def _redeemed(currency: str) -> Account:
    pot = ledger.Pot(AccountKind.REDEEMED, ledger.Holder("shop"), currency)
    return ledger.open_account(pot)


def _returned_so_far(*, account: Account, number: str) -> Decimal:
    entries = account.entries.filter(
        transfer__order_number=number, transfer__key__startswith=RETURNING
    )
    return entries.aggregate(total=Sum("amount"))["total"] or Decimal("0.00")


def _post_return(*, account: Account, spending: Transfer, wanted: Decimal, amount: Decimal) -> None:
    number = spending.order_number
    redeemed = _redeemed(account.currency)
    ledger.post(
        ledger.Draft(
            key=f"{_key(RETURNING, account, number)}:{wanted:.2f}",
            memo=f"Returned from order {number}",
            lines=[ledger.Line(account, amount), ledger.Line(redeemed, -amount)],
            order_number=number,
            order_id=spending.order_id,
        )
    )
