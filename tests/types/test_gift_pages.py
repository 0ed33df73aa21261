"""Gift drops on the staff's pages, and the gifts on their giver's own page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from oscar_referrals.clock import database_now
from oscar_referrals.flows import drop as dropping
from oscar_referrals.models import Drop, DropSchedule, Gift
from oscar_referrals.test.factories import ProgramFactory
from tests.types.test_gifts import make_customers, make_drop, make_program, use

pytestmark = pytest.mark.django_db

ENTERED = {"name": "Summer gifts", "people": "2", "measure": "spend", "months": "12"}


@pytest.fixture
def entered():
    """What an owner types for a drop."""
    until = database_now() + timedelta(days=30)
    return ENTERED | {"valid_until": until.strftime("%Y-%m-%dT%H:%M")}


def test_nothing_is_given_before_it_was_shown_who_gets_it(owner, entered):
    customers = make_customers()
    program = make_program()
    address = reverse("referral-drop-create", kwargs={"pk": program.pk})

    shown = owner.post(address, entered)
    page = shown.content.decode()
    assert "2 people would get a gift" in page
    assert "Each is worth €15.00: €30.00 in all" in page
    assert customers[0].email in page
    assert not Drop.objects.exists()
    changed = owner.post(address, entered | {"make": "yes", "seal": "another"})
    assert "Something has changed since you looked." in changed.content.decode()
    assert not Drop.objects.exists()

    owner.post(address, entered | {"make": "yes", "seal": shown.context["seal"]})
    again = owner.post(address, entered | {"make": "yes", "seal": shown.context["seal"]})

    assert Gift.objects.count() == 2
    assert Drop.objects.get().made_by is not None
    assert "has changed" in again.content.decode() or "made already" in again.content.decode()


def test_a_budget_that_is_too_small_is_told_and_leaves_no_button(owner, entered):
    make_customers()
    program = make_program(cap=Decimal(10))

    page = owner.post(reverse("referral-drop-create", kwargs={"pk": program.pk}), entered)

    assert "The budget is too small for that." in page.content.decode()
    assert "Make the gifts" not in page.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"people": "0"}, "greater than or equal to 1"),
        ({"valid_until": "2020-01-01T00:00"}, "The end has to be in the future."),
        ({"measure": "luck"}, "Select a valid choice."),
    ],
)
def test_what_makes_no_sense_gets_a_sentence(owner, entered, change, sentence):
    program = make_program()

    page = owner.post(reverse("referral-drop-create", kwargs={"pk": program.pk}), entered | change)

    assert sentence in page.content.decode()


def test_a_drop_is_read_and_stopped_on_its_page(owner):
    make_customers()
    drop = make_drop(make_program())
    use(drop.gifts.first())
    listed = owner.get(reverse("referral-drop-list", kwargs={"pk": drop.program_id}))
    assert "Summer gifts" in listed.content.decode()

    owner.post(reverse("referral-drop-stop", kwargs={"pk": drop.pk}))

    page = owner.get(reverse("referral-drop-detail", kwargs={"pk": drop.pk})).content.decode()
    assert "used by a friend" in page
    assert "withdrawn" in page


def test_a_schedule_is_made_changed_and_ended(owner):
    program = make_program()
    address = reverse("referral-drop-schedule", kwargs={"pk": program.pk})
    data = {"people": "5", "measure": "orders", "months": "6"}
    data |= {"next_at": "2030-01-01T00:00", "every_months": "3", "valid_days": "60"}
    owner.post(address, data)
    owner.post(address, data | {"people": "9"})

    assert DropSchedule.objects.get().people == 9
    page = owner.get(reverse("referral-drop-list", kwargs={"pk": program.pk})).content.decode()
    assert "for the best 9 customers by how often they ordered" in page
    owner.post(reverse("referral-drop-schedule-end", kwargs={"pk": program.pk}))
    assert DropSchedule.objects.get().ended_at is not None


def test_other_programs_have_no_drops(owner):
    program = ProgramFactory()

    assert owner.get(reverse("referral-drop-list", kwargs={"pk": program.pk})).status_code == 404
    assert owner.get(reverse("referral-drop-create", kwargs={"pk": program.pk})).status_code == 404


def test_staff_without_the_permission_give_nothing(viewer, entered):
    make_customers()
    program = make_program()
    drop = make_drop(program)

    for name, pk in (
        ("referral-drop-create", program.pk),
        ("referral-drop-schedule", program.pk),
        ("referral-drop-schedule-end", program.pk),
        ("referral-drop-stop", drop.pk),
    ):
        assert viewer.post(reverse(name, kwargs={"pk": pk}), entered).status_code == 403
    drop.refresh_from_db()
    assert drop.stopped_at is None
    listed = viewer.get(reverse("referral-drop-list", kwargs={"pk": program.pk}))
    assert "New drop" not in listed.content.decode()


def test_a_customer_sees_his_gifts_and_what_became_of_them():
    make_customers()
    program = make_program()
    drop = make_drop(program)
    gift = drop.gifts.first()
    client = Client()
    client.force_login(gift.giver.user)

    page = client.get(reverse("referral-account")).content.decode()
    assert "Gifts to give away" in page
    assert f"Code {gift.code.text}, for one friend." in page

    use(gift)
    page = client.get(reverse("referral-account")).content.decode()
    assert f"Code {gift.code.text}: used by a friend." in page
    dropping.stop_drop(drop=drop)
    other = Client()
    unused = drop.gifts.last()
    other.force_login(unused.giver.user)
    page = other.get(reverse("referral-account")).content.decode()
    assert f"Code {unused.code.text}: withdrawn." in page


def test_the_invitation_of_a_gift_says_until_when_it_works():
    make_customers()
    gift = make_drop(make_program(), days=10).gifts.first()

    response = Client().get(reverse("referral-invitation", kwargs={"code": gift.code.text}))

    assert response.context["invitation"].offer.last_day is not None
    assert "€15.00" in response.content.decode()
