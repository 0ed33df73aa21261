"""Baskets and orders for tests, priced and placed by Oscar's own code."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from oscar.core.loading import get_class, get_model
from oscar.test import factories as oscar_factories

from oscar_referrals.models import Advocate, Referral
from oscar_referrals.test.factories import code_of


def make_product(*, price: Decimal | str = "25.00", currency: str = "EUR") -> Any:
    """Return a product in stock at that price, tax included."""
    product = oscar_factories.create_product(price=Decimal(price), num_in_stock=1000)
    product.stockrecords.update(price_currency=currency)
    return product


def make_basket(
    *, owner: Any = None, price: Decimal | str = "25.00", quantity: int = 2, currency: str = "EUR"
) -> Any:
    """Return an open basket with one kind of product in it."""
    basket = get_model("basket", "Basket").objects.create(owner=owner)
    basket.strategy = get_class("partner.strategy", "Default")()
    basket.add_product(make_product(price=price, currency=currency), quantity)
    return basket


def apply_offers(basket: Any) -> None:
    """Price a basket as the shop does on every page."""
    basket.reset_offer_applications()
    get_class("offer.applicator", "Applicator")().apply(basket, basket.owner or AnonymousUser())


def place_order(*, basket: Any, email: str = "") -> Any:
    """Price a basket and place its order as the checkout does; `email` is a guest's."""
    apply_offers(basket)
    fields = {} if basket.owner_id else {"guest_email": email}
    return oscar_factories.create_order(
        basket=basket, user=basket.owner or AnonymousUser(), **fields
    )


def place_referred_order(
    *,
    advocate: Advocate,
    email: str = "friend@example.com",
    user: Any = None,
    price: Decimal | str = "25.00",
    quantity: int = 2,
) -> Referral:
    """Let a friend order with an advocate's code; return the new referral."""
    currency = advocate.program.terms_in_force.currency
    basket = make_basket(owner=user, price=price, quantity=quantity, currency=currency)
    basket.vouchers.add(code_of(advocate).voucher_id)
    order = place_order(basket=basket, email=email)
    return Referral.objects.get(order=order)


def change_status(order: Any, status: str) -> None:
    """Give an order a status as Oscar does, whatever the shop's pipeline allows."""
    old_status = order.status
    order.status = status
    order.save(update_fields=["status"])
    order.status_changes.create(old_status=old_status, new_status=status)
