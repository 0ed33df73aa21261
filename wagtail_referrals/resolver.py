"""Finds the landing page of a code in the site's page tree, for the short link."""

from typing import Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import PageViewRestriction, Site, get_page_models

from oscar_referrals.models import Code, Program
from wagtail_referrals.landing import LandingPageMixin


def find_landing_page(request: HttpRequest, code: Code) -> str | None:
    """Return the address of a code on the landing page of its program, or None.

    Only a live page that everybody may read on the request's site counts; one in the visitor's
    language comes first. One query for each landing page type of the site, usually one.
    """
    site = Site.find_for_request(request)
    if site is None:
        return None
    for model in get_page_models():
        if issubclass(model, LandingPageMixin):
            page = _pages(model=model, site=site, program=code.advocate.program).first()
            if page is not None:
                return page.get_code_url(code.text, request)
    return None


def _pages(*, model: Any, site: Site, program: Program) -> "QuerySet[Any]":
    roots = [root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk]
    is_on_site = Q(pk__in=[])
    for root in roots:
        is_on_site |= Q(url_path__startswith=root)
    pages = model.objects.live().filter(is_on_site, ~Exists(_restrictions()), program=program)
    is_in_language = ExpressionWrapper(
        Q(locale__language_code=_active_language()), output_field=models.BooleanField()
    )
    return pages.order_by(is_in_language.desc(), "path")


def _restrictions() -> "QuerySet[PageViewRestriction]":
    """Return what keeps visitors from a page: its own restrictions and those of pages above."""
    path = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
    restrictions = PageViewRestriction.objects.annotate(candidate=path)
    return restrictions.filter(candidate__startswith=F("page__path"))


def _active_language() -> str:
    try:
        return str(get_supported_content_language_variant(get_language()))
    except LookupError:
        return ""
