"""Products that a reward gives: they are put into the basket when the reward is used."""

from decimal import Decimal

from oscar.core.loading import get_class, get_model

from oscar_referrals.shop.prices import price_for_offers


def put_product_into_basket(*, basket_id: int, product: str) -> bool:
    """Put one piece of a product into an open basket unless it is there; see `ports.Shop`."""
    basket_model = get_model("basket", "Basket")
    basket = basket_model.objects.filter(
        pk=basket_id, status__in=basket_model.editable_statuses
    ).first()
    wanted = get_model("catalogue", "Product").objects.filter(upc=product).first()
    if basket is None or wanted is None:
        return False
    if basket.lines.filter(product=wanted).exists():
        return True
    basket.strategy = get_class("partner.strategy", "Selector")().strategy()
    information = basket.strategy.fetch_for_product(wanted)
    is_for_sale, _reason = information.availability.is_purchase_permitted(quantity=1)
    fits = basket.currency in (None, information.price.currency)
    if not is_for_sale or not fits:
        return False
    basket.add_product(wanted, 1)
    return True


def product_price(product: str, *, currency: str) -> Decimal | None:
    """Return what an offer can take off a product now; None if nobody can buy it.

    Also None if it is sold in another currency.
    """
    wanted = get_model("catalogue", "Product").objects.filter(upc=product).first()
    if wanted is None:
        return None
    strategy = get_class("partner.strategy", "Selector")().strategy()
    price = strategy.fetch_for_product(wanted).price
    if not price.exists or price.currency != currency:
        return None
    return price_for_offers(price)
