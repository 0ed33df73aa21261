"""What a referral code guarantees where vouchers of a shop are usually weak, H1 to H10 and H24.

The others are in `test_more_holes`. Real races, with many threads and on several databases, are in
`tests/reliability`.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.apps.order.signals import order_placed
from oscar.core.loading import get_model
from oscar.test import factories as oscar_factories

from oscar_referrals.clock import page_now
from oscar_referrals.flows import enroll, redeem, shape
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Budget,
    Claim,
    ClaimSource,
    Code,
    Program,
    Referral,
    ReferralState,
)
from oscar_referrals.test.factories import (
    AdvocateFactory,
    CustomerFactory,
    code_of,
)
from oscar_referrals.test.orders import (
    apply_offers,
    make_basket,
    place_order,
    place_referred_order,
)

pytestmark = pytest.mark.django_db

Basket = get_model("basket", "Basket")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Order = get_model("order", "Order")
Voucher = get_model("voucher", "Voucher")

FULL, DISCOUNTED = Decimal("50.00"), Decimal("40.00")


def priced_basket(advocate, owner=None):
    """Return a basket that shows an advocate's discount."""
    basket = make_basket(owner=owner)
    basket.vouchers.add(code_of(advocate).voucher_id)
    apply_offers(basket)
    assert basket.total_incl_tax == DISCOUNTED
    return basket


def place_priced(basket, email="friend@example.com"):
    """Place the order of a basket at the prices it shows, without pricing it again."""
    user = basket.owner or AnonymousUser()
    return oscar_factories.create_order(basket=basket, user=user, guest_email=email)


def test_a_discount_is_recorded_although_its_code_left_the_basket_while_paying(visitor, bank):
    """H1: there is no discount without a referral, whatever happens to the basket meanwhile."""
    code = code_of(AdvocateFactory())
    visitor.go_to_checkout(code.text)
    basket = visitor.stored_basket()

    def leave_the_basket():
        button = reverse("basket:vouchers-remove", kwargs={"pk": code.voucher_id})
        visitor.client.post(button)
        basket.vouchers.clear()

    bank.meanwhile = leave_the_basket
    visitor.place_order()

    order = Order.objects.get()
    assert (order.total_incl_tax, order.basket.vouchers.count()) == (DISCOUNTED, 0)
    assert Referral.objects.get().order == order
    assert Claim.objects.get().source == ClaimSource.TYPED


def test_a_discount_without_any_claim_is_recorded_with_a_claim_of_the_order():
    """H1: also if the code reached the basket by a way of the shop's own."""
    basket = priced_basket(AdvocateFactory())
    basket.vouchers.clear()

    order = place_priced(basket)

    assert order.total_incl_tax == DISCOUNTED
    assert Referral.objects.get().order == order
    assert Claim.objects.get().source == ClaimSource.ORDER


def test_a_budget_is_asked_again_when_the_order_is_placed():
    """H2: of two baskets that were shown the last discount, one order gets it."""
    advocate = AdvocateFactory(program__cap=Decimal("20.00"))
    baskets = [priced_basket(advocate), priced_basket(advocate)]
    place_priced(baskets[0], email="first@example.com")

    with pytest.raises(UnableToPlaceOrder, match="used up"):
        place_priced(baskets[1], email="second@example.com")

    budget = Budget.objects.get()
    assert (budget.committed, budget.reserved) == (Decimal("10.00"), Decimal("10.00"))
    assert Order.objects.count() == 1


def test_a_deleted_account_does_not_make_its_owner_a_new_friend():
    """H3: who has used an invitation stays known without the account."""
    advocate = AdvocateFactory()
    friend = CustomerFactory()
    place_referred_order(advocate=advocate, user=friend)
    basket = priced_basket(advocate)
    email = friend.email
    friend.delete()

    with pytest.raises(UnableToPlaceOrder, match="already used an invitation"):
        place_priced(basket, email=email)

    assert Referral.objects.get().friend is None


@pytest.mark.parametrize("lost", ["the friend's turn", "the budget"])
def test_what_was_read_too_early_decides_nothing(monkeypatch, lost):
    """H4: a unique key and a conditional update decide, not what a transaction has read before."""
    advocate = AdvocateFactory(program__cap=Decimal("100.00"), program__new_customers_only=False)
    basket, competitor = priced_basket(advocate), priced_basket(advocate)

    def let_another_be_faster(**kwargs):
        """Happens after the rules were asked, before anything is written."""
        monkeypatch.undo()
        if lost == "the budget":
            Budget.objects.update(committed=Decimal("100.00"))
        else:
            place_priced(competitor)

    monkeypatch.setattr(redeem, "take_place", let_another_be_faster)

    with pytest.raises(UnableToPlaceOrder, match="used"):
        place_priced(basket)
    assert not Referral.objects.exists()


