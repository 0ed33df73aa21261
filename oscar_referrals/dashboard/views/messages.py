"""The messages that customers get, and whose words they are in, language by language."""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.message_texts import MessageTextForm
from oscar_referrals.exceptions import UnknownName
from oscar_referrals.flows.message_texts import forget_texts, write_text
from oscar_referrals.models import MessageText
from oscar_referrals.notify.kinds import MESSAGE_KINDS, MessageKind, message_kind
from oscar_referrals.notify.placeholders import placeholders_of
from oscar_referrals.permissions import CONFIGURE_PROGRAMS
from oscar_referrals.shop.message_texts import edited_kinds, open_texts, preview, restore_texts
from oscar_referrals.shop.own_words import OwnWords

logger = logging.getLogger(__name__)


class MessageListView(StaffMixin, TemplateView):
    """Every kind of message."""

    template_name = "oscar_referrals/dashboard/message_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the kinds, which of them staff have edited, and in which languages."""
        edited = edited_kinds()
        names = dict(settings.LANGUAGES)
        languages: dict[str, list[str]] = {}
        for key, language in MessageText.objects.values_list("kind", "language"):
            languages.setdefault(key, []).append(_(names.get(language, language)))
        rows = [
            (kind, kind.key in edited, languages.get(kind.key, []))
            for kind in MESSAGE_KINDS.values()
        ]
        return super().get_context_data(rows=rows, **kwargs)


class MessageWordsView(StaffMixin, FormView):
    """Write a kind of message in one language, and look at it with made-up values."""

    permission = CONFIGURE_PROGRAMS
    template_name = "oscar_referrals/dashboard/message_words.html"
    form_class = MessageTextForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the kind."""
        self.kind = _kind_or_404(kwargs["key"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def language(self) -> str:
        """Return the language of the address; the active one if it names none of the shop's."""
        named = self.request.GET.get("language", "")
        return named if named in dict(settings.LANGUAGES) else get_language() or ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what is written, and tell the form what can stand in braces."""
        row = MessageText.objects.filter(kind=self.kind.key, language=self.language).first()
        names = [one.name for one in placeholders_of(self.kind)]
        return super().get_form_kwargs() | {"instance": row, "names": names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the languages, what can stand in braces, and how it looks."""
        words = kwargs.pop("words", None)
        return super().get_context_data(
            kind=self.kind,
            language=self.language,
            languages=settings.LANGUAGES,
            placeholders=[(f"{{{one.name}}}", one.label) for one in placeholders_of(self.kind)],
            preview=self._preview(words),
            is_try=words is not None,
            is_edited=self.kind.key in edited_kinds(),
            **kwargs,
        )

    def _preview(self, words: OwnWords | None) -> dict[str, str] | None:
        """Return how it looks; None if templates of the shop's own cannot be shown like that."""
        try:
            with override(self.language):
                shown = preview(self.kind, words)
        except Exception:
            logger.exception("The message %s cannot be shown with made-up values", self.kind.key)
            return None
        return {name: text.strip() for name, text in shown.items()}

    def form_valid(self, form: MessageTextForm) -> HttpResponse:
        """Show how it would look, or keep it."""
        words = {name: form.cleaned_data[name] for name in ("subject", "text", "html")}
        if "preview" in self.request.POST:
            tried = OwnWords(**words) if words["text"] else None
            return self.render_to_response(self.get_context_data(form=form, words=tried))
        write_text(kind=self.kind.key, language=self.language, **words)
        messages.success(self.request, _("The words have been saved."))
        return HttpResponseRedirect(self.get_success_url())

    def get_success_url(self) -> str:
        """Stay on the page of the language."""
        address = reverse("referral-message-words", kwargs={"key": self.kind.key})
        return f"{address}?language={self.language}"


class MessageEditView(StaffMixin, View):
    """Leads to the page of Oscar's where a message has one text for all languages."""

    permission = CONFIGURE_PROGRAMS
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Let the texts be edited, and go there."""
        code = open_texts(_kind_or_404(key))
        return HttpResponseRedirect(reverse("dashboard:comms-update", kwargs={"slug": code}))


class MessageRestoreView(StaffMixin, View):
    """Gives a message its own texts back."""

    permission = CONFIGURE_PROGRAMS
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Do it and go back to the list."""
        restore_texts(_kind_or_404(key))
        forget_texts(kind=key)
        messages.success(request, _("The message has its own words again, in every language."))
        return HttpResponseRedirect(reverse("referral-message-list"))


def _kind_or_404(key: str) -> MessageKind:
    try:
        return message_kind(key)
    except UnknownName:
        raise Http404 from None
