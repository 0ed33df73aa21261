"""The ledger as a whole, and the ledger against the rewards it pays for."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, F, Sum

from oscar_referrals.ledger import program_holder
from oscar_referrals.models import Account, AccountKind, Entry, Reward, Transfer
from oscar_referrals.money import exact
from oscar_referrals.rewards import REWARD_KINDS
from oscar_referrals.rewards.posted import PostedReward

ZERO = Decimal("0.00")


def the_book_sums_to_zero() -> Iterator[str]:
    """All entries of a currency together sum to zero."""
    totals = Entry.objects.order_by().values_list("account__currency")
    for currency, total in totals.annotate(total=exact(Sum("amount"))):
        if total:
            yield f"The whole book sums to {total} {currency}, not to zero."


def every_transfer_has_two_sides() -> Iterator[str]:
    """A transfer has two entries or more."""
    lonely = Transfer.objects.annotate(number=Count("entries")).filter(number__lt=2)
    for transfer in lonely.order_by("pk"):
        yield f"Transfer {transfer.key} has {transfer.number} entries, not two or more."


def every_transfer_has_one_currency() -> Iterator[str]:
    """All accounts of a transfer, and the reward it is about, have the same currency."""
    currencies = Count("entries__account__currency", distinct=True)
    mixed = Transfer.objects.annotate(number=currencies).filter(number__gt=1)
    for transfer in mixed.order_by("pk"):
        yield f"Transfer {transfer.key} mixes {transfer.number} currencies."
    foreign = Entry.objects.filter(transfer__reward__isnull=False).exclude(
        account__currency=F("transfer__reward__currency")
    )
    for entry in foreign.select_related("transfer__reward", "account").order_by("pk"):
        reward = entry.transfer.reward
        yield (
            f"Transfer {entry.transfer.key} is in {entry.account.currency}, its reward"
            f" {reward.pk if reward else ''} is not."
        )


def nobody_is_owed_a_debt() -> Iterator[str]:
    """What a customer owes is a negative balance or none."""
    overpaid = Account.objects.filter(kind=AccountKind.RECEIVABLE, balance__gt=0)
    for account in overpaid.order_by("pk"):
        yield f"Account {account} is overpaid: {account.balance}."


def costs_equal_rewards() -> Iterator[str]:
    """What a program's posted rewards have cost is what was granted less what was taken back."""
    costs: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for account in Account.objects.filter(kind=AccountKind.EXPENSE):
        costs[account.holder, account.currency] -= account.balance
    for key, net in _net_rewards().items():
        cost = costs.pop(key, ZERO)
        if cost != net:
            yield _costs_differ(key, cost, net)
    for key, cost in costs.items():
        if cost:
            yield _costs_differ(key, cost, ZERO)


def _net_rewards() -> dict[tuple[str, str], Decimal]:
    posted = [key for key, kind in REWARD_KINDS.items() if isinstance(kind, PostedReward)]
    rewards = Reward.objects.filter(kind__in=posted, issued_at__isnull=False).order_by()
    sums = rewards.values_list("referral__program", "currency").annotate(
        total=exact(Sum(F("granted") - F("clawed")))
    )
    return {(program_holder(program_id).name, currency): net for program_id, currency, net in sums}


def _costs_differ(key: tuple[str, str], cost: Decimal, net: Decimal) -> str:
    holder, currency = key
    return f"The costs of {holder} are {cost} {currency}, its rewards are {net}."


CHECKS = (
    the_book_sums_to_zero,
    every_transfer_has_two_sides,
    every_transfer_has_one_currency,
    nobody_is_owed_a_debt,
    costs_equal_rewards,
)
