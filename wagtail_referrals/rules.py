"""The page of a program's rules: each publication is kept for ever, as a version to be accepted."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import get_page_models

from oscar_referrals.clock import page_now
from oscar_referrals.flows.agree import publish_rules
from oscar_referrals.models import Program, ProgramState, RulesVersion
from oscar_referrals.selectors.agreements import list_versions
from wagtail_referrals.blocks import rules_blocks
from wagtail_referrals.fields import ProgramStreamField
from wagtail_referrals.live import live_for_preview
from wagtail_referrals.pages import ProgramPageMixin
from wagtail_referrals.publishing import ProgramPageForm, keep_online
from wagtail_referrals.translating import kept_in_translations

#: Addresses of this site in what was published: they have to work wherever it is shown.
_OWN_ADDRESS = re.compile(r'(?<=\s)(href|src)="(/(?!/)[^"]*)"')


class RulesPageForm(ProgramPageForm):
    """The editor's form of rules."""

    def clean(self) -> dict[str, Any]:
        """Refuse a last day on which the program may still be live."""
        cleaned: dict[str, Any] = super().clean()
        sentence = find_early_end(program=cleaned.get("program"), moment=cleaned.get("expire_at"))
        if sentence and not self.is_deferred_validation:
            self.add_error("expire_at", sentence)
        return cleaned


