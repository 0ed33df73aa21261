"""The advocate's page: join, share, progress."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import PageViewRestriction, Site

from oscar_referrals.flows import cards, enroll, shape
from oscar_referrals.models import Advocate, Program, ProgramKind
from oscar_referrals.sharing.hub import find_hub
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, code_of
from tests.wagtail.test_live import main_part
from wagtail_referrals.contrib.pages.models import HubPage
from wagtail_referrals.models import InvitationSettings

BODY = [("hero", {}), ("share_panel", {}), ("progress", {})]
MILESTONE = {
    "side": "advocate",
    "when": "every_nth",
    "number": 5,
    "kind": "store_credit",
    "shape": "fixed",
    "value": "5.00",
}


@pytest.fixture
def hub(root, program):
    page = HubPage(title="Invite friends", slug="friends", program=program, body=BODY)
    root.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_a_visitor_reads_what_it_is_about(client, hub):
    text = main_part(client.get("/friends/"))
    assert "Give €10.00, get €10.00" in text
    assert "Get my link" in text
    assert "<form" not in text


def test_a_customer_joins_there_and_finds_the_link(client, hub):
    customer = CustomerFactory()
    client.force_login(customer)
    text = main_part(client.get("/friends/"))
    assert 'action="/account/invite/join/"' in text
    fields = {"program": hub.program.slug, "shown_name": "Berta", "next": "/friends/"}
    response = client.post("/account/invite/join/", fields)
    assert (response.status_code, response["Location"]) == (303, "/friends/")
    code = code_of(Advocate.objects.get(user=customer)).text
    text = main_part(client.get("/friends/"))
    assert f"/r/{code}/" in text
    assert "https://wa.me/?text=" in text
    assert "/account/invite/join/" not in text


@pytest.mark.parametrize(
    "address", ["//evil.example/", "https://evil.example/", "javascript:x", ""]
)
def test_joining_leads_to_no_other_site(client, hub, address):
    client.force_login(CustomerFactory())
    fields = {"program": hub.program.slug, "next": address}
    response = client.post("/account/invite/join/", fields)
    assert response["Location"] == f"/account/invite/?program={hub.program.slug}"


def test_an_advocate_sees_how_far_it_is(client, hub):
    terms = {
        "currency": "EUR",
        "friend_value": Decimal("10.00"),
        "reward_value": Decimal("10.00"),
        "extra_rewards": [MILESTONE],
    }
    shape.change_terms(program=hub.program, terms=terms)
    hub.program.refresh_from_db()
    client.force_login(AdvocateFactory(program=hub.program).user)
    text = main_part(client.get("/friends/"))
    assert "For every 5 friends: €5.00" in text
    assert '<progress class="referral-progress" max="5" value="0"' in text
    assert "5 more to go." in text


def test_what_belongs_to_one_person_is_kept_by_no_cache(client, hub):
    for user in (None, AdvocateFactory(program=hub.program).user):
        if user:
            client.force_login(user)
        assert client.get("/friends/")["Cache-Control"] == "private, no-store"


def test_one_customer_never_sees_the_link_of_another(client, hub):
    anna = AdvocateFactory(program=hub.program)
    client.force_login(CustomerFactory())
    assert code_of(anna).text not in client.get("/friends/").text


def test_who_has_left_can_join_again(client, hub):
    advocate = AdvocateFactory(program=hub.program)
    enroll.leave(advocate=advocate)
    client.force_login(advocate.user)
    text = main_part(client.get("/friends/"))
    assert 'action="/account/invite/join/"' in text
    assert code_of(advocate).text not in text


def test_without_a_program_or_after_its_end_it_says_so(client, hub):
    client.force_login(AdvocateFactory(program=hub.program).user)
    shape.end(program=hub.program)
    assert "nothing to invite friends to" in main_part(client.get("/friends/"))
    HubPage.objects.update(program=None)
    assert "nothing to invite friends to" in main_part(client.get("/friends/"))


def test_two_share_panels_ask_for_the_words_once(client, hub):
    client.force_login(AdvocateFactory(program=hub.program).user)
    client.get("/friends/")
    with CaptureQueriesContext(connection) as once:
        client.get("/friends/")
    hub.body = [*BODY, ("share_panel", {}), ("share_panel", {})]
    hub.save_revision().publish()
    with CaptureQueriesContext(connection) as thrice:
        client.get("/friends/")
    assert len(thrice) == len(once)


def test_no_id_is_given_twice_on_a_page_with_several_share_panels(client, hub):
    client.force_login(AdvocateFactory(program=hub.program).user)
    hub.body = [*BODY, ("share_panel", {}), ("share_panel", {})]
    hub.save_revision().publish()
    text = client.get("/friends/").text
    assert text.count("<label>Your link") == 3
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(ids) == sorted(set(ids))


def test_a_printed_card_is_not_what_its_owner_shares(client, hub):
    anna = AdvocateFactory(program=hub.program)
    own = code_of(anna).text
    cards.make_cards(
        program=hub.program, wanted=cards.CardOrder(name="counter", number=1), owner=anna.user
    )
    client.force_login(anna.user)
    assert f"/r/{own}/" in main_part(client.get("/friends/"))


def test_nobody_joins_a_program_whose_cards_are_handed_out(client, hub):
    Program.objects.filter(pk=hub.program_id).update(kind=ProgramKind.IMPLICIT)
    client.force_login(CustomerFactory())
    assert "/account/invite/join/" not in main_part(client.get("/friends/"))


@pytest.fixture
def chosen(hub):
    """The site leads there who wants a link."""
    site = Site.objects.get(is_default_site=True)
    return InvitationSettings.objects.create(site=site, hub_page=hub)


WAY_IN = 'href="{}">Get my link<'


def test_a_site_chooses_where_one_gets_a_link(client, rf, landing, program, chosen):
    landing.body = [("hero", {}), ("share_panel", {})]
    landing.save_revision().publish()
    assert WAY_IN.format("/friends/") in client.get("/invite/").text
    landing.body = [("text", "<p>Words.</p>"), ("share_panel", {})]
    landing.save_revision().publish()
    assert WAY_IN.format("/friends/") in client.get("/invite/").text
    assert find_hub(rf.get("/")) == "/friends/"


def test_the_hub_itself_leads_on_to_who_knows_the_customer(client, chosen):
    assert WAY_IN.format("/account/invite/") in client.get("/friends/").text


def test_a_banner_leads_to_the_hub_as_well(rf, chosen):
    request = rf.get("/")
    request.user, request.session = CustomerFactory(), {}
    template = Template("{% load referral_tags %}{% referral_banner %}")
    assert WAY_IN.format("/friends/") in template.render(Context({"request": request}))


def test_a_hub_that_is_offline_private_or_gone_is_not_led_to(rf, hub, chosen):
    hub.unpublish()
    assert find_hub(rf.get("/")) == "/account/invite/"
    hub.save_revision().publish()
    restriction = PageViewRestriction.objects.create(page=hub, restriction_type="login")
    assert find_hub(rf.get("/")) == "/account/invite/"
    restriction.delete()
    assert find_hub(rf.get("/")) == "/friends/"
    hub.delete()
    assert find_hub(rf.get("/")) == "/account/invite/"
    Site.objects.all().delete()
    assert find_hub(rf.get("/")) == find_hub(None) == "/account/invite/"


def test_the_hub_is_found_in_the_visitors_language(client, languages, hub, chosen):
    page = hub.copy_for_translation(languages)
    page.slug = "amici"
    page.save_revision().publish()
    request = RequestFactory().get("/")
    with override("it"):
        assert find_hub(request) == "/it/amici/"


def test_settings_take_only_pages_that_are_made_for_it(client, hub, landing):
    site = Site.objects.get(is_default_site=True)
    user = CustomerFactory(is_superuser=True, is_staff=True)
    client.force_login(user)
    address = reverse(
        "wagtailsettings:edit", args=["wagtail_referrals", "invitationsettings", site.pk]
    )
    data = {"program": "", "smallest_group": 2}
    wrong = client.post(address, data | {"landing_page": hub.pk, "hub_page": landing.pk})
    assert wrong.context["form"].errors == {
        "landing_page": ["This is no landing page: share links cannot lead there."],
        "hub_page": ["Nobody can join on this page. Choose one that is made for it."],
    }
    right = client.post(address, data | {"landing_page": landing.pk, "hub_page": hub.pk})
    assert right.status_code == 302
    assert InvitationSettings.objects.get().hub_page_id == hub.pk
