"""A program is of one kind from its first day on."""

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from example_shop.seed.program import SPRING
from oscar_referrals.connect.plain_yaml import FileRefused
from oscar_referrals.connect.program_import import save_program
from oscar_referrals.connect.programs import fields_of, read_program, write_program
from oscar_referrals.models import Program, ProgramKind
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from tests.connect.files import SHORTEST, changed
from tests.dashboard.test_terms import PROGRAM, TERMS

pytestmark = pytest.mark.django_db


def test_a_program_is_direct_unless_somebody_says_otherwise():
    assert ProgramFactory().kind == ProgramKind.DIRECT
    assert read_program(SHORTEST).kind == ProgramKind.DIRECT


def test_the_kind_is_chosen_on_the_dashboard_and_shown_there(owner):
    address = reverse("referral-program-create")
    data = PROGRAM | TERMS | {"name": "Elm Street", "kind": "implicit"}
    shown = owner.post(address, data | {"preview": "yes"})
    seal = shown.context["preview"].seal

    owner.post(address, data | {"save": "yes", "seal": seal})

    program = Program.objects.get()
    assert program.kind == ProgramKind.IMPLICIT
    page = owner.get(reverse("referral-program-detail", kwargs={"pk": program.pk}))
    assert "Implicit: cards and parcel inserts carry a code" in page.content.decode()


def test_a_kind_that_does_not_exist_is_refused(owner):
    page = owner.post(
        reverse("referral-program-create"), PROGRAM | TERMS | {"name": "Odd", "kind": "odd"}
    )

    assert "kind" in page.context["program_form"].errors
    assert not Program.objects.exists()


def test_the_kind_survives_export_and_import():
    program = ProgramFactory(kind=ProgramKind.COMMUNITY)
    text = write_program(fields_of(program))

    assert yaml.safe_load(text)["kind"] == "community"
    assert read_program(text) == fields_of(program)


def test_a_file_cannot_change_the_kind_of_a_program_that_exists():
    save_program(fields=SPRING)
    other = read_program(write_program(SPRING).replace("kind: direct", "kind: tangible"))

    with pytest.raises(FileRefused, match="that cannot be changed"):
        save_program(fields=other)
    assert Program.objects.get().kind == ProgramKind.DIRECT


def test_a_file_with_an_unknown_kind_is_refused():
    with pytest.raises(FileRefused, match="kind: It has to be one of direct, implicit"):
        read_program(changed("slug:", "kind: odd\nslug:"))


@pytest.mark.parametrize(
    "kind", [ProgramKind.IMPLICIT, ProgramKind.TANGIBLE, ProgramKind.COMMUNITY]
)
def test_customers_are_asked_to_join_direct_programs_only(kind):
    customer = CustomerFactory()
    direct = ProgramFactory()
    AdvocateFactory(program=ProgramFactory(kind=kind, code_total=1), user=customer)
    client = Client()
    client.force_login(customer)

    page = client.get(reverse("referral-account"))

    assert (page.context["advocate"], page.context["program"]) == (None, direct)
