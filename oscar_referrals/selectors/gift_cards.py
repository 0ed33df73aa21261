"""Gift cards: by their code, and by who got them."""

from django.db.models import QuerySet

from oscar_referrals.gift_codes import digests_of_code, normalize_gift_code
from oscar_referrals.models import GiftCard, Reward
from oscar_referrals.models.reward import belongs_to


def find_gift_card(text: str) -> GiftCard | None:
    """Return the card with the code that somebody typed. One query, none for what is no code."""
    code = normalize_gift_code(text)
    if not code:
        return None
    cards = GiftCard.objects.filter(digest__in=digests_of_code(code))
    return cards.select_related("account").first()


def gift_cards_of(user_id: int) -> "QuerySet[GiftCard]":
    """Return the cards that a customer got, the newest first."""
    cards = GiftCard.objects.filter(reward__in=Reward.objects.filter(belongs_to(user_id)))
    return cards.select_related("account", "reward")
