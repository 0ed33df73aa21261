"""Blocks keep configuration only, and read the live program through one object per request."""

from decimal import Decimal

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks import Block

from oscar_referrals.flows import shape
from oscar_referrals.models import Advocate, ProgramKind, Referral, ReferralState
from oscar_referrals.test.factories import AdvocateFactory, CustomerFactory, ProgramFactory
from oscar_referrals.test.orders import place_referred_order
from tests.wagtail.conftest import add_landing
from tests.wagtail.test_live import main_part
from wagtail_referrals.blocks import program_blocks
from wagtail_referrals.live import LiveProgram

BLOCKS = program_blocks().child_blocks
EVERY_BLOCK = [
    ("hero", {"heading": "Better together"}),
    ("both_get", {}),
    ("steps", {}),
    ("code_entry", {}),
    ("share_panel", {}),
    ("countdown", {}),
    ("facts", {}),
    ("progress", {}),
    ("rules", {}),
    ("faq", {"questions": [{"question": "When?", "answer": "<p>Soon enough.</p>"}]}),
    ("testimonials", {"testimonials": [{"words": "Lovely.", "name": "Berta"}]}),
    ("leaderboard", {"most": 3, "smallest_group": 2}),
    ("donation_total", {}),
    ("text", "<p>Our own words.</p>"),
]


@pytest.fixture
def everything(root, program):
    """A landing page with every block there is, the library's total among them."""
    library = ProgramFactory(name="Library", slug="library", kind=ProgramKind.COMMUNITY)
    blocks = dict(EVERY_BLOCK) | {"donation_total": {"program": library}}
    return add_landing(root, program, body=list(blocks.items()))


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_every_block_is_in_the_test():
    assert [name for name, _value in EVERY_BLOCK] == list(BLOCKS)


def test_the_blocks_say_what_the_program_gives_to_everybody(client, everything):
    text = main_part(client.get("/invite/"))
    for words in (
        "Better together",
        "What you both get",
        "How it works",
        "Do you have a code?",
        "From an order of",
        "€40.00",
        "Terms no.&nbsp;1",
        "Soon enough.",
        "Lovely.",
        "Our own words.",
    ):
        assert words in text
    assert text.count("<h1") == 1


def test_a_friend_reads_in_them_who_invites(client, everything, code):
    text = main_part(client.get(f"/invite/{code}/"))
    assert "Anna gives you €10.00 off your first order" in text
    assert text.count("Claim my €10.00") == 1
    assert text.count("<h1") == 1


def test_a_page_without_a_first_screen_gets_one(client, root, program, code):
    add_landing(root, program, body=[("text", "<p>Only words.</p>")])
    friend, everybody = client.get(f"/invite/{code}/").text, client.get("/invite/").text
    assert "Claim my €10.00" in friend
    assert "Get my link" in everybody
    assert "Only words." in friend


def test_every_block_costs_nothing_beyond_what_all_share(client, root, program, everything, code):
    add_landing(root, program, slug="plain", body=[("hero", {})])
    # One query for the list of the best, one for the program that the donation total names and one
    # for the total itself: once, however many blocks. The site's choices are read by both pages for
    # everybody, because the first screen leads to the page that the site has chosen; to a friend it
    # leads nowhere, and there the smallest group asks for them.
    assert queries_of(client, "/invite/") == queries_of(client, "/plain/") + 3
    assert queries_of(client, f"/invite/{code}/") == queries_of(client, f"/plain/{code}/") + 4
    every_block = [(block.block_type, block.value) for block in everything.body]
    twice = [*every_block, *every_block[1:]]
    add_landing(root, program, slug="twice", body=twice)
    assert queries_of(client, "/twice/") == queries_of(client, "/invite/")


def test_nothing_live_is_kept_in_the_page(everything):
    kept = str(everything.body.raw_data)
    assert "10.00" not in kept
    assert "40.00" not in kept


def test_blocks_on_a_page_that_never_opened_promise_nothing(client, root, everything):
    shape.end(program=everything.program)
    text = main_part(client.get("/invite/"))
    assert "€" not in text
    assert "There is nothing to invite friends to at the moment." in text


