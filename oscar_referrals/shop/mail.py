"""Sending through Oscar's communication app, so that staff can edit every text in its dashboard."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from oscar.core.loading import get_class, get_model

from oscar_referrals.ports import Message

CommunicationEventType = get_model("communication", "CommunicationEventType")


def send(message: Message) -> None:
    """Send a message now. Raises whatever the mail system raises."""
    dispatcher = get_class("communication.utils", "Dispatcher")()
    code = message.kind.upper()
    context: dict[str, Any] = {**message.context, "site": Site.objects.get_current()}
    texts = dispatcher.get_messages(code, context)
    user = None
    if message.user_id is not None:
        user = get_user_model().objects.filter(pk=message.user_id).first()
    if user is not None:
        dispatcher.dispatch_user_messages(user, texts)
    else:
        dispatcher.dispatch_direct_messages(message.email, texts)
