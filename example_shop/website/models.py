"""Two kinds of page: the home page, and a page of text."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    """The first page of the shop: what it is, and one thing to buy from each category."""

    headline = models.CharField(_("headline"), max_length=120)
    introduction = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("text"), blank=True)

    template = "website/home_page.html"
    max_count = 1
    content_panels: ClassVar[list[Panel]] = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the first level of categories, and from each the product it has had longest."""
        context = super().get_context(request, *args, **kwargs)
        categories = get_model("catalogue", "Category").objects.filter(depth=1, is_public=True)
        context["categories"] = categories
        context["featured_products"] = [
            product for product in map(_first_product, categories) if product is not None
        ]
        return context


def _first_product(category: Any) -> Any:
    return category.product_set.browsable().base_queryset().order_by("pk").first()


class ContentPage(Page):
    """A title and a text, such as the story of the roastery."""

    body = RichTextField(_("text"))

    template = "website/content_page.html"
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("content page")
