"""Finds pages for the shop's links: the landing page of a code, and the page where one joins."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language_from_request
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import PageViewRestriction, Site, get_page_models

from oscar_referrals.models import Code
from wagtail_referrals.landing import LandingPageMixin
from wagtail_referrals.models import InvitationSettings, settings_for

#: By what one of several pages is the better one; the first counts most.
_MARKS = ("is_in_visitors_language", "is_chosen", "is_in_shops_language")


def find_landing_page(request: HttpRequest, code: Code) -> str | None:
    """Return the address of a code on the landing page of its program, or None.

    Only a live page that everybody may read on the request's site counts. The page of the place
    where a card lies comes first, then one in the visitor's language, then the one that the site
    has chosen, then one in the shop's own language. One query for each landing page type of the
    site, none for places unless it is a card of one.
    """
    site = Site.find_for_request(request)
    if site is None:
        return None
    # An address without a language may count as the shop's own; so the visitor himself is asked.
    language = get_language_from_request(request)
    pages = (
        _pages(model.pages_for(code), site=site, language=language).first()
        for model in get_page_models()
        if issubclass(model, LandingPageMixin)
    )
    found = [page for page in pages if page is not None]
    best = max(found, key=_rank, default=None)
    return best.get_code_url(code.text, request) if best else None


def find_hub_page(request: HttpRequest) -> str | None:
    """Return the address of the page where customers join that the request's site has chosen.

    None unless it is live and for everybody to read, and none on that page itself: it leads on to
    the shop's own, which knows who signs in. No query but for the site's settings where none is
    chosen.
    """
    chosen = settings_for(request).hub_page
    if chosen is None:
        return None
    page = chosen.localized
    if not page.live or page.get_view_restrictions().exists():
        return None
    address: str | None = page.get_url(request)
    return address if address != request.path else None


def _rank(page: Any) -> list[bool]:
    return [page.is_for_one_place, *(getattr(page, mark) for mark in _MARKS)]


def _pages(pages: "QuerySet[Any]", *, site: Site, language: str) -> "QuerySet[Any]":
    """Return those pages on a site that everybody may read, the best one first."""
    roots = [root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk]
    is_on_site = Q(pk__in=[])
    for root in roots:
        is_on_site |= Q(url_path__startswith=root)
    chosen = InvitationSettings.objects.filter(
        site=site.pk, landing_page__translation_key=OuterRef("translation_key")
    )
    marked = pages.filter(is_on_site, ~Exists(_restrictions())).annotate(
        is_in_visitors_language=_is_in(language),
        is_chosen=Exists(chosen),
        is_in_shops_language=_is_in(settings.LANGUAGE_CODE),
    )
    return marked.order_by(*(f"-{mark}" for mark in _MARKS), "path")


def _restrictions() -> "QuerySet[PageViewRestriction]":
    """Return what keeps visitors from a page: its own restrictions and those of pages above."""
    path = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
    restrictions = PageViewRestriction.objects.annotate(candidate=path)
    return restrictions.filter(candidate__startswith=F("page__path"))


def _is_in(language: str) -> ExpressionWrapper:
    """Return whether a page is in a language, or in the variant of it that pages have."""
    try:
        code = str(get_supported_content_language_variant(language))
    except LookupError:
        code = ""
    return ExpressionWrapper(Q(locale__language_code=code), output_field=models.BooleanField())
