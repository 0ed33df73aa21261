"""The page a share link leads to: one page for a program, one address below it for every code."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.compat import HTTPMethod
from wagtail.fields import RichTextField
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from oscar_referrals.codes import is_wellformed, normalize_code
from wagtail_referrals.states import (
    Landing,
    Shown,
    landing_for_code,
    landing_for_everybody,
    landing_for_preview,
)

_PROSE = ["bold", "italic", "link", "ul", "h2", "h3"]


class LandingPageMixin(models.Model):
    """Makes a page type of the site a landing page; put it before the site's base page.

    `/<page>/` tells everybody about the program and names nobody. `/<page>/<code>/` tells a friend
    what the code gives; such an answer is private, never stored and never indexed. Figures come
    from the program, so that the page cannot disagree with the till. No visit is counted here: the
    short link does that.
    """

    # Null, because a draft may be saved half-filled; a page outlives its program, because content
    # must not stand in the way of the shop, and says then that there is nothing to claim.
    program = models.ForeignKey(
        "oscar_referrals.Program",
        verbose_name=_("program"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Amounts, dates and the minimum are read from it and always up to date."),
    )
    headline = models.CharField(
        _("headline"),
        max_length=120,
        blank=True,
        help_text=_("Left empty, it says what both sides get."),
    )
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=_PROSE,
        help_text=_("For visitors without a code, who might want to invite a friend."),
    )
    welcome = RichTextField(
        _("welcome"),
        blank=True,
        features=_PROSE,
        help_text=_("For friends who come with a code: who you are and why it is worth it."),
    )

    allowed_http_methods = (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)
    preview_modes: ClassVar[Sequence[tuple[str, Any]]] = [
        ("", _("Without a code")),
        ("friend", _("As an invited friend")),
        ("claimed", _("After claiming")),
        ("expired", _("With an expired code")),
    ]
    landing_panels: ClassVar[list[Panel]] = [
        FieldPanel("program"),
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("introduction")], heading=_("Without a code")
        ),
        MultiFieldPanel([FieldPanel("welcome")], heading=_("For an invited friend")),
    ]

    # What the site's base page brings along.
    live: bool
    get_url: Callable[..., str | None]
    get_full_url: Callable[..., str | None]

    class Meta:
        abstract = True

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
        if code != normalize_code(code):
            address = self.get_code_url(code, request) or "/"
            return self._keep_private(redirect(address), request)
        landing = landing_for_code(program_id=self.program_id, code=code, request=request)
        response = super().serve(request, *args, landing=landing, **kwargs)
        response.status_code = 404 if landing.shown == Shown.NOT_VALID else 200
        return self._keep_private(response, request)

    def get_context(
        self, request: HttpRequest, *args: Any, landing: Landing | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Add `landing`, what this request shows, and `shop_address`, the way into the shop."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["landing"] = landing or landing_for_everybody(self.program_id)
        context["shop_address"] = _home_address(request)
        return context

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Show the page in one of its states, with a person who does not exist."""
        landing = landing_for_preview(program_id=self.program_id, mode=mode_name)
        return self.get_context(request, landing=landing)

    def get_code_url(self, code: str, request: HttpRequest | None = None) -> str | None:
        """Return the address of this page for a code, None if the page has no address itself."""
        address = self.get_url(request)
        return f"{address.rstrip('/')}/{normalize_code(code)}/" if address else None

    def check_request_method(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Refuse whatever would change something: claiming has an address of its own."""
        response = super().check_request_method(request, *args, **kwargs)
        return self._keep_private(response, request) if response else None

    def handle_options_request(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell which methods are allowed."""
        response = super().handle_options_request(request, *args, **kwargs)
        return self._keep_private(response, request)

    def _keep_private(self, response: HttpResponse, request: HttpRequest) -> HttpResponse:
        """Let nobody store or index an answer that belongs to one code."""
        response["Cache-Control"] = "private, no-store"
        response["CDN-Cache-Control"] = "no-store"
        response["Surrogate-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        response["Link"] = f'<{self.get_full_url(request)}>; rel="canonical"'
        return response


def _home_address(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    return str(site.root_page.get_url(request) or "/") if site else "/"
