"""The pages on which money is paid out, and the one on which a customer says where to."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from oscar_referrals.flows import payout
from oscar_referrals.models import PayoutBatch, PayoutDetails, PayoutState
from oscar_referrals.sharing import limits
from tests.account.pages import signed_in, words_of
from tests.dashboard.conftest import make_staff, told
from tests.fulfil.conftest import IBAN

pytestmark = pytest.mark.django_db

PAGE = "/account/invite/payout/"
DETAILS = {"name": "Anna Keller", "destination": IBAN, "password": "coffee-with-friends"}


@pytest.fixture
def collecting(db):
    return signed_in(make_staff("add_payoutbatch"))


@pytest.fixture
def approving(db):
    return signed_in(make_staff("approve_payoutbatch"))


@pytest.fixture
def exporting(db):
    return signed_in(make_staff("export_payoutbatch"))


def press(client, name, **kwargs):
    return client.post(reverse(f"referral-payout-{name}", kwargs=kwargs), follow=True)


def test_a_payout_goes_from_hand_to_hand(earned, collecting, approving, exporting):
    words = words_of(collecting.get(reverse("referral-payout-list")))
    assert "€10.00 for 1 customer" in words

    address = reverse("referral-payout-collect")
    response = collecting.post(address, {"currency": "EUR"}, follow=True)
    assert told(response) == ["Collected. A second person has to approve it."]
    batch = PayoutBatch.objects.get()
    assert told(press(approving, "approve", pk=batch.pk)) == ["Approved. It can be exported now."]
    file = exporting.post(reverse("referral-payout-export", kwargs={"pk": batch.pk}))
    assert file.streaming
    assert file["Content-Disposition"] == f'attachment; filename="payout-{batch.pk}.csv"'
    rows = list(csv.reader(StringIO(file.getvalue().decode(), newline="")))
    assert rows[0] == ["reference", "name", "destination", "amount", "currency"]
    assert rows[1][1:] == ["Anna Keller", IBAN, "10.00", "EUR"]
    response = press(exporting, "settle", pk=batch.pk)
    assert told(response) == ["Settled. The customers are told."]
    assert "Paid," in words_of(response)


def test_pressing_collect_twice_makes_one_payout(earned, collecting):
    address = reverse("referral-payout-collect")
    collecting.post(address, {"currency": "EUR"})
    response = collecting.post(address, {"currency": "EUR"}, follow=True)
    assert told(response)[-1] == "There is nothing to pay out now."
    assert PayoutBatch.objects.count() == 1


def test_who_may_do_everything_still_cannot_approve_his_own(earned):
    superuser = make_staff()
    superuser.is_superuser = True
    superuser.save()
    client = signed_in(superuser)
    batch = payout.collect(currency="EUR", actor=superuser)

    page = client.get(reverse("referral-payout-detail", kwargs={"pk": batch.pk}))
    assert "a second person has to approve it" in words_of(page)
    assert b"/approve/" not in page.content
    assert told(press(client, "approve", pk=batch.pk)) == [
        "Nobody approves a payout of his own: a second person has to."
    ]
    batch.refresh_from_db()
    assert batch.state == PayoutState.DRAFT


def test_each_step_asks_for_its_own_permission(earned, collecting, approving, exporting, collector):
    batch = payout.collect(currency="EUR", actor=collector)
    refused = {
        "approve": (collecting, exporting),
        "export": (collecting, approving),
        "settle": (collecting, approving),
    }
    for name, clients in refused.items():
        for client in clients:
            assert press(client, name, pk=batch.pk).status_code == 403
    assert approving.post(reverse("referral-payout-collect")).status_code == 403
    assert signed_in(make_staff()).get(reverse("referral-payout-list")).status_code == 403
    batch.refresh_from_db()
    assert batch.state == PayoutState.DRAFT


def test_a_line_that_failed_is_noted_with_the_reason(earned, collector, approver, exporting):
    batch = payout.collect(currency="EUR", actor=collector)
    payout.approve(batch=batch, actor=approver)
    payout.export(batch=batch, actor=approver)
    address = reverse("referral-payout-failure", kwargs={"pk": batch.lines.get().pk})

    assert told(exporting.post(address, {"why": ""}, follow=True)) == [
        "Please say in one line why the money did not arrive."
    ]
    response = exporting.post(address, {"why": "Account closed"}, follow=True)
    assert told(response) == ["Noted. The money can be collected again."]
    assert "Failed Account closed" in words_of(response)


def test_no_cell_of_the_file_is_a_formula(anna, earned, collector, approver, exporting):
    PayoutDetails.objects.update(name="=HYPERLINK(1)", destination="+4917012345")
    batch = payout.collect(currency="EUR", actor=collector)
    payout.approve(batch=batch, actor=approver)

    file = exporting.post(reverse("referral-payout-export", kwargs={"pk": batch.pk}))

    row = list(csv.reader(StringIO(file.getvalue().decode(), newline="")))[1]
    assert row[1:3] == ["'=HYPERLINK(1)", "'+4917012345"]


def test_a_customer_reads_what_waits_and_says_where_to(program, anna, earned):
    PayoutDetails.objects.all().delete()
    client = signed_in(anna.user)
    assert "€10.00 to be paid out Where to" in words_of(client.get("/account/invite/"))
    assert "or we cannot pay you" in words_of(client.get(PAGE))

    response = client.post(PAGE, DETAILS, follow=True)

    assert "account ending in 2051" in words_of(response)
    assert "until then nothing is paid out" in words_of(response)
    assert IBAN not in response.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "wrong"}, "This is not your password."),
        ({"destination": "DE02120300000000202052"}, "This IBAN has a typing mistake."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(program, anna, change, sentence):
    response = signed_in(anna.user).post(PAGE, DETAILS | {"name": "New"} | change)
    assert response.status_code == 200
    assert sentence in words_of(response)
    assert PayoutDetails.objects.get().name == "Anna Keller"
    assert b"coffee-with-friends" not in response.content


def test_after_five_wrong_passwords_the_right_one_waits_too(anna):
    client = signed_in(anna.user)
    for _ in range(5):
        client.post(PAGE, DETAILS | {"password": "wrong"})
    response = client.post(PAGE, DETAILS | {"name": "New"})
    assert "Too many wrong passwords." in words_of(response)
    assert PayoutDetails.objects.get().name == "Anna Keller"


def test_while_the_cache_is_down_nobody_changes_details(anna, monkeypatch):
    class Down:
        def get(self, *args):
            raise ConnectionError

    monkeypatch.setattr(limits, "cache", Down())
    response = signed_in(anna.user).post(PAGE, DETAILS | {"name": "New"})
    assert "Too many wrong passwords." in words_of(response)


def test_a_stranger_is_asked_to_sign_in(client, db):
    response = client.get(PAGE)
    assert response.status_code == 302
    assert PAGE in response.url


def test_nobody_sees_another_ones_payouts(earned, collector, approver):
    batch = payout.collect(currency="EUR", actor=collector)
    words = words_of(signed_in(approver).get(PAGE))
    assert batch.lines.get().reference not in words
