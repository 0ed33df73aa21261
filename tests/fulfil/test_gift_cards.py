"""Gift cards: a code that is shown once, and money that is spent in parts by whoever knows it."""

from decimal import Decimal

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.gift_card import forget_code, put_card_into_basket, show_code
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.gift_codes import (
    ALPHABET,
    LENGTH,
    digest_of_code,
    generate_gift_code,
    normalize_gift_code,
    show_gift_code,
)
from oscar_referrals.models import GiftCard, Terms, Transfer
from oscar_referrals.selectors.gift_cards import find_gift_card
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.sharing import limits
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import change_status, place_referred_order
from tests.account.pages import signed_in, words_of
from tests.dashboard.conftest import make_staff, told
from tests.shop.conftest import ADDRESS, Visitor

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")


@pytest.fixture
def anna(db):
    """Anna gets gift cards over 30.00."""
    program = ProgramFactory(reward_kind="gift_card", reward_value=Decimal("30.00"))
    return AdvocateFactory(program=program)


@pytest.fixture
def referral(anna, reward_now):
    return reward_now(place_referred_order(advocate=anna, email="ben@example.com"))


@pytest.fixture
def card(referral):
    return GiftCard.objects.get()


@pytest.fixture
def code(card):
    return show_code(card=card)


@pytest.fixture(autouse=True)
def _the_books_are_right(db):
    yield
    assert list(find_differences()) == []


@pytest.fixture
def visitor(db):
    return Visitor()


def pay_with(visitor, code):
    """Type a code into the form in the basket; return what is told."""
    response = visitor.client.post(reverse("referral-gift-card-pay"), {"code": code}, follow=True)
    return told(response)


def buy_with(visitor, code, *, price):
    """Order two pieces as a customer who is signed in, and pay with a card; return the order."""
    get_model("address", "Country").objects.update_or_create(
        iso_3166_1_a2="IT", defaults={"printable_name": "Italy", "is_shipping_country": True}
    )
    visitor.sign_in()
    visitor.add_to_basket(price=price, quantity=2)
    assert pay_with(visitor, show_gift_code(code))[-1] == "Your gift card is in the basket."
    visitor.client.post(reverse("checkout:shipping-address"), ADDRESS)
    visitor.client.post(reverse("checkout:shipping-method"), {"method_code": "standard"})
    visitor.place_order()
    return Order.objects.latest("pk")


def left_on(card):
    card.account.refresh_from_db()
    return card.account.balance


def test_a_code_has_130_bits_and_can_be_read_and_typed():
    code = generate_gift_code()
    assert (len(code), len(ALPHABET)) == (LENGTH, 32) == (26, 32)
    shown = show_gift_code(code)
    assert normalize_gift_code(f" {shown.lower()} ") == code
    assert normalize_gift_code(code.replace("0", "o").replace("1", "l")) == code
    assert normalize_gift_code("A" * 25) == normalize_gift_code("A" * 1000) == ""


def test_the_code_is_shown_once_and_stored_nowhere(anna, card):
    client = signed_in(anna.user)
    assert "€30.00 gift card" in words_of(client.get("/account/invite/"))
    address = reverse("referral-gift-card-code", kwargs={"pk": card.pk})

    response = client.post(address)

    code = response.context["code"]
    assert response["Cache-Control"] == "private, no-store"
    assert find_gift_card(code) == card
    card.refresh_from_db()
    assert card.digest == digest_of_code(normalize_gift_code(code))
    assert card.last_signs == normalize_gift_code(code)[-4:]
    again = client.post(address, follow=True)
    assert told(again) == ["This code was shown before, and we do not keep it."]
    assert code not in again.content.decode()


def test_another_customer_cannot_see_the_code(card):
    client = signed_in(CustomerFactory())
    address = reverse("referral-gift-card-code", kwargs={"pk": card.pk})
    assert client.post(address).status_code == 404
    card.refresh_from_db()
    assert card.digest is None


def test_of_two_requests_one_gets_the_code(card):
    same = GiftCard.objects.get()
    show_code(card=card)
    with pytest.raises(Refused):
        show_code(card=same)


def test_a_code_that_was_lost_is_replaced_by_a_new_one(card, code):
    forget_code(card=card)
    assert find_gift_card(code) is None
    assert find_gift_card(show_code(card=card)) == card


def test_a_changed_key_still_finds_old_cards(card, code, settings):
    settings.OSCAR_REFERRALS_GIFT_CARD_KEYS = ["new", settings.SECRET_KEY]
    assert find_gift_card(code) == card