@pytest.mark.parametrize("name", list(BLOCKS))
def test_a_block_survives_a_missing_request_page_and_program(name, db):
    block = BLOCKS[name]
    for value in (block.get_default(), dict(EVERY_BLOCK)[name], block.get_preview_value()):
        found = block.normalize(value)
        assert isinstance(block.render(found), str)
        assert isinstance(block.render(found, context={"live": LiveProgram()}), str)
        assert isinstance(block.render(found, context={"request": None, "page": None}), str)


@pytest.mark.parametrize("name", list(BLOCKS))
def test_every_block_has_a_preview_without_a_query_for_any_program(client, editor, name):
    block = BLOCKS[name]
    assert Block.definition_registry[block.definition_prefix] is block
    url = reverse("wagtailadmin_block_preview")
    client.get(url, {"id": block.definition_prefix})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url, {"id": block.definition_prefix})
    assert response.status_code == 200
    assert "oscar_referrals_" not in " ".join(query["sql"] for query in queries)
    body = response.text.partition("<main>")[2].partition("</main>")[0]
    assert len(body.split()) > 6
    assert block.get_description()
    assert block.is_previewable


def test_a_block_of_any_page_shows_the_program_the_owner_puts_first(rf, program):
    block = BLOCKS["both_get"]
    request = rf.get("/")
    template = Template(
        "{% load wagtailcore_tags %}{% include_block block %}{% include_block block %}"
    )
    with CaptureQueriesContext(connection) as queries:
        bound = block.bind(block.get_default())
        text = template.render(Context({"block": bound, "request": request}))
    assert text.count("€10.00") == 4
    # The site, its choices and the program.
    assert len(queries) == 3


def join_list(program, *, nickname, friends):
    advocate = AdvocateFactory(program=program, user=CustomerFactory())
    Advocate.objects.filter(pk=advocate.pk).update(nickname=nickname)
    for _number in range(friends):
        reward_a_friend(advocate)
    return advocate


def reward_a_friend(advocate):
    email = f"friend{Referral.objects.count()}@example.com"
    referral = place_referred_order(advocate=advocate, email=email)
    Referral.objects.filter(pk=referral.pk).update(state=ReferralState.REWARDED)


@pytest.mark.django_db
def test_the_list_of_the_best_has_nicknames_of_those_who_want_to_appear(client, everything):
    program = everything.program
    join_list(program, nickname="Queen Bee", friends=2)
    assert "Queen Bee" not in client.get("/invite/").text
    join_list(program, nickname="<i>Ant</i>", friends=1)
    join_list(program, nickname="", friends=1)
    text = main_part(client.get("/invite/"))
    assert "Queen Bee" in text
    assert "&lt;i&gt;Ant&lt;/i&gt;" in text
    assert text.count("<tr>") == 3
    Advocate.objects.filter(nickname="Queen Bee").update(left_at="2026-01-01T00:00Z")
    assert "Ant" not in main_part(client.get("/invite/"))


def test_a_milestone_is_told_to_everybody_without_any_persons_progress(client, root, program):
    extra = {
        "side": "advocate",
        "when": "every_nth",
        "number": 5,
        "kind": "store_credit",
        "shape": "fixed",
        "value": "5.00",
    }
    terms = {
        "currency": "EUR",
        "friend_value": Decimal("10.00"),
        "reward_value": Decimal("10.00"),
        "extra_rewards": [extra],
    }
    shape.change_terms(program=program, terms=terms)
    add_landing(root, program, body=[("progress", {})])
    text = main_part(client.get("/invite/"))
    assert "For every 5 friends: €5.00" in text
    assert "<progress" not in text


def test_a_typed_code_leads_to_what_it_gives(client, everything, code):
    address = reverse("referral-typed-code")
    assert f'action="{address}"' in client.get("/invite/").text
    response = client.get(address, {"code": f" {code[:3]}-{code[3:].lower()} "})
    assert (response.status_code, response["Location"]) == (302, f"/invite/{code}/")
    assert response["Cache-Control"] == "private, no-store"
    for text in ("", "nonsense", "x" * 5000, "\x00"):
        assert client.get(address, {"code": text}).status_code == 404


def test_codes_cannot_be_tried_without_end(client, everything, settings):
    settings.OSCAR_REFERRALS_CLAIMS_PER_MINUTE = 2
    address = reverse("referral-typed-code")
    statuses = [client.get(address, {"code": "x"}).status_code for _try in range(4)]
    assert statuses == [404, 404, 429, 429]
