"""Keeps the rules that go live. Signals and no hooks: schedules and workflows know no hooks."""

from typing import Any

from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published

from oscar_referrals.flows.work import do_after_commit, handles
from oscar_referrals.models import Program
from oscar_referrals.signals import program_changed
from wagtail_referrals.publishing import keep_online
from wagtail_referrals.rules import RulesPageMixin, find_live_rules_page, live_rules_pages


def connect() -> None:
    """Listen."""
    page_published.connect(keep_published_rules, dispatch_uid="wagtail_referrals")
    program_changed.connect(keep_changed_rules, dispatch_uid="wagtail_referrals")


def keep_published_rules(instance: Any, revision: Any, alias: bool = False, **kwargs: Any) -> None:
    """Keep what a rules page says, if it has really gone live with this revision.

    Not for an alias, for a copy of a page that is live, or for a page that is only scheduled.
    """
    if not isinstance(instance, RulesPageMixin) or alias:
        return
    is_live = instance.live and instance.live_revision_id == revision.pk
    if is_live and instance.find_page_in_charge(instance.program_id) is None:
        instance.record_version(get_active_log_context().user or revision.user)


def keep_changed_rules(program: Program, **kwargs: Any) -> None:
    """Let every rules page of a program say anew what it says, now that the program has changed.

    Each is a piece of due work of its own: one that fails is tried again, is on the staff's list,
    and stops no other.
    """
    pages = live_rules_pages(program.pk)
    do_after_commit(kind="keep_rules", subjects=[page.pk for page in pages])


@handles("keep_rules")
def keep_rules(page_id: int) -> None:
    """Keep what a live rules page says now, unless another page is in charge.

    If the program goes on beyond the page's last day, so does the page: Wagtail's command for
    schedules asks no page.
    """
    page = find_live_rules_page(page_id)
    if page is None or page.find_page_in_charge(page.program_id) is not None:
        return
    page.record_version()
    reason = page.find_early_end()
    if reason:
        keep_online(page=page, user=None, reason=reason)
