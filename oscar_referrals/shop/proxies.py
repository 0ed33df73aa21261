"""Our conditions and benefits: what Oscar asks while it prices a basket.

One offer per program serves all of its codes. The condition asks our rules, the benefit lets one of
Oscar's stock benefits give what the claim's terms promise. Nothing here may break a basket: what
goes wrong is logged, and the discount is simply not given.
"""

import logging
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_class, get_classes, get_model

from oscar_referrals.models import FriendBenefit, Terms
from oscar_referrals.money import round_down
from oscar_referrals.selectors.offers import friend_saves
from oscar_referrals.shop import placing
from oscar_referrals.shop.everything import everything
from oscar_referrals.shop.invitations import Judgement, judge, judged_in
from oscar_referrals.shop.personal import Pot, pot_of
from oscar_referrals.shop.prices import ZERO, remaining_price
from oscar_referrals.shop.wording import is_minimum_missing, missing_for_minimum, tell_refusal

Condition = get_model("offer", "Condition")
Benefit = get_model("offer", "Benefit")
Range = get_model("offer", "Range")
BasketDiscount, PostOrderAction, SHIPPING_DISCOUNT, ZERO_DISCOUNT = get_classes(
    "offer.results", ["BasketDiscount", "PostOrderAction", "SHIPPING_DISCOUNT", "ZERO_DISCOUNT"]
)

logger = logging.getLogger(__name__)


class InvitationCondition(Condition):
    """A friend may use the code in this basket."""

    name = description = _("The friend may use the invitation")

    class Meta:
        proxy = True
        app_label = "oscar_referrals"

    def is_satisfied(self, offer: Any, basket: Any) -> bool:
        """Tell whether the invitation's discount is due; a refusal is told to the customer."""
        judgement = _judge_safely(offer, basket)
        if judgement is None:
            return False
        if judgement.reason is not None:
            tell_refusal(basket=basket, judgement=judgement)
            return False
        offer.exclusive = not judgement.terms.combines_with_offers
        return True

    def is_partially_satisfied(self, offer: Any, basket: Any) -> bool:
        """Tell whether only the minimum is missing."""
        judgement = _judge_safely(offer, basket)
        return judgement is not None and is_minimum_missing(judgement)

    def get_upsell_message(self, offer: Any, basket: Any) -> str | None:
        """Return what is missing: "Spend €12.00 more"."""
        judgement = _judge_safely(offer, basket)
        return missing_for_minimum(judgement.facts) if judgement else None


class InvitationBenefit(Benefit):
    """What the claim's terms promise the friend, given by one of Oscar's own benefits."""

    name = description = _("What the invitation promises")

    class Meta:
        proxy = True
        app_label = "oscar_referrals"

    def apply(self, basket: Any, condition: Any, offer: Any, **kwargs: Any) -> Any:
        """Give the discount."""
        judgement = _judge_safely(offer, basket)
        if judgement is None:
            return ZERO_DISCOUNT
        if judgement.terms.pays_shipping:
            # `shipping_discount` is asked later, of this offer and without the terms.
            offer.benefit.value = judgement.terms.friend_value
            if _shop_pays(offer.benefit.value, basket=basket):
                return PostOrderAction(friend_saves(judgement.terms))
            return SHIPPING_DISCOUNT
        if judgement.terms.friend_pieces:
            return self._give_piece(judgement.terms, basket=basket, offer=offer)
        return self._stock_benefit(judgement.terms).apply(basket, condition, offer, **kwargs)

    def _give_piece(self, terms: Terms, *, basket: Any, offer: Any) -> Any:
        """Take what the cheapest piece costs off its line, as far as the terms pay it.

        Pieces that another offer has used, if the invitation combines with none, do not count.
        """
        goods = everything()
        if terms.friend_range:
            goods = Range.objects.filter(slug=terms.friend_range).first()
        lines = self.get_applicable_lines(offer, basket, range=goods) if goods else []
        free = [line for _price, line in lines if line.quantity_without_offer_discount(offer)]
        pieces = sum(line.quantity_without_offer_discount(offer) for line in free)
        costly = [line for line in free if remaining_price(line) > 0]
        if pieces < terms.friend_pieces or not costly:
            return ZERO_DISCOUNT
        price, line = min(
            ((remaining_price(line) / line.quantity, line) for line in costly), key=itemgetter(0)
        )
        given = round_down(amount=min(price, terms.friend_value), currency=terms.currency)
        if given <= 0:
            return ZERO_DISCOUNT
        line.discount(given, 1, settings.OSCAR_OFFERS_INCL_TAX, offer)
        if offer.exclusive:
            # As with an amount: no later offer uses what this one was given for.
            for other in basket.all_lines():
                other.consume(other.quantity_without_offer_discount(offer), offer=offer)
        return BasketDiscount(given)

    def shipping_discount(self, charge: Decimal, currency: str | None = None) -> Decimal:
        """Return what is taken off a charge."""
        return min(charge, self.value)

    def apply_deferred(self, basket: Any, order: Any, application: Any) -> None:
        """Use the invitation in an order whose goods keep their prices.

        Oscar writes no discount where the shipping costs nothing, so this is where it is recorded.
        """
        if application["result"].affects_shipping:
            placing.record_free_shipping(order=order, voucher_id=application["voucher"].pk)

    def _stock_benefit(self, terms: Terms) -> Any:
        stock_benefit = _stock_benefits()[terms.friend_benefit]
        return stock_benefit(range=everything(), value=terms.friend_value)


