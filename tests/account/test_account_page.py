"""The page of a customer who invites friends."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oscar_referrals.clock import OFFSET_VARIABLE, offset
from oscar_referrals.flows import shape, spend
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Account, AccountKind, Advocate, Reward
from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    ProgramFactory,
    code_of,
)
from oscar_referrals.test.orders import change_status, make_basket, place_referred_order
from tests.account.pages import invitation, short_link, signed_in, words_of

PAGE = "/account/invite/"


def join(client, name=""):
    return client.post(reverse("referral-join"), {"shown_name": name}, follow=True)


def earn(advocate, monkeypatch, **order):
    """Let a friend order, receive and keep the goods; return the reward."""
    referral = place_referred_order(advocate=advocate, **order)
    run_due()
    change_status(referral.order, "Delivered")
    run_due()
    monkeypatch.setenv(OFFSET_VARIABLE, str(offset().days + 15))
    run_due()
    return Reward.objects.get(referral=referral)


def credit_of(advocate):
    """Return the account that holds an advocate's credit."""
    return Account.objects.get(kind=AccountKind.CREDIT, user=advocate.user)


def test_the_page_is_for_customers_who_are_signed_in(visitor, db):
    for name in ("referral-account", "referral-join", "referral-name", "referral-leave"):
        response = visitor.post(reverse(name)) if name != "referral-account" else visitor.get(PAGE)
        assert response.status_code == 302
        assert response["Location"] == f"/shop/accounts/login/?next={PAGE}"


def test_a_customer_reads_what_both_get_and_joins_with_one_button(ben):
    ProgramFactory()
    client = signed_in(ben)
    words = words_of(client.get(PAGE))
    assert "Give €10.00, get €10.00" in words
    assert "Your friend gets €10.00 off, from €40.00." in words
    assert "You get €10.00 for each friend who orders and keeps it." in words
    words = words_of(join(client))
    advocate = Advocate.objects.get(user=ben)
    assert advocate.shown_name == ""
    assert "Friends see no name" in words
    assert "Nobody has ordered with your link yet." in words


def test_joining_twice_gives_one_code(ben):
    ProgramFactory()
    client = signed_in(ben)
    for _ in range(3):
        assert join(client, "Ben").status_code == 200
    assert Advocate.objects.get(user=ben).codes.count() == 1


def test_link_and_code_can_be_copied_without_scripts(annas_browser, code):
    page = annas_browser.get(PAGE).content.decode()
    assert f'readonly value="http://example.com{short_link(code)}"' in page
    assert f'readonly value="{code}"' in page
    # The buttons take their place only where scripts are allowed.
    assert page.count("data-copied=") == page.count("referral-scripted") == 3


def test_the_newest_open_program_is_the_one_to_join(ben):
    ProgramFactory(friend_value=1)
    ProgramFactory(friend_value=2)
    ProgramFactory(friend_value=3, is_live=False)
    client = signed_in(ben)
    assert "Give €2.00, get €10.00" in words_of(client.get(PAGE))


def test_who_has_joined_stays_with_that_program(annas_browser, code):
    ProgramFactory(friend_value=2)
    assert f'value="{code}"' in annas_browser.get(PAGE).content.decode()


def test_without_a_program_the_page_says_so(ben):
    assert "There are no invitations at the moment." in words_of(signed_in(ben).get(PAGE))


def test_joining_without_a_program_changes_nothing(ben):
    assert "There are no invitations" in words_of(join(signed_in(ben)))
    assert not Advocate.objects.exists()


def test_an_account_without_an_address_is_told_what_is_missing(db):
    ProgramFactory()
    client = signed_in(get_user_model().objects.create_user("nobody"))
    assert "Please give your e-mail address" in words_of(join(client))
    assert not Advocate.objects.exists()


def test_a_paused_program_is_explained_on_the_page(annas_browser, anna):
    shape.pause(program=anna.program)
    assert "The shop has paused invitations." in words_of(annas_browser.get(PAGE))


def test_after_the_end_friends_and_credit_stay_and_a_new_program_can_be_joined(
    annas_browser, anna, monkeypatch
):
    earn(anna, monkeypatch)
    shape.end(program=anna.program)
    words = words_of(annas_browser.get(PAGE))
    assert "There are no invitations at the moment." in words
    assert "€10.00 credit Use it" in words
    assert "Rewarded a friend" in words
    ProgramFactory(friend_value=7)
    assert "Give €7.00" in words_of(annas_browser.get(PAGE))
    join(annas_browser)
    assert anna.user.referral_advocates.count() == 2


def test_a_name_is_changed_and_removed(annas_browser, anna):
    client = annas_browser
    for name, told in (("Annika", "Friends see the name Annika."), ("", "comes from “a friend”")):
        response = client.post(reverse("referral-name"), {"shown_name": name}, follow=True)
        assert told in words_of(response)
        anna.refresh_from_db()
        assert anna.shown_name == name


@pytest.mark.parametrize(
    "name", ["http://evil.example", "anna@example.com", "A" * 41, "\0", "\u202e\u200b", "1" * 9]
)
def test_what_is_not_a_first_name_is_refused_beside_the_field(annas_browser, anna, ben, name):
    for client, address in ((annas_browser, "referral-name"), (signed_in(ben), "referral-join")):
        response = client.post(reverse(address), {"shown_name": name})
        assert response.status_code == 200
        assert 'class="error-block" role="alert"' in response.content.decode()
    anna.refresh_from_db()
    assert anna.shown_name == "Anna"
    assert not Advocate.objects.filter(user=ben).exists()


