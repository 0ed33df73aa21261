"""One referral in a stock Oscar shop: an advocate joins, a friend claims and orders."""

import os
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

from oscar_referrals.flows import shape  # noqa: E402
from oscar_referrals.models import Claim, Code, Referral  # noqa: E402

PASSWORD = "coffee-with-friends"


def prepare_shop() -> int:
    """Make what a shop has anyway: a country, a product in stock, a program. Return the product."""
    get_model("address", "Country").objects.create(
        iso_3166_1_a2="DE", printable_name="Germany", is_shipping_country=True
    )
    product = get_model("catalogue", "Product").objects.create(
        title="Coffee",
        product_class=get_model("catalogue", "ProductClass").objects.create(name="Goods"),
    )
    partner = get_model("partner", "Partner").objects.create(name="Shop")
    product.stockrecords.create(
        partner=partner,
        partner_sku="1",
        price=Decimal(50),
        price_currency="GBP",
        num_in_stock=10,
    )
    program = shape.create_program(
        name="Spring invitation",
        slug="spring",
        terms={"currency": "GBP", "friend_value": Decimal(10), "reward_value": Decimal(10)},
    )
    shape.start(program=program)
    return product.pk


def sign_in(name: str) -> Client:
    """Return the browser of a customer."""
    get_user_model().objects.create_user(name, f"{name}@example.com", PASSWORD)
    browser = Client()
    assert browser.login(username=name, password=PASSWORD)
    return browser


def post(browser: Client, name: str, data: dict[str, str], **kwargs: str | int) -> None:
    """Send a form and follow where it leads; every page on the way has to work."""
    response = browser.post(reverse(name, kwargs=kwargs), data, follow=True)
    assert response.status_code == 200, (name, response.status_code)


def order(browser: Client) -> None:
    """Go through the stock checkout."""
    address = {
        "first_name": "Ben",
        "last_name": "Friend",
        "line1": "Harbor Lane 1",
        "line4": "Hamburg",
        "postcode": "20457",
        "country": "DE",
    }
    post(browser, "checkout:shipping-address", address)
    post(browser, "checkout:preview", {"action": "place_order"})


def main() -> None:
    """Play it, and say what it came to."""
    product_id = prepare_shop()
    post(sign_in("anna"), "referral-join", {"shown_name": "Anna"})
    code = Code.objects.get()
    friend = sign_in("ben")
    short_link = reverse("referral-short-link", kwargs={"code": code.text})
    assert friend.get(short_link, follow=True).status_code == 200
    post(friend, "referral-claim", {}, code=code.text)
    post(friend, "basket:add", {"quantity": "1"}, pk=product_id)
    order(friend)
    referral = Referral.objects.get()
    assert (referral.discount, referral.base) == (Decimal(10), Decimal(40)), referral.discount
    assert referral.order.total_incl_tax == Decimal(40)
    assert Claim.objects.get() == referral.claim
    django.core.management.call_command("referrals_run_due", stdout=open(os.devnull, "w"))  # noqa: SIM115
    referral.refresh_from_db()
    assert referral.state == "held"
    print("one claim, one order, one referral")  # noqa: T201


main()
