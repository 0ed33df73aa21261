"""Baskets and orders as the rules about what order counts see them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sites.shortcuts import get_current_site
from oscar.core.loading import get_class, get_model

from oscar_referrals.clock import page_now
from oscar_referrals.eligibility import PurchaseFacts, PurchaseLine
from oscar_referrals.money import ZERO, part_of
from oscar_referrals.selectors.refunds import Returned, returned_of
from oscar_referrals.shop.buyers import request_of
from oscar_referrals.shop.prices import is_ours, price_before_ours, with_tax

_PURCHASE = "_referral_purchase"


class BasketPurchase(PurchaseFacts):
    """A basket. Prices and offers are read from memory each time, because they still change."""

    is_placed = False

    def __init__(self, basket: Any) -> None:
        super().__init__()
        self._basket = basket

    @property
    def moment(self) -> datetime:
        """Now."""
        return page_now()

    @property
    def currency(self) -> str:
        """The currency of the lines."""
        return self._basket.currency or ""

    @property
    def site(self) -> str:
        """The site of the request."""
        return str(get_current_site(request_of(self._basket)).domain)

    @property
    def country(self) -> str:
        """The country of the address that was chosen in the checkout."""
        request = request_of(self._basket)
        if request is None or not hasattr(request, "session"):
            return ""
        session_data = get_class("checkout.utils", "CheckoutSessionData")(request)
        fields = session_data.new_shipping_address_fields()
        if fields:
            return fields.get("country_id") or ""
        address_id = session_data.shipping_user_address_id()
        addresses = get_model("address", "UserAddress").objects.filter(pk=address_id)
        return addresses.values_list("country_id", flat=True).first() or ""

    @property
    def lines(self) -> Sequence[PurchaseLine]:
        """What is in the basket."""
        return [
            PurchaseLine(
                product_id=line.product_id, quantity=line.quantity, value=price_before_ours(line)
            )
            for line in self._basket.all_lines()
        ]

    @property
    def other_offers(self) -> Sequence[str]:
        """Offers that have given something, and those that would while the basket is priced.

        Oscar asks one offer after the other. One that comes after ours has not given anything yet.
        """
        given = {offer.name for offer in self._offers_that_gave() if not is_ours(offer)}
        return sorted(given or self._offers_to_come())

    def _offers_that_gave(self) -> list[Any]:
        discounts = [row for line in self._basket.all_lines() for row in line.discounts.all()]
        applied = self._basket.offer_applications.offers.values()
        return [row.offer for row in discounts if row.offer is not None] + list(applied)

    def _offers_to_come(self) -> set[str]:
        request = request_of(self._basket)
        user = self._basket.owner or AnonymousUser()
        offers = get_class("offer.applicator", "Applicator")().get_offers(
            self._basket, user, request
        )
        return {
            offer.name
            for offer in offers
            if not is_ours(offer) and offer.is_condition_satisfied(self._basket)
        }


class OfOrder:
    """What an order knows of itself, for the rules. A mixin."""

    is_placed = True
    _order: Any

    @property
    def moment(self) -> datetime:
        """When it was placed."""
        return self._order.date_placed

    @property
    def site(self) -> str:
        """The site of the order."""
        return self._order.site.domain if self._order.site_id else ""

    @property
    def country(self) -> str:
        """The country it is sent to."""
        return self._order.shipping_address.country_id if self._order.shipping_address_id else ""


class PlacedBasket(OfOrder, BasketPurchase):
    """A basket in the transaction that makes it an order: its lines have no rows yet."""

    def __init__(self, order: Any) -> None:
        super().__init__(order.basket)
        self._order = order

    def _offers_to_come(self) -> set[str]:
        return set()


class OrderPurchase(OfOrder, PurchaseFacts):
    """An order as it is now: of each line what was not returned."""

    def __init__(self, order: Any, *, returned: Returned, our_offers: frozenset[int]) -> None:
        super().__init__()
        self._order = order
        self._returned = returned
        self._our_offers = our_offers

    @property
    def currency(self) -> str:
        """The currency of the order."""
        return self._order.currency

    @property
    def lines(self) -> Sequence[PurchaseLine]:
        """What the customer has kept."""
        lines = [self._line(line) for line in self._order.lines.all()]
        return [line for line in lines if line.quantity]

    @property
    def other_offers(self) -> Sequence[str]:
        """The offers that are written down with the order."""
        rows = self._order.discounts.all()
        return sorted(row.offer_name for row in rows if row.offer_id not in self._our_offers)

    def _line(self, line: Any) -> PurchaseLine:
        gone = self._returned.share_of_line(line_id=line.pk, quantity=line.quantity)
        gone += self._returned.share_of_order(total=self._order.total_incl_tax)
        kept = 1 - min(gone, Fraction(1))
        price = line.line_price_incl_tax + self._given_by_us(line)
        return PurchaseLine(
            product_id=line.product_id,
            quantity=ceil(kept * line.quantity),
            value=part_of(amount=price, share=kept, currency=self._order.currency),
        )

    def _given_by_us(self, line: Any) -> Decimal:
        rows = line.discounts.all()
        ours = (row.amount for row in rows if row.order_discount.offer_id in self._our_offers)
        return with_tax(
            sum(ours, ZERO),
            net=line.line_price_before_discounts_excl_tax,
            gross=line.line_price_before_discounts_incl_tax,
        )


def purchase_in(basket: Any) -> BasketPurchase:
    """Return a basket for the rules; the same one each time, so that it looks things up once."""
    if not hasattr(basket, _PURCHASE):
        setattr(basket, _PURCHASE, BasketPurchase(basket))
    return getattr(basket, _PURCHASE)


def purchases_of(order_ids: Iterable[int | None]) -> dict[int, OrderPurchase]:
    """Return orders as they are now, by primary key. Eight queries."""
    orders = get_model("order", "Order").objects.filter(pk__in=set(order_ids) - {None})
    found = list(
        orders.select_related("site", "shipping_address").prefetch_related(
            "lines__discounts__order_discount", "discounts"
        )
    )
    returned = returned_of(order.number for order in found)
    ours = _our_offers_in(found)
    return {
        order.pk: OrderPurchase(order, returned=returned[order.number], our_offers=ours)
        for order in found
    }


def _our_offers_in(orders: Sequence[Any]) -> frozenset[int]:
    """Return which offers of orders are this package's."""
    offers = get_model("offer", "ConditionalOffer").objects.select_related("benefit")
    used = {row.offer_id for order in orders for row in order.discounts.all()}
    return frozenset(offer.pk for offer in offers.filter(pk__in=used) if is_ours(offer))
