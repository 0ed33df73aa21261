"""An advocate's own story, which carries her code."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import RichTextField

from oscar_referrals.models import AdvocateKind, Code
from oscar_referrals.selectors.codes import find_code, works
from wagtail_referrals.landing import PROSE
from wagtail_referrals.pages import ProgramPageMixin
from wagtail_referrals.translating import kept_in_translations


class StoryPageMixin(ProgramPageMixin):
    """Makes a page type of the site a success story; put it before the site's base page.

    It is moderated as every page is. It is shown only with the advocate's consent, and only as long
    as she takes part: whoever leaves takes the story along.
    """

    code = models.CharField(
        _("the advocate's code"),
        max_length=32,
        blank=True,
        help_text=_("Who reads the story can claim it. The first name comes with it."),
    )
    story = RichTextField(
        _("story"),
        blank=True,
        features=PROSE,
        help_text=_("In the advocate’s own words. Without figures: blocks say them."),
    )
    has_consent = models.BooleanField(
        _("the advocate has agreed to be shown"),
        default=False,
        help_text=_("Without it nobody can open the page, even when it is published."),
    )

    override_translatable_fields: ClassVar[list[Any]] = [
        *ProgramPageMixin.override_translatable_fields,
        *kept_in_translations("code", "has_consent"),
    ]

    promises = False
    preview_modes: ClassVar[list[tuple[str, Any]]] = [("", _("As a visitor"))]
    story_panels: ClassVar[list[Panel]] = [
        *ProgramPageMixin.program_panels,
        MultiFieldPanel(
            [FieldPanel("code"), FieldPanel("has_consent")], heading=_("Whose story it is")
        ),
        FieldPanel("story"),
        FieldPanel("body"),
        *ProgramPageMixin.share_panels,
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a code that is not a customer's of this program. Nothing is asked of a draft
        without a code."""
        super().clean()
        if self.code and self.program_id and self._find_code() is None:
            raise ValidationError({"code": _("No customer who takes part has this code.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the story, if whose it is wants that. Raises Http404."""
        if not self.has_consent or self.told_with is None:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `told_by`, a first name or "", and `claim_address`, "" if the code does not work."""
        context = super().get_context(request, *args, **kwargs)
        code = self.told_with
        context["told_by"] = code.advocate.shown_name if code else ""
        context["claim_address"] = ""
        if code is not None and works(code):
            context["claim_address"] = reverse("referral-short-link", kwargs={"code": code.text})
        return context

    @cached_property
    def told_with(self) -> Code | None:
        """The code of the advocate who tells, None if she takes no part. One query."""
        return self._find_code()

    def _find_code(self) -> Code | None:
        code = find_code(self.code)
        if code is None or code.advocate.program_id != self.program_id:
            return None
        advocate = code.advocate
        takes_part = advocate.left_at is None and advocate.user_id is not None
        return code if takes_part and advocate.kind == AdvocateKind.CUSTOMER else None
