"""Blocks with the editor's own words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructBlock
from wagtail.blocks import TextBlock as LongText

from wagtail_referrals.blocks.base import GROUP, ProgramBlock, heading

_ANSWER = ("bold", "italic", "link", "ul", "ol")


class TextBlock(RichTextBlock):
    """A text."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = GROUP
        template = "wagtail_referrals/blocks/text.html"
        description = _("A text of your own.")
        preview_template = "wagtail_referrals/block_preview.html"
        preview_value = "<h2>Coffee from people you can meet</h2><p>We roast on Tuesdays.</p>"


class QuestionBlock(StructBlock):
    """One question and its answer."""

    question = CharBlock(
        label=_("question"), max_length=200, help_text=_("As your customers would ask it.")
    )
    answer = RichTextBlock(
        label=_("answer"),
        features=_ANSWER,
        help_text=_("Without figures: blocks say them, and follow the program."),
    )

    class Meta:
        icon = "help"
        label = _("Question")


class FaqBlock(ProgramBlock):
    """Questions and answers."""

    heading = heading()
    questions = ListBlock(
        QuestionBlock(),
        label=_("questions"),
        help_text=_("The most frequent one first. Each opens when somebody presses it."),
    )

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "wagtail_referrals/blocks/faq.html"
        description = _("Questions that open when somebody presses them.")
        preview_value: Mapping[str, Any] = {
            "questions": [
                {"question": "When do I get my reward?", "answer": "<p>After the return time.</p>"},
                {"question": "Can I invite my family?", "answer": "<p>Yes, once each.</p>"},
            ]
        }


class TestimonialBlock(StructBlock):
    """What one person has said. Ask before you publish somebody's words."""

    words = LongText(
        label=_("words"),
        max_length=500,
        rows=3,
        help_text=_("What was really said, by somebody who has agreed to be quoted."),
    )
    name = CharBlock(
        label=_("name"),
        max_length=60,
        required=False,
        default="",
        help_text=_("As the person wants to be named. Left empty, nobody is named."),
    )

    class Meta:
        icon = "openquote"
        label = _("Testimonial")


class TestimonialsBlock(ProgramBlock):
    """What people say."""

    heading = heading()
    testimonials = ListBlock(
        TestimonialBlock(), label=_("testimonials"), help_text=_("They are shown in this order.")
    )

    class Meta:
        icon = "openquote"
        label = _("Testimonials")
        template = "wagtail_referrals/blocks/testimonials.html"
        description = _("Words of people who have agreed to be quoted.")
        preview_value: Mapping[str, Any] = {
            "testimonials": [{"words": "Best coffee I ever had.", "name": "Anna"}]
        }
