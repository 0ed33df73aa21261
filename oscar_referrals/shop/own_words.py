"""The staff's own words for a message in the active language, with its values filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from oscar_referrals.models import MessageText
from oscar_referrals.notify.kinds import MessageKind
from oscar_referrals.notify.placeholders import values_of

Texts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What staff have written for a kind of message, or are about to."""

    subject: str
    text: str
    html: str = ""


def find_own_words(kind: MessageKind) -> OwnWords | None:
    """Return the words for the active language, or for the one that it is a form of. One query."""
    language = (get_language() or "").lower()
    rows = MessageText.objects.filter(kind=kind.key)
    found = {row.language.lower(): row for row in rows}
    row = found.get(language) or found.get(language.split("-")[0])
    return OwnWords(subject=row.subject, text=row.text, html=row.html) if row else None


def fill_in(words: OwnWords, *, kind: MessageKind, context: Mapping[str, Any]) -> Texts:
    """Return the parts of a message as Oscar's dispatcher takes them.

    Values are text in every part: only our own addresses can be pressed.
    """
    values = values_of(kind, context)
    text = words.text.format_map(values).strip()
    safe = {name: escape(value) for name, value in values.items()}
    if words.html.strip():
        html = words.html.format_map(safe)
    else:
        html = _press(linebreaks(text, autoescape=True), values)
    more = {**context, "own_text": text, "own_html": mark_safe(html)}  # noqa: S308
    return {
        # Without a subject Oscar sends nothing.
        "subject": words.subject.format_map(values).strip() or str(kind.label),
        "body": render_to_string("oscar_referrals/emails/own_words.txt", more),
        "html": render_to_string("oscar_referrals/emails/own_words.html", more),
        "sms": "",
    }


def _press(html: str, values: Mapping[str, str]) -> str:
    """Make our own addresses links. The longer ones come first: one may begin with another."""
    addresses = {values.get("link", ""), values.get("page", "")} - {""}
    marks = {}
    for number, address in enumerate(sorted(addresses, key=len, reverse=True)):
        mark = f"\x00{number}\x00"
        html = html.replace(escape(address), mark)
        marks[mark] = format_html('<a href="{0}">{0}</a>', address)
    for mark, link in marks.items():
        html = html.replace(mark, link)
    return html
