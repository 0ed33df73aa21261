"""Which gift card was typed in this browser. A card pays only where somebody knew its code."""

from django.http import HttpRequest

from oscar_referrals.models import GiftCard

SESSION_KEY = "oscar_referrals_gift_card"


def remember_card(*, request: HttpRequest, card: GiftCard) -> None:
    """Keep the card whose code was typed last."""
    request.session[SESSION_KEY] = card.account_id


def typed_card(request: HttpRequest | None) -> int | None:
    """Return the account of the card that was typed last, or None."""
    if request is None or not hasattr(request, "session"):
        return None
    account_id: int | None = request.session.get(SESSION_KEY)
    return account_id
