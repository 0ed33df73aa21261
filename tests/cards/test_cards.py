"""Cards: made in one go, traced one by one, blocked, replaced, and paid for."""

import tracemalloc
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_referrals.codes import is_wellformed
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import cards, shape
from oscar_referrals.flows.enroll import leave
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Advocate,
    AdvocateKind,
    Card,
    CardBatch,
    Code,
    ProgramKind,
    Referral,
    ReferralState,
    Visit,
)
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.cards import report_on
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import apply_offers, change_status, make_basket, place_order
from tests.account.pages import words_in
from tests.cards.making import assert_all_is_well, make_batch, make_program, scan, use

pytestmark = pytest.mark.django_db


def report(batch):
    """Return what came of one batch."""
    return report_on([batch])[batch.pk]


def test_each_card_has_a_code_of_its_own_that_is_an_oscar_voucher():
    batch = make_batch(number=3)

    codes = Code.objects.filter(card__batch=batch)
    assert {card.number for card in batch.cards.all()} == {1, 2, 3}
    assert all(is_wellformed(code.text) for code in codes)
    vouchers = get_model("voucher", "Voucher").objects.filter(offers=batch.program.offer_id)
    assert {voucher.code for voucher in vouchers} == {code.text for code in codes}
    assert all(code.voucher.code == code.text for code in codes)
    assert_all_is_well()


def test_cards_that_share_a_code_are_one_row_however_many_are_printed():
    batch = make_batch(number=500, has_own_codes=False)

    assert Card.objects.get().copies == 500
    assert report(batch).printed == 500


def test_ten_thousand_cards_take_few_queries():
    program = make_program()
    with CaptureQueriesContext(connection) as queries:
        batch = make_batch(program, number=10_000)

    assert batch.cards.count() == 10_000
    assert len(queries) < 500


def test_thousands_of_cards_are_made_in_little_memory():
    program = make_program()
    tracemalloc.start()
    make_batch(program, number=4_000)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4_000_000, peak


def test_a_name_makes_one_batch_per_program():
    program = make_program()
    make_batch(program)

    with pytest.raises(Refused) as refusal:
        make_batch(program)

    assert refusal.value.reason == Reason.CARDS_MADE_ALREADY
    assert Card.objects.count() == 3
    make_batch(make_program())


@pytest.mark.parametrize("kind", [ProgramKind.COMMUNITY, ProgramKind.TANGIBLE])
def test_programs_of_other_kinds_print_no_cards(kind):
    with pytest.raises(Refused) as refusal:
        make_batch(ProgramFactory(kind=kind, code_total=1))

    assert refusal.value.reason == Reason.NO_CARDS_NOW
    assert not CardBatch.objects.exists()


def test_a_program_that_has_ended_prints_no_cards():
    program = make_program()
    shape.end(program=program)

    with pytest.raises(Refused):
        make_batch(program)


def test_cards_may_be_printed_before_the_program_starts_and_work_once_it_does():
    program = make_program(is_live=False)
    card = make_batch(program).cards.first()
    assert scan(card).status_code == 404

    shape.start(program=program)

    assert scan(card).status_code == 302


def test_a_card_of_the_shop_brings_an_order_that_is_counted_and_rewards_nobody(reward_now):
    batch = make_batch(place="Café Nord")
    referral = use(batch.cards.first())
    reward_now(referral)

    referral.refresh_from_db()
    assert referral.advocate.kind == AdvocateKind.HOUSE
    assert (referral.state, referral.promise) == (ReferralState.APPROVED, Decimal("0.00"))
    assert not referral.rewards.exists()
    assert_all_is_well()


def test_a_card_of_a_customer_rewards_him(reward_now):
    owner = CustomerFactory()
    batch = make_batch(owner=owner)
    referral = use(batch.cards.last())
    reward_now(referral)

    referral.refresh_from_db()
    assert referral.advocate.user == owner
    assert referral.state == ReferralState.REWARDED
    assert [result.rewards for result in report(batch).results] == [Decimal("10.00")]
    assert_all_is_well()


def test_many_orders_by_a_shops_cards_need_no_review():
    batch = make_batch(make_program(advocate_limit=1), number=3)

    referrals = [use(card, f"{card.number}@example.com") for card in batch.cards.all()]
    run_due()

    for referral in referrals:
        referral.refresh_from_db()
        assert referral.state == ReferralState.HELD


