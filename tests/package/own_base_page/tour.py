"""An editor makes the pages, an advocate joins and tells her story, a friend follows her link."""

import json
import os
from decimal import Decimal
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "own_site.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from own_pages import models  # noqa: E402
from wagtail.models import Site  # noqa: E402
from wagtail.test.basepage.models import BasePage  # noqa: E402
from wagtail.test.utils.form_data import (  # noqa: E402
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from oscar_referrals.flows import shape  # noqa: E402
from oscar_referrals.models import (  # noqa: E402
    Claim,
    Code,
    Program,
    ProgramKind,
    RulesVersion,
    Visit,
)

STORY = {"story-title": "Coffee", "story-text": "I like it now.", "story-has_consent": "on"}


def start_program(**fields: Any) -> Program:
    """Start a program with figures that are found again on the pages."""
    terms = {"currency": "GBP", "friend_value": Decimal(10), "reward_value": Decimal(10)}
    program = shape.create_program(terms=terms, **fields)
    shape.start(program=program)
    return program


def publish(
    editor: Client,
    model: Any,
    *,
    program: Program,
    slug: str,
    below: BasePage,
    block: str = "both_get",
) -> None:
    """Make a page in Wagtail's admin: every preview is shown, then it is published."""
    kind = (model._meta.app_label, model._meta.model_name, below.pk)
    words = {name: rich_text("") for name in ("introduction", "welcome", "story")}
    data = nested_form_data(
        {
            "title": slug.title(),
            "slug": slug,
            "program": program.pk,
            "body": streamfield([(block, {"heading": ""})]),
            "comments": inline_formset([]),
            **words,
        }
    )
    preview = reverse("wagtailadmin_pages:preview_on_add", args=kind)
    answer = editor.post(preview, data)
    assert json.loads(answer.content)["is_valid"], answer.text
    for mode, _label in model().preview_modes:
        assert read(editor, f"{preview}?mode={mode}").count("<h1") == 1, mode
    answer = editor.post(reverse("wagtailadmin_pages:add", args=kind), data | {"action-publish": 1})
    assert answer.status_code == 302, answer.text
    assert model.objects.get(slug=slug).live


def read(browser: Client, address: str) -> str:
    """Return a page that has to be there."""
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.text)


def publish_all() -> None:
    """Make a page of each type."""
    get_user_model().objects.create_superuser("editor", "editor@example.com", "roasted-on-tuesday")
    editor = Client()
    assert editor.login(username="editor", password="roasted-on-tuesday")
    home = Site.objects.get(is_default_site=True).root_page
    spring = start_program(name="Spring invitation", slug="spring")
    library = start_program(name="Library", slug="library", kind=ProgramKind.COMMUNITY)
    publish(editor, models.OwnHubPage, program=spring, slug="friends", below=home)
    publish(editor, models.OwnLandingPage, program=spring, slug="invite", below=home)
    publish(editor, models.OwnRulesPage, program=spring, slug="rules", below=home, block="rules")
    publish(editor, models.OwnPartnerPage, program=library, slug="giving", below=home)


def tell_story() -> Code:
    """An advocate joins at the hub, accepts the rules and sends in her story; it is published."""
    get_user_model().objects.create_user("anna", "anna@example.com", "coffee-with-friends")
    anna = Client()
    assert anna.login(username="anna", password="coffee-with-friends")
    assert reverse("referral-join") in read(anna, "/friends/")
    rules = RulesVersion.objects.get(program__slug="spring")
    anna.post(reverse("referral-join"), {"shown_name": "Anna", "rules": rules.mark})
    assert anna.post("/friends/", STORY).status_code == 303
    story = models.OwnStoryPage.objects.get()
    story.latest_revision.publish()
    assert "Told by Anna" in read(Client(), story.get_url())
    return Code.objects.get()


def follow(code: Code) -> None:
    """A friend follows the short link, reads who invites him, and claims it."""
    friend = Client(headers={"user-agent": "Mozilla/5.0"})
    answer = friend.get(f"/r/{code.text}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/invite/{code.text}/")
    assert Visit.objects.count() == 1
    answer = friend.get(answer["Location"])
    assert "Anna gives you £10.00" in answer.text
    assert answer["Cache-Control"] == "private, no-store"
    friend.post(reverse("referral-claim", kwargs={"code": code.text}))
    assert Claim.objects.count() == 1


def main() -> None:
    """Take the tour, and say what was seen."""
    publish_all()
    for address in ("/friends/", "/invite/", "/rules/", "/giving/"):
        read(Client(), address)
    assert "£10.00" in read(Client(), "/invite/")
    follow(tell_story())
    print("landing, hub, rules, story and partner page")  # noqa: T201


main()
