"""The advocate's page: join, share, see how far it is to the next reward."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel
from wagtail.compat import HTTPMethod

from wagtail_referrals.live import LiveProgram, live_for_customer, made_up_standing
from wagtail_referrals.pages import ProgramPageMixin
from wagtail_referrals.private import keep_out_of_caches
from wagtail_referrals.telling import StoryForm, has_told, send_in_story


class HubPageMixin(ProgramPageMixin):
    """Makes a page type of the site the advocate's page; put it before the site's base page.

    A customer who takes part finds his link and his progress; one who does not can join; a visitor
    reads what it is about. What belongs to one person is kept by no cache.
    """

    #: The page type of stories that advocates send in, as "app.Model"; "" takes none.
    story_page_type: ClassVar[str] = ""

    allowed_http_methods: ClassVar[Sequence[HTTPMethod]] = (
        HTTPMethod.GET,
        HTTPMethod.HEAD,
        HTTPMethod.OPTIONS,
        HTTPMethod.POST,
    )
    preview_modes: ClassVar[Sequence[tuple[str, Any]]] = [
        ("", gettext_lazy("As a new visitor")),
        ("customer", gettext_lazy("As a customer who can join")),
        ("advocate", gettext_lazy("As the advocate")),
        ("over", gettext_lazy("After the program is over")),
    ]
    hub_panels: ClassVar[list[Panel]] = [
        *ProgramPageMixin.body_panels,
        *ProgramPageMixin.share_panels,
    ]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer whoever asks with what is his."""
        if kwargs.get("is_picture"):
            return super().serve(request, *args, **kwargs)
        live = live_for_customer(program_id=self.program_id, user_id=request.user.pk)
        form = self._story_form(request, live)
        is_sent = request.method == "POST"
        response = self._take_story(request, live, form) if is_sent else None
        if response is None:
            response = super().serve(request, *args, live=live, story_form=form, **kwargs)
        keep_out_of_caches(response)
        return response

    def _story_form(self, request: HttpRequest, live: LiveProgram) -> StoryForm | None:
        """Return the form for a story; None for who takes no part, or has told one."""
        if live.standing is None or not self.story_page_type:
            return None
        if has_told(model=apps.get_model(self.story_page_type), code=live.standing.code):
            return None
        return StoryForm(request.POST if request.method == "POST" else None, prefix="story")

    def _take_story(
        self, request: HttpRequest, live: LiveProgram, form: StoryForm | None
    ) -> HttpResponse | None:
        """Keep the story as a draft, and lead back to the page. None if the form has errors."""
        address = self.get_url(request) or "/"
        if form is None or live.standing is None:
            return HttpResponseRedirect(address, status=303)
        if not form.is_valid():
            return None
        words = {name: form.cleaned_data[name] for name in ("title", "text")}
        try:
            send_in_story(
                parent=self,
                model=apps.get_model(self.story_page_type),
                user=request.user,
                code=live.standing.code,
                **words,
            )
        except ValidationError:
            messages.warning(request, _("We have a story of yours already."))
        else:
            messages.success(request, _("Thank you. We read your story before it is published."))
        return HttpResponseRedirect(address, status=303)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `can_join`, whether the visitor is somebody who could press the button, and
        `story_form` for an advocate who has told no story."""
        context = super().get_context(request, *args, **kwargs)
        context["story_form"] = kwargs.get("story_form")
        live: LiveProgram = context["live"]
        is_known = kwargs.get("is_known", request.user.is_authenticated)
        context["can_join"] = is_known and live.standing is None and live.can_be_joined
        return context

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Show the page to somebody who does not exist."""
        live = LiveProgram() if mode_name == "over" else self.get_preview_program()
        live.is_personal = True
        if mode_name == "advocate" and live.offer is not None:
            live.standing = made_up_standing(_("Once you have brought 5 friends: a free mug"))
        return self.get_context(request, live=live, is_known=mode_name == "customer")
