"""Taking from and giving back to a budget: one conditional UPDATE each; no race passes the cap."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F

from oscar_referrals.exceptions import Refused
from oscar_referrals.models import Budget, Program, Reward
from oscar_referrals.models.program import fits_budget
from oscar_referrals.reasons import Reason


def take(
    *,
    program_id: int,
    currency: str,
    discount: Decimal,
    promise: Decimal,
    held: Decimal = Decimal(0),
) -> None:
    """Commit a friend's discount and reserve an advocate's promise, both or neither.

    `held` is what a reservation of the same basket had kept for this. A program without a budget
    in that currency has no cap. Raises Refused when the cap is reached.
    """
    budget = Budget.objects.filter(program_id=program_id, currency=currency)
    taken = budget.filter(fits_budget(discount + promise - held)).update(
        committed=F("committed") + discount, reserved=F("reserved") + promise - held
    )
    if not taken and budget.exists():
        raise Refused(Reason.BUDGET_EXHAUSTED)


def hold(*, program_id: int, currency: str, amount: Decimal) -> None:
    """Reserve an amount (give it back if negative). Raises Refused when the cap is reached."""
    budget = Budget.objects.filter(program_id=program_id, currency=currency)
    fitting = budget.filter(fits_budget(amount)) if amount > 0 else budget
    if not fitting.update(reserved=F("reserved") + amount) and budget.exists():
        raise Refused(Reason.BUDGET_EXHAUSTED)


def grant_all(rewards: Iterable[Reward]) -> None:
    """Turn reserved promises into what was really granted; the differences are free again."""
    promised: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    granted: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for reward in rewards:
        budget = (reward.referral.program_id, reward.currency)
        promised[budget] += reward.promise
        granted[budget] += reward.granted
    for program_id, currency in sorted(promised):
        budget = (program_id, currency)
        Budget.objects.filter(program_id=program_id, currency=currency).update(
            reserved=F("reserved") - promised[budget],
            committed=F("committed") + granted[budget],
        )


def release(*, program: Program, currency: str, promise: Decimal) -> None:
    """Free a promise that will not be kept."""
    Budget.objects.filter(program=program, currency=currency).update(
        reserved=F("reserved") - promise
    )


def uncommit(*, program: Program, currency: str, amount: Decimal) -> None:
    """Free what was spent and came back: a discount not used after all, a reward taken back."""
    Budget.objects.filter(program=program, currency=currency).update(
        committed=F("committed") - amount
    )
