"""In which programs a customer has a place: those he takes part in, and those he can join."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from oscar_referrals.models import Advocate, Program, ProgramState


@dataclass(frozen=True, slots=True)
class Place:
    """One program for one customer; `advocate` is None as long as he has not joined."""

    program: Program
    advocate: Advocate | None


def find_places(*, user_id: int, moment: datetime) -> list[Place]:
    """Return a customer's places, the one to show first at the beginning. Two queries.

    Programs he takes part in that are open come first, then those he can join, then those that are
    paused or have not started; among equals the owner's precedence decides, then the newest. Who
    has left, or whose program is over, has no place there.
    """
    taking_part = Advocate.objects.filter(user_id=user_id, left_at=None)
    advocates = {
        advocate.program_id: advocate
        for advocate in taking_part.select_related("program__current_terms")
        if not advocate.program.has_ended_at(moment)
    }
    joined = [Place(advocate.program, advocate) for advocate in advocates.values()]
    joinable = [
        Place(program, None) for program in _open_programs(moment) if program.pk not in advocates
    ]
    return sorted([*joined, *joinable], key=lambda place: _rank(place, moment))


def _open_programs(moment: datetime) -> list[Program]:
    has_started = Q(starts_at=None) | Q(starts_at__lte=moment)
    goes_on = Q(ends_at=None) | Q(ends_at__gt=moment)
    programs = Program.objects.filter(
        has_started, goes_on, state=ProgramState.LIVE, current_terms__isnull=False
    )
    return list(programs.select_related("current_terms"))


def _rank(place: Place, moment: datetime) -> tuple[bool, bool, int, float]:
    program = place.program
    is_closed = not program.is_open_at(moment)
    is_new = place.advocate is None
    newest_first = -program.created_at.timestamp()
    return is_closed, is_new, -program.precedence, newest_first
