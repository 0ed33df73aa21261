"""Who is offered the program on a page: visitors from a source, customers of a segment.

Nothing is stored about visitors. Where somebody came from is read from the request at hand, or from
what `sharing.sources` keeps for the visit. That he does not want it is remembered because he said
so: with the account, or else by a cookie that says nothing but that.
"""

import logging
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from oscar_referrals.clock import page_now
from oscar_referrals.conf import settings
from oscar_referrals.models import Advocate, Program, Reader
from oscar_referrals.selectors.audience import eligible_customers
from oscar_referrals.selectors.offers import Offer, describe_offer
from oscar_referrals.selectors.programs import find_first_open
from oscar_referrals.selectors.segments import EVERYBODY, SEGMENTS, Segment
from oscar_referrals.sharing.sources import sources_of

logger = logging.getLogger(__name__)

_NO = "no"


def find_banner(
    request: HttpRequest | None, *, segment: str = EVERYBODY, sources: str = ""
) -> Offer | None:
    """Return what to offer whoever asks for a page; None to leave him alone.

    `sources` are values of utm_source, or hosts of other sites, with commas between them; without
    any it does not matter where he comes from. A segment other than everybody's is for customers
    who are signed in. Who takes part already, may not join, or has declined lately is left alone.
    No query for a visitor from elsewhere, one for others without an account, four at most for a
    customer.
    """
    wanted = SEGMENTS.get(segment)
    if request is None:
        return None
    if wanted is None:
        logger.error("There is no segment %s, so nobody is in it", segment)
        return None
    named = {source.strip().lower() for source in sources.split(",") if source.strip()}
    if named and not named & sources_of(request):
        return None
    if has_declined(request):
        return None
    program = find_first_open(page_now())
    offer = describe_offer(program) if program is not None else None
    if program is None or offer is None:
        return None
    user_id = getattr(getattr(request, "user", None), "pk", None)
    if user_id is None:
        return offer if wanted.key == EVERYBODY else None
    return offer if _is_for(user_id, program=program, segment=wanted) else None


def _is_for(user_id: int, *, program: Program, segment: Segment) -> bool:
    since = page_now() - timedelta(days=settings.ASK_AGAIN_DAYS)
    if Reader.objects.filter(user=user_id, declined_at__gt=since).exists():
        return False
    try:
        condition = segment.accounts()
    except Exception:
        # A segment of the shop's own must not break its pages.
        logger.exception("The segment %s could not be asked, so nobody is in it", segment.key)
        return False
    accounts, _uncounted = eligible_customers(program.terms_in_force)
    advocates = Advocate.objects.filter(program=program, user=user_id)
    return accounts.filter(condition, pk=user_id).exists() and not advocates.exists()


def has_declined(request: HttpRequest) -> bool:
    """Tell whether this browser said no."""
    return request.COOKIES.get(_cookie_name()) == _NO


def remember_no(response: HttpResponse, *, request: HttpRequest) -> None:
    """Let the browser of a visitor without an account remember that he said no."""
    response.set_cookie(
        _cookie_name(),
        _NO,
        max_age=settings.ASK_AGAIN_DAYS * 24 * 60 * 60,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _cookie_name() -> str:
    return f"{settings.COOKIE_NAME}_declined"
