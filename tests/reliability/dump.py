"""Everything a program has come to, without ids and times: equal lives give equal dumps."""

from typing import Any

from django.db.models import Sum

from oscar_referrals.ledger import person_holder, program_holder
from oscar_referrals.models import (
    Account,
    Budget,
    Entry,
    Event,
    Program,
    Referral,
    Work,
    WorkStatus,
)

PATH, NET = "path", "net"


def dump_of(program: Program, *, detail: str = PATH) -> dict[str, Any]:
    """Return states, amounts, events and balances of a program whose advocates are its own.

    `net` leaves out by which way an amount was reached: granted less or taken back later.
    """
    referrals = Referral.objects.filter(program=program).order_by("friend_identity", "pk")
    budget = Budget.objects.get(program=program)
    return {
        "referrals": [_referral(referral, detail) for referral in referrals],
        "budget": f"{budget.reserved:.2f} reserved, {budget.committed:.2f} committed",
        "balances": _balances(program),
        "unsealed": Entry.objects.filter(seal=None).count(),
        "given up": Work.objects.filter(status=WorkStatus.DEAD).count(),
    }


def _referral(referral: Referral, detail: str) -> dict[str, Any]:
    events = Event.objects.filter(referral=referral).order_by("pk")
    shown: dict[str, Any] = {
        "friend": referral.friend_identity,
        "state": referral.state,
        "amounts": f"{referral.base:.2f} {referral.discount:.2f} {referral.promise:.2f}",
        "rewards": [
            f"{reward.state} {reward.net:.2f}" for reward in referral.rewards.order_by("pk")
        ],
    }
    if detail == PATH:
        shown["events"] = [f"{row.from_state} {row.to_state} {row.reason}" for row in events]
        shown["taken back"] = [f"{reward.clawed:.2f}" for reward in referral.rewards.order_by("pk")]
    return shown


def _balances(program: Program) -> list[list[str]]:
    balances = []
    for advocate in program.advocates.order_by("pk"):
        holder = person_holder(identity=advocate.identity, user_id=None)
        accounts = Account.objects.filter(holder=holder.name).order_by("kind")
        balances.append([_account(account) for account in accounts])
    own = Account.objects.filter(holder=program_holder(program.pk).name).order_by("kind")
    return [*balances, [_account(account) for account in own]]


def _account(account: Account) -> str:
    entries = account.entries.aggregate(total=Sum("amount"))["total"] or 0
    return f"{account.kind} {account.balance:.2f} {entries:.2f}"
