"""What the shop's header asks of the website."""

from typing import Any

from django import template
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

register = template.Library()


@register.simple_tag(takes_context=True)
def menu_pages(context: dict[str, Any]) -> PageQuerySet:
    """Return the pages below the home page that an editor has put in the menus."""
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return Page.objects.none()
    return site.root_page.get_children().live().in_menu()
