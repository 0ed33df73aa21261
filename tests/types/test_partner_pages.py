"""Partners on the staff's pages, and the page that everybody may read."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from oscar_referrals.clock import database_now
from oscar_referrals.flows.refund import record_refund
from oscar_referrals.flows.work import run_due
from oscar_referrals.models import (
    Partner,
    PartnerStatementLine,
    Pledge,
    ProgramKind,
)
from oscar_referrals.selectors.giving import giving_total, statement_rows
from oscar_referrals.test.factories import (
    ProgramFactory,
    code_of,
)
from oscar_referrals.test.orders import make_basket, place_order
from oscar_referrals.test.partners import PartnerFactory, balances, make_pledge, make_statement

pytestmark = pytest.mark.django_db


def page_of(client, name, **kwargs):
    """Return the text of a page that is there."""
    response = client.get(reverse(name, kwargs=kwargs))
    assert response.status_code == 200
    return response.content.decode()


# The staff's pages


def test_a_partner_is_written_down_and_promised_a_share(owner):
    program = ProgramFactory(kind=ProgramKind.COMMUNITY)
    assert "There is no partner yet." in page_of(owner, "referral-partner-list")
    owner.post(
        reverse("referral-partner-create"), {"name": "Harbor Library", "description": "Books."}
    )
    partner = Partner.objects.get(slug="harbor-library")

    response = owner.post(
        reverse("referral-pledge-create", kwargs={"pk": partner.pk}),
        {
            "program": program.pk,
            "percent": "10",
            "counts": "every",
            "starts_at": "2026-01-01T00:00",
            "ends_at": "2030-01-01T00:00",
            "has_code": "on",
        },
    )

    assert response.status_code == 302
    pledge = Pledge.objects.get()
    assert (pledge.percent, pledge.partner, pledge.ranges) == (Decimal(10), partner, [])
    page = page_of(owner, "referral-partner-detail", pk=partner.pk)
    assert "10 % of the net proceeds" in page
    assert code_of(partner.advocates.get()).text in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"percent": "0"}, "Please give a percentage from 0.01 to 100."),
        ({"percent": "101"}, "Please give a percentage from 0.01 to 100."),
        ({"ends_at": "2025-01-01T00:00"}, "The end has to come after the start."),
        ({"ranges": ["no-such-range"]}, "Select a valid choice."),
    ],
)
def test_a_pledge_that_makes_no_sense_gets_a_sentence(owner, change, sentence):
    program = ProgramFactory(kind=ProgramKind.COMMUNITY)
    partner = PartnerFactory()
    data = {
        "program": program.pk,
        "percent": "10",
        "counts": "every",
        "starts_at": "2026-01-01T00:00",
        "ends_at": "2030-01-01T00:00",
    }

    page = owner.post(reverse("referral-pledge-create", kwargs={"pk": partner.pk}), data | change)

    assert sentence in page.content.decode()
    assert not Pledge.objects.exists()


def test_a_second_pledge_in_the_same_time_gets_a_sentence(owner, pledge):
    page = owner.post(
        reverse("referral-pledge-create", kwargs={"pk": pledge.partner_id}),
        {
            "program": pledge.program_id,
            "percent": "5",
            "counts": "every",
            "starts_at": "2020-01-01T00:00",
            "ends_at": "2099-01-01T00:00",
        },
    )

    assert "The partner has another pledge in this time." in page.content.decode()


def test_a_partner_is_changed_and_takes_no_part_any_more(owner, pledge):
    address = reverse("referral-partner-edit", kwargs={"pk": pledge.partner_id})
    assert "Harbor Library" in owner.get(address).content.decode()

    owner.post(address, {"name": "City Library", "contact": "Ada"})

    pledge.partner.refresh_from_db()
    assert (pledge.partner.name, pledge.partner.is_active) == ("City Library", False)
    page = page_of(owner, "referral-partner-detail", pk=pledge.partner_id)
    assert "Takes no part" in page


def test_the_name_of_another_partner_is_refused(owner, pledge):
    page = owner.post(reverse("referral-partner-create"), {"name": "harbor library"})

    assert "Another partner has this name." in page.content.decode()
    assert Partner.objects.count() == 1


def test_a_pledge_is_ended_on_its_page(owner, pledge):
    owner.post(reverse("referral-pledge-end", kwargs={"pk": pledge.pk}))

    pledge.refresh_from_db()
    assert pledge.ends_at <= database_now()


def test_a_statement_is_made_read_downloaded_and_paid(owner, pledge):
    made = owner.post(
        reverse(
            "referral-statement-make",
            kwargs={"pk": pledge.partner_id, "program_id": pledge.program_id},
        ),
        {"ends_at": (database_now() + timedelta(minutes=-1)).strftime("%Y-%m-%dT%H:%M")},
        follow=True,
    )
    assert "There is nothing to pay that is on no statement yet." in made.content.decode()
    statement = make_statement(pledge)

    page = page_of(owner, "referral-statement-detail", pk=statement.pk)
    assert "10 % of 50.00 EUR, order" in page
    assert "print.css" in page
    file = owner.get(reverse("referral-statement-file", kwargs={"pk": statement.pk}))
    lines = b"".join(file.streaming_content).decode().splitlines()
    assert lines[0] == "day,order,what,amount,currency"
    assert lines[-1] == ",,total,5.00,EUR"
    owner.post(
        reverse("referral-statement-paid", kwargs={"pk": statement.pk}), {"reference": "SEPA 1"}
    )
    assert balances()[0] == Decimal("0.00")
    assert "SEPA 1" in page_of(owner, "referral-statement-detail", pk=statement.pk)


def test_no_cell_of_the_file_is_a_formula(owner):
    pledge = make_pledge()
    order = place_order(basket=make_basket(), email="buyer@example.com")
    type(order).objects.update(number="=1+1")
    run_due()

    statement = make_statement(pledge)
    file = owner.get(reverse("referral-statement-file", kwargs={"pk": statement.pk}))

    assert ",'=1+1," in b"".join(file.streaming_content).decode()


def test_a_long_statement_is_read_bit_by_bit(pledge, django_assert_num_queries):
    statement = make_statement(pledge)

    with django_assert_num_queries(1):
        rows = list(statement_rows(statement))

    assert len(rows) == PartnerStatementLine.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["referral-partner-create", "referral-partner-edit", "referral-pledge-create"]
)
def test_staff_without_the_permission_only_read(viewer, pledge, name):
    kwargs = {} if name == "referral-partner-create" else {"pk": pledge.partner_id}
    assert viewer.post(reverse(name, kwargs=kwargs), {"name": "New"}).status_code == 403
    assert "New pledge" not in page_of(viewer, "referral-partner-detail", pk=pledge.partner_id)
    assert Partner.objects.count() == 1


def test_staff_without_the_permission_move_no_money(viewer, pledge):
    statement = make_statement(pledge)
    for name, kwargs in (
        ("referral-statement-paid", {"pk": statement.pk}),
        ("referral-pledge-end", {"pk": pledge.pk}),
        (
            "referral-statement-make",
            {"pk": pledge.partner_id, "program_id": pledge.program_id},
        ),
    ):
        assert viewer.post(reverse(name, kwargs=kwargs)).status_code == 403
    assert balances() == (Decimal("5.00"), Decimal("0.00"))


# What everybody may read


def test_the_public_page_tells_the_total_and_nothing_about_anybody(pledge):
    page = page_of(Client(), "referral-giving", slug="harbor")

    assert "Harbor Library" in page
    assert "€5.00" in page
    assert "10 % of what we take goes to this partner" in page
    assert "buyer@example.com" not in page
    assert "library@example.com" not in page


@pytest.mark.parametrize("kind", [ProgramKind.DIRECT, ProgramKind.COMMUNITY])
def test_a_draft_or_another_kind_of_program_has_no_public_page(kind):
    program = ProgramFactory(kind=kind, is_live=kind == ProgramKind.DIRECT)

    response = Client().get(reverse("referral-giving", kwargs={"slug": program.slug}))

    assert response.status_code == 404


def test_the_running_total_is_one_query_and_never_old(pledge, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert giving_total("harbor") == [("EUR", Decimal("5.00"))]
    record_refund(order=pledge.donations.get().order, amount=Decimal("25.00"), reference="half")
    run_due()

    assert giving_total("harbor") == [("EUR", Decimal("2.50"))]


def test_the_tag_writes_the_total(pledge):
    from django.template import engines

    template = engines["django"].from_string(
        '{% load referral_tags %}{% referral_giving_total "harbor" %}'
        '{% referral_giving_total "unknown" %}'
    )

    assert "€5.00" in template.render()
    assert "nothing yet" in template.render()


def test_the_invitation_of_a_partner_promises_it_no_reward():
    pledge = make_pledge(partner=PartnerFactory(name="Harbor Library"), has_code=True)
    code = code_of(pledge.partner.advocates.get())

    page = page_of(Client(), "referral-invitation", code=code.text)

    assert "Harbor Library gives you" in page
    assert "gets €10.00 too" not in page


def test_the_command_prints_what_partners_got(pledge):
    out = StringIO()

    call_command("referrals_donations", "--csv", stdout=out)

    assert ",5.00,EUR" in next(line for line in out.getvalue().splitlines() if ",total," in line)
    assert "library,harbor,owed,,5.00,EUR" in out.getvalue()
