"""The window in which editors choose a program, and who finds what in it."""

import json

import pytest
import rules
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse

from oscar_referrals.models import ProgramKind, ProgramState
from oscar_referrals.permissions import CHOOSE_PROGRAMS
from oscar_referrals.test.factories import CustomerFactory, ProgramFactory
from tests.wagtail.test_editing import add_url, form
from wagtail_referrals.blocks import DonationTotalBlock
from wagtail_referrals.contrib.pages.models import LandingPage
from wagtail_referrals.desk.policies import program_policy

WINDOW = "referral_program_chooser:choose"
LIST = "referral_program_chooser:choose_results"
CHOSEN = "referral_program_chooser:chosen"
CHOSEN_MANY = "referral_program_chooser:chosen_multiple"


@pytest.fixture
def hidden(db):
    """A program that the shop's own rule keeps from every editor."""
    program = ProgramFactory(name="Secret summer", slug="secret")

    @rules.predicate
    def is_not_secret(user, asked):
        return asked is None or asked.slug != "secret"

    usual = rules.permissions.permissions[CHOOSE_PROGRAMS]
    rules.set_perm(CHOOSE_PROGRAMS, usual & is_not_secret)
    yield program
    rules.set_perm(CHOOSE_PROGRAMS, usual)


@pytest.fixture
def novice(client, editor):
    """An editor whom nobody has given the permission."""
    editor.user_permissions.clear()
    return editor


def addresses(program):
    return [
        reverse(WINDOW),
        reverse(LIST),
        reverse(CHOSEN, args=[program.pk]),
        f"{reverse(CHOSEN_MANY)}?id={program.pk}",
    ]


def ask(client, address):
    return client.get(address, headers={"x-requested-with": "XMLHttpRequest"})


def test_an_editor_finds_programs_by_name_state_and_kind(client, editor, program):
    ProgramFactory(name="Autumn", slug="autumn", is_live=False)
    ProgramFactory(name="Library", slug="library", kind=ProgramKind.COMMUNITY)
    window = json.loads(ask(client, reverse(WINDOW)).content)["html"]
    assert all(name in window for name in (program.name, "Autumn", "Library"))
    for query, found in (
        ({"q": "autu"}, "Autumn"),
        ({"state": ProgramState.DRAFT}, "Autumn"),
        ({"kind": ProgramKind.COMMUNITY}, "Library"),
    ):
        text = client.get(reverse(LIST), query).text
        names = [name for name in (program.name, "Autumn", "Library") if name in text]
        assert names == [found]


def test_choosing_answers_with_the_name(client, editor, program):
    answer = json.loads(client.get(reverse(CHOSEN, args=[program.pk])).content)
    assert answer["result"]["id"] == str(program.pk)
    assert answer["result"]["title"] == program.name
    many = json.loads(client.get(f"{reverse(CHOSEN_MANY)}?id={program.pk}&id=x").content)
    assert [chosen["title"] for chosen in many["result"]] == [program.name]


def test_every_view_refuses_who_may_choose_nothing(client, novice, program):
    assert [ask(client, address).status_code for address in addresses(program)] == [403] * 4


def test_a_stranger_is_sent_to_the_log_in(client, program):
    answers = [client.get(address) for address in addresses(program)]
    assert [answer.status_code for answer in answers] == [302] * 4
    assert all("login" in answer.url for answer in answers)


def test_no_view_tells_of_a_program_that_the_rules_hide(client, editor, program, hidden):
    for address in (reverse(WINDOW), reverse(LIST)):
        text = ask(client, address).text
        assert program.name in text
        assert hidden.name not in text
    assert client.get(reverse(CHOSEN, args=[hidden.pk])).status_code == 404
    many = json.loads(client.get(f"{reverse(CHOSEN_MANY)}?id={hidden.pk}").content)
    assert many["result"] == []


@pytest.mark.parametrize("key", ["0", "x", "99999999999999999999", "-1", "1%27"])
def test_a_strange_key_is_not_found(client, editor, key):
    assert client.get(reverse(CHOSEN, args=[key])).status_code == 404
    assert client.get(f"{reverse(CHOSEN_MANY)}?id={key}").status_code == 200


def test_no_program_is_made_in_the_window(client, django_user_model, db):
    client.force_login(django_user_model.objects.create_superuser("boss", "b@example.com", "x"))
    assert client.post("/cms/referral_program_chooser/create/").status_code == 404
    assert "Create" not in json.loads(ask(client, reverse(WINDOW)).content)["html"]


def test_a_program_that_one_may_not_choose_is_refused_by_the_page_as_well(
    client, editor, root, hidden
):
    response = client.post(add_url(root), form(hidden))
    assert response.context["form"].errors == {"program": ["You may not choose this program."]}
    assert not LandingPage.objects.exists()


def test_a_page_keeps_the_program_it_has_whoever_edits_it(client, novice, landing, program):
    address = reverse("wagtailadmin_pages:edit", args=[landing.pk])
    assert program.name in client.get(address).text
    assert client.post(address, form(program, headline="New words")).status_code == 302
    landing.refresh_from_db()
    assert landing.get_latest_revision_as_object().headline == "New words"


def test_a_donation_total_takes_only_a_community_program(db, program):
    library = ProgramFactory(name="Library", slug="library", kind=ProgramKind.COMMUNITY)
    field = DonationTotalBlock().child_blocks["program"].field
    assert field.clean(library.pk) == library
    with pytest.raises(ValidationError):
        field.clean(program.pk)


def test_lists_and_single_answers_agree_for_everybody(db, program, hidden):
    reader = CustomerFactory()
    reader.user_permissions.set(Permission.objects.filter(codename="view_program"))
    for user in (CustomerFactory(), reader, CustomerFactory(is_superuser=True)):
        listed = set(program_policy.instances_user_has_any_permission_for(user, ["view"]))
        single = {
            one
            for one in (program, hidden)
            if program_policy.user_has_permission_for_instance(user, "view", one)
        }
        assert listed == single
    assert list(program_policy.users_with_permission("view").filter(pk=reader.pk)) == [reader]
