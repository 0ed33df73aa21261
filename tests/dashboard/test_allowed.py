"""The list of people who may be advocates of a program that is by invitation only."""

import pytest

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import enroll
from oscar_referrals.models import AllowedAdvocate
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from tests.dashboard.conftest import told


@pytest.fixture
def program(db):
    """A program whose advocates are invited only."""
    return ProgramFactory(advocate_rules=[{"rule": "invited_only"}])


def keep(send, program, text):
    return send("referral-program-allowed", {"emails": text}, pk=program.pk)


def test_who_is_put_on_the_list_can_join_however_the_address_is_written(send, program):
    anna = CustomerFactory(email="Anna@Example.com")
    with pytest.raises(Refused):
        enroll.join(program=program, user=anna)

    assert told(keep(send, program, " anna@example.com \r\n\r\nANNA@example.com")) == [
        "The list has been saved."
    ]

    assert enroll.join(program=program, user=anna)
    assert [str(row) for row in AllowedAdvocate.objects.all()] == ["anna@example.com"]


def test_the_page_shows_the_list_and_saving_replaces_it(see, send, program):
    keep(send, program, "ben@example.com\nanna@example.com")
    anna = AllowedAdvocate.objects.get(email="anna@example.com")
    form = see("referral-program-allowed", pk=program.pk).context["form"]
    assert form.initial == {"emails": "anna@example.com\nben@example.com"}

    keep(send, program, "anna@example.com\ncara@example.com")

    rows = AllowedAdvocate.objects.filter(program=program)
    assert [row.email for row in rows] == ["anna@example.com", "cara@example.com"]
    assert anna in rows


def test_the_list_is_of_one_program(send, program):
    other = ProgramFactory(advocate_rules=[{"rule": "invited_only"}])
    keep(send, program, "anna@example.com")

    with pytest.raises(Refused):
        enroll.join(program=other, user=CustomerFactory(email="anna@example.com"))


def test_a_line_that_is_no_address_is_named_and_nothing_is_saved(send, program):
    response = keep(send, program, "anna@example.com\nBen <b>")

    assert response.context["form"].errors == {"emails": ["Ben <b> is no e-mail address."]}
    assert "Nothing was saved." in response.content.decode()
    assert not AllowedAdvocate.objects.exists()
