"""The banner that offers the program: to whom it is meant for, and not after a no."""

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from oscar_referrals.flows import shape
from oscar_referrals.models import Reader
from oscar_referrals.selectors.segments import SEGMENTS, Segment
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_basket, place_order
from tests.account.pages import signed_in
from wagtail_referrals.blocks import BannerBlock

NOT_NOW = "/account/invite/not-now/"


@pytest.fixture
def program(db):
    return ProgramFactory()


def shown(tag="{% referral_banner %}", *, user=None, path="/", cookies=None, **headers):
    """Return whether a page with the tag offers the program to somebody."""
    request = RequestFactory(headers=headers).get(path)
    request.COOKIES.update(cookies or {})
    if user is not None:
        request.user = user
    text = Template("{% load referral_tags %}" + tag).render(Context({"request": request}))
    return "Give a friend €10.00, get €10.00" in text


def test_a_visitor_and_a_customer_are_offered_the_program_and_a_member_is_not(program):
    assert shown()
    assert shown(user=CustomerFactory())
    assert not shown(user=AdvocateFactory(program=program).user)
    shape.pause(program=program)
    assert not shown()


@pytest.mark.parametrize(
    ("path", "referer", "expected"),
    [
        ("/?utm_source=Newsletter", "", True),
        ("/", "https://www.blog.example/coffee?x=1", True),
        ("/", "https://blog.example.evil.example/", False),
        ("/?utm_source=other", "", False),
        ("/", "http://[broken", False),
        ("/", "", False),
    ],
)
def test_a_source_is_read_from_the_request_and_nothing_is_kept(program, path, referer, expected):
    tag = '{% referral_banner sources="newsletter, blog.example" %}'
    assert shown(tag, path=path, Referer=referer) is expected


def test_a_segment_is_for_customers_who_belong_to_it(program):
    tag = '{% referral_banner segment="loyal" %}'
    ben, loyal = CustomerFactory(), CustomerFactory()
    for _ in range(3):
        place_order(basket=make_basket(owner=loyal, price="25.00"), email=loyal.email)
    assert shown(tag, user=loyal)
    assert not shown(tag, user=ben)
    assert not shown(tag)
    assert not shown('{% referral_banner segment="nonsense" %}', user=loyal)


def test_who_may_not_join_is_not_offered_it(db):
    ProgramFactory(advocate_rules=[{"rule": "minimum_orders", "orders": 2}])
    assert not shown(user=CustomerFactory())


def test_a_visitors_no_is_kept_by_a_cookie_that_says_nothing_else(program):
    answer = Client(enforce_csrf_checks=True).post(NOT_NOW, {"next": "/shop/"})
    assert (answer.status_code, answer["Location"]) == (303, "/shop/")
    [cookie] = answer.cookies.values()
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("no", True, "Lax")
    assert cookie["max-age"] == 90 * 24 * 60 * 60
    assert not shown(cookies={cookie.key: cookie.value})
    assert shown(cookies={cookie.key: "<script>"})


def test_a_customers_no_is_kept_with_the_account_for_a_while(program, monkeypatch):
    ben = CustomerFactory()
    answer = signed_in(ben).post(NOT_NOW, {"next": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert not answer.cookies
    assert Reader.objects.get(user=ben).declined_at is not None
    assert not shown(user=ben)
    monkeypatch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", "91")
    assert shown(user=ben)
    assert Client().get(NOT_NOW).status_code == 405


def test_a_page_without_a_request_shows_nothing(program):
    text = Template("{% load referral_tags %}{% referral_banner %}").render(Context())
    assert not text.strip()


def test_editors_choose_who_sees_the_block_and_what_it_says(program):
    block = BannerBlock()
    value = block.to_python({"heading": "Tell <your> friends", "sources": "newsletter"})
    here = RequestFactory().get("/?utm_source=newsletter")
    text = block.render(value, context={"request": here})
    assert "Tell &lt;your&gt; friends" in text
    assert reverse("referral-account") in text
    elsewhere = RequestFactory().get("/")
    assert "referral-banner" not in block.render(value, context={"request": elsewhere})
    assert "referral-banner" not in block.render(value)


def test_the_thank_you_page_costs_a_stranger_few_queries(program, django_assert_num_queries):
    # Two of them find the page to which the site of Wagtail leads.
    with django_assert_num_queries(3):
        assert shown()
    ben = CustomerFactory()
    with django_assert_num_queries(6):
        assert shown(user=ben)


def test_a_segment_of_the_shops_own_that_fails_breaks_no_page(program, monkeypatch, caplog):
    broken = Segment(key="broken", label="Broken", accounts=lambda: 1 / 0)
    monkeypatch.setitem(SEGMENTS, broken.key, broken)
    assert not shown('{% referral_banner segment="broken" %}', user=CustomerFactory())
    assert "nobody is in it" in caplog.text
