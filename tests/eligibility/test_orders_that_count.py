"""What order counts, in real requests: every rule lets one order pass and refuses another."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sites.models import Site
from django.urls import reverse
from django.utils import timezone
from oscar.test import factories as oscar_factories

from oscar_referrals.clock import page_now
from oscar_referrals.eligibility import ORDER_RULES
from oscar_referrals.eligibility.order_rules import WEEKDAYS
from oscar_referrals.models import Referral
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from tests.shop.conftest import ADDRESS


def buy(*, price="25.00", quantity=2, of_range=False, of_category=False):
    """Return what puts a product into the basket, and perhaps into the range or the category."""

    def act(stage):
        product = stage.buy(price=price, quantity=quantity)
        if of_range:
            stage.put_into_range(product)
        if of_category:
            stage.put_into_category(product)

    return act


def use_site_offer(stage):
    """Let an offer of the shop take 1.00 off everything."""
    everything = oscar_factories.RangeFactory(includes_all_products=True)
    oscar_factories.create_offer(
        name="Everything 1.00 off",
        offer_type="Site",
        condition=oscar_factories.ConditionFactory(range=everything, type="Count", value=1),
        benefit=oscar_factories.BenefitFactory(
            range=everything, type="Absolute", value=Decimal("1.00"), max_affected_items=None
        ),
        max_basket_applications=1,
    )
    stage.buy()


def here():
    """Return the site that everything happens on."""
    return Site.objects.get_current().domain


def weekdays(*, days_from_now: tuple[int, ...]) -> list[str]:
    """Return the keys of days; today and tomorrow go together, so that midnight spoils nothing."""
    today = timezone.localtime(page_now())
    return [WEEKDAYS[(today + timedelta(days=days)).weekday()][0] for days in days_from_now]


def hours(*, later: int) -> dict[str, int]:
    """Return four hours around now, or as many hours later."""
    hour = timezone.localtime(page_now()).hour
    return {"from_hour": (hour - 1 + later) % 24, "until_hour": (hour + 2 + later) % 24 + 1}


#: Rule and figures, what passes, what is refused, the refused basket's total, and what is told.
CASES: dict[str, tuple[Any, Any, Any, str, str]] = {
    "minimum_value": (
        lambda: {"amount": "60.00"},
        buy(price="30.00"),
        buy(price="25.00"),
        "50.00",
        "Your order has to be worth €60.00 or more.",
    ),
    "product_range": (
        lambda: {"ranges": ["coffee"]},
        buy(of_range=True),
        buy(of_category=True),
        "50.00",
        "Add something from Coffee to use your invitation.",
    ),
    "minimum_in_range": (
        lambda: {"ranges": ["coffee"], "amount": "40.00"},
        lambda stage: [buy(price="20.00", of_range=True)(stage), buy(price="1.00")(stage)],
        lambda stage: [buy(price="19.99", of_range=True)(stage), buy(price="30.00")(stage)],
        "99.98",
        "Your order has to hold goods from Coffee for €40.00 or more.",
    ),
    "category": (
        lambda: {"categories": ["tea"]},
        buy(of_category=True),
        buy(of_range=True),
        "50.00",
        "Add something from Tea to use your invitation.",
    ),
    "minimum_in_category": (
        lambda: {"categories": ["tea/green"], "amount": "40.00"},
        buy(of_category=True),
        buy(price="10.00", of_category=True),
        "20.00",
        "Your order has to hold goods from Tea > Green for €40.00 or more.",
    ),
    "quantity": (
        lambda: {"pieces": 3},
        lambda stage: [buy(quantity=2)(stage), buy(quantity=1)(stage)],
        buy(quantity=2),
        "50.00",
        "Put at least 3 pieces into your basket to use your invitation.",
    ),
    "site": (
        lambda: {"sites": [here()]},
        buy(),
        lambda stage: [buy()(stage), Site.objects.update(domain="elsewhere.example")],
        "50.00",
        "",
    ),
    "weekday": (
        lambda: {"days": weekdays(days_from_now=(0, 1))},
        buy(),
        None,
        "50.00",
        "",
    ),
    "time_of_day": (lambda: hours(later=0), buy(), None, "50.00", ""),
    "not_combined": (
        dict,
        buy(),
        use_site_offer,
        "49.00",
        "This invitation cannot be used together with another offer.",
    ),
    "country": (lambda: {"countries": ["IT"]}, buy(), None, "50.00", ""),
}
REFUSED = {name: case for name, case in CASES.items() if case[4]}


def test_every_rule_about_orders_is_tried():
    assert set(CASES) == {rule.name for rule in ORDER_RULES}


@pytest.mark.parametrize("name", CASES)
def test_an_order_that_meets_the_rule_gets_the_discount_and_counts(stage, name):
    figures, passing, *_rest = CASES[name]
    stage.visitor.sign_in()
    passing(stage)
    before = Decimal(stage.visitor.total())

    after = stage.use_code(order_rules=[{"rule": name, **figures()}])

    assert before - Decimal(after) == Decimal("10.00")
    check_out(stage.visitor)
    answers = {answer["rule"]: answer for answer in Referral.objects.get().decision["rules"]}
    assert answers[name]["passed"]
    assert answers[name]["book"] == "order_rules"
    assert answers[name]["figures"] == figures()


@pytest.mark.parametrize("name", REFUSED)
def test_an_order_that_does_not_meet_it_gets_nothing_and_reads_why(stage, name):
    figures, _passing, refused, total, told = CASES[name]
    refused(stage)

    assert stage.use_code(order_rules=[{"rule": name, **figures()}]) == total

    assert told in stage.visitor.messages


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (lambda: {"rule": "weekday", "days": weekdays(days_from_now=(2, 3))},
         "This invitation works on these days:"),
        (lambda: {"rule": "time_of_day", **hours(later=8)}, "This invitation works between"),
        (lambda: {"rule": "site", "sites": ["elsewhere.example"]},
         "This invitation is for orders on Elsewhere."),
    ],
)  # fmt: skip
def test_at_another_time_or_place_it_gives_nothing(stage, rule, told):
    Site.objects.create(domain="elsewhere.example", name="Elsewhere")
    stage.buy()

    assert stage.use_code(order_rules=[rule()]) == "50.00"

    assert any(message.startswith(told) for message in stage.visitor.messages)


def test_the_country_is_judged_as_soon_as_the_address_is_known(stage):
    program = ProgramFactory(order_rules=[{"rule": "country", "countries": ["AT"]}])
    stage.visitor.sign_in()
    stage.buy()
    stage.visitor.type_code(code_of(AdvocateFactory(program=program)).text)
    assert stage.visitor.total() == "40.00"

    stage.visitor.client.post(reverse("checkout:shipping-address"), ADDRESS)

    assert stage.visitor.total() == "50.00"
    assert "This invitation is for orders to Austria." in stage.visitor.messages


def test_goods_added_later_bring_the_discount(stage):
    stage.put_into_range(stage.buy(price="10.00", quantity=1))
    rule = {"rule": "minimum_in_range", "ranges": ["coffee"], "amount": "20.00"}
    assert stage.use_code(order_rules=[rule]) == "10.00"

    stage.put_into_range(stage.buy(price="10.00", quantity=1))

    assert stage.visitor.total() == "10.00"


def test_every_rule_is_asked_also_after_the_first_that_refuses(stage):
    stage.buy()
    rules = [{"rule": "quantity", "pieces": 9}, {"rule": "product_range", "ranges": ["coffee"]}]

    assert stage.use_code(order_rules=rules) == "50.00"

    assert "Put at least 9 pieces into your basket to use your invitation." in (
        stage.visitor.messages
    )


def check_out(visitor):
    """Walk to the end of the checkout."""
    visitor.client.post(reverse("checkout:shipping-address"), ADDRESS)
    visitor.client.post(reverse("checkout:shipping-method"), {"method_code": "standard"})
    visitor.look_at_the_order()
    visitor.place_order()