class PersonalCondition(Condition):
    """The voucher belongs to the customer whose basket it is."""

    name = description = _("The voucher belongs to the customer")

    class Meta:
        proxy = True
        app_label = "oscar_referrals"

    def is_satisfied(self, offer: Any, basket: Any) -> bool:
        """Tell whether the owner has something to spend in this basket's currency."""
        pot = _find_pot_safely(offer, basket)
        if pot is None or not pot.is_for(basket.owner_id):
            return False
        return pot.amount > 0 and pot.currency == basket.currency


class PersonalBenefit(Benefit):
    """Takes up to what the voucher is worth off what is left of each line."""

    name = description = _("Up to what the voucher is worth")

    class Meta:
        proxy = True
        app_label = "oscar_referrals"

    def apply(self, basket: Any, condition: Any, offer: Any, **kwargs: Any) -> Any:
        """Discount line by line, whatever other offers have used, never below zero."""
        pot = _find_pot_safely(offer, basket)
        if pot is None:
            return ZERO_DISCOUNT
        limit = left = pot.limit_for(sum(map(remaining_price, basket.all_lines()), ZERO))
        for line in basket.all_lines():
            part = min(left, round_down(amount=remaining_price(line), currency=pot.currency))
            if part > 0:
                line.discount(part, line.quantity, settings.OSCAR_OFFERS_INCL_TAX, offer)
                left -= part
        given: Decimal = limit - left
        return BasketDiscount(given) if given else ZERO_DISCOUNT


class PersonalProductBenefit(Benefit):
    """Gives one piece of the product that the voucher names."""

    name = description = _("One piece of a product")

    class Meta:
        proxy = True
        app_label = "oscar_referrals"

    def apply(self, basket: Any, condition: Any, offer: Any, **kwargs: Any) -> Any:
        """Take what one piece costs off its line, as far as the voucher is worth that."""
        pot = _find_pot_safely(offer, basket)
        if pot is None or pot.product is None:
            return ZERO_DISCOUNT
        for line in basket.all_lines():
            if line.product.upc == pot.product:
                piece = remaining_price(line) / line.quantity
                given = min(pot.amount, round_down(amount=piece, currency=pot.currency))
                if given > 0:
                    line.discount(given, 1, settings.OSCAR_OFFERS_INCL_TAX, offer)
                    return BasketDiscount(given)
        return ZERO_DISCOUNT


class PersonalShippingBenefit(Benefit):
    """Takes the shipping off, up to the benefit's own value."""

    name = description = _("Free shipping")

    class Meta:
        proxy = True
        app_label = "oscar_referrals"

    def apply(self, basket: Any, condition: Any, offer: Any, **kwargs: Any) -> Any:
        """Leave it to the shipping method, which asks `shipping_discount`.

        Nothing is used up where an invitation pays the shipping already.
        """
        if any(one.terms.pays_shipping and one.reason is None for one in judged_in(basket)):
            return ZERO_DISCOUNT
        return SHIPPING_DISCOUNT

    def shipping_discount(self, charge: Decimal, currency: str | None = None) -> Decimal:
        """Return what is taken off a charge."""
        return min(charge, self.value)


def _shop_pays(limit: Decimal, *, basket: Any) -> bool:
    """Tell whether an offer of the shop's own takes at least that much off the shipping.

    Oscar lets the first shipping offer pay, and offers of vouchers come before the shop's own.
    """
    offers = get_class("offer.applicator", "Applicator")().get_site_offers()
    return any(
        offer.shipping_discount(limit, basket.currency) >= limit
        and offer.get_max_applications(basket.owner) > 0
        and offer.is_condition_satisfied(basket)
        for offer in offers
    )


@cache
def _stock_benefits() -> dict[str, Any]:
    """Return Oscar's benefit, perhaps the shop's own version, for each of ours."""
    return {
        FriendBenefit.AMOUNT: get_class("offer.benefits", "AbsoluteDiscountBenefit"),
        FriendBenefit.PERCENTAGE: get_class("offer.benefits", "PercentageDiscountBenefit"),
    }


def _judge_safely(offer: Any, basket: Any) -> Judgement | None:
    voucher = offer.get_voucher()
    if voucher is None:
        return None
    try:
        return judge(basket=basket, voucher=voucher)
    except Exception:
        logger.exception("An invitation could not be judged; it gives nothing for now")
        return None


def _find_pot_safely(offer: Any, basket: Any) -> Pot | None:
    voucher = offer.get_voucher()
    if voucher is None or offer.is_suspended:
        return None
    try:
        return pot_of(basket=basket, voucher=voucher)
    except Exception:
        logger.exception("A personal voucher could not be read; it gives nothing for now")
        return None
