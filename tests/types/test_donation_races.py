"""Two workers meet at one order: it gives its share once, and without the lock it would not."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from oscar_referrals.flows import donate
from oscar_referrals.models import Budget, Donation
from oscar_referrals.test.partners import make_pledge
from tests.types.test_donations import assert_all_is_well, buy, owed


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_two_workers_accrue_the_same_order_once_because_of_the_lock(monkeypatch, is_locked):
    pledge = make_pledge()
    buy()
    monkeypatch.setattr(donate, "settle", lambda donations: None)
    donate.count_orders(pledge)
    monkeypatch.undo()
    barrier = Barrier(2)

    def unlocked_rows(model, pks, *related):
        rows = list(model.objects.filter(pk__in=pks).prefetch_related(*related))
        barrier.wait(timeout=5)
        return rows

    if not is_locked:
        monkeypatch.setattr(donate, "lock_rows", unlocked_rows)
    errors = []

    def work():
        try:
            with transaction.atomic():
                donate.settle(Donation.objects.all())
        except Exception as error:  # noqa: BLE001 - looked at below
            errors.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (errors, owed()) == ([], Decimal("5.00"))
    spent = Decimal("5.00") if is_locked else Decimal("10.00")
    assert Budget.objects.get().committed == spent


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_count_the_same_order_once():
    pledge = make_pledge()
    buy()
    barrier, errors = Barrier(2), []

    def work():
        try:
            barrier.wait(timeout=5)
            with transaction.atomic():
                donate.count_orders(pledge)
        except Exception as error:  # noqa: BLE001 - looked at below
            errors.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert (errors, owed(), Donation.objects.count()) == ([], Decimal("5.00"), 1)
    assert_all_is_well()
