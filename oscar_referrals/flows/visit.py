"""Somebody opens a share link."""

from oscar_referrals.clock import page_now
from oscar_referrals.models import DIRECT, Code, Visit


def record_visit(*, code: Code, visitor: str, channel: str = DIRECT) -> None:
    """Count an arrival. `visitor` is a hash that changes daily, never an address."""
    Visit.objects.create(code=code, visitor=visitor, arrived_at=page_now(), channel=channel)
