"""Releases: somebody asks, another approves, and at its time all of it goes live, or nothing."""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision, get_page_models

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import ReferralError, Refused, TermsInvalid
from oscar_referrals.flows import shape
from oscar_referrals.flows.checking import find_problems
from oscar_referrals.flows.work import enqueue, handles
from oscar_referrals.locks import lock_row, was_overtaken
from oscar_referrals.models import Program, ProgramState, Terms
from oscar_referrals.permissions import VIEW_DASHBOARD, may
from wagtail_referrals.desk.policies import program_policy
from wagtail_referrals.models import Release, ReleasedPage, waiting_pages
from wagtail_referrals.pages import ProgramPageMixin

logger = logging.getLogger(__name__)

APPROVE = "wagtail_referrals.approve_release"
#: What the history of a release calls what was done with it.
APPROVED = "wagtail_referrals.approve"
CANCELLED = "wagtail_referrals.cancel"
#: What of terms nobody writes: the program does.
_GIVEN = frozenset({"id", "program", "number", "created_at", "created_by"})


class ReleaseRefused(ReferralError):
    """A release cannot be asked for, approved or carried out. It says why, for staff."""


def terms_fields() -> "dict[str, Field[Any, Any]]":
    """Return what somebody who writes new terms decides, by name."""
    fields = Terms._meta.concrete_fields
    return {field.name: field for field in fields if field.name not in _GIVEN}


def write_terms(terms: Terms) -> dict[str, Any]:
    """Return terms as a release keeps them."""
    values = {name: getattr(terms, name) for name in terms_fields()}
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()
    }


def read_terms(release: Release) -> dict[str, Any]:
    """Return a release's new terms as `shape.change_terms` takes them.

    Raises ReleaseRefused for terms that an earlier version of this software wrote and that say
    something which terms of today do not know.
    """
    fields = terms_fields()
    unknown = sorted(release.terms.keys() - fields.keys())
    if unknown:
        raise ReleaseRefused(
            _("Its terms say “%(name)s”, which terms do not know any more. Ask for it again.")
            % {"name": "”, “".join(unknown)}
        )
    try:
        return {name: fields[name].to_python(value) for name, value in release.terms.items()}
    except ValidationError as error:
        raise ReleaseRefused(
            _("Its terms cannot be read any more. Ask for it again. %(reason)s")
            % {"reason": " ".join(error.messages)}
        ) from error


def pages_to_release(*, program: Program, user: Any) -> list[Any]:
    """Return the pages with something unpublished about a program that somebody may edit.

    The draft decides which program a page is about: what is live may be about another, or none.
    Pages that wait in a release are left out.
    """
    waiting = waiting_pages().filter(page__isnull=False)
    return [
        page
        for model in get_page_models()
        if issubclass(model, ProgramPageMixin)
        for page in model.objects.filter(
            latest_revision__content__program=program.pk,
            has_unpublished_changes=True,
            alias_of=None,
        ).exclude(pk__in=waiting.values("page"))
        if page.permissions_for_user(user).can_edit()
    ]


@transaction.atomic
def ask(
    *,
    program: Program,
    pages: Sequence[Any],
    terms: Mapping[str, Any] | None = None,
    go_live_at: datetime | None = None,
    user: Any,
) -> Release:
    """Ask for new terms and the latest drafts of pages to go live together.

    Raises TermsInvalid, or ReleaseRefused if there is nothing to release, if new terms change
    nothing or are for a program that has ended, or if a page cannot be published then, is not for
    him to edit, belongs to another program, waits in another release or has a date of its own.
    """
    locked = lock_row(Program, program.pk)
    if not pages and not terms:
        raise ReleaseRefused(_("There is nothing to release."))
    release = Release(
        program=program,
        replaces_id=program.current_terms_id,
        go_live_at=go_live_at,
        asked_by=user,
        asked_at=database_now(),
    )
    if terms:
        _require_going_on(locked)
        release.terms = _check_terms(program, terms)
    free = {page.pk for page in pages_to_release(program=program, user=user)}
    release.save()
    for page in pages:
        if page.pk not in free:
            raise ReleaseRefused(_("“%(page)s” cannot be released.") % {"page": page.title})
        _add_page(release, page)
    log(instance=release, action="wagtail.create", user=user)
    return release


