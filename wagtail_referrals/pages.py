"""What all pages about a program share: the program itself, the blocks, and how a link looks."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.compat import HTTPMethod
from wagtail.images import get_image_model_string
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from wagtail_referrals.blocks import program_blocks
from wagtail_referrals.fields import ProgramStreamField
from wagtail_referrals.live import LiveProgram, live_for_everybody, live_for_preview
from wagtail_referrals.panels import ObstaclePanel
from wagtail_referrals.pictures import SIZE, draw_picture, fingerprint
from wagtail_referrals.publishing import CarefulPublishing
from wagtail_referrals.translating import kept_in_translations

#: The last part of the address of a page's drawn picture. No code is so long.
PICTURE = "picture-of-this-invitation"
FRIENDS = "friends"
_ONE_DAY = 24 * 60 * 60


class ProgramPageMixin(CarefulPublishing, models.Model):
    """Makes a page type of the site a page about a program; put it before the site's base page.

    Figures come from the program, so that the page cannot disagree with the till. What the page
    shows to everybody names nobody and may be cached: it is rendered as for a visitor whom nobody
    knows, even if somebody is signed in.
    """

    # Null, because a draft may be saved half-filled; a page outlives its program, because content
    # must not stand in the way of the shop, and says then that there is nothing to claim.
    program = models.ForeignKey(
        "oscar_referrals.Program",
        verbose_name=gettext_lazy("program"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=gettext_lazy(
            "Amounts, dates and the minimum are read from it, always up to date."
        ),
    )
    body = ProgramStreamField(
        program_blocks(),
        verbose_name=gettext_lazy("content"),
        blank=True,
        help_text=gettext_lazy("Blocks tell the live program’s figures; nothing has to be typed."),
    )
    share_title = models.CharField(
        gettext_lazy("title of a shared link"),
        max_length=120,
        blank=True,
        help_text=gettext_lazy("Left empty, it says what the program gives."),
    )
    share_text = models.CharField(
        gettext_lazy("text of a shared link"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("Left empty, it says from which order and until when."),
    )
    share_picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=gettext_lazy("picture of a shared link"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=gettext_lazy("Left empty, one is drawn with the program's figures."),
    )

    #: Whether the page's template shows the rules even if no block does.
    always_shows_rules: ClassVar[bool] = False

    allowed_http_methods: ClassVar[Sequence[HTTPMethod]] = (
        HTTPMethod.GET,
        HTTPMethod.HEAD,
        HTTPMethod.OPTIONS,
    )
    program_panels: ClassVar[list[Panel]] = [ObstaclePanel(), FieldPanel("program")]
    body_panels: ClassVar[list[Panel]] = [*program_panels, FieldPanel("body")]
    share_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [FieldPanel("share_title"), FieldPanel("share_text"), FieldPanel("share_picture")],
            heading=gettext_lazy("When the link is shared"),
        ),
    ]

    #: For wagtail-localize: a translation is about the same program, and translators get prose.
    override_translatable_fields: ClassVar[list[Any]] = kept_in_translations("program")

    # What the site's base page brings along.
    title: str
    live: bool
    get_url: Callable[..., str | None]
    get_full_url: Callable[..., str | None]

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page first; what is left may be the drawn picture. Raises Http404."""
        try:
            return super().route(request, path_components)
        except Http404:
            if not self.live or path_components != [PICTURE]:
                raise
            return RouteResult(self, kwargs={"is_picture": True})

    def serve(
        self, request: HttpRequest, *args: Any, is_picture: bool = False, **kwargs: Any
    ) -> HttpResponse:
        """Answer for the page or its drawn picture.

        What is for everybody is rendered as for a visitor whom nobody knows.
        """
        live = kwargs.get("live")
        if live is not None and not live.is_for_everybody:
            return super().serve(request, *args, **kwargs)
        visitor = getattr(request, "user", None)
        _forget_visitor(request)
        if is_picture:
            return self._serve_picture(request)
        response = super().serve(request, *args, **kwargs)
        if isinstance(response, SimpleTemplateResponse) and visitor is not None:
            # Whatever the shop writes after its pages, such as a basket's cookie, is for the real
            # visitor.
            response.add_post_render_callback(lambda _rendered: setattr(request, "user", visitor))
        return response

    def get_context(
        self, request: HttpRequest, *args: Any, live: LiveProgram | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """Add `live`, what this request shows, and the addresses that the templates need."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        live = live or self.get_live_program()
        address = self.get_full_url(request)
        context["live"] = live
        context["shop_address"] = home_address(request)
        context["canonical_address"] = address
        context["shared_address"] = self.get_shared_address(address, live)
        context["shared_picture"] = self._describe_picture(request, live)
        return context

    def get_live_program(self) -> LiveProgram:
        """Return what the page tells everybody."""
        return live_for_everybody(self.program_id)

    def get_preview_program(self) -> LiveProgram:
        """Return what the page tells everybody once the program is open."""
        return live_for_preview(program_id=self.program_id, mode="")

    @property
    def has_hero(self) -> bool:
        """Tell whether the blocks bring a headline of their own."""
        return any(block.block_type == "hero" for block in self.body)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Show figures even before the program starts, and count nothing."""
        return self.get_context(request, live=self.get_preview_program())

    def get_shared_address(self, address: str | None, live: LiveProgram) -> str | None:
        """Return the address that a link preview stands for."""
        return address

    def _describe_picture(self, request: HttpRequest, live: LiveProgram) -> dict[str, Any] | None:
        """Return address and size of the editor's picture, or else of the drawn one."""
        base = self.get_full_url(request)
        if base is None:
            return None
        width, height = SIZE
        picture = self._chosen_picture(base)
        if picture is None:
            is_for_friends = live.invitation is not None
            words = self._picture_words(request, live, is_for_friends=is_for_friends)
            query = {"for": FRIENDS} if is_for_friends else {}
            query["v"] = fingerprint(*words)
            picture = f"{base.rstrip('/')}/{PICTURE}/?{urlencode(query)}"
        return {"address": picture, "width": width, "height": height}

    def _chosen_picture(self, base: str) -> str | None:
        """Return the editor's picture cut to size; None if there is none, or its file is gone."""
        if self.share_picture is None:
            return None
        width, height = SIZE
        try:
            rendition = self.share_picture.get_rendition(f"fill-{width}x{height}-c100")
        except (SourceImageIOError, InvalidFilterSpecError, OSError):
            return None
        return urljoin(base, rendition.url)

    def _serve_picture(self, request: HttpRequest) -> HttpResponse:
        """Draw what the program gives everybody; nothing personal is on it."""
        live = self.get_live_program()
        is_for_friends = request.GET.get("for") == FRIENDS
        words = self._picture_words(request, live, is_for_friends=is_for_friends)
        response = HttpResponse(draw_picture(*words), content_type="image/png")
        response["Cache-Control"] = f"public, max-age={_ONE_DAY}"
        response["X-Robots-Tag"] = "noindex"
        return response

    def _picture_words(
        self, request: HttpRequest, live: LiveProgram, *, is_for_friends: bool
    ) -> tuple[str, str, str]:
        """Return the site's name, the headline and the facts."""
        site = Site.find_for_request(request)
        name = (site.site_name if site else "") or settings.WAGTAIL_SITE_NAME
        offer = live.offer
        headline = self.share_title or self.title
        if offer is not None and not self.share_title and is_for_friends:
            headline = _("%(give)s for you") % {"give": capfirst(offer.friend_saves)}
        elif offer is not None and not self.share_title:
            amounts = {"give": offer.friend_gets, "get": offer.advocate_gets}
            headline = _("Give %(give)s, get %(get)s") % amounts
        facts = ""
        if offer is not None and offer.minimum:
            facts = _("From %(minimum)s") % {"minimum": offer.minimum}
        return name, headline, facts


def _forget_visitor(request: HttpRequest) -> None:
    """Let the rest of a request know nobody.

    What was read of the session until now, by Oscar's basket for instance, does not change the
    answer; so the answer need not vary by cookie, unless a template of the site reads it again.
    """
    request.user = AnonymousUser()
    if hasattr(request, "session"):
        request.session.accessed = False


def home_address(request: HttpRequest) -> str:
    """Return the address of the site's first page, in the visitor's language if there is one."""
    site = Site.find_for_request(request)
    return str(site.root_page.localized.get_url(request) or "/") if site else "/"
