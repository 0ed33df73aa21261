"""The page of a place where the shop's goods can be seen: a café, a finished garden, a fair."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from oscar_referrals.models import Advocate, AdvocateKind, Code
from wagtail_referrals.landing import LandingPageMixin
from wagtail_referrals.translating import kept_in_translations


class SeenAtPageMixin(LandingPageMixin):
    """Makes a page type of the site a page for a place; put it before the site's base page.

    The links of cards that lie at the place lead to it. Its own address tells everybody what can be
    seen there; who comes with a card's code finds on the same page what it gives.
    """

    place = models.CharField(
        _("place"),
        max_length=40,
        help_text=_("As it is named where its cards were made: their links lead to this page."),
    )

    override_translatable_fields: ClassVar[list[Any]] = [
        *LandingPageMixin.override_translatable_fields,
        *kept_in_translations("place"),
    ]
    place_panels: ClassVar[list[Panel]] = [
        *LandingPageMixin.program_panels,
        FieldPanel("place"),
        FieldPanel("headline", help_text=_("Left empty, it says where this can be seen.")),
        MultiFieldPanel([FieldPanel("introduction")], heading=_("For everybody")),
        MultiFieldPanel([FieldPanel("welcome")], heading=_("For who comes with a card")),
        FieldPanel("body"),
        *LandingPageMixin.share_panels,
    ]
    preview_modes: ClassVar[list[tuple[str, Any]]] = [
        ("", _("As a new visitor")),
        ("friend", _("With a code")),
        ("claimed", _("After claiming")),
        ("expired", _("With an expired code")),
        ("over", _("After the program is over")),
    ]

    is_for_one_place = True

    class Meta:
        abstract = True

    @property
    def has_cards(self) -> bool:
        """Tell whether cards of the program were made for this place. One query."""
        houses = Advocate.objects.filter(kind=AdvocateKind.HOUSE, program=self.program_id)
        return houses.filter(shown_name__iexact=self.place).exists()

    @classmethod
    def pages_for(cls, code: Code) -> "models.QuerySet[Any]":
        """Return the pages of the place where the code's card lies; none if it lies nowhere."""
        place = code.advocate.shown_name if code.advocate.is_house else ""
        if not place:
            return super().pages_for(code).none()
        return super().pages_for(code).filter(place__iexact=place)
