"""A page goes live only with figures that can be true."""

import logging
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.log_actions import log

from oscar_referrals.clock import page_now
from oscar_referrals.models import Program
from oscar_referrals.ports import shop
from wagtail_referrals.desk.forms import ChoosesProgram
from wagtail_referrals.models import waiting_pages

logger = logging.getLogger(__name__)

#: What a page's history calls a publication that was refused, and an end that was.
REFUSED = "wagtail_referrals.refuse"
STAYED = "wagtail_referrals.stay"


class ProgramPageForm(ChoosesProgram, WagtailAdminPageForm):
    """The editor's form. A draft may say anything; what is to go live has to be true."""

    def clean(self) -> dict[str, Any]:
        """Tell why the page cannot be published, beside the program."""
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and cleaned.get("program") is not None:
            obstacle = self.instance.find_obstacle(
                program=cleaned["program"], go_live_at=cleaned.get("go_live_at")
            )
            if not obstacle and "action-publish" in self.data:
                obstacle = self.instance.find_release()
            if obstacle:
                self.add_error("program", obstacle)
        return cleaned


class CarefulPublishing:
    """Keeps a page from going live with figures that cannot be true.

    The form tells an editor why. Whoever else publishes, such as the last task of a workflow, the
    command for scheduled pages or a bulk action, leaves the page as it is: the reason is kept in
    its history and shown above its form.
    """

    #: Whether the page tells what a program gives: then the program has to be there and go on.
    promises: ClassVar[bool] = True
    base_form_class = ProgramPageForm

    def find_obstacle(
        self, *, program: Program | None = None, go_live_at: datetime | None = None
    ) -> str:
        """Return why the page cannot be published, "" if it can.

        Without another program and another time it is about what the page itself says.
        """
        if not self.promises:
            return ""
        page: Any = self
        goes_live_at = max(page_now(), go_live_at or page.go_live_at or page_now())
        return find_falsehood(program=program or page.program, moment=goes_live_at)

    def find_release(self) -> str:
        """Return that the page waits for a release with others, "" if it does not."""
        page: Any = self
        if page.pk is None or not waiting_pages().filter(page=page.pk).exists():
            return ""
        return _("It goes live with a release, together with the program's other parts.")

    def publish(self, revision: Any, user: Any = None, **options: Any) -> None:
        """Publish a revision, or keep the reason why not."""
        obstacle = revision.as_object().find_obstacle() or self.find_release()
        obstacle = obstacle or self._try_to_publish(revision, user=user, **options)
        if obstacle:
            refuse(page=self, revision=revision, user=user, reason=obstacle)

    def _try_to_publish(self, revision: Any, **options: Any) -> str:
        """Publish; return why the page is not valid any more, "" if it is."""
        try:
            with transaction.atomic():
                super().publish(revision, **options)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""

    def save(self, clean: bool = True, **options: Any) -> Any:
        """Save the page. Raises ValidationError for a publication that `publish` would refuse.

        Wagtail's API for editors publishes without asking the page.
        """
        if clean and self._is_going_live():
            obstacle = self.find_obstacle() or self.find_release()
            if obstacle:
                raise ValidationError({"program": obstacle})
        return super().save(clean=clean, **options)

    def _is_going_live(self) -> bool:
        """Tell whether what is to be saved is a publication: it has a newer date than the row."""
        page: Any = self
        if not page.live or page.alias_of_id is not None or page.last_published_at is None:
            return False
        is_older = Q(last_published_at=None) | Q(last_published_at__lt=page.last_published_at)
        return bool(type(page)._default_manager.filter(is_older, pk=page.pk).exists())


def find_falsehood(*, program: Program | None, moment: datetime) -> str:
    """Return why what a page says about a program cannot be true at a moment, "" if it can."""
    if program is None:
        return _("The page has no program.")
    words = {"program": program.name}
    if program.current_terms is None:
        return _("%(program)s has no terms yet.") % words
    if program.has_ended_at(moment):
        return _("%(program)s is over by then.") % words
    currency = program.current_terms.currency
    if currency not in shop().currencies():
        words["currency"] = currency
        return _("%(program)s is in %(currency)s, and the shop has no prices in it.") % words
    return ""


def refuse(*, page: Any, revision: Any, user: Any, reason: str) -> None:
    """Keep a revision from going live, now and at its time; write down why."""
    page.revisions.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(instance=page, action=REFUSED, user=user, data={"reason": reason}, revision=revision)
    logger.warning("Page %s was not published: %s", page.pk, reason)


def keep_online(*, page: Any, user: Any, reason: str) -> None:
    """Keep a page from going offline, now and on its last day; write down why."""
    type(page)._default_manager.filter(pk=page.pk).update(expire_at=None)
    log(instance=page, action=STAYED, user=user, data={"reason": reason})
    logger.warning("Page %s was not taken offline: %s", page.pk, reason)
