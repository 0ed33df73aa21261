"""An advocate gets another code: a random one, or one of his own word."""

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from oscar_referrals.clock import database_now
from oscar_referrals.codes import (
    LONGEST_WORD,
    SHORTEST_WORD,
    likeness_of,
    normalize_code,
    wished_code,
)
from oscar_referrals.conf import settings
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.code_history import note_step
from oscar_referrals.flows.enroll import give_code, write_code
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Advocate, Code, CodeStep, CodeWish
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.codes import can_replace_code, shared_code
from oscar_referrals.words import is_allowed

REPLACEMENTS_PER_DAY = 3


@transaction.atomic
def replace_code(*, advocate: Advocate, word: str = "", leads_on: bool = True) -> Code | None:
    """Give an advocate a new code to share, and retire the one that he shares now.

    Without a `word` the code is random. With `leads_on` the old code leads friends on to the new
    one, else they read that there is a new one. What was claimed with the old code stays. Returns
    None if the program's staff look at words first: then the old code works until they have.
    Raises Refused if he takes no part, the word cannot be had, or he has done it three times
    within a day.
    """
    advocate = lock_row(Advocate, advocate.pk)
    text = _text_of(word) if word.strip() else ""
    moment = database_now()
    if advocate.left_at is not None or not can_replace_code(advocate):
        raise Refused(Reason.CODE_WITHDRAWN)
    _require_patience(advocate, since=moment - timedelta(days=1))
    if not text or not advocate.program.looks_at_words:
        CodeWish.objects.filter(advocate=advocate).delete()
        return swap_code(advocate=advocate, text=text, leads_on=leads_on, moment=moment)
    if Code.objects.filter(likeness=likeness_of(text)).exists():
        raise Refused(Reason.CODE_TAKEN)
    asked = {"word": normalize_code(word), "leads_on": leads_on, "asked_at": moment}
    CodeWish.objects.update_or_create(
        advocate=advocate, defaults={**asked, "answer": "", "answered_at": None}
    )
    return None


def swap_code(*, advocate: Advocate, text: str, leads_on: bool, moment: datetime) -> Code:
    """Let a new code take the place of the shared one; without a `text` it is random.

    Call it in a transaction that has locked the advocate. The new code goes on counting friends
    where the old one stopped. Raises Refused if somebody has a code that looks like it.
    """
    old = shared_code(advocate.codes.all())
    new = _write(advocate, text) if text else give_code(advocate)
    if old is not None:
        new.counted_by_id = old.counted_by_id or old.pk
        new.save(update_fields=["counted_by"])
        Code.objects.filter(pk=old.pk).update(retired_at=moment, replaced_by=new, leads_on=leads_on)
    return new


@transaction.atomic
def take_code_back(*, advocate: Advocate, words: str, actor: AbstractBaseUser) -> Code:
    """Retire the code that an advocate shares and give him a random one, because staff say so.

    He reads their `words`. Friends with the old code read that there is a new one; what they have
    claimed stays. Raises Refused if he takes no part or shares no code.
    """
    advocate = lock_row(Advocate, advocate.pk)
    old = shared_code(advocate.codes.all())
    if old is None or advocate.left_at is not None or not can_replace_code(advocate):
        raise Refused(Reason.CODE_WITHDRAWN)
    new = swap_code(advocate=advocate, text="", leads_on=False, moment=database_now())
    details = {"code": old.text, "new_code": new.text, "words": words}
    note_step(
        advocate=advocate,
        before=CodeStep.SHARED,
        after=CodeStep.TAKEN_BACK,
        actor=actor,
        details=details,
    )
    return new


def _text_of(word: str) -> str:
    """Return the code of a word. Raises Refused with the sentence for the advocate."""
    normalized = normalize_code(word)
    if not settings.OWN_CODES:
        raise Refused(Reason.CODE_NOT_ALLOWED)
    if not SHORTEST_WORD <= len(normalized) <= LONGEST_WORD or normalized.isdecimal():
        sentence = _("Please choose %(least)s to %(most)s letters and digits, not digits alone.")
        raise Refused(
            Reason.CODE_NOT_ALLOWED, sentence % {"least": SHORTEST_WORD, "most": LONGEST_WORD}
        )
    if not is_allowed(normalized):
        raise Refused(Reason.CODE_NOT_ALLOWED)
    return wished_code(normalized)


def _write(advocate: Advocate, text: str) -> Code:
    try:
        return write_code(advocate, text=text)
    except IntegrityError:
        raise Refused(Reason.CODE_TAKEN) from None


def _require_patience(advocate: Advocate, *, since: datetime) -> None:
    replaced = advocate.codes.filter(replaced_by__isnull=False, retired_at__gt=since)
    if replaced.count() >= REPLACEMENTS_PER_DAY:
        raise Refused(Reason.CHANGED_TOO_OFTEN)
