"""Staff look at the words that advocates would like as codes."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals.clock import database_now
from oscar_referrals.codes import wished_code
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.code_history import note_step
from oscar_referrals.flows.replace_code import swap_code
from oscar_referrals.locks import lock_row
from oscar_referrals.models import Advocate, Code, CodeStep, CodeWish
from oscar_referrals.reasons import Reason


@transaction.atomic
def approve_wish(*, wish: CodeWish, actor: AbstractBaseUser) -> Code:
    """Give an advocate the code of the word he asked for.

    Raises Refused if it was answered or changed meanwhile, if he has left, or if somebody else has
    got a code that looks like it.
    """
    advocate = lock_row(Advocate, wish.advocate_id)
    wish = _require_waiting(wish)
    if advocate.left_at is not None:
        raise Refused(Reason.CODE_WITHDRAWN)
    text = wished_code(wish.word)
    wish.delete()
    code = swap_code(advocate=advocate, text=text, leads_on=wish.leads_on, moment=database_now())
    note_step(
        advocate=advocate,
        before=CodeStep.ASKED,
        after=CodeStep.APPROVED,
        actor=actor,
        details={"code": text},
    )
    return code


@transaction.atomic
def refuse_wish(*, wish: CodeWish, answer: str, actor: AbstractBaseUser) -> None:
    """Refuse a word; the advocate reads the `answer` and keeps the code he has.

    Raises Refused if it was answered or changed meanwhile.
    """
    advocate = lock_row(Advocate, wish.advocate_id)
    wish = _require_waiting(wish)
    wish.answer, wish.answered_at = answer, database_now()
    wish.save(update_fields=["answer", "answered_at"])
    note_step(
        advocate=advocate,
        before=CodeStep.ASKED,
        after=CodeStep.REFUSED,
        actor=actor,
        details={"code": wished_code(wish.word), "words": answer},
    )


def _require_waiting(seen: CodeWish) -> CodeWish:
    """Return the wish as it is now, if it still is the one that staff have seen."""
    wish = CodeWish.objects.filter(pk=seen.pk, answered_at=None).first()
    if wish is None or wish.word != seen.word:
        raise Refused(Reason.WISH_ANSWERED)
    return wish
