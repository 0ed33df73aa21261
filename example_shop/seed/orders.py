"""Writes one delivered order of the past, the way the checkout would."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.apps.order.utils import OrderCreator, OrderNumberGenerator
from oscar.apps.partner.strategy import Selector
from oscar.core.loading import get_model

from example_shop.checkout.invoice import INVOICED, PAID, REFUNDED, invoice_for
from example_shop.shipping.repository import StandardDelivery

AGE_OF_THE_ORDER = timedelta(days=200)
WAY_TO_THE_CUSTOMER = ("Being processed", "Shipped", "Delivered")

Basket = get_model("basket", "Basket")
Country = get_model("address", "Country")
Order = get_model("order", "Order")
PaymentEvent = get_model("order", "PaymentEvent")
PaymentEventType = get_model("order", "PaymentEventType")
Product = get_model("catalogue", "Product")
ShippingAddress = get_model("order", "ShippingAddress")
ShippingEventType = get_model("order", "ShippingEventType")
UserAddress = get_model("address", "UserAddress")


def write_event_types() -> None:
    """Write what the dashboard can note about an order: money and parcels."""
    for name in (INVOICED, PAID, REFUNDED):
        PaymentEventType.objects.get_or_create(name=name)
    ShippingEventType.objects.get_or_create(name="Shipped")
    ShippingEventType.objects.get_or_create(name="Returned")


def write_past_order(*, user: AbstractUser, product_numbers: tuple[str, ...]) -> None:
    """Write a delivered order of these products for `user`, unless there is an order already."""
    if user.orders.exists():
        return
    basket = _basket(user=user, product_numbers=product_numbers)
    order = _place(basket=basket, user=user)
    for status in WAY_TO_THE_CUSTOMER:
        order.set_status(status)
    Order.objects.filter(pk=order.pk).update(date_placed=timezone.now() - AGE_OF_THE_ORDER)


def _basket(*, user: AbstractUser, product_numbers: tuple[str, ...]) -> Basket:
    basket = Basket.objects.create(owner=user)
    basket.strategy = Selector().strategy(user=user)
    for product in Product.objects.filter(upc__in=product_numbers).order_by("upc"):
        basket.add_product(product, quantity=1)
    return basket


def _place(*, basket: Basket, user: AbstractUser) -> Order:
    method = StandardDelivery()
    charge = method.calculate(basket)
    total = OrderTotalCalculator().calculate(basket, charge)
    order_number = OrderNumberGenerator().order_number(basket)
    order = OrderCreator().place_order(
        order_number=order_number,
        user=user,
        basket=basket,
        shipping_address=_address(user=user),
        shipping_method=method,
        shipping_charge=charge,
        total=total,
    )
    basket.submit()
    invoice = invoice_for(order_number=order_number, total=total)
    invoice.order = order
    invoice.save()
    _note_invoice(order=order, amount=total.incl_tax)
    return order


def _note_invoice(*, order: Order, amount: Decimal) -> None:
    PaymentEvent.objects.create(
        order=order,
        event_type=PaymentEventType.objects.get(name=INVOICED),
        amount=amount,
        reference=order.number,
    )


def _address(*, user: AbstractUser) -> ShippingAddress:
    address = ShippingAddress.objects.create(
        first_name=user.first_name,
        last_name=user.last_name,
        line1="Via del Porto 12",
        line4="Ravenna",
        postcode="48121",
        country=Country.objects.get(iso_3166_1_a2="IT"),
    )
    in_the_book = UserAddress(user=user)
    address.populate_alternative_model(in_the_book)
    in_the_book.save()
    return address
