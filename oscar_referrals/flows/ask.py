"""Asking customers to take part at a good moment: after a delivery, after a good review.

However many such moments there are, nobody is asked twice within the time that the shop has set,
and who said no is left alone as long.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from oscar_referrals.clock import database_now, page_now
from oscar_referrals.conf import settings
from oscar_referrals.flows.deliver import deliver
from oscar_referrals.flows.work import enqueue, handles
from oscar_referrals.models import Program, Reader
from oscar_referrals.notify import encouragement
from oscar_referrals.notify.kinds import PROGRAM_OFFERED, message_kind
from oscar_referrals.ports import Message
from oscar_referrals.selectors.persons import Person
from oscar_referrals.selectors.programs import find_first_open
from oscar_referrals.selectors.recipients import find_recipients
from oscar_referrals.selectors.segments import EVERYBODY, segment_of_name


def ask_later(*, user_id: int, occasion: str) -> None:
    """Let due work ask a customer, once per occasion. One query."""
    enqueue(kind="ask", subject=user_id, due_at=database_now(), occasion=occasion)


@handles("ask")
def ask(user_id: int) -> datetime | None:
    """Offer the open program that the owner puts first to a customer who may join it."""
    user = get_user_model()._default_manager.filter(pk=user_id).first()
    program = find_first_open(database_now())
    if user is None or program is None:
        return None
    return deliver(
        to=Person(user_id=user_id),
        write=partial(_offer, program, user),
        may_disturb=lambda: note_asked(user_id, moment=database_now()),
    )


def _offer(program: Program, user: Any) -> Message | None:
    recipients = find_recipients(
        program=program,
        kind=message_kind(PROGRAM_OFFERED),
        segment=segment_of_name(EVERYBODY),
        moment=database_now(),
    )
    if not recipients.filter(pk=user.pk).exists():
        return None
    return encouragement.program_offered(program, user=user)


def note_asked(user_id: int, *, moment: datetime) -> bool:
    """Note that a customer is asked, unless he was or said no lately. One update decides."""
    Reader.objects.get_or_create(user_id=user_id)
    since = moment - timedelta(days=settings.ASK_AGAIN_DAYS)
    is_rested = Q(asked_at=None) | Q(asked_at__lte=since)
    may_be_asked = Q(declined_at=None) | Q(declined_at__lte=since)
    readers = Reader.objects.filter(is_rested, may_be_asked, user=user_id)
    return bool(readers.update(asked_at=moment))


def decline(*, user_id: int) -> None:
    """Remember that a customer does not want to take part now."""
    Reader.objects.update_or_create(user_id=user_id, defaults={"declined_at": page_now()})
