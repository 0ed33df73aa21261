"""Tags for the shop's own pages in Oscar's dashboard: {% load referral_staff_tags %}."""

from typing import Any

from django import template

from oscar_referrals.clock import page_now
from oscar_referrals.permissions import PRINT_CARDS, may
from oscar_referrals.selectors.cards import insert_of, programs_with_inserts

register = template.Library()


@register.inclusion_tag("oscar_referrals/dashboard/parcel_insert.html", takes_context=True)
def referral_parcel_insert(context: dict[str, Any], order: Any) -> dict[str, Any]:
    """Offer to print an order's parcel insert, once or again: {% referral_parcel_insert order %}.

    Two queries, none for staff who print no cards.
    """
    request = context["request"]
    if not may(request.user, PRINT_CARDS):
        return {"may_print": False}
    card = insert_of(order.pk)
    return {
        "may_print": True,
        "order": order,
        "card": card,
        "programs": [] if card else programs_with_inserts(page_now()),
        "csrf_token": context.get("csrf_token"),
    }
