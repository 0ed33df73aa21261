"""Staff who change a program, or print its cards, keep no customer waiting."""

from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction

from oscar_referrals.locks import lock_row
from oscar_referrals.models import Program, Referral
from oscar_referrals.test.factories import AdvocateFactory
from oscar_referrals.test.orders import place_referred_order

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def lock_as_if_it_were_deleted(model, pk):
    """The control's lock: whoever refers to the row waits."""
    return model.objects.select_for_update().get(pk=pk)


@pytest.mark.parametrize(
    ("lock", "is_waiting"), [(lock_row, False), (lock_as_if_it_were_deleted, True)]
)
def test_an_order_is_placed_while_somebody_holds_the_program(lock, is_waiting):
    advocate = AdvocateFactory()
    answers = []

    def order():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            answers.append(place_referred_order(advocate=advocate))
        except (OperationalError, Referral.DoesNotExist) as error:
            answers.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        lock(Program, advocate.program_id)
        friend = Thread(target=order)
        friend.start()
        friend.join()

    assert isinstance(answers[0], Referral) is not is_waiting