def _require_going_on(program: Program) -> None:
    """Refuse new terms for a program that has ended, as the shop's dashboard does."""
    if program.state == ProgramState.ENDED:
        raise ReleaseRefused(_("This program has ended. Nothing in it can be changed."))


def _check_terms(program: Program, terms: Mapping[str, Any]) -> dict[str, Any]:
    new = Terms(program=program, number=0, **terms)
    problems = find_problems(new)
    if problems:
        raise TermsInvalid(problems)
    written = write_terms(new)
    if program.current_terms is not None and written == write_terms(program.current_terms):
        raise ReleaseRefused(_("The new terms say what the old ones say."))
    return written


def _add_page(release: Release, page: Any) -> None:
    # As the database has it: what was just saved may have been put into other words for it.
    revision = Revision.objects.get(pk=page.latest_revision_id)
    draft = revision.as_object()
    if draft.go_live_at is not None:
        words = {"page": page.title}
        raise ReleaseRefused(_("“%(page)s” has a date of its own. Take it away first.") % words)
    _require_truth(draft, go_live_at=release.go_live_at)
    release.pages.create(
        title=draft.title, page_id=page.pk, revision=revision, sha256=_hash(revision)
    )


def approve(*, release: Release, user: Any) -> None:
    """Let a release go live at its time; a second person has to, superusers not excepted.

    Raises ReleaseRefused if it is his own, wholly or in part, if he may not publish it, if a page
    is still in its workflow, or if anything has changed since it was asked for.
    """
    with transaction.atomic():
        locked = lock_row(Release, release.pk)
        if locked.approved_at is not None or not locked.is_open:
            raise ReleaseRefused(_("It was decided already."))
        _require_second_person(locked, user)
        for part in locked.pages.select_related("page", "revision"):
            _require_publisher(part, user)
        _require_unchanged(locked)
        locked.approved_by = user
        locked.approved_at = database_now()
        locked.save(update_fields=["approved_by", "approved_at"])
        enqueue(
            kind="carry_out_release",
            subject=locked.pk,
            due_at=locked.go_live_at or locked.approved_at,
        )
        log(instance=locked, action=APPROVED, user=user)
    release.refresh_from_db()


def _require_second_person(release: Release, user: Any) -> None:
    """Refuse whoever asked for it, wrote at one of its pages, or may not decide."""
    authors: set[int | None] = {release.asked_by_id}
    for part in release.pages.select_related("page", "revision"):
        authors |= _authors_of(part)
    if user.pk in authors:
        raise ReleaseRefused(_("Nobody approves his own change: a second person has to."))
    may_approve = may(user, VIEW_DASHBOARD, release.program) and user.has_perm(APPROVE)
    if may_approve and release.terms:
        may_approve = program_policy.user_has_permission_for_instance(
            user, "change", release.program
        )
    if not may_approve:
        raise ReleaseRefused(_("You may not approve this release."))


def _authors_of(part: ReleasedPage) -> set[int | None]:
    """Return who has written at a page since it was published last."""
    if part.page is None or part.revision is None:
        return set()
    since = part.page.live_revision_id or 0
    drafts = part.page.revisions.filter(pk__gt=since, pk__lte=part.revision_id)
    return {*drafts.values_list("user", flat=True), part.revision.user_id}


def _require_publisher(part: ReleasedPage, user: Any) -> None:
    page = part.page.specific if part.page is not None else None
    if page is None:
        return
    words = {"page": part.title}
    if not page.permissions_for_user(user).can_publish():
        raise ReleaseRefused(_("You may not publish “%(page)s”.") % words)
    if page.workflow_in_progress:
        raise ReleaseRefused(_("“%(page)s” is still in its workflow.") % words)


