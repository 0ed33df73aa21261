"""A campaign: one message to a segment of the customers, to each of them once.

Each letter is a row and a piece of due work, so that a campaign can be stopped and started again at
any point, and any number of workers may send it. It goes out in rounds: the first writes to
everybody in the segment, each later one to those who have not had it, who may have come since.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import DuplicateName, Refused, UnknownName
from oscar_referrals.flows.ask import note_asked
from oscar_referrals.flows.deliver import deliver
from oscar_referrals.flows.work import enqueue, enqueue_all, handles
from oscar_referrals.models import Campaign, Letter, Program
from oscar_referrals.notify import encouragement
from oscar_referrals.notify.kinds import PROGRAM_OFFERED
from oscar_referrals.ports import Message
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.persons import Person
from oscar_referrals.selectors.recipients import CAMPAIGN_KINDS, recipients_of
from oscar_referrals.selectors.segments import segment_of_name

BATCH = 500


def begin_campaign(
    *, program: Program, name: str, kind: str, segment: str, subject: str = "", text: str = ""
) -> Campaign:
    """Write a campaign down; the same one again returns what is there. Nothing is sent by that.

    Raises UnknownName for a kind or segment that there is not, Refused if the program is not open,
    DuplicateName if the program has another campaign of that name.
    """
    segment_of_name(segment)
    if kind not in CAMPAIGN_KINDS:
        raise UnknownName(kind)
    moment = database_now()
    if not program.is_open_at(moment):
        raise Refused(Reason.PROGRAM_ENDED)
    said = {"kind": kind, "segment": segment, "subject": subject, "text": text}
    campaign, _is_new = Campaign.objects.get_or_create(
        program=program, name=name, defaults={**said, "made_at": moment}
    )
    if any(getattr(campaign, field) != value for field, value in said.items()):
        raise DuplicateName(name)
    return campaign


@transaction.atomic
def begin_round(campaign: Campaign) -> None:
    """Begin with the first customer again. Who has had the campaign does not get it twice."""
    Campaign.objects.filter(pk=campaign.pk).update(round=F("round") + 1, reached=0)
    campaign.refresh_from_db(fields=["round", "reached"])


def write_letters(campaign: Campaign, *, batch: int = BATCH) -> Iterator[int]:
    """Write the letters that are left of a round; yield after each batch how many it had."""
    recipients = recipients_of(campaign, moment=database_now()).order_by("pk")
    after = campaign.reached
    while pks := list(recipients.filter(pk__gt=after).values_list("pk", flat=True)[:batch]):
        _write_batch(campaign, pks)
        after = pks[-1]
        yield len(pks)


@transaction.atomic
def send_in_background(campaign: Campaign) -> None:
    """Let due work write a round of letters, as many at a time as a transaction should have."""
    begin_round(campaign)
    enqueue(
        kind="campaign",
        subject=campaign.pk,
        due_at=database_now(),
        occasion=str(campaign.round),
    )


@handles("campaign")
def continue_campaign(campaign_id: int) -> datetime | None:
    """Write the letters after the last one; return at once to write those after them."""
    campaign = Campaign.objects.select_related("program__current_terms").get(pk=campaign_id)
    number = next(write_letters(campaign), 0)
    return database_now() if number else None


@transaction.atomic
def _write_batch(campaign: Campaign, user_ids: list[int]) -> None:
    Letter.objects.bulk_create(
        (Letter(campaign=campaign, user_id=pk) for pk in user_ids), ignore_conflicts=True
    )
    letters = Letter.objects.filter(campaign=campaign, user__in=user_ids, sent_at=None)
    pks = list(letters.values_list("pk", flat=True))
    occasion = str(campaign.round)
    enqueue_all(kind="letter", subjects=pks, due_at=database_now(), occasion=occasion)
    Campaign.objects.filter(pk=campaign.pk).update(reached=user_ids[-1])


@handles("letter")
def send_letter(letter_id: int) -> datetime | None:
    """Send one letter, if its reader is still one of those whom the campaign is for."""
    letters = Letter.objects.select_related("campaign__program__current_terms", "user")
    letter = letters.filter(pk=letter_id, sent_at=None).first()
    if letter is None:
        return None
    return deliver(
        to=Person(user_id=letter.user_id),
        write=partial(_message_of, letter),
        may_disturb=partial(_note_sent, letter),
    )


def _message_of(letter: Letter) -> Message | None:
    campaign = letter.campaign
    recipients = recipients_of(campaign, moment=database_now())
    if not recipients.filter(pk=letter.user_id).exists():
        return None
    if campaign.kind == PROGRAM_OFFERED:
        return encouragement.program_offered(campaign.program, user=letter.user)
    return encouragement.promotion(campaign, user=letter.user)


def _note_sent(letter: Letter) -> bool:
    """Note that a letter goes out, unless it has or its reader was asked lately."""
    moment = database_now()
    if letter.campaign.kind == PROGRAM_OFFERED and not note_asked(letter.user_id, moment=moment):
        return False
    return bool(Letter.objects.filter(pk=letter.pk, sent_at=None).update(sent_at=moment))