def test_the_loser_reads_a_sentence_and_not_an_error():
    """H5: a refusal in the order is the exception whose text Oscar's checkout shows."""
    advocate = AdvocateFactory(program__cap=Decimal("20.00"))
    baskets = [priced_basket(advocate), priced_basket(advocate)]
    place_priced(baskets[0])

    with pytest.raises(UnableToPlaceOrder) as refusal:
        place_priced(baskets[1], email="second@example.com")

    expected = "This invitation has been used up. Please look at your basket again."
    assert str(refusal.value) == expected


def end_voucher(code):
    """Staff end the voucher of a code that has leaked."""
    Voucher.objects.filter(pk=code.voucher_id).update(end_datetime=page_now() - timedelta(days=1))


def suspend_offer(code):
    """Staff suspend the program's offer."""
    ConditionalOffer.objects.get(pk=code.advocate.program.offer_id).suspend()


def end_offer(code):
    """Staff end the program's offer."""
    offers = ConditionalOffer.objects.filter(pk=code.advocate.program.offer_id)
    offers.update(end_datetime=page_now() - timedelta(days=1))


def pause_program(code):
    """Staff pause the program."""
    shape.pause(program=code.advocate.program)


def retire_code(code):
    """The code is replaced by another one."""
    Code.objects.filter(pk=code.pk).update(retired_at=page_now())


def leave(code):
    """The advocate leaves the program."""
    enroll.leave(advocate=code.advocate)


KILLS = [end_voucher, suspend_offer, end_offer, pause_program, retire_code, leave]


def switches(code):
    """Return everything that says whether a code works, as the database has it now."""
    return (
        Voucher.objects.values("start_datetime", "end_datetime", "usage").get(pk=code.voucher_id),
        ConditionalOffer.objects.values("status", "end_datetime").get(
            pk=code.advocate.program.offer_id
        ),
        Program.objects.values("state").get(pk=code.advocate.program_id),
        Code.objects.values("retired_at", "advocate__left_at").get(pk=code.pk),
    )


@pytest.mark.parametrize("kill", KILLS)
def test_a_code_that_is_switched_off_stays_off_and_stops_whoever_is_checking_out(kill):
    """H6, H10: no checkout that began before undoes it, and none of them gets the discount."""
    code = code_of(AdvocateFactory())
    basket = priced_basket(code.advocate)
    kill(code)
    switched_off = switches(code)

    with pytest.raises(UnableToPlaceOrder, match="no longer valid"):
        place_priced(basket)

    assert switches(code) == switched_off
    assert not Order.objects.exists()
    assert not Referral.objects.exists()


@pytest.mark.parametrize("kill", KILLS)
def test_every_way_to_switch_a_code_off_works_in_baskets_and_on_pages(kill):
    """H24: also the offer's own switches, which Oscar does not ask for vouchers."""
    code = code_of(AdvocateFactory())
    before = priced_basket(code.advocate)
    basket = Basket.objects.get(pk=before.pk)
    basket.strategy = before.strategy

    kill(code)
    apply_offers(basket)

    assert basket.total_incl_tax == FULL
    page = Client().get(reverse("referral-invitation", kwargs={"code": code.text}))
    assert page.status_code == 404


def test_codes_do_not_add_up():
    """H7: of several codes in one basket one gives its discount, once, for one advocate."""
    first = AdvocateFactory()
    codes = [code_of(first), code_of(AdvocateFactory(program=first.program))]
    codes.append(code_of(AdvocateFactory()))
    basket = make_basket()
    basket.vouchers.add(*(code.voucher_id for code in codes))

    order = place_order(basket=basket, email="friend@example.com")

    assert order.total_incl_tax == DISCOUNTED
    assert order.discounts.count() == 1
    assert Referral.objects.get().claim.code.voucher == order.discounts.get().voucher


def test_a_referral_is_written_with_its_order_and_not_after_it():
    """H8: whatever happens after the order is written, the referral is there and goes on."""

    def fail(**kwargs):
        raise RuntimeError("a mistake of somebody else's receiver")

    order_placed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            place_priced(priced_basket(AdvocateFactory()))
    finally:
        order_placed.disconnect(fail)

    run_due()
    referral = Referral.objects.get()
    assert (referral.order, referral.state) == (Order.objects.get(), ReferralState.HELD)


def test_a_guest_uses_an_invitation_once_although_both_baskets_showed_it():
    """H9: once per person is decided when the order is placed, for guests as for accounts."""
    advocate = AdvocateFactory(program__new_customers_only=False)
    baskets = [priced_basket(advocate), priced_basket(advocate)]
    place_priced(baskets[0], email="b.en+1@gmail.com")

    with pytest.raises(UnableToPlaceOrder, match="already used an invitation"):
        place_priced(baskets[1], email="ben@googlemail.com")

    assert Referral.objects.count() == 1
