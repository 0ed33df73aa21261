"""A customer appeals against the end of a referral, and staff answer."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import review, tell
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Appeal, Referral
from oscar_referrals.models.appeal import LONGEST_WORDS
from oscar_referrals.names import clean_words
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.appeals import can_be_appealed


@transaction.atomic
def make_appeal(*, referral: Referral, words: str = "") -> Appeal:
    """Put a referral that ended into the staff's queue, with what the customer says about it.

    Once per referral: making it again returns the first appeal as it is. Raises Refused if nothing
    was decided that could be changed.
    """
    locked = lock_row(Referral, referral.pk)
    if not can_be_appealed(locked):
        raise Refused(Reason.NOTHING_TO_APPEAL)
    appeal, _is_new = Appeal.objects.get_or_create(
        referral=locked,
        defaults={
            "words": clean_words(words, longest=LONGEST_WORDS),
            "made_at": database_now(),
        },
    )
    return appeal


@transaction.atomic
def answer_appeal(
    *, referral: Referral, answer: str, actor: AbstractBaseUser, reopens: bool = False
) -> None:
    """Tell the customer what came of his appeal; with `reopens` the rejection is undone as well.

    Raises Refused if there is none that waits or the budget cannot take the promise again,
    ForbiddenMove if the referral was not rejected by staff. Then nothing was written.
    """
    locked = lock_row(Referral, referral.pk)
    appeal = Appeal.objects.filter(referral=locked, answered_at=None).first()
    if appeal is None:
        raise Refused(Reason.APPEAL_ANSWERED)
    appeal.answer = clean_words(answer, longest=LONGEST_WORDS)
    appeal.answered_at = database_now()
    appeal.answered_by_id = actor.pk
    appeal.save()
    tell.appeal_answered(appeal)
    if reopens:
        review.reopen(referral=locked, actor=actor)
