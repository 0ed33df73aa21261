"""What a referral code guarantees where vouchers of a shop are usually weak, from H11 to H23.

As far as our own data and entry points go.
"""

from decimal import Decimal
from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.apps.order.signals import order_status_changed
from oscar.core.loading import get_model

from oscar_referrals.codes import ALPHABET, generate_code, is_wellformed, normalize_code
from oscar_referrals.flows import enroll
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Budget,
    Referral,
    ReferralState,
)
from oscar_referrals.shop.links import share_url
from oscar_referrals.shop.orders import order_facts
from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
    code_of,
)
from oscar_referrals.test.orders import (
    apply_offers,
    make_basket,
    place_order,
    place_referred_order,
)
from tests.shop.test_holes import DISCOUNTED, FULL, place_priced, priced_basket

pytestmark = pytest.mark.django_db

Basket = get_model("basket", "Basket")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Notification = get_model("communication", "Notification")
Order = get_model("order", "Order")
Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")
Voucher = get_model("voucher", "Voucher")


#: What tests elsewhere show already.
ELSEWHERE = {
    "H5": "tests.shop.test_checkout.test_whoever_loses_the_race_is_told_before_his_card_is_charged",
    "H15": "tests.account.test_strangers.test_every_code_that_does_not_work_gets_the_same_answer",
    "H15, many": "tests.account.test_strangers"
    ".test_too_many_tries_answer_429_whether_the_code_works_or_not",
    "H15, typed": "tests.shop.test_typed_codes"
    ".test_a_code_that_does_not_work_says_the_same_whatever_the_reason",
    "H19": "tests.money.test_refunds"
    ".test_a_cancelled_order_gives_the_friend_another_chance_if_the_terms_say_so",
}


@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_shown_elsewhere_is_still_shown_there(place):
    module, _, name = place.rpartition(".")
    assert hasattr(import_module(module), name)


def test_a_double_click_is_one_referral_and_takes_the_budget_once(visitor, bank):
    """H11: as far as our own data go."""
    code = code_of(AdvocateFactory(program__cap=Decimal("100.00")))
    visitor.go_to_checkout(code.text)
    bank.meanwhile = visitor.place_order

    visitor.place_order()

    assert Order.objects.count() == Referral.objects.count() == 1
    budget = Budget.objects.get()
    assert (budget.committed, budget.reserved) == (Decimal("10.00"), Decimal("10.00"))


class BrokenMail(EmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages):
        raise ConnectionError("the mail server is down")


def test_a_mail_server_that_is_down_costs_no_referral_and_gives_no_second_one(
    visitor, bank, settings
):
    """H12: as far as our own data go; the messages wait and are sent later."""
    code = code_of(AdvocateFactory())
    visitor.go_to_checkout(code.text)
    settings.EMAIL_BACKEND = f"{__name__}.BrokenMail"

    visitor.place_order()
    visitor.place_order()
    run_due()

    assert Order.objects.count() == 1
    assert Referral.objects.get().state == ReferralState.HELD


def test_a_change_of_status_that_was_lost_half_way_is_found_by_asking_again():
    """H13: what an order deserves is read from the order, not from what was announced."""
    referral = place_referred_order(advocate=AdvocateFactory())
    run_due()

    def fail(**kwargs):
        raise RuntimeError("a mistake of somebody else's receiver")

    order_status_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            referral.order.set_status("Cancelled")
    finally:
        order_status_changed.disconnect(fail)
    run_due()
    assert not referral.order.status_changes.exists()

    call_command("referrals_reconcile")

    referral.refresh_from_db()
    assert referral.state == ReferralState.VOIDED


def test_two_refunds_at_the_same_moment_both_count(settings, monkeypatch):
    """H14: refunds are counted one by one, never by the total that a payment source keeps."""
    settings.OSCAR_REFERRALS_REFUND_SOURCE = "transaction"
    referral = place_referred_order(advocate=AdvocateFactory())
    source = Source.objects.create(
        order=referral.order, source_type=SourceType.objects.create(name="Card")
    )
    first, second = Source.objects.get(pk=source.pk), Source.objects.get(pk=source.pk)

    first.refund(Decimal("15.00"))
    second.refund(Decimal("15.00"))
    monkeypatch.setenv("OSCAR_REFERRALS_CLOCK_OFFSET_DAYS", "0.01")
    run_due()

    source.refresh_from_db()
    assert source.amount_refunded == Decimal("15.00")
    assert order_facts([referral.order_id])[referral.order_id].returned == Decimal("30.00")


