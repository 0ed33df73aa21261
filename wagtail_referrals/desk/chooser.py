"""Choosing a program: a window with those that the editor may put on a page."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from oscar_referrals.models import Program, ProgramKind, ProgramState
from wagtail_referrals.desk.policies import program_policy

_REFRESHES_AT_ONCE = {"data-chooser-modal-search-filter": True}


class ProgramFilterForm(BaseFilterForm):
    """Which programs the window lists."""

    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), *ProgramState.choices],
        widget=forms.Select(attrs=_REFRESHES_AT_ONCE),
    )

    def filter(self, objects: "QuerySet[Program]") -> "QuerySet[Program]":
        """Return the programs that match."""
        text, state = self.cleaned_data["q"], self.cleaned_data["state"]
        if state:
            objects = objects.filter(state=state)
        if text:
            self.is_searching, self.search_query = True, text
            objects = objects.filter(Q(name__icontains=text) | Q(slug__icontains=text))
        return objects


class ChosenFromMine:
    """Knows only programs that the editor may choose, and lets nobody in who may choose none."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raise PermissionDenied for who may choose no program at all."""
        if not program_policy.user_has_permission(request.user, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_object_list(self) -> "QuerySet[Program]":
        """Return the programs to choose from."""
        return program_policy.instances_user_has_any_permission_for(self.request.user, ["view"])

    def get_object(self, pk: str) -> Program:
        """Return one of them. Raises Program.DoesNotExist."""
        if not pk.isdecimal():
            raise Program.DoesNotExist
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks: list[str]) -> "QuerySet[Program]":
        """Return some of them."""
        return self.get_object_list().filter(pk__in=filter(str.isdecimal, pks))

    def can_create(self) -> bool:
        """Tell that no program is made here: it promises money, and has a page of its own."""
        return False


class ListsPrograms(ChosenFromMine):
    """Lists programs with what tells them apart."""

    filter_form_class = ProgramFilterForm
    ordering = ("name", "pk")

    @property
    def columns(self) -> list[Column]:
        """Name, kind, state and last day."""
        return [
            *super().columns,
            Column("kind", label=_("Kind"), accessor=_kind_name),
            Column("state", label=_("State"), accessor="get_state_display"),
            Column("ends_at", label=_("Ends"), accessor="ends_at"),
        ]


class ProgramChooseView(ListsPrograms, ChooseView):
    """The window."""


class ProgramChooseResultsView(ListsPrograms, ChooseResultsView):
    """The list in it, after a search."""


class ProgramChosenView(ChosenFromMine, ChosenView):
    """The program somebody has chosen."""


class ProgramChosenMultipleView(ChosenFromMine, ChosenMultipleView):
    """The programs somebody has chosen."""


class ProgramChooserViewSet(ChooserViewSet):
    """The window's addresses and its field in forms."""

    model = Program
    icon = "group"
    choose_one_text = _("Choose a program")
    choose_another_text = _("Choose another program")
    url_filter_parameters = ["kind"]
    preserve_url_parameters = ["multiple", "kind"]
    choose_view_class = ProgramChooseView
    choose_results_view_class = ProgramChooseResultsView
    chosen_view_class = ProgramChosenView
    chosen_multiple_view_class = ProgramChosenMultipleView

    def get_urlpatterns(self) -> list[Any]:
        """Leave out the address at which one would make a program."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


program_chooser = ProgramChooserViewSet("referral_program_chooser")
_ProgramWidget: Any = program_chooser.widget_class


class CommunityProgramWidget(_ProgramWidget):
    """The field for a community program."""

    def get_chooser_modal_url(self) -> str:
        """Return the address of the window with community programs only."""
        return f"{super().get_chooser_modal_url()}?kind={ProgramKind.COMMUNITY}"


def _kind_name(program: Program) -> str:
    """Return a kind without its explanation."""
    return program.get_kind_display().partition(":")[0]
