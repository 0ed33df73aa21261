"""What a landing page shows in one request."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.http import HttpRequest
from django.utils.translation import gettext as _

from oscar_referrals.clock import page_now
from oscar_referrals.models import Program
from oscar_referrals.selectors.offers import Invitation, Offer, describe_offer, find_invitation
from oscar_referrals.sharing.cookies import remembered_token

# A made-up code for previews. Its check sign is wrong, so nobody can ever get it.
PREVIEW_CODE = "3467CDFGH"


class Shown(StrEnum):
    """Which face of the page is shown."""

    PROGRAM = "program"
    INVITATION = "invitation"
    NOT_VALID = "not_valid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """One request's view of a program. A template and its blocks read nothing else.

    Facing the program, `offer` is None if it is not open; facing an invitation, both are there.
    """

    shown: Shown
    offer: Offer | None = None
    invitation: Invitation | None = None


def landing_for_everybody(program_id: int | None) -> Landing:
    """Return the page without a code: what the program gives, and nothing about any person."""
    program = _find_program(program_id)
    is_open = program is not None and program.is_open_at(page_now())
    offer = describe_offer(program) if program is not None and is_open else None
    return Landing(shown=Shown.PROGRAM, offer=offer)


def landing_for_code(*, program_id: int | None, code: str, request: HttpRequest) -> Landing:
    """Return the page as the friend with this code sees it. A code that does not work says so."""
    invitation = None
    if program_id is not None:
        invitation = find_invitation(
            code, program_id=program_id, user_id=request.user.pk, token=remembered_token(request)
        )
    if invitation is None:
        return Landing(shown=Shown.NOT_VALID)
    return Landing(shown=Shown.INVITATION, offer=invitation.offer, invitation=invitation)


def landing_for_preview(*, program_id: int | None, mode: str) -> Landing:
    """Return the page as an editor previews it: real figures, made-up people, no row of theirs.

    Figures are shown even before the program starts. Without them, the page without a code.
    """
    if mode == "expired":
        return Landing(shown=Shown.NOT_VALID)
    program = _find_program(program_id)
    offer = describe_offer(program) if program is not None else None
    if offer is None or mode not in {"friend", "claimed"}:
        return Landing(shown=Shown.PROGRAM, offer=offer)
    claimed_until = page_now() + timedelta(days=offer.claim_days) if mode == "claimed" else None
    invitation = Invitation(
        code=PREVIEW_CODE, invited_by=_("Anna"), offer=offer, claimed_until=claimed_until
    )
    return Landing(shown=Shown.INVITATION, offer=offer, invitation=invitation)


def _find_program(program_id: int | None) -> Program | None:
    """Return a program with its terms, in one query; none for a draft without a program."""
    if program_id is None:
        return None
    return Program.objects.select_related("current_terms").filter(pk=program_id).first()
