"""Tags and filters for templates: {% load referral_tags %}."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from oscar_referrals.account.basket_line import describe_invitation
from oscar_referrals.account.days import format_day
from oscar_referrals.account.forms import GiftCardForm
from oscar_referrals.models import Reward
from oscar_referrals.money import format_money
from oscar_referrals.rewards import describe_reward
from oscar_referrals.selectors.giving import giving_total

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """Write an amount as people of the active language do: {{ amount|money:"EUR" }}."""
    return "" if amount is None else format_money(Decimal(amount), currency)


@register.filter
def day(moment: datetime | date | None) -> str:
    """Write a date without the year, if it is this year's: {{ referral.due_at|day }}."""
    return "" if moment is None else format_day(moment)


@register.filter
def reward_words(reward: Reward) -> str:
    """Write what a reward gives, or what is left of it: {{ reward|reward_words }}."""
    return describe_reward(reward)


@register.inclusion_tag("oscar_referrals/giving/total.html")
def referral_giving_total(slug: str) -> dict[str, Any]:
    """Tell what a community program has given so far: {% referral_giving_total "harbor" %}."""
    return {"totals": giving_total(slug)}


@register.inclusion_tag("oscar_referrals/basket_line.html", takes_context=True)
def referral_basket_line(context: dict[str, Any]) -> dict[str, Any]:
    """Tell what an invitation in the basket gives, or what is missing. No query."""
    basket = context["basket"] if "basket" in context else context["request"].basket
    return {"line": describe_invitation(basket)}


@register.inclusion_tag("oscar_referrals/gift_card_form.html", takes_context=True)
def referral_gift_card_form(context: dict[str, Any]) -> dict[str, Any]:
    """Ask in the basket for the code of a gift card. No query."""
    return {"csrf_token": context.get("csrf_token"), "form": GiftCardForm()}


@register.inclusion_tag("oscar_referrals/account/navigation_link.html", takes_context=True)
def referral_account_link(context: dict[str, Any]) -> dict[str, Any]:
    """Give the account navigation its entry, as a list item like Oscar's own. No query."""
    return {"is_active": context.get("active_tab") == "invite"}