def test_two_advocates_never_get_the_same_code(monkeypatch):
    """H16: the unique column decides, and whoever drew a code that is taken draws again."""
    program = ProgramFactory()
    taken = code_of(AdvocateFactory(program=program)).text
    free = generate_code()
    drawn = iter([taken, taken, free])
    monkeypatch.setattr(enroll, "generate_code", lambda: next(drawn))

    assert code_of(AdvocateFactory(program=program)).text == free
    assert Voucher.objects.filter(code__in=[taken, free]).count() == 2


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_in_particular_may_ask_about_a_code(user):
    """H17: a code can be asked about, and its basket be priced, without knowing the customer."""
    code = code_of(AdvocateFactory())

    assert code.voucher.is_available_to_user(user) == (True, "")
    assert code.advocate.program.offer.is_available(user=user)


def test_an_order_without_an_address_gets_no_invitation():
    """H17: nobody is a friend before he has said who he is."""
    basket = priced_basket(AdvocateFactory())

    with pytest.raises(UnableToPlaceOrder, match="give your e-mail address"):
        place_priced(basket, email="")

    assert not Order.objects.exists()


def test_no_code_changes_when_it_is_written_in_capitals():
    """H18: every sign is plain, in capitals already, and like no other sign."""
    assert ALPHABET.isascii()
    assert ALPHABET.upper() == ALPHABET == normalize_code(ALPHABET)
    assert not set(ALPHABET) & set("015S8BIOLU2")


@pytest.mark.parametrize("sign", ["\u0405", "\u017f", "\ufb01", "\u0131", "\u00df", "\u0391"])
def test_a_sign_that_only_looks_like_one_of_ours_is_none(sign):
    """H18: letters of other alphabets never stand for a sign of a code."""
    code = generate_code()

    assert not is_wellformed(normalize_code(code[:4] + sign + code[5:]))


def test_an_invisible_sign_in_a_pasted_code_does_no_harm():
    """H18: a zero-width space is left out."""
    code = generate_code()

    assert normalize_code(f"\u200b{code[:4]}\u200d{code[4:]}\ufeff") == code


def test_a_code_goes_with_the_basket_when_its_owner_signs_in():
    """H20: merging baskets, of which no signal tells, loses no invitation."""
    advocate = AdvocateFactory()
    anonymous = priced_basket(advocate)
    basket = Basket.objects.create(owner=CustomerFactory())
    basket.strategy = anonymous.strategy

    basket.merge(anonymous)
    order = place_order(basket=basket)

    assert order.total_incl_tax == DISCOUNTED
    assert Referral.objects.get().friend == basket.owner


def test_a_customer_with_an_account_is_known_when_he_orders_as_a_guest():
    """H21: orders of an account count for its address."""
    customer = CustomerFactory()
    place_order(basket=make_basket(owner=customer))

    with pytest.raises(UnableToPlaceOrder, match="ordered before"):
        place_priced(priced_basket(AdvocateFactory()), email=customer.email.upper())


def test_a_guest_is_known_when_he_makes_an_account_later():
    """H21: orders as a guest count for an account with the same address."""
    place_order(basket=make_basket(), email="guest@example.com")
    basket = make_basket(owner=CustomerFactory(email="guest@example.com"))
    basket.vouchers.add(code_of(AdvocateFactory()).voucher_id)

    apply_offers(basket)

    assert basket.total_incl_tax == FULL


HOSTILE = "<img src=x onerror=alert(1)>"


def test_no_name_that_a_person_typed_reaches_a_place_where_oscar_trusts_it():
    """H22: descriptions of offers, conditions and benefits, and on-site notifications."""
    program = ProgramFactory(name=HOSTILE)
    advocate = AdvocateFactory(program=program, shown_name=HOSTILE)
    place_referred_order(advocate=advocate, user=CustomerFactory(first_name=HOSTILE))
    run_due()

    offer = ConditionalOffer.objects.get(pk=advocate.program.offer_id)
    trusted = [offer.description, offer.benefit.description, offer.condition.description]
    trusted += [offer.benefit.proxy().name, offer.condition.proxy().name]
    for notification in Notification.objects.all():
        trusted += [notification.subject, notification.body]
    assert advocate.shown_name == ""
    assert not [text for text in trusted if "<img" in str(text)]


def test_the_cookie_of_a_claim_is_sent_by_no_other_site_and_read_by_no_script():
    """H23: every attribute is said, none is left to the browser."""
    code = code_of(AdvocateFactory())

    client = Client()
    client.post(reverse("referral-claim", kwargs={"code": code.text}), secure=True)

    cookie = client.cookies["__Host-ref"]
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"]) == ("Lax", True, True)
    assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_addresses_in_messages_have_the_shops_own_scheme_and_host(settings):
    """H23: never a scheme that is written down in code, never the host of a request."""
    settings.OSCAR_URL_SCHEMA = "https"

    assert share_url(code_of(AdvocateFactory())).startswith("https://")
