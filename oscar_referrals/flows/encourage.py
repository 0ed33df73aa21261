"""What due work says to make people share and use what they have: reminders, thanks, warnings.

All of it waits for the end of the quiet hours and is sent to those only who want it; see `deliver`.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q

from oscar_referrals.clock import database_now
from oscar_referrals.conf import settings
from oscar_referrals.flows.deliver import deliver
from oscar_referrals.flows.message_choices import open_reader
from oscar_referrals.flows.work import enqueue, enqueue_all, handles
from oscar_referrals.models import (
    Advocate,
    Reader,
    Referral,
    ReferralState,
    Reward,
    Work,
    WorkStatus,
)
from oscar_referrals.notify import encouragement
from oscar_referrals.rewards import reward_kind
from oscar_referrals.rewards.posted import PostedReward
from oscar_referrals.selectors.persons import Person, owner_of, person_behind

_WEEK = timedelta(days=7)
#: Who has brought a friend within this time needs no reminder.
_LATELY = timedelta(days=30)


def remind_later(advocate: Advocate) -> None:
    """Put the first reminder of a new advocate into the diary."""
    first = _next_reminder(advocate, after=advocate.joined_at)
    if first is not None:
        enqueue(kind="remind", subject=advocate.pk, due_at=first)


def remind_anew(advocate: Advocate) -> None:
    """Remind whoever takes part again, or has taken a place over, like somebody new.

    What was still in the diary for the place is crossed out.
    """
    moment = database_now()
    Advocate.objects.filter(pk=advocate.pk).update(reminders_from=moment)
    advocate.reminders_from = moment
    waiting = Work.objects.filter(kind="remind", subject=advocate.pk, status=WorkStatus.WAITING)
    waiting.delete()
    first = _next_reminder(advocate, after=moment)
    if first is not None:
        occasion = moment.isoformat()
        enqueue(kind="remind", subject=advocate.pk, due_at=first, occasion=occasion)


@handles("remind")
def remind(advocate_id: int) -> datetime | None:
    """Remind an advocate who has brought no friend lately; return when to look the next time.

    Nobody is reminded twice within a week, in however many programs he takes part: such a reminder
    is left out.
    """
    advocate = Advocate.objects.select_related("program__current_terms", "user").get(pk=advocate_id)
    moment = database_now()
    is_over = advocate.left_at is not None or advocate.program.has_ended_at(moment)
    person = person_behind(advocate)
    if is_over or (person.is_guest and not person.email):
        return None
    again_at = None
    if advocate.program.is_open_at(moment) and not _was_busy(advocate, since=moment - _LATELY):
        again_at = deliver(
            to=person,
            write=partial(encouragement.reminder, advocate),
            may_disturb=partial(_note_reminder, person, moment),
        )
    return again_at or _next_reminder(advocate, after=moment)


def _next_reminder(advocate: Advocate, *, after: datetime) -> datetime | None:
    begun_at = advocate.reminders_from or advocate.joined_at
    moments = (begun_at + timedelta(days=days) for days in settings.REMINDER_DAYS)
    return next((moment for moment in moments if moment > after), None)


def _was_busy(advocate: Advocate, *, since: datetime) -> bool:
    return Referral.objects.filter(advocate=advocate, placed_at__gt=since).exists()


def _note_reminder(person: Person, moment: datetime) -> bool:
    """Note a reminder unless there was one in the last week. One conditional update decides."""
    reader = open_reader(person)
    is_free = Q(reminded_at=None) | Q(reminded_at__lte=moment - _WEEK)
    return bool(Reader.objects.filter(is_free, pk=reader.pk).update(reminded_at=moment))


def thank_later(advocate: Advocate) -> None:
    """Let an advocate be thanked if as many friends were rewarded as that takes. One query."""
    reached = _reached(advocate)
    if reached > advocate.thanked_for:
        enqueue(kind="thank", subject=advocate.pk, due_at=database_now(), occasion=str(reached))


@handles("thank")
def thank(advocate_id: int) -> datetime | None:
    """Thank an advocate, once for each number of friends, and never for fewer than before."""
    advocate = Advocate.objects.select_related("user").get(pk=advocate_id)
    reached = _reached(advocate)
    if reached == 0:
        return None
    return deliver(
        to=person_behind(advocate),
        write=partial(encouragement.thanks, advocate, friends=reached),
        may_disturb=partial(_note_thanks, advocate_id, reached),
    )


def _reached(advocate: Advocate) -> int:
    """Return the highest number of friends worth a thank-you that is reached, 0 if none is."""
    standing = Referral.objects.filter(advocate=advocate, state=ReferralState.REWARDED)
    friends = standing.count() if settings.THANKS_AT else 0
    return max((number for number in settings.THANKS_AT if number <= friends), default=0)


def _note_thanks(advocate_id: int, reached: int) -> bool:
    behind = Advocate.objects.filter(pk=advocate_id, thanked_for__lt=reached)
    return bool(behind.update(thanked_for=reached))


def warn_before_end(rewards: Sequence[Reward]) -> None:
    """Put the warnings of rewards that end some day into the diary, one query for each day.

    Money and credit do not end, and what ends sooner than the warning would come gets none.
    """
    by_day: dict[datetime, list[int]] = defaultdict(list)
    for reward in rewards:
        if reward.expires_at is not None and settings.REWARD_WARNING_DAYS:
            by_day[reward.expires_at - _warning_time()].append(reward.pk)
    moment = database_now() if by_day else None
    for day, pks in by_day.items():
        if moment is not None and day > moment:
            enqueue_all(kind="warn", subjects=pks, due_at=day, occasion=f"{day:%Y-%m-%d}")


def ends_some_day(reward: Reward) -> bool:
    """Tell whether an issued reward is gone after its last day."""
    return not isinstance(reward_kind(reward.kind), PostedReward)


@handles("warn")
def warn(reward_id: int) -> datetime | None:
    """Tell the owner until when a reward can be used or claimed, unless it was already."""
    reward = Reward.objects.get(pk=reward_id)
    moment = database_now()
    if reward.expires_at is None or reward.expires_at - _warning_time() > moment:
        return None
    return deliver(
        to=owner_of(reward),
        write=partial(encouragement.reward_expiring, reward, moment=moment),
    )


def _warning_time() -> timedelta:
    return timedelta(days=settings.REWARD_WARNING_DAYS)
