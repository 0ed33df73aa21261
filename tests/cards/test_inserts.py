"""A parcel insert belongs to one order: it is made once, whoever prints it how often."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import cards, shape
from oscar_referrals.flows.enroll import leave
from oscar_referrals.models import Advocate, AdvocateKind, Card, CardBatch, Code, ReferralState
from oscar_referrals.reasons import Reason
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import make_basket, place_order
from tests.cards.making import assert_all_is_well, make_batch, make_program, scan, use

pytestmark = pytest.mark.django_db


def order_of(user=None):
    """Return the order of a customer, or of a guest."""
    return place_order(basket=make_basket(owner=user), email="" if user else "guest@example.com")


def test_the_insert_of_a_customers_order_is_his_and_he_is_rewarded(reward_now):
    user = CustomerFactory()

    card = cards.print_insert(program=make_program(), order_id=order_of(user).pk)

    referral = reward_now(use(card))
    assert card.code.advocate.user == user
    assert referral.state == ReferralState.REWARDED
    assert_all_is_well()


def test_the_insert_of_a_guests_order_is_the_shops():
    card = cards.print_insert(program=make_program(), order_id=order_of().pk)

    assert card.code.advocate.kind == AdvocateKind.HOUSE
    assert scan(card).status_code == 302


def test_the_insert_is_the_shops_if_the_customer_may_not_invite_or_has_left():
    program = make_program(advocate_rules=[{"rule": "minimum_orders", "orders": 50}])
    advocate = AdvocateFactory(program=make_program())
    leave(advocate=advocate)

    refused = cards.print_insert(program=program, order_id=order_of(CustomerFactory()).pk)
    left = cards.print_insert(program=advocate.program, order_id=order_of(advocate.user).pk)

    assert refused.code.advocate.kind == left.code.advocate.kind == AdvocateKind.HOUSE
    assert Advocate.objects.filter(program=program, kind=AdvocateKind.CUSTOMER).count() == 0


def test_printing_again_gives_the_same_insert_in_whatever_program():
    order = order_of()
    first = cards.print_insert(program=make_program(), order_id=order.pk)

    again = cards.print_insert(program=ProgramFactory(), order_id=order.pk)

    assert again == first
    assert (Card.objects.count(), CardBatch.objects.count()) == (1, 1)


def test_all_inserts_of_a_program_are_one_batch_beside_the_others():
    program = make_program()
    make_batch(program)
    for _ in range(2):
        cards.print_insert(program=program, order_id=order_of().pk)

    batch = CardBatch.objects.get(name="")
    assert (str(batch), batch.is_inserts) == ("Parcel inserts", True)
    assert list(batch.cards.values_list("number", flat=True)) == [1, 2]


def test_a_program_that_is_paused_or_blocked_inserts_print_none():
    program = make_program()
    order = order_of()
    cards.print_insert(program=program, order_id=order_of().pk)
    cards.block_batch(batch=CardBatch.objects.get())
    with pytest.raises(Refused) as blocked:
        cards.print_insert(program=program, order_id=order.pk)
    shape.pause(program=program)
    with pytest.raises(Refused) as paused:
        cards.print_insert(program=program, order_id=order.pk)

    assert blocked.value.reason == Reason.CARDS_BLOCKED
    assert paused.value.reason == Reason.NO_CARDS_NOW
    assert Card.objects.count() == 1


def test_the_database_itself_refuses_a_second_insert_of_an_order():
    order = order_of()
    card = cards.print_insert(program=make_program(), order_id=order.pk)
    code = Code.objects.get(pk=make_batch(card.batch.program, number=1).cards.get().code_id)
    Card.objects.filter(code=code).delete()

    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(batch=card.batch, number=9, code=code, order=order)


def test_an_insert_that_is_made_meanwhile_is_the_one_that_is_printed(monkeypatch):
    program = make_program()
    order = order_of()
    look = cards.insert_of
    answers = iter([lambda _pk: None])

    def rival(order_id):
        """Answer the first question before a rival makes the insert, the others after."""
        answer = next(answers, None)
        if answer is None:
            return look(order_id)
        monkeypatch.setattr(cards, "insert_of", look)
        made.append(cards.print_insert(program=program, order_id=order_id))
        return None

    made = []
    monkeypatch.setattr(cards, "insert_of", rival)

    card = cards.print_insert(program=program, order_id=order.pk)

    assert made == [card]
    assert Card.objects.count() == Code.objects.filter(card__isnull=False).count() == 1
    assert_all_is_well()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_unique", [True, False])
def test_two_printers_make_one_insert_because_of_the_unique_key(is_unique):
    """Without the key both would make one: the setup of this test makes sense."""
    program = make_program()
    order = order_of()
    key = Card._meta.get_field("order")
    barrier, errors = Barrier(2), []
    if not is_unique:
        _let_orders_repeat(key)

    def work():
        try:
            with transaction.atomic():
                assert cards.insert_of(order.pk) is None
                barrier.wait(timeout=5)
                batch = cards._inserts_of(program, moment=program.created_at, actor=None)
                batch = cards.lock_row(CardBatch, batch.pk)
                number = cards._next_number(batch)
                cards._write_insert(batch=batch, number=number, order_id=order.pk)
        except IntegrityError as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    try:
        assert (Card.objects.count(), len(errors)) == ((1, 1) if is_unique else (2, 0))
    finally:
        if not is_unique:
            Card.objects.all().delete()
            _let_orders_be_unique(key)


def _let_orders_repeat(field):
    with connection.schema_editor() as editor:
        names = editor._constraint_names(Card, [field.column], unique=True)
        for name in names:
            editor.execute(editor._delete_unique_sql(Card, name))


def _let_orders_be_unique(field):
    with connection.schema_editor() as editor:
        editor.execute(editor._create_unique_sql(Card, [field]))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_members_of_staff_who_print_at_once_get_the_same_insert():
    program = make_program()
    order = order_of()
    barrier, made, errors = Barrier(2), [], []

    def work():
        try:
            barrier.wait(timeout=5)
            made.append(cards.print_insert(program=program, order_id=order.pk).pk)
        except Exception as error:  # noqa: BLE001 - looked at below
            errors.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert errors == []
    assert made == [Card.objects.get().pk] * 2
    assert_all_is_well()
