"""The best customers get gifts to give away: by hand, or by a schedule."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import budgets, tell
from oscar_referrals.flows.enroll import enlist, give_code
from oscar_referrals.flows.work import enqueue, handles
from oscar_referrals.locks import lock_row, lock_rows
from oscar_referrals.models import Code, Drop, DropSchedule, Gift, Program, ProgramKind
from oscar_referrals.models.drop import DropPlan
from oscar_referrals.money import ZERO
from oscar_referrals.ports import BestCustomer
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.drops import find_best
from oscar_referrals.selectors.persons import account_of

_MONTH = timedelta(days=30)


@transaction.atomic
def make_drop(
    *,
    program: Program,
    name: str,
    plan: DropPlan,
    valid_until: datetime,
    actor: AbstractBaseUser | None = None,
) -> Drop:
    """Give the best customers a gift each, and tell them. The budget holds all of it.

    A name is used once per program, so that nobody makes the same drop twice. Raises Refused if the
    program gives no gifts now, the drop was made already, nobody would get one, or the budget has
    no room for all of it; then nothing was written.
    """
    program = lock_row(Program, program.pk)
    moment = database_now()
    if program.kind != ProgramKind.TANGIBLE or not program.is_open_at(moment):
        raise Refused(Reason.NO_GIFTS_NOW)
    if Drop.objects.filter(program=program, name=name).exists():
        raise Refused(Reason.DROP_MADE_ALREADY)
    terms = program.terms_in_force
    people = find_best(plan=plan, currency=terms.currency, moment=moment)
    drop = Drop.objects.create(
        program=program,
        name=name,
        measure=plan.measure,
        months=plan.months,
        people=plan.people,
        value=terms.friend_value,
        currency=terms.currency,
        valid_until=valid_until,
        made_at=moment,
        made_by_id=actor.pk if actor else None,
    )
    gifts = _give(drop=drop, people=people, moment=moment)
    if not gifts:
        raise Refused(Reason.NOBODY_TO_GIVE)
    budgets.hold(program_id=program.pk, currency=drop.currency, amount=drop.value * len(gifts))
    enqueue(kind="end_drop", subject=drop.pk, due_at=valid_until)
    tell.gifts_given(gifts)
    return drop


@transaction.atomic
def stop_drop(*, drop: Drop) -> None:
    """Withdraw the gifts that nobody has used. What the budget kept for them is free again."""
    locked = lock_row(Drop, drop.pk)
    if locked.stopped_at is None:
        locked.stopped_at = database_now()
        locked.save(update_fields=["stopped_at"])
        Code.objects.filter(gift__drop=locked, retired_at=None).update(retired_at=locked.stopped_at)
        _free(locked)
    drop.refresh_from_db()


@handles("end_drop")
def end_drop(drop_id: int) -> datetime | None:
    """Free what the budget kept for gifts that were not used in time."""
    drop = lock_row(Drop, drop_id)
    if drop.valid_until > database_now():
        return drop.valid_until
    _free(drop)
    return None


@transaction.atomic
def schedule_drops(
    *, program: Program, plan: DropPlan, every_months: int, valid_days: int, next_at: datetime
) -> DropSchedule:
    """Let due work make a drop at `next_at` and every so many months from then on."""
    schedule, _is_new = DropSchedule.objects.update_or_create(
        program=program,
        defaults={
            "measure": plan.measure,
            "months": plan.months,
            "people": plan.people,
            "every_months": every_months,
            "valid_days": valid_days,
            "next_at": next_at,
            "ended_at": None,
        },
    )
    _enter_into_diary(schedule)
    return schedule


def end_schedule(*, schedule: DropSchedule) -> None:
    """Make no further drop by this schedule. Gifts that were given stay."""
    DropSchedule.objects.filter(pk=schedule.pk, ended_at=None).update(ended_at=database_now())
    schedule.refresh_from_db()


@handles("scheduled_drop")
def make_scheduled_drop(schedule_id: int) -> None:
    """Make the drop that is due, and put the next one into the diary. Raises Refused.

    A drop that the budget has no room for is tried again, and shown to staff as work that failed.
    """
    schedule = lock_row(DropSchedule, schedule_id)
    moment = database_now()
    if schedule.ended_at is not None or schedule.next_at > moment:
        return
    make_drop(
        program=schedule.program,
        name=f"{schedule.next_at:%Y-%m-%d}",
        plan=schedule.plan,
        valid_until=moment + timedelta(days=schedule.valid_days),
    )
    while schedule.next_at <= moment:
        schedule.next_at += schedule.every_months * _MONTH
    schedule.save(update_fields=["next_at"])
    _enter_into_diary(schedule)


def _enter_into_diary(schedule: DropSchedule) -> None:
    enqueue(
        kind="scheduled_drop",
        subject=schedule.pk,
        due_at=schedule.next_at,
        occasion=schedule.next_at.isoformat(),
    )


def _give(*, drop: Drop, people: list[BestCustomer], moment: datetime) -> list[Gift]:
    """Write a gift for each person; who has two accounts with one address gets one."""
    users = get_user_model().objects.in_bulk([person.user_id for person in people])
    givers = {}
    for person in people:
        user = users[person.user_id]
        with suppress(Refused):
            giver, _is_new = enlist(
                program=drop.program, person=account_of(user), shown_name="", moment=moment
            )
            givers[giver.pk] = giver
    codes = [
        give_code(giver, held=drop.value, expires_at=drop.valid_until) for giver in givers.values()
    ]
    Gift.objects.bulk_create(
        Gift(drop=drop, giver_id=code.advocate_id, code=code) for code in codes
    )
    return list(Gift.objects.filter(drop=drop).order_by("pk"))


def _free(drop: Drop) -> None:
    """Give back what the budget kept for a drop's unused gifts. The codes' locks decide whose."""
    kept = Code.objects.filter(gift__drop=drop, held__gt=0).values_list("pk", flat=True)
    codes = [code for code in lock_rows(Code, list(kept)) if code.held]
    amount = sum((code.held for code in codes), ZERO)
    Code.objects.filter(pk__in=[code.pk for code in codes]).update(held=ZERO)
    if amount:
        budgets.hold(program_id=drop.program_id, currency=drop.currency, amount=-amount)
