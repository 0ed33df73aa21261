"""Personal vouchers: an amount or a percentage, once, until used up, or for the next orders."""

from decimal import Decimal

import pytest

from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.spend import put_reward_into_basket
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Reward, RewardState
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import apply_offers, make_basket, place_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def earn(bring_friend):
    """Return a function that earns a voucher of 15.00 with some options."""

    def bring(**options):
        program = ProgramFactory(
            reward_kind="voucher", reward_value=Decimal("15.00"), reward_options=options
        )
        bring_friend(AdvocateFactory(program=program), quantity=4)
        return Reward.objects.get()

    return bring


def order_with(reward, *, price="25.00", quantity=1):
    """Let the owner order something with the voucher; return what it took off."""
    basket = make_basket(owner=reward.advocate.user, price=price, quantity=quantity)
    put_reward_into_basket(reward=reward, basket_id=basket.pk)
    before = basket.total_incl_tax
    order = place_order(basket=basket)
    reward.refresh_from_db()
    return before - order.total_incl_tax


def test_a_voucher_without_options_is_an_amount_off_one_order(earn):
    reward = earn()

    assert order_with(reward, price="5.00") == Decimal("5.00")
    assert reward.state == RewardState.USED
    assert order_with(reward) == 0


def test_a_voucher_can_be_used_again_until_it_is_used_up(earn, books):
    reward = earn(use="until_used_up")

    assert order_with(reward, price="6.00") == Decimal("6.00")
    assert reward.state == RewardState.PART_USED
    assert order_with(reward, price="25.00") == Decimal("9.00")
    assert (reward.state, reward.used, reward.uses) == (RewardState.USED, Decimal("15.00"), 2)
    assert order_with(reward) == 0
    assert books() == []


def test_a_voucher_for_the_next_orders_gives_equal_parts(earn):
    reward = earn(use="next_orders", orders=4)

    given = [order_with(reward) for _order in range(5)]

    assert given == [Decimal("3.75")] * 4 + [0]
    assert reward.state == RewardState.USED


def test_the_last_of_the_next_orders_gets_the_odd_cents(earn):
    reward = earn(use="next_orders", orders=7)

    given = [order_with(reward) for _order in range(7)]

    assert given == [Decimal("2.14")] * 6 + [Decimal("2.16")]


def test_what_a_small_order_leaves_of_its_part_is_not_carried_over(earn):
    reward = earn(use="next_orders", orders=3)

    given = [order_with(reward, price=price) for price in ("2.00", "25.00", "25.00")]

    assert given == [Decimal("2.00"), Decimal("5.00"), Decimal("5.00")]
    assert reward.state == RewardState.USED


def test_a_percentage_is_taken_off_the_order_as_far_as_the_reward_goes(earn):
    reward = earn(percent="20.00", use="until_used_up")

    assert order_with(reward, price="25.00", quantity=2) == Decimal("10.00")
    assert order_with(reward, price="25.00", quantity=2) == Decimal("5.00")
    assert reward.state == RewardState.USED


def test_a_percentage_comes_off_what_other_offers_have_left(earn):
    reward = earn(percent="50.00")
    basket = make_basket(owner=reward.advocate.user, price="9.99", quantity=1)
    put_reward_into_basket(reward=reward, basket_id=basket.pk)

    apply_offers(basket)

    assert basket.total_incl_tax == Decimal("5.00")


def test_a_refund_lowers_what_is_left_of_a_voucher(earn, books):
    reward = earn(use="until_used_up")
    order = reward.referral.order
    order_with(reward, price="5.00")

    record_refund(
        order=order, amount=Decimal("45.00"), reference="r", lines={order.lines.get().pk: 2}
    )
    run_due()
    reward.refresh_from_db()

    assert (reward.net, reward.state) == (Decimal("7.50"), RewardState.PART_USED)
    assert order_with(reward) == Decimal("2.50")
    assert books() == []


def test_a_refund_after_everything_was_used_leaves_nothing_to_use(earn, books):
    reward = earn(use="next_orders", orders=2)
    order = reward.referral.order
    order_with(reward)

    record_refund(
        order=order, amount=Decimal("67.50"), reference="r", lines={order.lines.get().pk: 3}
    )
    run_due()
    reward.refresh_from_db()

    assert (reward.net, reward.state) == (Decimal(0), RewardState.REVOKED)
    assert order_with(reward) == 0
    assert books() == []