def test_anybody_with_the_code_spends_a_card_in_parts(visitor, card, code):
    first = buy_with(visitor, code, price="10.00")
    assert (first.basket_total_incl_tax, left_on(card)) == (0, 10)
    second = buy_with(Visitor(), code, price="10.00")
    assert (second.basket_total_incl_tax, left_on(card)) == (10, 0)


def test_the_voucher_of_a_card_is_worth_nothing_without_its_code(visitor, card, code):
    visitor.add_to_basket()
    pay_with(visitor, code)
    card.account.refresh_from_db()
    stranger = Visitor()
    stranger.add_to_basket()
    stranger.type_code(card.account.voucher.code)
    assert stranger.basket().total_discount == 0
    assert visitor.basket().total_discount == 30


def test_of_two_cards_the_one_typed_last_pays(visitor, anna, card, code, reward_now):
    run_due()
    second = place_referred_order(advocate=anna, email="dario@example.com")
    run_due()
    change_status(second.order, "Delivered")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", "40")
        run_due()
        other = show_code(card=GiftCard.objects.exclude(pk=card.pk).get())
    visitor.add_to_basket(price="50.00")
    pay_with(visitor, code)
    pay_with(visitor, other)
    basket = visitor.basket()
    assert (basket.total_discount, basket.vouchers.count()) == (30, 1)


def test_a_refund_gives_the_share_back_to_the_card(visitor, card, code):
    order = buy_with(visitor, code, price="10.00")
    line = order.lines.get()

    record_refund(order=order, amount=Decimal(0), reference="one", lines={line.pk: 1})
    run_due()
    assert left_on(card) == Decimal("20.00")
    change_status(order, "Cancelled")
    run_due()
    assert left_on(card) == Decimal("30.00")
    assert Transfer.objects.filter(key__startswith="return:").count() == 2


def test_a_refund_of_the_friend_takes_from_the_card(referral, card):
    change_status(referral.order, "Cancelled")
    run_due()
    assert left_on(card) == 0


def test_what_was_spent_of_a_card_is_owed(referral, visitor, card, code, balance):
    buy_with(visitor, code, price="10.00")
    change_status(referral.order, "Cancelled")
    run_due()
    assert (left_on(card), balance("receivable")) == (0, Decimal("-20.00"))
    assert Terms.objects.get().recovery == "receivable"


def test_anybody_with_the_code_reads_what_is_left(client, card, code):
    page = client.post(reverse("referral-gift-card"), {"code": code})
    assert "€30.00 are left" in words_of(page)
    assert page["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_a_wrong_code_says_nothing_and_five_lock_the_address(client, card, code):
    address = reverse("referral-gift-card")
    for _ in range(5):
        page = client.post(address, {"code": generate_gift_code()})
        assert page.status_code == 404
        assert "There is no gift card with this code." in words_of(page)
    page = client.post(address, {"code": code})
    assert "Too many wrong codes." in words_of(page)
    assert "30.00" not in words_of(page)


def test_while_the_cache_is_down_no_code_is_looked_up(client, card, code, monkeypatch):
    monkeypatch.setattr(limits, "cache", None)
    page = client.post(reverse("referral-gift-card"), {"code": code})
    assert "Too many wrong codes." in words_of(page)


def test_what_cannot_be_paid_with_a_card_is_said(visitor, card, code):
    assert pay_with(visitor, code) == ["Please put something into your basket first."]
    visitor.add_to_basket()
    assert pay_with(visitor, "") == ["Please type the code of the gift card."]
    assert pay_with(visitor, "nonsense") == ["There is no gift card with this code."]
    assert not visitor.basket().vouchers.exists()


def test_an_empty_card_pays_nothing(card):
    card.account.balance = Decimal(0)
    assert not put_card_into_basket(card=card, basket_id=1)


def test_staff_find_a_card_and_let_a_lost_code_be_replaced(card, code):
    client = signed_in(make_staff("change_referral"))
    page = client.get(reverse("referral-gift-card-list"), {"signs": code[-4:]})
    assert f"ends in {code[-4:]}" in words_of(page)
    assert code not in page.content.decode()

    client.post(reverse("referral-gift-card-forget", kwargs={"pk": card.pk}))

    card.refresh_from_db()
    assert card.digest is None


def test_who_may_not_decide_cannot_replace_a_code(card, code):
    client = signed_in(make_staff())
    address = reverse("referral-gift-card-forget", kwargs={"pk": card.pk})
    assert client.post(address).status_code == 403
    assert find_gift_card(code) == card


def test_the_owner_is_told_that_there_is_a_card(referral, mailoutbox):
    run_due()
    [message] = [one for one in mailoutbox if one.subject == "Your reward is ready: €30.00"]
    assert "shows its code, once" in message.body
