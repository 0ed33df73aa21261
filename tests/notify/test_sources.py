"""Where a visitor comes from is known on every page of his visit, and nothing else is kept."""

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from playwright.sync_api import expect

from oscar_referrals.checks import check_sources
from oscar_referrals.sharing.sources import KeepSourceMiddleware, sources_of
from oscar_referrals.test.factories import ProgramFactory
from oscar_referrals.test.orders import make_product
from tests.plugins.browser import small_targets
from wagtail_referrals.blocks import BannerBlock

COOKIE = "ref_source"
BROWSE = reverse("catalogue:index")
BASKET = reverse("basket:summary")
HEADLINE = "Give a friend €10.00, get €10.00"


def cookie_of(response):
    return response.cookies.get(COOKIE)


@pytest.fixture
def visitor(db):
    ProgramFactory()
    return Client()


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (f"{BASKET}?utm_source=Newsletter", {}),
        (BASKET, {"Referer": "https://www.coffee-blog.example/best?x=1"}),
    ],
)
def test_a_banner_on_the_third_page_knows_where_the_visit_began(visitor, address, headers):
    arrival = visitor.get(address, headers=headers)
    assert HEADLINE not in arrival.text
    visitor.get(make_product(price="5.00").get_absolute_url())
    third = visitor.get(BROWSE)
    assert HEADLINE in third.text
    assert not third.cookies.get(COOKIE)


def test_a_block_of_the_editors_knows_it_as_well(visitor):
    kept = through("/?utm_source=newsletter", asks=False).cookies[COOKIE].value
    request = RequestFactory().get("/")
    block = BannerBlock()
    value = block.to_python({"sources": "newsletter"})
    assert HEADLINE not in block.render(value, context={"request": request})
    request.COOKIES[COOKIE] = kept
    assert HEADLINE in block.render(value, context={"request": request})


def test_the_cookie_ends_with_the_visit_and_holds_a_name_of_the_shops(visitor):
    cookie = cookie_of(visitor.get(f"{BASKET}?utm_source=newsletter"))
    assert signing.loads(cookie.value, salt="oscar_referrals.source.v1") == "newsletter"
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie_of(visitor.get(f"{BASKET}?utm_source=newsletter")) is None
    later = visitor.get(BASKET, headers={"Referer": "https://coffee-blog.example/"})
    assert cookie_of(later).value != cookie.value


@pytest.mark.parametrize("source", ["anna@example.com", "other", "x" * 10_000, "<script>", ""])
def test_what_the_shop_has_not_listed_is_not_kept(visitor, source):
    response = visitor.get(BASKET, {"utm_source": source})
    assert cookie_of(response) is None
    assert HEADLINE not in visitor.get(BROWSE).text


@pytest.mark.parametrize("value", ["newsletter", "x" * 10_000, signing.dumps(["newsletter"])])
def test_a_cookie_that_is_not_ours_is_as_good_as_none(visitor, value):
    visitor.cookies[COOKIE] = value
    assert HEADLINE not in visitor.get(BROWSE).text


def test_a_visit_lasts_no_longer_than_half_a_day(visitor, monkeypatch):
    visitor.get(f"{BASKET}?utm_source=newsletter")
    assert HEADLINE in visitor.get(BROWSE).text
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 13 * 60 * 60)
    assert HEADLINE not in visitor.get(BROWSE).text


def through(path, *, asks, cookies=None):
    """Answer through the middleware, by a page that asks for the source or does not."""

    def page(request):
        if asks:
            sources_of(request)
        return HttpResponse("page", headers={"Cache-Control": "public, max-age=600"})

    request = RequestFactory().get(path)
    request.COOKIES.update(cookies or {})
    return KeepSourceMiddleware(page)(request)


def test_pages_stay_in_public_caches_but_for_the_one_answer_with_the_cookie():
    assert through("/", asks=False)["Cache-Control"] == "public, max-age=600"
    assert not through("/", asks=False).has_header("Vary")
    assert through("/", asks=True)["Vary"] == "Cookie, Referer"
    arrival = through("/?utm_source=newsletter", asks=False)
    assert "private" in arrival["Cache-Control"]
    assert "public" not in arrival["Cache-Control"]
    kept = {COOKIE: arrival.cookies[COOKIE].value}
    again = through("/?utm_source=newsletter", asks=False, cookies=kept)
    assert again["Cache-Control"] == "public, max-age=600"


def test_keeping_a_source_asks_the_database_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        through("/?utm_source=newsletter", asks=True)


def test_a_shop_without_the_middleware_is_told(settings):
    assert check_sources() == []
    settings.MIDDLEWARE = []
    assert [one.id for one in check_sources()] == ["oscar_referrals.W005"]
    settings.OSCAR_REFERRALS_SOURCES = ()
    assert check_sources() == []


@pytest.mark.django_db(transaction=True)
def test_a_reader_of_the_newsletter_is_offered_the_program_on_the_second_page(page):
    ProgramFactory()
    product = make_product(price="12.00")
    page.goto(f"{product.get_absolute_url()}?utm_source=newsletter")
    banner = page.locator("aside.referral-banner")
    expect(banner).to_have_count(0)
    page.goto(BROWSE)
    expect(banner).to_contain_text(HEADLINE)
    assert small_targets(page, "aside.referral-banner") == []
    banner.get_by_role("button", name="Not now").click()
    page.wait_for_url(f"**{BROWSE}")
    expect(banner).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_who_comes_by_himself_sees_no_banner(page):
    ProgramFactory()
    page.goto(BROWSE)
    expect(page.locator("aside.referral-banner")).to_have_count(0)
