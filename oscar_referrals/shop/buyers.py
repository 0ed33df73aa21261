"""Who is buying: what a basket and its request tell."""

from typing import Any

from django.http import HttpRequest
from oscar.core.loading import get_class

from oscar_referrals.selectors.friends import Friend
from oscar_referrals.sharing.cookies import remembered_token


def request_of(basket: Any) -> HttpRequest | None:
    """Return the request a basket was loaded for, or None outside of requests."""
    strategy = basket.strategy if basket.has_strategy else None
    return getattr(strategy, "request", None)


def buyer_of(basket: Any) -> Friend:
    """Return the owner of a basket; a guest is known once he has typed his e-mail address."""
    request = request_of(basket)
    is_account = basket.owner_id is not None
    return Friend(
        user_id=basket.owner_id,
        email=basket.owner.email if is_account else _guest_email(request),
        basket_id=basket.pk,
        token=remembered_token(request),
    )


def _guest_email(request: HttpRequest | None) -> str:
    if request is None or not hasattr(request, "session"):
        return ""
    session_data = get_class("checkout.utils", "CheckoutSessionData")(request)
    return session_data.get_guest_email() or ""