def test_the_owner_cannot_use_his_own_card():
    owner = CustomerFactory(email="anna@example.com")
    card = make_batch(owner=owner).cards.first()

    basket = make_basket(owner=owner)
    basket.vouchers.add(card.code.voucher_id)
    place_order(basket=basket)

    assert not Referral.objects.exists()


def test_the_owner_shares_a_code_of_his_own_and_not_that_of_a_card():
    owner = CustomerFactory()
    batch = make_batch(ProgramFactory(), owner=owner)
    client = Client()
    client.force_login(owner)

    page = client.get(reverse("referral-account")).content.decode()

    own = Code.objects.get(advocate=batch.advocate, card=None)
    assert own.text in page
    assert not any(card.code.text in page for card in batch.cards.all())


def test_who_has_left_is_not_brought_back_by_staff():
    advocate = AdvocateFactory()
    leave(advocate=advocate)

    with pytest.raises(Refused) as refusal:
        make_batch(advocate.program, owner=advocate.user)

    assert refusal.value.reason == Reason.CODE_WITHDRAWN
    assert not CardBatch.objects.exists()


def test_two_batches_at_one_place_belong_to_the_same_place():
    program = make_program()
    make_batch(program, name="June", place="Café Nord")
    make_batch(program, name="July", place="CAFÉ NORD")
    make_batch(program, name="August", place="Café Süd")

    assert set(Advocate.objects.values_list("shown_name", flat=True)) == {"Café Nord", "Café Süd"}


def test_a_scan_is_counted_for_its_card_once_a_day_for_one_visitor():
    batch = make_batch(make_program())
    other = make_batch(batch.program, name="Elsewhere")
    first, second, _third = batch.cards.all()
    scan(first)
    scan(first)
    scan(second, "203.0.113.8")
    scan(other.cards.first(), "203.0.113.9")

    assert report(batch).funnel.visitors == 2
    assert report(other).funnel.visitors == 1


def test_a_friend_reads_where_the_card_was_seen_and_that_nobody_else_is_rewarded():
    card = make_batch(place="Café Nord").cards.first()

    page = Client().get(reverse("referral-invitation", kwargs={"code": card.code.text}))

    text = page.content.decode()
    assert "Seen at Café Nord" in text
    assert "€10.00 off your first order" in text
    assert "gives you" not in text
    assert "gets" not in text


def test_the_basket_speaks_of_a_card_and_not_of_a_friend():
    card = make_batch(place="Café Nord").cards.first()
    line = Template("{% load referral_tags %}{% referral_basket_line %}")
    told = []
    for quantity in (2, 1):
        basket = make_basket(quantity=quantity)
        basket.vouchers.add(card.code.voucher_id)
        apply_offers(basket)
        told.append(words_in(line.render(Context({"basket": basket}))))

    assert told == ["✓ Your card: €10.00 off", "→ Spend €15.00 more to use your card's €10.00"]


def test_the_friend_is_told_what_the_card_took_off():
    referral = use(make_batch(place="Café Nord").cards.first())
    run_due()

    [message] = [one for one in mail.outbox if one.to == ["friend@example.com"]]
    assert f"Your card took €10.00 off your order {referral.order_number}" in message.body
    assert "invitation" not in message.body.partition("Invite")[0]


