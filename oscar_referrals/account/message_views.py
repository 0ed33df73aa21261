"""Which messages somebody gets: his own page about it, and the address in every such message."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from oscar_referrals.account.advocate_page import choices_address, describe_frame
from oscar_referrals.account.code_pages import CodePage, SeeOther, show_page
from oscar_referrals.account.customer_request import CustomerRequest
from oscar_referrals.account.person_view import CustomerView
from oscar_referrals.flows.message_choices import choose_message, remember_language
from oscar_referrals.models import Reader
from oscar_referrals.notify.unsubscribing import (
    Unsubscription,
    read_choices,
    read_unsubscription,
)
from oscar_referrals.selectors.message_choices import choices_of
from oscar_referrals.selectors.persons import Person


class MessagesView(CustomerView):
    """Every kind of message that can be switched off, with a box for each."""

    page_name = "referral-messages"

    def get(self, request: CustomerRequest) -> HttpResponse:
        """Show the boxes as they stand."""
        return _show_choices(request, request.person)

    def post(self, request: CustomerRequest) -> HttpResponse:
        """Keep what is ticked."""
        return _keep_choices(request, request.person)


class GuestMessagesView(CodePage):
    """The same for a guest, at an address that only his page and his messages know.

    Nothing about him is on it but the boxes: whoever holds the address may not be the reader.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; the address is told to nobody."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the boxes as they stand."""
        guest = _guest_of(read_choices(token))
        return _show_choices(request, guest) if guest else _show_broken(request)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Keep what is ticked."""
        guest = _guest_of(read_choices(token))
        return _keep_choices(request, guest) if guest else _show_broken(request)


def _guest_of(pk: int | None) -> Person | None:
    """Return the guest who is a reader; None if he is gone, or has an account by now."""
    person = _reader_of(pk) if pk is not None else None
    return person if person is not None and person.is_guest else None


def _reader_of(pk: int) -> Person | None:
    """Return who is a reader, by the key that an address holds; None if he is gone."""
    reader = Reader.objects.filter(pk=pk).first()
    return Person(user_id=reader.user_id, identity=reader.identity or "") if reader else None


def _show_choices(request: HttpRequest, person: Person) -> HttpResponse:
    context = {
        "page_title": _("Your messages"),
        "choices": choices_of(person),
        **describe_frame(person),
    }
    return TemplateResponse(request, "oscar_referrals/account/messages.html", context)


def _keep_choices(request: HttpRequest, person: Person) -> HttpResponse:
    """Keep what is ticked. What did not change is not written."""
    wanted = set(request.POST.getlist("wanted"))
    for choice in choices_of(person):
        is_wanted = choice.kind.key in wanted
        if is_wanted != choice.is_wanted:
            choose_message(person, kind=choice.kind, is_wanted=is_wanted)
    remember_language(person, language=get_language() or "")
    messages.success(request, _("Saved."))
    return SeeOther(request.path)


def _show_broken(request: HttpRequest) -> HttpResponse:
    context = {"choices_address": reverse("referral-messages")}
    return show_page(request, "oscar_referrals/unsubscribe.html", context, status=404)


@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribeView(CodePage):
    """The address that stops one kind of message, without signing in (RFC 8058).

    Mail programs send a POST by themselves, so no token of ours can be asked for. A GET changes
    nothing, because programs that look for malware open every address in a message.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; the address is a secret of its reader, so it is told to nobody."""
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show a button."""
        return self._answer(request, token, is_stopped=False)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Stop the messages. Doing it twice changes nothing."""
        return self._answer(request, token, is_stopped=True)

    def _answer(self, request: HttpRequest, token: str, *, is_stopped: bool) -> HttpResponse:
        wish = read_unsubscription(token)
        if wish is None:
            return _show_broken(request)
        person = _find_reader(wish)
        if is_stopped and person is not None:
            choose_message(person, kind=wish.kind, is_wanted=False)
        is_guest = person is not None and person.is_guest
        context = {
            "kind": wish.kind,
            "is_stopped": is_stopped,
            "choices_address": choices_address(reader_id=wish.reader_id if is_guest else None),
        }
        return show_page(request, "oscar_referrals/unsubscribe.html", context)


def _find_reader(wish: Unsubscription) -> Person | None:
    """Return who wants no more of a kind of message; None if he is gone."""
    if wish.reader_id is not None:
        return _reader_of(wish.reader_id)
    is_there = get_user_model()._default_manager.filter(pk=wish.user_id).exists()
    return Person(user_id=wish.user_id) if is_there else None
