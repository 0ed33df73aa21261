"""Which program a customer takes part in, and which one is open to everybody."""

from datetime import datetime

from django.db.models import Q

from oscar_referrals.models import Advocate, Program, ProgramKind, ProgramState


def find_advocate(*, user_id: int, moment: datetime) -> Advocate | None:
    """Return the customer as the advocate he is now, in the program he joined last. One query.

    A program that is open goes before one that is paused; who has left, or whose program is over,
    is no longer one. Only direct programs are joined by customers themselves.
    """
    taking_part = Advocate.objects.filter(
        user_id=user_id, left_at=None, program__kind=ProgramKind.DIRECT
    )
    rows = taking_part.select_related("program__current_terms").order_by("-joined_at", "-pk")
    advocates = [row for row in rows if not row.program.has_ended_at(moment)]
    is_open = (row for row in advocates if row.program.is_open_at(moment))
    return next(is_open, advocates[0] if advocates else None)


def find_open_program(moment: datetime) -> Program | None:
    """Return the newest program that customers can join at that moment. One query."""
    has_started = Q(starts_at=None) | Q(starts_at__lte=moment)
    goes_on = Q(ends_at=None) | Q(ends_at__gt=moment)
    programs = Program.objects.filter(
        has_started,
        goes_on,
        kind=ProgramKind.DIRECT,
        state=ProgramState.LIVE,
        current_terms__isnull=False,
    )
    return programs.select_related("current_terms").order_by("-created_at", "-pk").first()