class RulesPageMixin(ProgramPageMixin):
    """Makes a page type of the site a rules page; put it before the site's base page.

    The program's own rules are always on it; the editor's words stand around them. When it goes
    live, what it says is kept as a `RulesVersion`; so it is when the program itself changes.
    """

    body = ProgramStreamField(
        rules_blocks(),
        verbose_name=gettext_lazy("content"),
        blank=True,
        help_text=gettext_lazy("Your words around the rules, which come from the program itself."),
    )
    asks_again = models.BooleanField(
        gettext_lazy("ask everybody again"),
        default=False,
        help_text=gettext_lazy(
            "Customers who take part have to accept each new version before they go on sharing."
        ),
    )

    base_form_class = RulesPageForm
    override_translatable_fields: ClassVar[list[Any]] = [
        *ProgramPageMixin.override_translatable_fields,
        *kept_in_translations("asks_again"),
    ]

    preview_modes: ClassVar[Sequence[tuple[str, Any]]] = [("", gettext_lazy("As a visitor"))]
    rules_panels: ClassVar[list[Panel]] = [
        *ProgramPageMixin.body_panels,
        FieldPanel("asks_again"),
        *ProgramPageMixin.share_panels,
    ]

    class Meta:
        abstract = True

    # What the site's base page brings along.
    pk: Any
    locale: Any
    alias_of_id: int | None
    expire_at: datetime | None
    live_revision_id: int | None

    @property
    def has_rules(self) -> bool:
        """Tell whether the blocks show the rules at a place of the editor's choice."""
        return any(block.block_type == "rules" for block in self.body)

    @property
    def source(self) -> str:
        """How versions name the page from which they were published."""
        return f"page {self.pk}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `version`, the one in force in the page's language; None if there is none."""
        context = super().get_context(request, *args, **kwargs)
        context["version"] = self._find_newest(self.program_id)
        return context

    def find_obstacle(
        self, *, program: Program | None = None, go_live_at: datetime | None = None
    ) -> str:
        """Return why the page cannot be published, "" if it can.

        A program has one rules page in each language, so that there is no doubt what counts; a page
        whose rules customers accept does not turn to another program; and none has a last day
        before its program's.
        """
        obstacle = super().find_obstacle(program=program, go_live_at=go_live_at)
        if obstacle:
            return obstacle
        program_id = program.pk if program else self.program_id
        other = self.find_page_in_charge(program_id)
        if other is not None:
            words = {"title": other.title}
            return _("The rules of this program are on the page “%(title)s”.") % words
        return self._find_program_left(program_id) or ("" if program else self.find_early_end())

    def find_early_end(self) -> str:
        """Return why the page's last day is too early, "" if it is not."""
        return find_early_end(program=self.program, moment=self.expire_at)

    def find_page_in_charge(self, program_id: int | None) -> "RulesPageMixin | None":
        """Return the live page that the rules in force come from, None if it is this one."""
        newest = self._find_newest(program_id)
        if newest is None or newest.source == self.source:
            return None
        for page in live_rules_pages(program_id):
            if page.source == newest.source and page.locale_id == self.locale.pk:
                return page
        return None

    def find_reason_to_stay(self) -> str:
        """Return why the page may be neither taken offline nor deleted, "" if it may.

        Customers accept what it says as long as its program is live: then the rules in force have
        to be followed by their page whenever the program changes.
        """
        program = self.program
        if not self.live or self.alias_of_id is not None or program is None:
            return ""
        if program.state != ProgramState.LIVE or program.has_ended_at(page_now()):
            return ""
        if not self.is_source_of_rules():
            return ""
        return _(
            "“%(page)s” stays online: customers accept its rules as long as “%(program)s” is live."
            " Pause or end the program first, or write other rules on the page."
        ) % {"page": self.title, "program": program.name}

    def is_source_of_rules(self) -> bool:
        """Tell whether the rules in force come from this page."""
        newest = self._find_newest(self.program_id)
        return newest is not None and newest.source == self.source

    def unpublish(
        self,
        set_expired: bool = False,
        commit: bool = True,
        user: Any = None,
        log_action: bool | str = True,
    ) -> None:
        """Take the page offline, or keep the reason why not."""
        reason = self.find_reason_to_stay()
        if reason:
            keep_online(page=self, user=user, reason=reason)
        else:
            super().unpublish(
                set_expired=set_expired, commit=commit, user=user, log_action=log_action
            )

    def save(self, clean: bool = True, **options: Any) -> Any:
        """Save the page. Raises ValidationError for taking it offline, if it has to stay.

        Some of Wagtail's own actions do not ask the page.
        """
        if not self.live and self.pk is not None:
            kept = find_live_rules_page(self.pk)
            reason = kept.find_reason_to_stay() if kept is not None else ""
            if reason:
                raise ValidationError({"program": reason})
        return super().save(clean=clean, **options)

    def _find_program_left(self, program_id: int | None) -> str:
        """Return the reason why the page may not turn to another program, "" if it may."""
        kept = find_live_rules_page(self.pk) if self.pk is not None else None
        if kept is None or kept.program_id == program_id:
            return ""
        return kept.find_reason_to_stay()

    def record_version(self, actor: Any = None) -> None:
        """Keep what the page says as the version in force, unless it is that already.

        A page without a program says nothing that could be accepted.
        """
        if self.program is None:
            return
        with override(self.locale.language_code):
            publish_rules(
                program=self.program,
                language=self.locale.language_code,
                title=self.title,
                html=self._render(),
                asks_again=self.asks_again,
                actor=actor,
                source=self.source,
            )

    def is_kept(self) -> bool:
        """Tell whether the version in force is what the page says."""
        newest = self._find_newest(self.program_id)
        with override(self.locale.language_code):
            return newest is not None and newest.html == self._render()

    def _render(self) -> str:
        """Return all that the page says, with addresses that work anywhere."""
        live = live_for_preview(program_id=self.program_id, mode="")
        html = render_to_string("wagtail_referrals/rules_text.html", {"page": self, "live": live})
        base = self.get_full_url() or "/"
        return _OWN_ADDRESS.sub(
            lambda found: f'{found[1]}="{urljoin(base, found[2])}"', html.strip()
        )

    def _find_newest(self, program_id: int | None) -> RulesVersion | None:
        if program_id is None:
            return None
        versions = list_versions(program_id).filter(language=self.locale.language_code)
        return versions.first()


def find_early_end(*, program: Program | None, moment: datetime | None) -> str:
    """Return why rules may not go offline at a moment, "" if they may: the program has to be over.

    Nothing is said of a page without a program or without a last day.
    """
    if program is None or moment is None or program.has_ended_at(moment):
        return ""
    return _("Rules stay online until the end of their program: take the page’s last day away.")


def live_rules_pages(program_id: int | None) -> list[Any]:
    """Return the live rules pages of a program, aliases left out. One query for each page type."""
    return [page for pages in _live_pages() for page in pages.filter(program=program_id)]


def live_rules_pages_below(page: Any) -> list[Any]:
    """Return the live rules pages among a page and those below it, aliases left out."""
    return [found for pages in _live_pages() for found in pages.filter(path__startswith=page.path)]


def find_live_rules_page(page_id: int) -> "RulesPageMixin | None":
    """Return one live rules page, None for an alias or a page that is gone."""
    found = (pages.filter(pk=page_id).first() for pages in _live_pages())
    return next(filter(None, found), None)


def _live_pages() -> "Iterator[models.QuerySet[Any]]":
    """Yield the live rules pages of each page type, aliases left out."""
    for model in get_page_models():
        if issubclass(model, RulesPageMixin):
            yield model.objects.live().filter(alias_of=None)
