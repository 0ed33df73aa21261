"""Programs and decisions in the words of the staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from oscar_referrals.eligibility import BOOKS
from oscar_referrals.eligibility.sentences import staff_sentence
from oscar_referrals.models import Program, ProgramState, Terms
from oscar_referrals.reasons import Reason


def status_sentence(*, program: Program, moment: datetime) -> str:
    """Return whether a program runs, since when and until when."""
    days = {
        "start": _day(program.starts_at or program.created_at),
        "end": _day(program.ends_at) if program.ends_at else "",
    }
    if program.state == ProgramState.ENDED:
        return _("Ended. What was ordered before is still rewarded.")
    if program.state == ProgramState.PAUSED:
        return _("Paused. Nobody can claim or use an invitation now.")
    if program.state == ProgramState.DRAFT:
        return _("A draft. Customers do not see it yet.")
    if program.has_ended_at(moment):
        return _("Over since %(end)s, by its schedule.") % days
    if not program.has_started_at(moment):
        return _("Begins on %(start)s.") % days
    if program.ends_at:
        return _("Live since %(start)s, ends on %(end)s.") % days
    return _("Live since %(start)s, without an end.") % days


def reason_sentence(code: str) -> str:
    """Return the sentence for staff behind a reason code; "" for none, an unknown code as it is."""
    return str(dict(Reason.choices).get(code, code))


def describe_rule(*, answer: Mapping[str, Any], terms: Terms | None) -> str:
    """Return what a rule that was asked wants, as staff read it; its name if the rule is gone."""
    book = BOOKS.get(answer.get("book", ""))
    rule = book.get(answer["rule"]) if book is not None else None
    if rule is None or terms is None:
        return str(answer["rule"]).replace("_", " ").capitalize()
    return staff_sentence(rule=rule, written=answer["figures"], terms=terms)


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
