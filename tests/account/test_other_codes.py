"""Codes of one's own word, codes that were replaced, and codes that were typed with mistakes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.core.loading import get_model

from oscar_referrals.codes import check_sign, generate_code
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import enroll
from oscar_referrals.flows.claim import claim_code
from oscar_referrals.flows.replace_code import replace_code
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import ClaimSource, Code, Referral
from oscar_referrals.models.referral import was_undone
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.codes import find_code
from oscar_referrals.selectors.friends import Friend
from oscar_referrals.selectors.invariants import find_differences
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from oscar_referrals.test.orders import (
    apply_offers,
    change_status,
    make_basket,
    make_product,
    place_order,
    place_referred_order,
)
from tests.account.pages import claim_address, invitation, short_link, signed_in, words_of

PAGE = "/account/invite/"
TYPED = "/invitation/"
NEW_CODE = "Your friend has a new code."
MISTAKE = "There is a typing mistake in this code."


def wish(client, word, **more):
    data = {"word": word, "leads_on": "on", **more}
    return client.post(reverse("referral-code"), data, follow=True)


def type_in_basket(client, text):
    return client.post(reverse("basket:vouchers-add"), {"code": text}, follow=True)


def fill_basket(client):
    """Put 50.00 worth of goods into the basket of a browser."""
    product = make_product(price="50.00")
    client.post(reverse("basket:add", kwargs={"pk": product.pk}), {"quantity": 1})


def mistyped(code):
    """Return a code with its first sign wrong."""
    return ("X" if code[0] != "X" else "Y") + code[1:]


def test_a_customer_gets_a_code_of_his_own_word_and_the_old_link_leads_on(
    annas_browser, visitor, code
):
    words = words_of(wish(annas_browser, "Ánna"))
    assert "Your code is ANNA81 now." in words
    assert 'value="http://example.com/r/ANNA81/"' in annas_browser.get(PAGE).content.decode()
    assert visitor.get(short_link(code))["Location"] == invitation("ANNA81")
    assert visitor.get(invitation(code))["Location"] == invitation("ANNA81")
    for typed in ("anna-81", " Anna 8l ", "ANNA81"):
        assert visitor.get(TYPED, {"code": typed})["Location"] == invitation("ANNA81")


def test_without_a_word_the_code_is_random_and_the_old_one_tells_that_there_is_another(
    annas_browser, visitor, code, anna
):
    wish(annas_browser, "", leads_on="")
    new = code_of(anna).text
    assert new != code
    for address in (short_link(code), invitation(code)):
        response = visitor.get(address)
        assert response.status_code == 404
        assert NEW_CODE in words_of(response)
        assert new not in response.content.decode()
    assert NEW_CODE in words_of(visitor.post(claim_address(code)))
    enroll.leave(advocate=anna)
    assert NEW_CODE not in words_of(visitor.get(invitation(code)))


def test_who_has_claimed_the_old_code_keeps_what_it_gives(anna, code):
    basket = make_basket()
    old = Code.objects.get(text=code)
    claim_code(code=old, source=ClaimSource.TYPED, friend=Friend(basket_id=basket.pk))
    replace_code(advocate=anna, leads_on=False)
    order = place_order(basket=basket, email="friend@example.com")
    assert Referral.objects.get(order=order).claim.code == old
    with pytest.raises(Refused) as refusal:
        claim_code(code=old, source=ClaimSource.TYPED, friend=Friend(basket_id=make_basket().pk))
    assert refusal.value.reason == Reason.CODE_WITHDRAWN


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("ab", "Please choose 3 to 14 letters and digits, not digits alone."),
        ("12345", "not digits alone."),
        ("x" * 15, "Please choose 3 to 14"),
        ("x" * 40, "Ensure this value has at most 28"),
        ("\u202e\u200b!!", "Please choose 3 to 14"),
        ("Admin", "This code cannot be had."),
        ("G1FT", "This code cannot be had."),
        ("myfvckc0de", "This code cannot be had."),
        ("fuckyou", "This code cannot be had."),
    ],
)
def test_what_cannot_be_had_changes_nothing(annas_browser, code, word, said):
    assert said in words_of(wish(annas_browser, word))
    assert [row.text for row in Code.objects.all()] == [code]


def test_nobody_asks_word_after_word_which_codes_there_are(annas_browser, settings):
    settings.OSCAR_REFERRALS_CLAIMS_PER_MINUTE = 1
    replace_code(advocate=AdvocateFactory(), word="Bella")
    assert "This code is taken." in words_of(wish(annas_browser, "Bella"))
    assert "Those were many words." in words_of(wish(annas_browser, "Donna"))
    assert not Code.objects.filter(text__startswith="DONNA").exists()


def test_a_shop_blocks_words_of_its_own_or_all_of_them(anna, settings):
    settings.OSCAR_REFERRALS_BLOCKED_WORDS = ("rival",)
    with pytest.raises(Refused):
        replace_code(advocate=anna, word="R1VAL5")
    settings.OSCAR_REFERRALS_OWN_CODES = False
    with pytest.raises(Refused):
        replace_code(advocate=anna, word="Anna")
    assert replace_code(advocate=anna).text


def test_look_alikes_are_one_code_also_for_the_database(anna):
    replace_code(advocate=anna, word="BOB15")
    other = AdvocateFactory(program=anna.program)
    with pytest.raises(Refused) as refusal:
        replace_code(advocate=other, word="8O8IS")
    assert refusal.value.reason == Reason.CODE_TAKEN
    found = find_code(code_of(anna).text.lower().replace("b", "8"))
    assert found is not None
    assert found.advocate == anna
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.bulk_create([Code(advocate=other, text=code_of(anna).text.replace("O", "0"))])


def test_three_new_codes_a_day_are_enough(anna):
    for _ in range(3):
        replace_code(advocate=anna)
    with pytest.raises(Refused) as refusal:
        replace_code(advocate=anna)
    assert refusal.value.reason == Reason.CHANGED_TOO_OFTEN
    assert anna.codes.filter(retired_at=None).count() == 1


def test_a_new_code_does_not_lift_a_limit_of_friends(db):
    advocate = AdvocateFactory(program=ProgramFactory(code_total=2))
    assert "Get another code" in words_of(signed_in(advocate.user).get(PAGE))
    place_referred_order(advocate=advocate, email="first@example.com")
    replace_code(advocate=advocate)
    second = place_referred_order(advocate=advocate, email="second@example.com")
    replace_code(advocate=advocate, word="Anna")
    with pytest.raises((Referral.DoesNotExist, UnableToPlaceOrder)):
        place_referred_order(advocate=advocate, email="third@example.com")
    assert list(find_differences()) == []

    change_status(second.order, "Cancelled")
    run_due()
    place_referred_order(advocate=advocate, email="fourth@example.com")

    assert Referral.objects.exclude(was_undone()).count() == 2
    assert list(find_differences()) == []


def test_who_claimed_an_old_code_counts_for_the_new_one_too(db):
    advocate = AdvocateFactory(program=ProgramFactory(code_total=1))
    old, basket = code_of(advocate), make_basket()
    claim_code(code=old, source=ClaimSource.TYPED, friend=Friend(basket_id=basket.pk))
    replace_code(advocate=advocate)
    place_referred_order(advocate=advocate, email="first@example.com")
    basket.vouchers.add(old.voucher_id)
    apply_offers(basket)
    assert basket.total_discount == 0
    assert Referral.objects.count() == 1


def test_a_typing_mistake_is_told_before_our_tables_are_asked(visitor, code):
    for text in (mistyped(code), "nonsense", "ANNA82", "<b>x</b>"):
        with CaptureQueriesContext(connection) as queries:
            response = visitor.get(TYPED, {"code": text})
        assert not any("oscar_referrals_" in query["sql"] for query in queries.captured_queries)
        assert response.status_code == 404
        assert MISTAKE in words_of(response)
        assert b"<b>x" not in response.content


def test_oscars_voucher_box_understands_how_people_type(visitor, anna, code):
    fill_basket(visitor)
    assert MISTAKE in words_of(type_in_basket(visitor, mistyped(code)))
    words = words_of(type_in_basket(visitor, f"{code[:4].lower()}-{code[4:]}"))
    assert f"Voucher '{code}' added to basket" in words


def test_oscars_voucher_box_follows_to_the_new_code_or_tells_of_it(visitor, anna, code):
    fill_basket(visitor)
    new = replace_code(advocate=anna, word="Anna")
    assert f"Voucher '{new.text}' added to basket" in words_of(type_in_basket(visitor, code))
    replace_code(advocate=anna, leads_on=False)
    assert "Your friend has a new code. Please ask for it." in words_of(
        type_in_basket(visitor, "anna81")
    )


def test_vouchers_of_the_shops_own_go_through_untouched(visitor, db):
    body = generate_code()[:-1]
    wrong = next(body + sign for sign in "34679" if sign != check_sign(body))
    get_model("voucher", "Voucher").objects.create(
        name="Own", code=wrong, start_datetime="2020-01-01T00:00Z", end_datetime="2099-01-01T00:00Z"
    )
    fill_basket(visitor)
    words = words_of(type_in_basket(visitor, wrong))
    assert MISTAKE not in words
    assert "does not qualify for a voucher discount" in words
    assert "No voucher found with code 'SUMMER'" in words_of(type_in_basket(visitor, "summer"))


def test_a_code_of_an_advocate_takes_no_voucher_of_the_shops_place(visitor, anna):
    own = {"start_datetime": "2020-01-01T00:00Z", "end_datetime": "2099-01-01T00:00Z"}
    get_model("voucher", "Voucher").objects.create(name="Own", code="ANNA-81", **own)
    assert replace_code(advocate=anna, word="Anna").text == "ANNA81"
    fill_basket(visitor)
    words = words_of(type_in_basket(visitor, "anna-81"))
    assert "ANNA81" not in words
    assert "does not qualify for a voucher discount" in words


def test_links_cannot_be_tried_without_end(visitor, code, settings):
    settings.OSCAR_REFERRALS_LINKS_PER_MINUTE = 2
    answers = [visitor.get(short_link(code)).status_code for _ in range(3)]
    assert answers == [302, 302, 429]
    assert visitor.get(short_link(generate_code())).content == visitor.get(short_link(code)).content
