"""Every page type and every block, whatever editors and visitors do to them: never an error."""

import json
from html import escape

import pytest
from wagtail.blocks import ListBlock, RichTextBlock, StructBlock
from wagtail.models import Page, get_page_models

from example_shop.website.models import ContentPage
from oscar_referrals.flows import shape
from oscar_referrals.models import Advocate, Program, ProgramKind
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from tests.account.pages import signed_in
from tests.wagtail.test_blocks import EVERY_BLOCK
from wagtail_referrals.blocks import program_blocks
from wagtail_referrals.contrib.pages import models
from wagtail_referrals.pages import ProgramPageMixin

PAGE_TYPES = [
    models.LandingPage,
    models.SeenAtPage,
    models.HubPage,
    models.RulesPage,
    models.StoryPage,
    models.PartnerPage,
]
HOSTILE = '"><script>alert(1)</script>{{ 7|add:7 }}%s%(a)s\u202e'
LONG = "A" * 5000


def test_every_page_type_is_in_the_test():
    assert {model for model in get_page_models() if issubclass(model, ProgramPageMixin)} == {
        *PAGE_TYPES
    }


@pytest.fixture
def program(db):
    return ProgramFactory(name="Spring")


@pytest.fixture
def anna(program):
    return AdvocateFactory(program=program, shown_name="Anna")


def blocks_for(model):
    allowed = model._meta.get_field("body").stream_block.child_blocks
    return [(name, value) for name, value in EVERY_BLOCK if name in allowed]


def make(model, program, anna, **fields):
    fields = {"title": "A page", "slug": "page", "body": blocks_for(model)} | fields
    if model is models.SeenAtPage:
        fields |= {"place": "Garden"}
    if model is models.StoryPage:
        fields |= {"code": code_of(anna).text, "has_consent": True, "story": "<p>Once.</p>"}
    if model is models.PartnerPage:
        program = ProgramFactory(name="Library", kind=ProgramKind.COMMUNITY)
    return model(program=program, **fields)


@pytest.fixture(params=PAGE_TYPES, ids=lambda model: model.__name__)
def page(request, root, program, anna):
    """A live page of each type with every block that it takes, at /page/."""
    page = root.add_child(instance=make(request.param, program, anna))
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.live
    return page


@pytest.fixture
def look(client, anna):
    """Open an address as a stranger and as an advocate; return what both got, once."""
    advocate = signed_in(anna.user)

    def open_it(address):
        answers = [browser.get(address) for browser in (client, advocate)]
        statuses = {answer.status_code for answer in answers}
        assert len(statuses) == 1
        return statuses.pop(), "".join(answer.text for answer in answers)

    return open_it


def add_section(root):
    section = root.add_child(
        instance=ContentPage(title="Section", slug="section", body="<p>Text</p>")
    )
    section.save_revision().publish()
    return section


def test_a_page_with_every_block_is_there(page, look):
    assert look("/page/")[0] == 200


def test_a_deleted_program(page, look):
    type(page).objects.update(program=None)
    gone = isinstance(page, models.StoryPage)
    assert look("/page/")[0] == (404 if gone else 200)


def without_terms(program):
    Program.objects.filter(pk=program.pk).update(current_terms=None)


def as_draft(program):
    Program.objects.filter(pk=program.pk).update(state="draft")


@pytest.mark.parametrize("stop", [shape.pause, shape.end, without_terms, as_draft])
def test_a_program_that_does_not_run(page, look, stop):
    stop(program=page.program) if stop in (shape.pause, shape.end) else stop(page.program)
    assert look("/page/")[0] == 200


def test_an_advocate_who_has_left(page, client, anna):
    Advocate.objects.filter(pk=anna.pk).update(left_at=anna.joined_at)
    gone = isinstance(page, models.StoryPage)
    assert client.get("/page/").status_code == (404 if gone else 200)


def test_an_alias(page, look):
    page.create_alias(update_slug="alias")
    assert look("/alias/")[0] == 200


def test_a_copy(page, look):
    page.copy(update_attrs={"slug": "copy"})
    assert look("/copy/")[0] == 200


def test_a_moved_page(page, root, look):
    page.move(add_section(root), pos="last-child")
    assert look("/section/page/")[0] == 200
    assert look("/page/")[0] == 301


