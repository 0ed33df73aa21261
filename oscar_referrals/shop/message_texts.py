"""The texts of messages as staff edit them in Oscar's dashboard, and how any of them would look.

A text that nobody has edited is our template, in every language and as new versions bring it. To be
edited it becomes a row of Oscar's, which holds from then on.
"""

import re
from typing import Any

from django.contrib.sites.models import Site
from django.template.loader import get_template
from oscar.core.loading import get_class, get_model

from oscar_referrals.notify.kinds import MessageKind
from oscar_referrals.notify.placeholders import made_up_context
from oscar_referrals.shop import links
from oscar_referrals.shop.own_words import OwnWords, fill_in, find_own_words

#: The paragraph that both parts of a message share stands in a file of its own.
_PARAGRAPH = re.compile(r'\{% include "(oscar_referrals/emails/(?!signature)[a-z_]+\.txt)" %\}')
_PARTS = {
    "email_subject_template": "subject.txt",
    "email_body_template": "body.txt",
    "email_body_html_template": "body.html",
}


def edited_kinds() -> frozenset[str]:
    """Return the keys of the kinds that have rows of their own. One query."""
    codes = get_model("communication", "CommunicationEventType").objects.values_list("code")
    return frozenset(code.lower() for (code,) in codes)


def open_texts(kind: MessageKind) -> str:
    """Let staff edit a kind's texts, which begin as our own; return its code at Oscar's.

    Doing it twice changes nothing.
    """
    event_type = get_model("communication", "CommunicationEventType")
    texts: dict[str, Any] = {field: _source_of(kind, part) for field, part in _PARTS.items()}
    longest = event_type._meta.get_field("email_subject_template").max_length
    if len(texts["email_subject_template"]) > longest:
        texts["email_subject_template"] = f'{{% include "{_path_of(kind, "subject.txt")}" %}}'
    name = str(kind.label)[:255]
    defaults = {"name": name, "category": event_type.USER_RELATED, **texts}
    row, _is_new = event_type.objects.get_or_create(code=kind.key.upper(), defaults=defaults)
    return str(row.code)


def restore_texts(kind: MessageKind) -> None:
    """Go back to our own texts."""
    rows = get_model("communication", "CommunicationEventType").objects
    rows.filter(code=kind.key.upper()).delete()


def preview(kind: MessageKind, words: OwnWords | None) -> dict[str, str]:
    """Return subject, text and HTML with made-up values, in the active language.

    Without `words` they are those that are sent now: own ones, Oscar's, or ours. Raises what a
    template raises that somebody has broken in Oscar's dashboard.
    """
    site = Site.objects.get_current()
    context = made_up_context(shop_name=site.name, address=links.account_url())
    words = words or find_own_words(kind)
    if words is not None:
        return fill_in(words, kind=kind, context=context)
    dispatcher = get_class("communication.utils", "Dispatcher")()
    texts: dict[str, str] = dispatcher.get_messages(kind.key.upper(), context)
    return texts


def _path_of(kind: MessageKind, part: str) -> str:
    return f"oscar/communication/emails/commtype_{kind.key}_{part}"


def _source_of(kind: MessageKind, part: str) -> str:
    source = _read(_path_of(kind, part)).strip()
    # The paragraph's file loads what it needs, so it brings that along.
    return _PARAGRAPH.sub(lambda found: _read(found[1]).strip(), source)


def _read(path: str) -> str:
    template: Any = get_template(path)
    return str(template.template.source)
