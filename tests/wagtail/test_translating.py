"""wagtail-localize gives translators the prose of a page, and nothing else."""

import pytest
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from oscar_referrals.models import ProgramKind, RulesVersion
from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from tests.wagtail.conftest import add_landing
from tests.wagtail.test_live import main_part
from wagtail_referrals.blocks import BannerBlock
from wagtail_referrals.contrib.pages.models import HubPage, LandingPage, RulesPage, StoryPage

ITALIAN = {
    "Invite a friend": "Invita un amico",
    "invite": "invita",
    "hub": "amici",
    "Good coffee": "Buon caffè",
    "Good to see you.": "Che bello vederti.",
    "What you share": "Cosa condividete",
    "The best of us": "I migliori di noi",
    "When?": "Quando?",
    "Later.": "Dopo.",
}


@pytest.fixture
def community(db):
    return ProgramFactory(kind=ProgramKind.COMMUNITY)


@pytest.fixture
def body(community):
    """Prose, and settings beside it."""
    return [
        ("both_get", {"heading": "What you share"}),
        ("facts", {}),
        ("faq", {"questions": [{"question": "When?", "answer": "<p>Later.</p>"}]}),
        ("leaderboard", {"heading": "The best of us", "most": 7, "smallest_group": 4}),
        ("donation_total", {"program": community}),
    ]


@pytest.fixture
def original(root, program, body):
    words = {"headline": "Good coffee", "welcome": "<p>Good to see you.</p>"}
    return add_landing(root, program, body=body, **words)


@pytest.fixture
def translate(django_capture_on_commit_callbacks):
    """Translates a page as a translator does who is given all its segments, and publishes it."""

    def translate_and_publish(page, locale):
        source, _created = TranslationSource.get_or_create_from_instance(page)
        translation = Translation.objects.create(source=source, target_locale=locale)
        for segment in source.stringsegment_set.select_related("string", "context"):
            StringTranslation.objects.create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                data=ITALIAN[segment.string.data],
            )
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
        return source, page.get_translation(locale)

    return translate_and_publish


def segments_of(source):
    """Return what translators get, and what they may replace."""
    strings = set(source.stringsegment_set.values_list("string__data", flat=True))
    return strings, [segment.context.path for segment in source.overridablesegment_set.all()]


def test_translators_get_the_prose_of_a_landing_page(translate, languages, original):
    source, translated = translate(original, languages)
    assert segments_of(source) == (set(ITALIAN) - {"hub"}, [])
    assert (translated.live, translated.program) == (True, original.program)
    assert translated.headline == "Buon caffè"
    assert translated.welcome == "<p>Che bello vederti.</p>"
    best, giving = (block.value for block in list(translated.body)[3:])
    assert (best["heading"], best["most"], best["smallest_group"]) == ("I migliori di noi", 7, 4)
    assert giving["program"] == original.body[4].value["program"]


def test_a_friend_reads_the_translation_with_the_programs_figures(
    client, translate, languages, original, code
):
    translate(original, languages)
    response = client.get(f"/r/{code}/", headers={"accept-language": "it"})
    assert response["Location"] == f"/it/invita/{code}/"
    text = main_part(client.get(response["Location"]))
    assert "Cosa condividete" in text
    assert "Dopo." in text
    assert "10,00\xa0€" in text
    assert "€10.00" not in text
    assert "€10.00" in main_part(client.get(f"/en-gb/invite/{code}/"))


def test_a_translated_hub_knows_the_advocate(client, translate, languages, root, program, body):
    hub = root.add_child(
        instance=HubPage(title="Invite a friend", slug="hub", program=program, body=body[:1])
    )
    hub.save_revision().publish()
    source, translated = translate(hub, languages)
    assert segments_of(source) == ({"Invite a friend", "hub", "What you share"}, [])
    assert translated.program == program
    client.force_login(AdvocateFactory(program=program).user)
    text = main_part(client.get("/it/amici/"))
    assert "Invita un amico" in text
    assert "10,00\xa0€" in text


def test_the_original_decides_on_program_and_settings_again(translate, languages, original):
    source, translated = translate(original, languages)
    original.program = ProgramFactory()
    original.body[3].value["most"] = 3
    original.save_revision().publish()
    source.update_from_db()
    Translation.objects.get().save_target(publish=True)
    translated = LandingPage.objects.get(pk=translated.pk)
    assert translated.program == original.program
    assert translated.body[3].value["most"] == 3
    assert translated.body[3].value["heading"] == "I migliori di noi"


def test_rules_in_another_language_are_a_version_of_their_own(translate, languages, root, program):
    page = RulesPage(title="Good coffee", slug="invite", program=program, asks_again=True)
    page.body = [("text", "<p>Later.</p>"), ("rules", {})]
    root.add_child(instance=page)
    page.save_revision().publish()
    source, translated = translate(page, languages)
    assert segments_of(source) == ({"Good coffee", "invite", "Later."}, [])
    english, italian = RulesVersion.objects.order_by("language")
    assert (english.language, english.title) == ("en-gb", "Good coffee")
    assert (italian.language, italian.title, italian.asks_again) == ("it", "Buon caffè", True)
    assert "Dopo." in italian.html
    assert translated.program == program


def test_code_and_consent_of_a_story_are_its_advocates(translate, languages, root, program):
    advocate = AdvocateFactory(program=program)
    story = StoryPage(
        title="Good coffee",
        slug="invite",
        program=program,
        code=code_of(advocate).text,
        has_consent=True,
        story="<p>Later.</p>",
    )
    root.add_child(instance=story)
    story.save_revision().publish()
    source, translated = translate(story, languages)
    assert segments_of(source) == ({"Good coffee", "invite", "Later."}, [])
    assert (translated.code, translated.has_consent) == (story.code, True)
    assert translated.story == "<p>Dopo.</p>"


def test_of_a_banner_translators_get_the_words():
    banner = BannerBlock().to_python({"heading": "Good coffee", "sources": "newsletter"})
    extractor = StreamFieldSegmentExtractor(None, include_overridables=True)
    segments = extractor.handle_struct_block(banner)
    assert [segment.path for segment in segments if not segment.is_empty()] == ["heading"]