def test_who_leaves_can_come_back_to_the_same_code(annas_browser, anna, code, visitor):
    response = annas_browser.post(reverse("referral-leave"), follow=True)
    assert "Your link no longer works; what you have earned stays yours." in words_of(response)
    assert visitor.get(invitation(code)).status_code == 404
    join(annas_browser)
    assert visitor.get(invitation(code)).status_code == 200
    assert code_of(anna).text == code


def test_buttons_do_nothing_on_get(annas_browser, anna):
    for name in ("referral-join", "referral-name", "referral-leave"):
        assert annas_browser.get(reverse(name))["Location"] == PAGE
    anna.refresh_from_db()
    assert anna.left_at is None


def test_buttons_are_safe_from_forgery(anna):
    client = signed_in(anna.user)
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse("referral-leave")).status_code == 403
    anna.refresh_from_db()
    assert anna.left_at is None


def test_nobody_sees_the_friends_or_the_credit_of_another(annas_browser, anna, ben, monkeypatch):
    earn(anna, monkeypatch)
    words = words_of(signed_in(ben).get(PAGE))
    assert "€10.00 credit" not in words
    assert "a friend," not in words


def test_the_timeline_never_tells_what_a_friend_bought_or_spent(annas_browser, anna, monkeypatch):
    referral = earn(anna, monkeypatch, price="123.45", email="friend@example.com").referral
    page = annas_browser.get(PAGE).content.decode()
    line = referral.order.lines.get()
    secrets = ["123.45", "246.90", "236.90", "friend@example.com"]
    for secret in (*secrets, line.title, referral.order_number):
        assert secret not in page


def test_many_friends_come_in_pages(annas_browser, anna):
    for number in range(21):
        place_referred_order(advocate=anna, email=f"friend{number}@example.com")
    first, second, wrong = (
        annas_browser.get(PAGE, {"page": number}).content.decode() for number in ("1", "2", "x")
    )
    assert [page.count('class="referral-friend ') for page in (first, second, wrong)] == [20, 1, 20]
    assert 'href="?page=2#friends"' in first


def test_the_page_asks_our_tables_thirteen_times_for_any_number_of_friends(annas_browser, anna):
    place_referred_order(advocate=anna, email="first@example.com")
    annas_browser.get(PAGE)
    with CaptureQueriesContext(connection) as one_friend:
        annas_browser.get(PAGE)
    for number in range(8):
        place_referred_order(advocate=anna, email=f"friend{number}@example.com")
    with CaptureQueriesContext(connection) as many_friends:
        annas_browser.get(PAGE)
    assert len(many_friends) == len(one_friend)
    assert sum("oscar_referrals_" in query["sql"] for query in many_friends.captured_queries) == 13


def test_credit_goes_into_the_basket_with_one_button(annas_browser, anna, monkeypatch):
    earn(anna, monkeypatch)
    basket = make_basket(owner=anna.user)
    account = credit_of(anna)
    address = reverse("referral-use-credit", kwargs={"pk": account.pk})
    assert f'action="{address}"' in annas_browser.get(PAGE).content.decode()
    response = annas_browser.post(address, follow=True)
    assert response.redirect_chain == [(reverse("basket:summary"), 303)]
    assert "It is in your basket now, and comes off what you pay." in words_of(response)
    assert [voucher.pk for voucher in basket.vouchers.all()] == [credit_of(anna).voucher_id]
    assert "In your basket" in words_of(annas_browser.get(PAGE))


def test_a_voucher_is_shown_with_code_and_date_and_used_with_one_button(db, monkeypatch):
    advocate = AdvocateFactory(program=ProgramFactory(reward_kind="voucher"))
    reward = earn(advocate, monkeypatch)
    client = signed_in(advocate.user)
    words = words_of(client.get(PAGE))
    assert f"€10.00 voucher Code {reward.voucher.code}, only for you. Valid until" in words
    address = reverse("referral-use-reward", kwargs={"pk": reward.pk})
    words = words_of(client.post(address, follow=True))
    assert "Saved. It comes off once something is in your basket." in words


def test_what_belongs_to_another_does_not_exist(db, anna, ben, monkeypatch):
    voucher = earn(AdvocateFactory(program=ProgramFactory(reward_kind="voucher")), monkeypatch)
    earn(anna, monkeypatch, email="other@example.com")
    account = credit_of(anna)
    client = signed_in(ben)
    for name, pk in (("referral-use-credit", account.pk), ("referral-use-reward", voucher.pk)):
        assert client.post(reverse(name, kwargs={"pk": pk})).status_code == 404
        assert client.post(reverse(name, kwargs={"pk": 10**6})).status_code == 404
    assert not ben.baskets.filter(vouchers__isnull=False).exists()


def test_a_basket_that_cannot_be_changed_is_told(annas_browser, anna, monkeypatch):
    earn(anna, monkeypatch)
    account = credit_of(anna)
    monkeypatch.setattr(spend, "put_credit_into_basket", lambda **kwargs: False)
    address = reverse("referral-use-credit", kwargs={"pk": account.pk})
    response = annas_browser.post(address, follow=True)
    assert "Your basket cannot be changed now. Please try again." in words_of(response)
    assert response.redirect_chain == [(PAGE, 303)]


def test_the_account_navigation_leads_here(ben):
    page = signed_in(ben).get(reverse("customer:order-list")).content.decode()
    assert f'href="{PAGE}" class="nav-link"' in page
    page = signed_in(ben).get(PAGE).content.decode()
    assert f'href="{PAGE}" class="nav-link active" aria-current="page"' in page


def test_a_customer_without_a_first_name_can_join(db):
    ProgramFactory()
    user = CustomerFactory(first_name="")
    join(signed_in(user))
    assert Advocate.objects.filter(user=user).exists()