def _require_unchanged(release: Release) -> None:
    """Refuse if the program has ended or has other terms than those to replace, or a page says
    other words.

    Terms that cannot be read any more are refused as well.
    """
    if release.terms:
        _require_going_on(release.program)
        if release.program.current_terms_id != release.replaces_id:
            raise ReleaseRefused(_("The program has other terms meanwhile."))
    read_terms(release)
    for part in release.pages.select_related("page", "revision"):
        words = {"page": part.title}
        if part.page is None or part.revision is None:
            raise ReleaseRefused(_("“%(page)s” is gone.") % words)
        if _hash(part.revision) != part.sha256:
            raise ReleaseRefused(
                _("“%(page)s” has changed since the release was asked for.") % words
            )


def cancel(*, release: Release, user: Any) -> None:
    """Give up a release that is not live yet. Raises ReleaseRefused if it is decided already."""
    with transaction.atomic():
        locked = lock_row(Release, release.pk)
        if not locked.is_open:
            raise ReleaseRefused(_("It was decided already."))
        locked.cancelled_at = database_now()
        locked.save(update_fields=["cancelled_at"])
        log(instance=locked, action=CANCELLED, user=user)
    release.refresh_from_db()


@handles("carry_out_release")
def carry_out(release_id: int) -> datetime | None:
    """Let an approved release go live. If one part fails, nothing goes live, and it says why."""
    release = lock_row(Release, release_id)
    if release.approved_at is None or not release.is_open:
        return None
    if release.go_live_at is not None and release.go_live_at > database_now():
        return release.go_live_at
    try:
        with transaction.atomic():
            _go_live(release)
    except Exception as error:
        if was_overtaken(error):
            raise
        logger.exception("Release %s was stopped", release.pk)
        Release.objects.filter(pk=release.pk).update(
            released_at=None, failed_at=database_now(), reason=_tell(error)
        )
    return None


def _go_live(release: Release) -> None:
    """Change the terms, then publish the pages, which are judged by the new terms."""
    # Locked, so that nobody gives the program other terms between the look at them and the change.
    release.program = lock_row(Program, release.program_id)
    _require_unchanged(release)
    release.released_at = database_now()
    release.save(update_fields=["released_at"])
    if release.terms:
        author = get_user_model()._default_manager.filter(pk=release.asked_by_id).first()
        shape.change_terms(program=release.program, terms=read_terms(release), actor=author)
    for part in release.pages.select_related("revision"):
        _publish(part, user=release.approved_by)
    log(instance=release, action="wagtail.publish", user=release.approved_by)


def _publish(part: ReleasedPage, *, user: Any) -> None:
    """Publish one page. Raises ReleaseRefused if it does not go live."""
    revision: Any = part.revision
    draft = revision.as_object()
    _require_truth(draft)
    revision.publish(user=user, skip_permission_checks=True)
    page = type(draft).objects.get(pk=draft.pk)
    if not page.live or page.live_revision_id != revision.pk:
        raise ReleaseRefused(_("“%(page)s” did not go live.") % {"page": part.title})


def _require_truth(draft: Any, *, go_live_at: datetime | None = None) -> None:
    obstacle = draft.find_obstacle(go_live_at=go_live_at)
    if obstacle:
        raise ReleaseRefused(f"{draft.title}: {obstacle}")


def _tell(error: Exception) -> str:
    if isinstance(error, TermsInvalid):
        return " ".join(error.problems.values())
    if isinstance(error, Refused):
        return error.sentence
    if isinstance(error, ReleaseRefused):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _hash(revision: Any) -> str:
    """Return the hash of what a revision says, whoever wrote it over."""
    words = json.dumps(revision.content, sort_keys=True, default=str)
    return hashlib.sha256(words.encode()).hexdigest()
