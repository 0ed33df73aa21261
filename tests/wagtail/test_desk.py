"""What editors find on the first page, in the settings of a site and after saving a page."""

from decimal import Decimal

import pytest
import rules
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks import ListBlock
from wagtail.models import Site
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import rich_text, streamfield

from oscar_referrals.flows.visit import record_visit
from oscar_referrals.models import Code
from oscar_referrals.permissions import VIEW_DASHBOARD
from oscar_referrals.selectors.figures import funnel_of
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order
from tests.wagtail.conftest import add_landing
from tests.wagtail.test_blocks import join_list
from tests.wagtail.test_editing import add_url, form
from tests.wagtail.test_reports import sign_in
from wagtail_referrals.blocks import program_blocks
from wagtail_referrals.contrib.pages.models import (
    HubPage,
    LandingPage,
    PartnerPage,
    RulesPage,
    StoryPage,
)
from wagtail_referrals.contrib.pages.starting import start_pages
from wagtail_referrals.desk.contents import find_complaints
from wagtail_referrals.models import InvitationSettings, settings_for

HOME = "wagtailadmin_home"
CHOICES = ("program", "landing_page", "hub_page", "smallest_group")
SETTINGS = ("wagtail_referrals", "invitationsettings")


@pytest.fixture
def site(db):
    return Site.objects.get(is_default_site=True)


def see_panel(client):
    response = client.get(reverse(HOME))
    assert response.status_code == 200
    _before, _found, panel = response.text.partition("How invitations are doing")
    return " ".join(panel.split())


def test_the_first_page_tells_the_funnel_of_live_programs(client, program, reward_now):
    advocate = AdvocateFactory(program=program)
    record_visit(code=Code.objects.get(), visitor="a")
    record_visit(code=Code.objects.get(), visitor="b")
    reward_now(place_referred_order(advocate=advocate))
    ProgramFactory(name="Still a draft", slug="draft", is_live=False)
    sign_in(client, "view_referral")
    panel = see_panel(client)
    funnel = funnel_of(program)
    assert (funnel.visitors, funnel.claims, funnel.orders, funnel.rewarded) == (2, 1, 1, 1)
    assert f'?program={program.pk}">{program.name}</a>' in panel
    assert "<td>2</td> <td>1</td> <td>1</td> <td>1</td>" in panel
    assert "Still a draft" not in panel


def test_the_first_page_is_silent_to_who_may_not_read_it(client, program):
    sign_in(client, "view_program")
    assert see_panel(client) == ""
    sign_in(client, "view_referral", is_staff=False)
    assert see_panel(client) == ""
    usual = rules.permissions.permissions[VIEW_DASHBOARD]
    hides_all = rules.predicate(lambda user, asked: asked is None)
    rules.set_perm(VIEW_DASHBOARD, usual & hides_all)
    try:
        sign_in(client, "view_referral")
        assert see_panel(client) == ""
    finally:
        rules.set_perm(VIEW_DASHBOARD, usual)


def test_the_panel_asks_the_same_however_many_programs_there_are(client, program):
    def queries():
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert program.name in see_panel(client)
        return len(asked)

    sign_in(client, "view_referral")
    queries()
    with_one = queries()
    ProgramFactory(name="Another", slug="another")
    assert queries() == with_one
    assert "Another" in see_panel(client)


def test_a_site_chooses_the_program_of_its_other_pages(rf, site, program):
    chosen = ProgramFactory(name="Chosen", slug="chosen", friend_value=Decimal("7.00"))
    ProgramFactory(name="Strongest", slug="strongest", friend_value=Decimal("3.00"), precedence=9)
    block = Template("{% load wagtailcore_tags %}{% include_block block %}")

    def shown():
        page = LandingPage(body=[("both_get", {})])
        context = {"block": page.body[0], "request": rf.get("/")}
        return block.render(Context(context))

    assert "€3.00" in shown()
    InvitationSettings.objects.create(site=site, program=chosen)
    assert "€7.00" in shown()
    type(chosen).objects.filter(pk=chosen.pk).update(state="paused")
    assert "€3.00" in shown()


def test_a_site_chooses_where_share_links_lead(client, root, site, landing, program, code):
    second = add_landing(root, program, slug="second")
    assert client.get(f"/r/{code}/")["Location"] == f"/invite/{code}/"
    choice = InvitationSettings.objects.create(site=site, landing_page=second)
    assert client.get(f"/r/{code}/")["Location"] == f"/second/{code}/"
    second.unpublish()
    assert client.get(f"/r/{code}/")["Location"] == f"/invite/{code}/"
    other = add_landing(root, ProgramFactory(name="Other", slug="other"), slug="third")
    InvitationSettings.objects.filter(pk=choice.pk).update(landing_page=other)
    assert client.get(f"/r/{code}/")["Location"] == f"/invite/{code}/"