def test_a_blocked_card_answers_like_a_code_that_never_was():
    card = make_batch().cards.first()

    cards.block_card(card=card)

    answers = [
        Client().get(reverse("referral-invitation", kwargs={"code": text}))
        for text in (card.code.text, "3334443337")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert scan(card).status_code == 404
    assert "This invitation is no longer valid" in answers[0].content.decode()
    assert not Visit.objects.exists()
    assert use(card) is None


def test_a_card_that_is_blocked_after_the_claim_gives_nothing_at_the_till():
    card = make_batch().cards.first()
    claim = reverse("referral-claim", kwargs={"code": card.code.text})
    assert Client().post(claim).status_code == 303

    cards.block_card(card=card)

    assert use(card) is None


def test_what_was_ordered_before_a_card_was_blocked_still_counts(reward_now):
    card = make_batch().cards.first()
    referral = use(card)

    cards.block_card(card=card)
    reward_now(referral)

    referral.refresh_from_db()
    assert referral.state == ReferralState.APPROVED


def test_a_blocked_batch_has_no_card_that_works_and_stays_blocked():
    batch = make_batch()
    cards.block_batch(batch=batch)
    first = batch.blocked_at
    cards.block_batch(batch=batch)

    assert batch.blocked_at == first
    assert not Code.objects.filter(card__batch=batch, retired_at=None).exists()
    assert report(batch).blocked == 3
    with pytest.raises(Refused) as refusal:
        cards.replace_card(card=batch.cards.first())
    assert refusal.value.reason == Reason.CARDS_BLOCKED
    assert_all_is_well()


def test_a_new_card_takes_the_place_of_a_lost_one_and_names_it():
    batch = make_batch()
    lost = batch.cards.get(number=2)

    made = cards.replace_card(card=lost)
    again = cards.replace_card(card=lost)

    assert (made, made.number, made.replaces) == (again, 4, lost)
    lost.refresh_from_db()
    assert lost.code.retired_at is not None
    assert use(lost, "first@example.com") is None
    assert use(made, "second@example.com") is not None
    assert report(batch).printed == 4
    assert_all_is_well()


def test_the_print_cost_comes_back_as_revenue_less_rewards(reward_now):
    batch = make_batch(owner=CustomerFactory(), print_cost=Decimal("12.00"))
    first, second, _third = batch.cards.all()
    kept = use(first, "kept@example.com", quantity=4)
    gone = use(second, "gone@example.com")
    change_status(gone.order, "Cancelled")
    reward_now(kept)

    result = report(batch).results[0]
    assert report(batch).funnel.orders == 2
    assert (result.kept, result.revenue, result.discounts) == (1, Decimal("90.00"), Decimal(10))
    assert (result.rewards, result.print_cost) == (Decimal("10.00"), Decimal("12.00"))
    assert result.cost == Decimal("32.00")
    assert result.cost_per_new_customer == Decimal("32.00")
    assert result.return_on_print_cost == Decimal("6.7")


def test_the_figures_of_many_batches_take_as_many_queries_as_those_of_one():
    program = make_program()
    batches = [make_batch(program, name=str(number)) for number in range(3)]
    for batch in batches:
        use(batch.cards.first(), f"{batch.name}@example.com")
    with CaptureQueriesContext(connection) as one:
        report_on(batches[:1])
    with CaptureQueriesContext(connection) as many:
        found = report_on(batches)

    assert len(one) == len(many) == 5
    assert [found[batch.pk].funnel.orders for batch in batches] == [1, 1, 1]


def test_the_print_cost_can_be_written_down_later():
    batch = make_batch(print_cost=Decimal(0))
    assert report(batch).results[0].return_on_print_cost is None

    cards.note_print_cost(batch=batch, print_cost=Decimal("80.50"))

    assert report(batch).results[0].print_cost == Decimal("80.50")


def test_a_code_that_another_voucher_has_is_drawn_again(monkeypatch):
    from oscar_referrals.flows import enroll

    taken = make_batch(number=1).cards.get().code.text
    drawn = iter([taken, *(enroll.generate_code() for _ in range(10))])
    monkeypatch.setattr(enroll, "generate_code", lambda: next(drawn))

    batch = make_batch(number=2)

    assert taken not in set(batch.cards.values_list("code__text", flat=True))
    assert_all_is_well()


def test_the_tables_tell_if_a_replaced_card_works_or_belongs_to_somebody_else():
    from oscar_referrals.selectors.invariants import find_differences

    batch = make_batch()
    lost, other, third = batch.cards.all()
    cards.replace_card(card=lost)
    Code.objects.filter(card=lost).update(retired_at=None)
    Code.objects.filter(card=other).update(advocate=AdvocateFactory(program=batch.program))
    CardBatch.objects.filter(pk=batch.pk).update(blocked_at=batch.made_at)

    found = " ".join(find_differences())

    assert f"Card {lost.pk} was replaced and still works." in found
    assert f"Card {other.pk} has a code that is not of the owner" in found
    assert f"Card {third.pk} is in the blocked batch {batch.pk} and still works." in found
