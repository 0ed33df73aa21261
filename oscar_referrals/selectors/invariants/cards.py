"""Printed cards against their batches: whose they are, and that what is blocked works no more."""

from collections.abc import Iterator

from django.db.models import F, Q

from oscar_referrals.models import Card


def cards_belong_to_their_owners() -> Iterator[str]:
    """A card's code is its batch's owner's; a parcel insert's at least one of the same program."""
    is_of_program = Q(code__advocate__program=F("batch__program"))
    is_of_owner = Q(batch__name="") | Q(code__advocate=F("batch__advocate"))
    strangers = Card.objects.filter(~is_of_program | ~is_of_owner).order_by("pk")
    for card in strangers.iterator():
        yield f"Card {card.pk} has a code that is not of the owner of batch {card.batch_id}."


def blocked_cards_do_not_work() -> Iterator[str]:
    """No card works that was replaced, or whose whole batch is blocked."""
    working = Card.objects.filter(code__retired_at=None).order_by("pk")
    for card in working.filter(replacement__isnull=False).iterator():
        yield f"Card {card.pk} was replaced and still works."
    for card in working.filter(batch__blocked_at__isnull=False).iterator():
        yield f"Card {card.pk} is in the blocked batch {card.batch_id} and still works."


CHECKS = (cards_belong_to_their_owners, blocked_cards_do_not_work)
