"""Who gets a campaign."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from oscar_referrals.conf import settings
from oscar_referrals.models import (
    Advocate,
    Campaign,
    Letter,
    Program,
    Reader,
    Work,
    WorkStatus,
)
from oscar_referrals.notify.kinds import PROGRAM_OFFERED, PROMOTION, MessageKind, message_kind
from oscar_referrals.selectors.audience import eligible_customers
from oscar_referrals.selectors.message_choices import accounts_that_want
from oscar_referrals.selectors.segments import Segment, customers, segment_of_name

#: The kinds of message that can be a campaign.
CAMPAIGN_KINDS = (PROGRAM_OFFERED, PROMOTION)


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """How far a campaign is: letters written, and those of them that were sent."""

    written: int
    sent: int


def find_recipients(
    *, program: Program, kind: MessageKind, segment: Segment, moment: datetime
) -> "QuerySet[Any]":
    """Return the accounts in a segment to which a kind of message may go now.

    A program is offered to those who never took part and may join, as far as its rules can be
    counted, and who were not asked lately. A coming promotion goes to members who have asked for
    such news.
    """
    if not program.is_open_at(moment):
        return customers().none()
    advocates = Advocate.objects.filter(program=program, user__isnull=False)
    if kind.key == PROGRAM_OFFERED:
        accounts, _uncounted = eligible_customers(program.terms_in_force)
        accounts = accounts.exclude(pk__in=advocates.values("user"))
        accounts = accounts.exclude(pk__in=_asked_lately(moment).values("user"))
    else:
        accounts = customers().filter(pk__in=advocates.filter(left_at=None).values("user"))
    return accounts.filter(segment.accounts()).filter(accounts_that_want(kind))


def _asked_lately(moment: datetime) -> "QuerySet[Reader]":
    since = moment - timedelta(days=settings.ASK_AGAIN_DAYS)
    lately = Q(asked_at__gt=since) | Q(declined_at__gt=since)
    # A guest has no account: one NULL would leave nobody.
    return Reader.objects.filter(lately, user__isnull=False)


def recipients_of(campaign: Campaign, *, moment: datetime) -> "QuerySet[Any]":
    """Return the accounts to which a campaign may go now: those that have not had it."""
    had_it = campaign.letters.exclude(sent_at=None)
    return find_recipients(
        program=campaign.program,
        kind=message_kind(campaign.kind),
        segment=segment_of_name(campaign.segment),
        moment=moment,
    ).exclude(Exists(had_it.filter(user=OuterRef("pk"))))


def campaigns_of(program: Program) -> "QuerySet[Campaign]":
    """Return a program's campaigns with `written`, `sent` and whether letters are still being
    written, the newest first. One query."""
    writing = Work.objects.filter(
        kind="campaign", subject=OuterRef("pk"), status=WorkStatus.WAITING
    )
    return program.campaigns.annotate(
        written=Count("letters"), sent=Count("letters__sent_at"), is_being_written=Exists(writing)
    )


def figures_of(campaign: Campaign) -> CampaignFigures:
    """Return how far a campaign is. Two queries."""
    letters = Letter.objects.filter(campaign=campaign)
    return CampaignFigures(letters.count(), letters.exclude(sent_at=None).count())