def test_an_unpublished_parent(page, root, look):
    section = add_section(root)
    page.move(section, pos="last-child")
    Page.objects.get(pk=section.pk).specific.unpublish()
    assert look("/section/page/")[0] == 200


def test_hostile_names(page, look, anna):
    Program.objects.filter(pk=page.program_id).update(name=HOSTILE)
    Advocate.objects.update(shown_name=HOSTILE[:40], nickname=HOSTILE[:40])
    type(page).objects.update(share_title=HOSTILE[:120], share_text=HOSTILE)
    page.refresh_from_db()
    page.title = HOSTILE
    page.save()
    for address in ("/page/", f"/page/{code_of(anna).text}/"):
        status, text = look(address)
        assert status in {200, 404}
        assert "<script>alert(1)" not in text
        assert "14%s" not in text


@pytest.mark.parametrize(
    "code", [LONG, "%00", "%F0%9F%8E%81", "..%2f..", "%0d%0aX-A:1", "A'--", "<b>", "-", "_"]
)
def test_strange_codes(page, look, code):
    assert look(f"/page/{code}/")[0] in {301, 302, 404}


def test_a_page_about_nothing_at_all(root, client, page):
    """As an import could leave it: live, without a program, a block or a word."""
    fields = {"program": None, "body": "", "share_title": "", "share_text": ""}
    type(page).objects.update(**fields)
    gone = isinstance(page, models.StoryPage)
    assert client.get("/page/").status_code == (404 if gone else 200)


# What a block keeps while somebody fills it in: nothing, empty fields, no fields, strange words.
FILLINGS = {
    "nothing": None,
    "empty": "",
    "hostile": HOSTILE,
    "long": LONG,
    "gone": 999_999,
    "negative": -1,
}


def fill(block, filling):
    """Return what is kept of a block whose every field has the same filling."""
    if isinstance(block, StructBlock):
        return {name: fill(child, filling) for name, child in block.child_blocks.items()}
    if isinstance(block, ListBlock):
        return [{"type": "item", "value": fill(block.child_block, filling)}]
    if isinstance(block, RichTextBlock):
        return escape(filling) if isinstance(filling, str) else ""
    takes_numbers = type(block).__name__ in {"IntegerBlock", "CommunityProgramBlock"}
    if isinstance(filling, str) or filling is None:
        return None if takes_numbers else filling
    return filling if takes_numbers else ""


def half_filled(filling):
    """Return a body with every block there is, filled like this, and one that nobody knows."""
    blocks = [
        {"type": name, "value": fill(block, FILLINGS[filling])}
        for name, block in program_blocks().child_blocks.items()
    ]
    return json.dumps([*blocks, {"type": "no_such_block", "value": {}}])


def bare():
    """Return a body with every block there is, as an older version kept it: without its fields."""
    return json.dumps(
        [
            {"type": name, "value": {} if isinstance(block, StructBlock) else ""}
            for name, block in program_blocks().child_blocks.items()
        ]
    )


BODIES = {filling: half_filled(filling) for filling in FILLINGS} | {"bare": bare()}


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("body", list(BODIES))
@pytest.mark.parametrize("has_program", [True, False])
def test_a_half_filled_draft_is_previewed_in_every_mode(
    root, program, anna, model, body, has_program
):
    draft = make(model, program, anna, body=BODIES[body], live=False)
    if body == "hostile":
        draft.title = HOSTILE
    root.add_child(instance=draft)
    if not has_program:
        draft.program = None
    draft.save_revision(clean=False)
    again = draft.get_latest_revision_as_object()
    for mode, _label in again.preview_modes:
        answer = again.make_preview_request(preview_mode=mode)
        assert answer.status_code == 200, mode
        assert "<script>alert(1)" not in answer.text
        assert "None" not in answer.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("body", list(BODIES))
def test_a_half_filled_page_that_is_live_is_read(root, client, program, anna, model, body):
    page = make(model, program, anna, body=BODIES[body])
    root.add_child(instance=page)
    assert client.get("/page/").status_code == 200
    if hasattr(page, "get_code_url"):
        assert client.get(f"/page/{code_of(anna).text}/").status_code == 200
