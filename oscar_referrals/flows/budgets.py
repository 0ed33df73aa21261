"""Taking from and giving back to a budget: one conditional UPDATE each; no race passes the cap."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F

from oscar_referrals.exceptions import Refused
from oscar_referrals.models import Budget, Program, Reward
from oscar_referrals.models.program import fits_budget
from oscar_referrals.money import exact
from oscar_referrals.reasons import Reason


def take(
    *,
    program_id: int,
    currency: str,
    discount: Decimal,
    promise: Decimal,
    held: Decimal = Decimal(0),
) -> Decimal:
    """Commit a friend's discount and reserve an advocate's promise; return what was reserved.

    Where both do not fit, only the discount is taken: the end of a budget never stops a friend who
    was shown a price. `held` is what a reservation of the same basket had kept for this. A program
    without a budget in that currency has no cap. Raises Refused if not even the discount fits.
    """
    if _change(program_id, currency, committed=discount, reserved=promise - held):
        return promise
    room = _room_of(program_id, currency)
    if room is None:
        return promise
    if room >= discount - held and _change(
        program_id, currency, committed=discount, reserved=-held
    ):
        return Decimal(0)
    raise Refused(Reason.BUDGET_EXHAUSTED)


def hold(*, program_id: int, currency: str, amount: Decimal) -> None:
    """Reserve an amount (give it back if negative). Raises Refused when the cap is reached.

    Nothing is written for nothing: a basket that comes to payment again would only be in the way of
    the orders that need the budget's row.
    """
    if not amount:
        return
    is_changed = _change(program_id, currency, committed=Decimal(0), reserved=amount)
    if not is_changed and _room_of(program_id, currency) is not None:
        raise Refused(Reason.BUDGET_EXHAUSTED)


def commit(*, program_id: int, currency: str, amount: Decimal) -> None:
    """Spend an amount that nothing was reserved for (give it back if negative).

    Raises Refused when the cap is reached.
    """
    is_changed = _change(program_id, currency, committed=amount, reserved=Decimal(0))
    if not is_changed and _room_of(program_id, currency) is not None:
        raise Refused(Reason.BUDGET_EXHAUSTED)


def _change(program_id: int, currency: str, *, committed: Decimal, reserved: Decimal) -> bool:
    """Add to a budget, if there is one and its cap allows it; tell whether it did.

    Whatever asks for nothing more than was held before fits, also below a cap lowered meanwhile.
    """
    budget = Budget.objects.filter(program_id=program_id, currency=currency)
    more = committed + reserved
    fitting = budget.filter(fits_budget(more)) if more > 0 else budget
    changed = fitting.update(
        committed=exact(F("committed") + committed), reserved=exact(F("reserved") + reserved)
    )
    return bool(changed)


def _room_of(program_id: int, currency: str) -> Decimal | None:
    """Return what still fits into a budget, None if nothing limits it. It decides nothing alone."""
    budget = Budget.objects.filter(program_id=program_id, currency=currency).first()
    if budget is None or budget.cap is None:
        return None
    return max(budget.cap - budget.used, Decimal(0))


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
            reserved=exact(F("reserved") - promised[budget]),
            committed=exact(F("committed") + granted[budget]),
        )


def release(*, program: Program, currency: str, promise: Decimal) -> None:
    """Free a promise that will not be kept."""
    Budget.objects.filter(program=program, currency=currency).update(
        reserved=exact(F("reserved") - promise)
    )


def commit_regardless(*, program: Program, currency: str, amount: Decimal) -> None:
    """Spend what was decided already: a cap that was lowered since must not refuse it."""
    Budget.objects.filter(program=program, currency=currency).update(
        committed=exact(F("committed") + amount)
    )


def uncommit(*, program: Program, currency: str, amount: Decimal) -> None:
    """Free what was spent and came back: a discount not used after all, a reward taken back."""
    Budget.objects.filter(program=program, currency=currency).update(
        committed=exact(F("committed") - amount)
    )
