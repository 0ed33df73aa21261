"""In which programs a customer has a place: those he takes part in, and those he can join."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from oscar_referrals.models import Advocate, Program, ProgramKind, ProgramState
from oscar_referrals.selectors.persons import Person


@dataclass(frozen=True, slots=True)
class Place:
    """One program for one customer; `advocate` is None as long as he has not joined."""

    program: Program
    advocate: Advocate | None


def find_places(person: Person, *, moment: datetime) -> list[Place]:
    """Return the places of a customer or a guest, the one to show first at the beginning.

    Two queries.

    Programs he takes part in that are open come first, then those he can join, then those that are
    paused or have not started; among equals the owner's precedence decides, then the newest. Who
    has left, or whose program is over, has no place there. Only direct programs are joined by
    customers themselves.
    """
    taking_part = Advocate.objects.filter(
        person.places(), left_at=None, program__kind=ProgramKind.DIRECT
    )
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


def find_first_open(moment: datetime) -> Program | None:
    """Return the open program that the owner puts first, with its terms. One query."""
    return next(iter(list_open(moment)), None)


def list_open(moment: datetime) -> list[Program]:
    """Return the open programs, those first that the owner puts first, with terms. One query."""
    return sorted(_open_programs(moment), key=lambda found: _rank(Place(found, None), moment))


def _open_programs(moment: datetime) -> list[Program]:
    has_started = Q(starts_at=None) | Q(starts_at__lte=moment)
    goes_on = Q(ends_at=None) | Q(ends_at__gt=moment)
    programs = Program.objects.filter(
        has_started,
        goes_on,
        kind=ProgramKind.DIRECT,
        state=ProgramState.LIVE,
        current_terms__isnull=False,
    )
    return list(programs.select_related("current_terms"))


def _rank(place: Place, moment: datetime) -> tuple[bool, bool, int, float]:
    program = place.program
    is_closed = not program.is_open_at(moment)
    is_new = place.advocate is None
    newest_first = -program.created_at.timestamp()
    return is_closed, is_new, -program.precedence, newest_first
