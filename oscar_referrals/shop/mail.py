"""Sending through Oscar's communication app.

The words are those that staff have written for the language, else those that they have edited in
Oscar's dashboard for all languages, else our own. A customer with an account also finds each
message among the notifications of the account.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django.core.mail import EmailMessage, get_connection
from django.utils.html import escape, format_html, linebreaks
from oscar.core.loading import get_class

from oscar_referrals.names import one_line
from oscar_referrals.notify.kinds import message_kind
from oscar_referrals.ports import Message
from oscar_referrals.shop import links
from oscar_referrals.shop.own_words import fill_in, find_own_words

_SIGNATURE = "\n--\n"
_LONGEST_SUBJECT = 255
#: So many signs fit even if each of them has to be written as an entity.
_SHORT_SUBJECT = _LONGEST_SUBJECT // len("&quot;")


class _ConnectionWithHeaders:
    """A mail connection that gives every message some headers: Oscar's dispatcher takes none."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def send_messages(self, emails: Sequence[EmailMessage]) -> int:
        for email in emails:
            email.extra_headers.update(self._headers)
        return get_connection().send_messages(emails) or 0


def send(message: Message) -> None:
    """Send a message now. Raises whatever the mail system raises."""
    context: dict[str, Any] = {**message.context, "site": Site.objects.get_current()}
    connection = None
    if message.unsubscription:
        address = links.unsubscribe_url(message.unsubscription)
        context |= {"unsubscribe_url": address, "choices_url": links.choices_url(message.choices)}
        connection = _ConnectionWithHeaders(_unsubscribe_headers(address))
    dispatcher = get_class("communication.utils", "Dispatcher")(mail_connection=connection)
    texts = _texts_of(dispatcher, message, context)
    # What a campaign or a product is called may hold anything; a header is one plain line.
    texts["subject"] = one_line(texts["subject"])[:_LONGEST_SUBJECT]
    user = None
    if message.user_id is not None:
        user = get_user_model().objects.filter(pk=message.user_id).first()
    if user is None:
        dispatcher.dispatch_direct_messages(message.email, texts)
    elif texts["subject"]:
        subject, body = notification_of(texts, link=context.get("account_url", ""))
        dispatcher.notify_user(user, subject, body=body)
        dispatcher.dispatch_user_messages(user, texts)


def _texts_of(dispatcher: Any, message: Message, context: dict[str, Any]) -> dict[str, str]:
    kind = message_kind(message.kind)
    words = find_own_words(kind)
    if words is not None:
        return fill_in(words, kind=kind, context=context)
    texts: dict[str, str] = dispatcher.get_messages(message.kind.upper(), context)
    return texts


def notification_of(texts: Mapping[str, str], *, link: str) -> tuple[str, str]:
    """Return subject and body for the account's notifications, which Oscar shows as they are.

    Everything in them is text, whatever a name looks like: only our own `link` can be pressed.
    """
    subject = escape(texts["subject"])
    if len(subject) > _LONGEST_SUBJECT:
        subject = escape(texts["subject"][:_SHORT_SUBJECT])
    body = linebreaks(str(texts["body"]).partition(_SIGNATURE)[0].strip(), autoescape=True)
    if link:
        body = body.replace(escape(link), format_html('<a href="{0}">{0}</a>', link))
    return subject, f'<div class="referral-notification">{body}</div>'


def _unsubscribe_headers(address: str) -> dict[str, str]:
    """Return what lets a mail program stop the messages by one press (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
