"""Rules that customers accept stay online as long as their program is live."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.signals import pre_delete
from django.urls import reverse
from wagtail import hooks
from wagtail.models import get_page_models

from wagtail_referrals.rules import RulesPageMixin, live_rules_pages_below


def connect() -> None:
    """Ask about every deletion of a rules page, also of one below a page that is deleted."""
    for model in get_page_models():
        if issubclass(model, RulesPageMixin):
            pre_delete.connect(refuse_to_delete, sender=model, dispatch_uid="wagtail_referrals")


def refuse_to_delete(instance: Any, **kwargs: Any) -> None:
    """Raise ValidationError for a page whose rules customers accept. Nothing is deleted then."""
    reason = instance.find_reason_to_stay()
    if reason:
        raise ValidationError({"program": reason})


def way_back(page: Any) -> str:
    """Return where an editor goes on after he was told: to the list that the page is in."""
    parent = page.get_parent()
    return reverse("wagtailadmin_explore", args=[parent.pk if parent else page.pk])


def find_reason_to_stay(page: Any, *, action: str, with_pages_below: bool) -> str:
    """Return why Wagtail may not do something with a page, "" if it may.

    `action` is "delete" or "unpublish"; what a site does with the translations of a page along with
    it is asked about as well.
    """
    for affected in _affected(page, action):
        for rules in live_rules_pages_below(affected):
            is_asked = with_pages_below or rules.pk == affected.pk
            reason = rules.find_reason_to_stay() if is_asked else ""
            if reason:
                return str(reason)
    return ""


def _affected(page: Any, action: str) -> Iterable[Any]:
    """Return a page, and its translations where a site does the same to them."""
    affected = {page}
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        for find_others in hooks.get_hooks("construct_translated_pages_to_cascade_actions"):
            for others in (find_others([page], action) or {}).values():
                affected.update(others)
    return affected
