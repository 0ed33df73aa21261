"""The page a share link leads to: one page for a program, one address below it for every code."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.url_routing import RouteResult

from oscar_referrals.codes import is_wellformed, normalize_code
from oscar_referrals.models import Code
from oscar_referrals.sharing.landing import named_channel, towards, wanted_thing
from wagtail_referrals.live import LiveProgram, Shown, live_for_code, live_for_preview
from wagtail_referrals.pages import ProgramPageMixin
from wagtail_referrals.private import keep_private

PROSE = ["bold", "italic", "link", "ul", "h2", "h3"]


class LandingPageMixin(ProgramPageMixin):
    """Makes a page type of the site a landing page; put it before the site's base page.

    `/<page>/` tells everybody about the program and names nobody. `/<page>/<code>/` tells a friend
    what the code gives; such an answer is private, never stored and never indexed. No visit is
    counted here: the short link does that.
    """

    headline = models.CharField(
        _("headline"),
        max_length=120,
        blank=True,
        help_text=_("Left empty, it says what both sides get."),
    )
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=PROSE,
        help_text=_("For visitors without a code, who might want to invite a friend."),
    )
    welcome = RichTextField(
        _("welcome"),
        blank=True,
        features=PROSE,
        help_text=_("For friends who come with a code: who you are and why it is worth it."),
    )

    @property
    def hero_words(self) -> dict[str, str]:
        """Return the editor's words for the first screen."""
        return {
            "headline": self.headline,
            "introduction": self.introduction,
            "welcome": self.welcome,
        }

    preview_modes: ClassVar[Sequence[tuple[str, Any]]] = [
        ("", _("As a new visitor")),
        ("friend", _("As an invited friend")),
        ("claimed", _("After claiming")),
        ("advocate", _("As the advocate")),
        ("expired", _("With an expired code")),
        ("over", _("After the program is over")),
    ]
    landing_panels: ClassVar[list[Panel]] = [
        *ProgramPageMixin.program_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("introduction")], heading=_("Without a code")
        ),
        MultiFieldPanel([FieldPanel("welcome")], heading=_("For an invited friend")),
        FieldPanel("body"),
        *ProgramPageMixin.share_panels,
    ]

    #: A page for a place is the better one for a card that lies there.
    is_for_one_place = False

    class Meta:
        abstract = True

    @classmethod
    def pages_for(cls, code: Code) -> "models.QuerySet[Any]":
        """Return the live pages of this type that a code may lead to, on whichever site."""
        pages: models.QuerySet[Any] = cls.objects.live()  # type: ignore[attr-defined]
        return pages.filter(program=code.advocate.program_id)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page first; what is left may be a code. Raises Http404."""
        try:
            return super().route(request, path_components)
        except Http404:
            if not self.live or len(path_components) != 1:
                raise
            if not is_wellformed(normalize_code(path_components[0])):
                raise
            return RouteResult(self, kwargs={"code": path_components[0]})

    def serve(
        self, request: HttpRequest, *args: Any, code: str = "", **kwargs: Any
    ) -> HttpResponse:
        """Answer for the page itself or for a code; 404 for a code that does not work."""
        if not code:
            return super().serve(request, *args, **kwargs)
        response = self._serve_code(request, *args, code=code, **kwargs)
        keep_private(response, canonical=self.get_full_url(request))
        return response

    def _serve_code(
        self, request: HttpRequest, *args: Any, code: str, **kwargs: Any
    ) -> HttpResponse:
        if code != normalize_code(code):
            return self._lead_to(code, request)
        live = live_for_code(program_id=self.program_id, code=code, request=request)
        if live.invitation is not None and live.invitation.code != code:
            return self._lead_to(live.invitation.code, request)
        response = super().serve(request, *args, live=live, **kwargs)
        response.status_code = 404 if live.shown == Shown.NOT_VALID else 200
        return response

    def _lead_to(self, code: str, request: HttpRequest) -> HttpResponse:
        """Lead on to the one address of a code: it was typed in another way, or replaced."""
        address = self.get_code_url(code, request) or "/"
        return redirect(towards(address, wanted_thing(request), channel=named_channel(request)))

    def get_shared_address(self, address: str | None, live: LiveProgram) -> str | None:
        """Return the address of the code: whoever shares the page on goes on inviting with it."""
        if address is None or live.invitation is None:
            return address
        return f"{address.rstrip('/')}/{live.invitation.code}/"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Show the page in one of its states, with a person who does not exist."""
        live = live_for_preview(program_id=self.program_id, mode=mode_name)
        return self.get_context(request, live=live)

    def get_code_url(self, code: str, request: HttpRequest | None = None) -> str | None:
        """Return the address of this page for a code, None if the page has no address itself."""
        address = self.get_url(request)
        return f"{address.rstrip('/')}/{normalize_code(code)}/" if address else None

    def check_request_method(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Refuse whatever would change something: claiming has an address of its own."""
        response = super().check_request_method(request, *args, **kwargs)
        if response is not None:
            keep_private(response, canonical=self.get_full_url(request))
        return response

    def handle_options_request(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell which methods are allowed."""
        response = super().handle_options_request(request, *args, **kwargs)
        keep_private(response, canonical=self.get_full_url(request))
        return response
