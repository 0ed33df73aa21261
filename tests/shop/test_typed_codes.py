"""A code typed into Oscar's own voucher box."""

import pytest

from oscar_referrals.flows import enroll, shape
from oscar_referrals.models import Claim, ClaimSource, Visit
from oscar_referrals.shop import receivers
from oscar_referrals.test.factories import AdvocateFactory, code_of
from oscar_referrals.test.orders import make_basket, place_order


def test_a_typed_code_is_a_claim_and_gives_the_discount(visitor):
    code = code_of(AdvocateFactory())
    visitor.add_to_basket()

    visitor.type_code(code.text)

    assert visitor.total() == "40.00"
    claim = Claim.objects.get()
    assert (claim.code, claim.source, claim.basket_id) == (
        code,
        ClaimSource.TYPED,
        visitor.stored_basket().pk,
    )
    assert not Visit.objects.exists()


def test_typing_the_code_twice_makes_one_claim(visitor):
    code = code_of(AdvocateFactory())
    visitor.add_to_basket()

    visitor.type_code(code.text)
    visitor.type_code(code.text.lower())

    assert Claim.objects.count() == 1
    assert visitor.total() == "40.00"


def test_below_the_minimum_the_visitor_reads_what_is_missing_and_gets_it_later(visitor):
    code = code_of(AdvocateFactory())
    visitor.add_to_basket(price="15.00", quantity=2)

    visitor.type_code(code.text)

    assert "Spend €10.00 more to use your invitation (€10.00 off)." in visitor.messages
    assert visitor.total() == "30.00"
    visitor.add_to_basket(price="10.00", quantity=1)
    assert visitor.total() == "30.00"
    assert visitor.stored_basket().vouchers.count() == 1


def test_the_advocate_is_told_that_the_code_is_the_own_one(visitor):
    advocate = AdvocateFactory()
    visitor.sign_in(advocate.user)
    visitor.add_to_basket()

    visitor.type_code(code_of(advocate).text)

    assert "This is your own code. Share it with a friend instead." in visitor.messages
    assert visitor.total() == "50.00"
    assert not Claim.objects.exists()


def test_an_old_customer_is_told_that_invitations_are_for_first_orders(visitor):
    code = code_of(AdvocateFactory())
    customer = visitor.sign_in()
    place_order(basket=make_basket(owner=customer))
    visitor.add_to_basket()

    visitor.type_code(code.text)

    expected = "Invitations are for first orders, and you have ordered before."
    assert expected in visitor.messages
    assert visitor.total() == "50.00"


@pytest.mark.parametrize("spoil", ["pause", "end", "leave"])
def test_a_code_that_does_not_work_says_the_same_whatever_the_reason(visitor, spoil):
    advocate = AdvocateFactory()
    if spoil == "leave":
        enroll.leave(advocate=advocate)
    else:
        getattr(shape, spoil)(program=advocate.program)
    visitor.add_to_basket()

    visitor.type_code(code_of(advocate).text)

    assert "This invitation is no longer valid." in visitor.messages
    assert visitor.total() == "50.00"
    assert not Claim.objects.exists()


def test_the_last_code_counts(visitor):
    first = AdvocateFactory()
    second = AdvocateFactory(program=first.program)
    visitor.add_to_basket()

    visitor.type_code(code_of(first).text)
    visitor.type_code(code_of(second).text)

    assert visitor.total() == "40.00"
    codes = [voucher.code for voucher in visitor.stored_basket().vouchers.all()]
    assert codes == [code_of(second).text]


def test_a_claim_stays_when_the_friend_signs_in_and_baskets_are_merged(visitor):
    code = code_of(AdvocateFactory())
    visitor.add_to_basket()
    visitor.type_code(code.text)

    friend = visitor.sign_in()

    assert visitor.total() == "40.00"
    claim = Claim.objects.get()
    assert claim.user == friend


def test_a_claim_made_on_one_device_works_on_the_next(visitor, other_visitor):
    code = code_of(AdvocateFactory())
    friend = visitor.sign_in()
    visitor.add_to_basket()
    visitor.type_code(code.text)
    visitor.stored_basket().vouchers.clear()

    other_visitor.sign_in(friend)
    other_visitor.add_to_basket()

    assert other_visitor.basket().vouchers.get().code == code.text


def test_new_terms_leave_a_claim_as_it_was(visitor):
    advocate = AdvocateFactory()
    visitor.add_to_basket()
    visitor.type_code(code_of(advocate).text)

    shape.change_terms(
        program=advocate.program,
        terms={"currency": "EUR", "friend_value": 5, "minimum": 45, "reward_value": 5},
    )

    assert visitor.total() == "40.00"


def test_a_failure_of_ours_leaves_the_voucher_box_working(visitor, monkeypatch):
    code = code_of(AdvocateFactory())
    visitor.add_to_basket()

    def fail(**kwargs):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(receivers.claiming, "claim_code", fail)
    visitor.type_code(code.text)

    assert visitor.total() == "40.00"


@pytest.mark.parametrize(
    "text", ["UNKNOWN", "\u202e\u200bABC", "' OR 1=1 --", "A" * 5000, "ſß\u0131", "<script>"]
)
def test_hostile_text_in_the_voucher_box_changes_nothing(visitor, text):
    visitor.add_to_basket()

    visitor.type_code(text)

    assert visitor.total() == "50.00"
    assert not Claim.objects.exists()
