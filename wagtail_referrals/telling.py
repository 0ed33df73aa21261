"""An advocate sends in her own story; editors decide whether it is published."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_referrals.stories import StoryPageMixin

_LONGEST_STORY = 4000


class StoryForm(forms.Form):
    """A title, a text, and the consent without which nothing is sent in."""

    title = forms.CharField(
        label=_("Title"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    text = forms.CharField(
        label=_("Your story"),
        max_length=_LONGEST_STORY,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 6}),
    )
    has_consent = forms.BooleanField(
        label=_("You may publish my story with my first name and my code."),
        error_messages={"required": _("Without your consent we do not take the story.")},
    )


def has_told(*, model: type[StoryPageMixin], code: str) -> bool:
    """Tell whether there is a story with this code, published or not. One query."""
    return bool(model._default_manager.filter(code=code).exists())


@transaction.atomic
def send_in_story(
    *, parent: Page, model: type[Any], user: Any, code: str, title: str, text: str
) -> Page:
    """Add a story as a draft below a page, and give it to the moderators if the site has any.

    An advocate has one story in a place: its slug is made of her code, so that sending it twice
    fails, whichever of the two comes first. Raises ValidationError.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    page: Any = model(
        title=title,
        slug=f"story-{code.lower()}",
        program=parent.program,
        code=code,
        has_consent=True,
        story=format_html_join("", "<p>{}</p>", ((line,) for line in lines)),
        live=False,
        owner=user,
    )
    parent.add_child(instance=page)
    page.save_revision(user=user)
    workflow = page.get_workflow()
    if workflow is not None:
        workflow.start(page, user)
    return page
