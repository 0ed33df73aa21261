"""Store credit: money in the ledger that its owner spends at checkout."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from oscar_referrals.ledger import (
    Draft,
    Line,
    Pot,
    known_accounts,
    open_account,
    open_accounts,
    person_holder,
    post,
    post_all,
    program_holder,
)
from oscar_referrals.models import Account, AccountKind, Recovery, Reward
from oscar_referrals.rewards.registry import RewardKind, register_reward_kind


@register_reward_kind
class StoreCredit(RewardKind):
    """The amount is added to the owner's credit."""

    key = "store_credit"
    label = _("store credit")

    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Post the grants from the programs' costs: first against what an owner still owes."""
        accounts = open_accounts(
            pot for reward in rewards for pot in (_credit(reward), _expense(reward))
        )
        debts = _debts_of(rewards)
        drafts = []
        for reward in rewards:
            debt = debts.get(_debt(reward))
            owed = min(-debt.balance, reward.granted) if debt else Decimal(0)
            lines = [Line(accounts[_expense(reward)], -reward.granted)]
            if debt and owed:
                lines.append(Line(debt, owed))
                debt.balance += owed
            if reward.granted > owed:
                lines.append(Line(accounts[_credit(reward)], reward.granted - owed))
            drafts.append(_draft(reward, key=f"grant:{reward.pk}", memo="Reward", lines=lines))
        post_all(drafts)

    def take_back(self, *, reward: Reward, amount: Decimal) -> Decimal:
        """Post the clawback: first from the credit that is there, the rest as the terms say."""
        credit = open_account(_credit(reward))
        available = min(credit.balance, amount)
        missing = amount - available
        lines = [Line(open_account(_expense(reward)), amount)]
        if available:
            lines.append(Line(credit, -available))
        if missing:
            lines.append(Line(open_account(_missing(reward)), -missing))
        key = f"clawback:{reward.pk}:{reward.clawed + amount:.2f}"
        post(_draft(reward, key=key, memo="Taken back", lines=lines))
        return missing


def _draft(reward: Reward, *, key: str, memo: str, lines: list[Line]) -> Draft:
    number = reward.referral.order_number
    return Draft(
        key=key, memo=f"{memo} for order {number}", lines=lines, reward=reward, order_number=number
    )


def _credit(reward: Reward) -> Pot:
    return _of_person(reward, AccountKind.CREDIT)


def _expense(reward: Reward) -> Pot:
    return _of_program(reward, AccountKind.EXPENSE)


def _debt(reward: Reward) -> Pot:
    return _of_person(reward, AccountKind.RECEIVABLE)


def _missing(reward: Reward) -> Pot:
    if reward.referral.terms.recovery == Recovery.RECEIVABLE:
        return _debt(reward)
    return _of_program(reward, AccountKind.WRITTEN_OFF)


def _of_person(reward: Reward, kind: AccountKind) -> Pot:
    holder = person_holder(identity=reward.owner_identity, user_id=reward.owner_id)
    return Pot(kind, holder, reward.currency)


def _of_program(reward: Reward, kind: AccountKind) -> Pot:
    return Pot(kind, program_holder(reward.referral.program_id), reward.currency)


def _debts_of(rewards: Sequence[Reward]) -> dict[Pot, Account]:
    """Return what owners owe from earlier clawbacks: accounts below zero, by whose they are."""
    accounts = known_accounts(_debt(reward) for reward in rewards)
    return {pot: account for pot, account in accounts.items() if account.balance < 0}
