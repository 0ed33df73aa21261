"""Gift cards against their rewards and their accounts."""

from collections.abc import Iterator

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from oscar_referrals.models import Account, AccountKind, GiftCard, Reward


def every_gift_card_has_its_account() -> Iterator[str]:
    """A card's account is that of its reward, and no account is without a card."""
    holder = Concat(Value("reward:"), Cast("reward", CharField()), output_field=CharField())
    fits = Q(account__kind=AccountKind.GIFT_CARD, account__holder=F("expected"))
    for card in GiftCard.objects.annotate(expected=holder).exclude(fits).order_by("pk"):
        yield f"Gift card {card.pk} does not use the account of its reward {card.reward_id}."
    lonely = Account.objects.filter(kind=AccountKind.GIFT_CARD, gift_card=None)
    for account in lonely.order_by("pk"):
        yield f"Account {account} has no gift card."
    without = Reward.objects.filter(kind="gift_card", issued_at__isnull=False, gift_card=None)
    for reward in without.order_by("pk"):
        yield f"Reward {reward.pk} was issued, but has no gift card."


CHECKS = (every_gift_card_has_its_account,)
