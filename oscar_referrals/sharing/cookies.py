"""What a friend's browser remembers of a claim: a signed token, nothing about anybody."""

from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from oscar_referrals.conf import settings
from oscar_referrals.models import Claim

_SALT = "oscar_referrals.claim.v1"
_MAXIMUM_LENGTH = 512
SESSION_KEY = "oscar_referrals_claim"


def remember_in_cookie(*, request: HttpRequest, response: HttpResponse, claim: Claim) -> None:
    """Set the first-party cookie of a claim. It lasts as long as the claim, at most 30 days."""
    age = min(settings.COOKIE_AGE, claim.expires_at - claim.claimed_at)
    response.set_cookie(
        _cookie_name(request),
        signing.dumps(str(claim.token), salt=_SALT),
        max_age=int(age.total_seconds()),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    response["Cache-Control"] = "private, no-store"


def remember_in_session(*, request: HttpRequest, claim: Claim) -> None:
    """Keep a claim where there is no response to put a cookie on."""
    request.session[SESSION_KEY] = str(claim.token)


def remembered_token(request: HttpRequest | None) -> str | None:
    """Return the token of the claim this visitor made last, or None. Never raises."""
    if request is None:
        return None
    return _token_in_session(request) or _token_in_cookie(request)


def has_broken_cookie(request: HttpRequest) -> bool:
    """Tell whether the browser sent a claim cookie that is not ours or has expired."""
    is_there = _cookie_name(request) in request.COOKIES
    return is_there and _token_in_cookie(request) is None


def forget_cookie(*, request: HttpRequest, response: HttpResponse) -> None:
    """Delete the claim cookie."""
    response.delete_cookie(_cookie_name(request), samesite="Lax")


def _cookie_name(request: HttpRequest) -> str:
    prefix = "__Host-" if request.is_secure() else ""
    return prefix + settings.COOKIE_NAME


def _token_in_session(request: HttpRequest) -> str | None:
    session = getattr(request, "session", None)
    return _valid_uuid(session.get(SESSION_KEY)) if session is not None else None


def _token_in_cookie(request: HttpRequest) -> str | None:
    value = request.COOKIES.get(_cookie_name(request), "")
    if not value or len(value) > _MAXIMUM_LENGTH:
        return None
    try:
        return _valid_uuid(signing.loads(value, salt=_SALT, max_age=settings.COOKIE_AGE))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _valid_uuid(value: object) -> str | None:
    try:
        return str(UUID(str(value))) if value else None
    except ValueError:
        return None
