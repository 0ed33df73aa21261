"""Tags and filters for templates: {% load referral_tags %}."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import get_language_info

from oscar_referrals.account.basket_line import describe_invitation
from oscar_referrals.account.forms import GiftCardForm
from oscar_referrals.days import format_day
from oscar_referrals.models import Reward
from oscar_referrals.money import format_money
from oscar_referrals.rewards import describe_reward
from oscar_referrals.selectors.giving import giving_total
from oscar_referrals.selectors.segments import EVERYBODY
from oscar_referrals.sharing.banner import find_banner
from oscar_referrals.sharing.hub import find_hub

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
def language_name(code: str) -> str:
    """Write the name of a language; its code if Django does not know it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


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


@register.inclusion_tag("oscar_referrals/banner.html", takes_context=True)
def referral_banner(
    context: dict[str, Any], *, segment: str = EVERYBODY, sources: str = ""
) -> dict[str, Any]:
    """Offer the program to a segment of the customers, or to who comes from one of the sources.

    {% referral_banner segment="promoters" %} or {% referral_banner sources="letter, a.example" %};
    see `sharing.banner.find_banner`. Nothing without a request.
    """
    request = context.get("request")
    offer = find_banner(request, segment=segment, sources=sources)
    return {
        "offer": offer,
        "hub": find_hub(request) if offer is not None else "",
        "way_back": request.get_full_path() if request is not None else "",
    }


@register.simple_tag(takes_context=True)
def referral_hub(context: dict[str, Any]) -> str:
    """Return where a visitor joins and finds his link: {% referral_hub as hub %}.

    The page that the site has chosen for it, one query, or else our own.
    """
    return find_hub(context.get("request"))


@register.inclusion_tag("oscar_referrals/sharing/product_link.html")
def referral_share_product(product: Any) -> dict[str, Any]:
    """Lead from a product to where it is shared: {% referral_share_product product %}. No query."""
    return {"product": product}


@register.inclusion_tag("oscar_referrals/sharing/wish_list_link.html")
def referral_share_wish_list(wish_list: Any) -> dict[str, Any]:
    """Lead from a wish list that is public or shared to where it is sent with a code. No query."""
    return {"wish_list": wish_list}


@register.inclusion_tag("oscar_referrals/account/navigation_link.html", takes_context=True)
def referral_account_link(context: dict[str, Any]) -> dict[str, Any]:
    """Give the account navigation its entry, as a list item like Oscar's own. No query."""
    return {"is_active": context.get("active_tab") == "invite"}
