"""Rewards whose amount is in the ledger: from a program's costs into an account of their own."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal

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
from oscar_referrals.models import OWED, Account, AccountKind, Recovery, Reward
from oscar_referrals.rewards.registry import RewardKind


class PostedReward(RewardKind):
    """The amount is added to an account; a clawback takes it from there as far as it is there.

    `settles_debts` says whether a grant goes first against what its owner still owes; `memo` is
    what the books call a grant.
    """

    settles_debts = True
    memo = "Reward"

    @abstractmethod
    def pot(self, reward: Reward) -> Pot:
        """Return the account that the reward goes to."""

    def pots(self, rewards: Sequence[Reward]) -> Mapping[int, Pot]:
        """Return the accounts that rewards go to, by reward."""
        return {reward.pk: self.pot(reward) for reward in rewards}

    def issue_all(self, *, rewards: Sequence[Reward]) -> None:
        """Post the grants from the programs' costs: first against what an owner still owes."""
        pots = self.pots(rewards)
        accounts = open_accounts([*pots.values(), *map(_expense, rewards)])
        debts = _debts_of(rewards) if self.settles_debts else {}
        drafts = []
        for reward in rewards:
            debt = debts.get(_debt(reward))
            owed = min(-debt.balance, reward.granted) if debt else Decimal(0)
            lines = [Line(accounts[_expense(reward)], -reward.granted)]
            if debt and owed:
                lines.append(Line(debt, owed))
                debt.balance += owed
            if reward.granted > owed:
                lines.append(Line(accounts[pots[reward.pk]], reward.granted - owed))
            drafts.append(_draft(reward, key=f"grant:{reward.pk}", memo=self.memo, lines=lines))
        post_all(drafts)

    def take_back(self, *, reward: Reward, amount: Decimal) -> Decimal:
        """Post the clawback: first from the account that it went to, the rest as the terms say.

        An account of somebody else than a customer may go below zero, so nothing is missing there.
        """
        account = open_account(self.pot(reward))
        available = min(account.balance, amount) if account.kind in OWED else amount
        missing = amount - available
        lines = [Line(open_account(_expense(reward)), amount)]
        if available:
            lines.append(Line(account, -available))
        if missing:
            lines.append(Line(open_account(_missing(reward)), -missing))
        key = f"clawback:{reward.pk}:{reward.clawed + amount:.2f}"
        post(_draft(reward, key=key, memo="Taken back", lines=lines))
        return missing


def pot_of_person(reward: Reward, kind: AccountKind) -> Pot:
    """Return an account of the person who gets a reward."""
    holder = person_holder(identity=reward.owner_identity, user_id=reward.owner_id)
    return Pot(kind, holder, reward.currency)


def _draft(reward: Reward, *, key: str, memo: str, lines: list[Line]) -> Draft:
    number = reward.referral.order_number
    return Draft(
        key=key, memo=f"{memo} for order {number}", lines=lines, reward=reward, order_number=number
    )


def _expense(reward: Reward) -> Pot:
    return _of_program(reward, AccountKind.EXPENSE)


def _debt(reward: Reward) -> Pot:
    return pot_of_person(reward, AccountKind.RECEIVABLE)


def _missing(reward: Reward) -> Pot:
    if reward.referral.terms.recovery == Recovery.RECEIVABLE:
        return _debt(reward)
    return _of_program(reward, AccountKind.WRITTEN_OFF)


def _of_program(reward: Reward, kind: AccountKind) -> Pot:
    return Pot(kind, program_holder(reward.referral.program_id), reward.currency)


def _debts_of(rewards: Sequence[Reward]) -> dict[Pot, Account]:
    """Return what owners owe from earlier clawbacks: accounts below zero, by whose they are."""
    accounts = known_accounts(_debt(reward) for reward in rewards)
    return {pot: account for pot, account in accounts.items() if account.balance < 0}