def test_a_site_shows_no_list_of_fewer_people_than_it_wants(client, root, site, program):
    for name in ("Ant", "Bee"):
        join_list(program, nickname=name, friends=1)
    add_landing(root, program, body=[("leaderboard", {"most": 5, "smallest_group": 2})])
    assert "Ant" in client.get("/invite/").text
    InvitationSettings.objects.create(site=site, smallest_group=3)
    assert "Ant" not in client.get("/invite/").text


def test_reading_settings_writes_nothing_and_needs_no_site(rf, site):
    assert settings_for(rf.get("/")).smallest_group == 2
    assert settings_for(None).program_id is None
    Site.objects.all().delete()
    assert settings_for(rf.get("/")).landing_page_id is None
    assert not InvitationSettings.objects.exists()


def test_settings_take_only_a_program_that_one_may_choose(client, site, program):
    address = reverse("wagtailsettings:edit", args=(*SETTINGS, site.pk))
    data = {"program": program.pk, "landing_page": "", "hub_page": "", "smallest_group": 2}
    sign_in(client, "change_invitationsettings")
    response = client.post(address, data)
    assert response.context["form"].errors == {"program": ["You may not choose this program."]}
    sign_in(client, "change_invitationsettings", "view_program")
    assert client.post(address, data).status_code == 302
    assert InvitationSettings.objects.get(site=site).program == program
    refused = client.post(address, data | {"smallest_group": 1})
    assert "smallest_group" in refused.context["form"].errors


@pytest.mark.parametrize(
    "words",
    [
        "Get €10 now",
        "10 € for you",
        "EUR 10 off",
        "10,50 euros",
        "save 15%",
        "15 % off",
        "5 pounds",
    ],
)
def test_an_amount_that_was_typed_is_named(program, words):
    page = LandingPage(program=program, headline=words)
    (complaint,) = find_complaints(page)
    assert "is typed by hand in “headline”" in complaint
    block = ("faq", {"questions": [{"question": "How much?", "answer": RichText(words)}]})
    (complaint,) = find_complaints(LandingPage(program=program, body=[block]))
    assert "“Questions and answers”" in complaint


@pytest.mark.parametrize("words", ["Since 2009", "3 steps to your coffee", "24/7", "Room 10"])
def test_other_numbers_are_fine(program, words):
    assert find_complaints(LandingPage(program=program, headline=words)) == []


def test_a_promise_needs_the_rules_or_a_link_to_them(root, program):
    page = LandingPage(program=program, body=[("hero", {})])
    (complaint,) = find_complaints(page)
    assert "leads nowhere to the rules" in complaint
    assert find_complaints(LandingPage(program=program, body=[("hero", {}), ("rules", {})])) == []
    assert find_complaints(PartnerPage(program=program, body=[("hero", {})])) == []
    pages = start_pages(parent=root, program=program)
    links = {one.slug: f'<p><a linktype="page" id="{one.pk}">All of it</a></p>' for one in pages}
    page.introduction = f'<p><a linktype="page" id="{root.pk}">Home</a></p>'
    assert len(find_complaints(page)) == 1
    page.introduction = links["rules"]
    assert find_complaints(page) == []
    page.program = ProgramFactory(name="Other", slug="other")
    assert len(find_complaints(page)) == 1


def test_the_editor_is_warned_and_may_publish(client, editor, root, program):
    data = form(
        program,
        introduction=rich_text("<p>You get 10 €.</p>"),
        body=streamfield([("hero", {"heading": "", "text": rich_text("<p></p>")})]),
        **{"action-publish": "1"},
    )
    response = client.post(add_url(root), data)
    said = [str(one) for one in get_messages(response.wsgi_request)]
    assert sum("typed by hand" in words for words in said) == 1
    assert sum("nowhere to the rules" in words for words in said) == 1
    assert LandingPage.objects.get().live


def test_the_command_lists_pages_that_promise_wrongly(root, program, capsys):
    start_pages(parent=root, program=program)
    call_command("referrals_check_pages")
    assert capsys.readouterr().out == "All live pages can keep what they say.\n"
    page = add_landing(root, program, headline="Get 10 € now")
    call_command("referrals_check_pages")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{page.pk} Invite a friend: “10 €” is typed by hand")


def test_every_field_tells_what_it_is_for():
    pages = (LandingPage, HubPage, RulesPage, StoryPage, PartnerPage)
    own = [field for page in pages for field in page._meta.local_fields if not field.is_relation]
    fields = [*own, *(InvitationSettings._meta.get_field(name) for name in CHOICES)]
    assert [field.name for field in fields if not field.help_text] == []
    assert [name for name, block in inner_blocks() if not block.field.help_text] == []


def inner_blocks():
    """Yield what an editor fills in, in every block there is."""
    waiting = list(program_blocks().child_blocks.items())
    while waiting:
        name, block = waiting.pop()
        children = getattr(block, "child_blocks", None)
        if children:
            waiting += [(f"{name}.{child}", inner) for child, inner in children.items()]
        elif isinstance(block, ListBlock):
            waiting.append((name, block.child_block))
        elif "." in name and hasattr(block, "field"):
            yield name, block
