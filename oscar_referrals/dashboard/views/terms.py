"""New terms, shown before they are saved: with a new program, or for one that exists."""

from abc import abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.programs import NewProgramForm
from oscar_referrals.dashboard.preview import Preview, preview_terms
from oscar_referrals.dashboard.sources import SOURCES, Source, find_source
from oscar_referrals.dashboard.views.programs import OpenProgramMixin, cap_of
from oscar_referrals.exceptions import TermsInvalid
from oscar_referrals.flows import shape
from oscar_referrals.models import Program, ProgramKind
from oscar_referrals.permissions import CONFIGURE_PROGRAMS
from oscar_referrals.ports import shop
from oscar_referrals.writing.terms import TermsForm, terms_as_initial
from oscar_referrals.writing.words import describe_terms, terms_sentence


class PreviewedView(StaffMixin, TemplateView):
    """Shows what was entered as a preview, and saves only what was shown.

    The preview carries a seal of everything entered. Whoever changes something after the preview
    and presses Save sees a new preview first.
    """

    permission = CONFIGURE_PROGRAMS
    terms_form: TermsForm
    program_form: NewProgramForm | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.make_forms(None)
        return self._show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the preview, or save what the preview has shown."""
        self.make_forms(request.POST)
        if not all(form.is_valid() for form in self._forms()):
            return self._show()
        preview = self.make_preview()
        wants_to_save = "save" in request.POST
        has_seen_it = request.POST.get("seal") == preview.seal
        if wants_to_save and has_seen_it and preview.changes_something:
            return self._save()
        return self._show(preview=preview, has_changed_since=wants_to_save and not has_seen_it)

    @abstractmethod
    def make_forms(self, data: QueryDict | None) -> None:
        """Set the page's forms."""

    @abstractmethod
    def make_preview(self) -> Preview:
        """Return the preview of valid forms."""

    @abstractmethod
    def save(self) -> str:
        """Save valid forms and return the address to go to."""

    def _forms(self) -> list[forms.Form]:
        return [form for form in (self.program_form, self.terms_form) if form is not None]

    def _show(self, **context: Any) -> HttpResponse:
        named = {"program_form": self.program_form, "terms_form": self.terms_form}
        return self.render_to_response(self.get_context_data(**named, **context))

    def _save(self) -> HttpResponse:
        try:
            return HttpResponseRedirect(self.save())
        except TermsInvalid as problem:
            self.terms_form.tell(problem.problems)
        except IntegrityError:
            sentence = _("Somebody has just saved the same. Please look at it and try again.")
            self._forms()[0].add_error(None, sentence)
        return self._show()


class ProgramCreateView(PreviewedView):
    """Make a draft program with its first terms, in one of the shop's currencies."""

    template_name = "oscar_referrals/dashboard/program_create.html"

    program_form: NewProgramForm

    def make_forms(self, data: QueryDict | None) -> None:
        """Set the program's form and the form of its terms."""
        currencies = shop().currencies()
        named = data.get("currency") if data else None
        currency = named if named in currencies else currencies[0]
        self.program_form = NewProgramForm(data, currency=currency, currencies=currencies)
        kind = data.get("kind", "") if data else ProgramKind.DIRECT
        rules = {"advocate_rules": self.source.advocate_rules}
        self.terms_form = TermsForm(data, currency=currency, kind=kind, initial=rules)

    @cached_property
    def source(self) -> Source:
        """From whom the program may hope for friends, as the address says."""
        return find_source(self.request.GET.get("source"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sources to choose from."""
        return super().get_context_data(sources=SOURCES.values(), source=self.source, **kwargs)

    def make_preview(self) -> Preview:
        """Preview the program as if it existed."""
        data = self.program_form.cleaned_data
        return preview_terms(
            terms=self.terms_form.terms,
            program=Program(name=data["name"], kind=data["kind"], ends_at=data["ends_at"]),
            cap=data["cap"],
            entered=data | self.terms_form.cleaned_data,
        )

    def save(self) -> str:
        """Make the program."""
        fields = {**self.program_form.cleaned_data}
        # The terms carry it.
        del fields["currency"]
        program = shape.create_program(
            **fields,
            terms=self.terms_form.as_fields(),
            actor=self.staff,
        )
        messages.success(
            self.request, _("The program is a draft now. Start it when everything is right.")
        )
        return reverse("referral-program-detail", kwargs={"pk": program.pk})


class TermsChangeView(OpenProgramMixin, PreviewedView):
    """Give a program new terms. The currency stays: its budget is in that currency."""

    template_name = "oscar_referrals/dashboard/program_terms.html"

    def make_forms(self, data: QueryDict | None) -> None:
        """Set the form, filled with the current terms."""
        current = self.program.terms_in_force
        initial = terms_as_initial(current)
        self.terms_form = TermsForm(
            data, currency=current.currency, kind=self.program.kind, initial=initial
        )

    def make_preview(self) -> Preview:
        """Preview the terms beside the current ones, whose number is sealed as well."""
        return preview_terms(
            terms=self.terms_form.terms,
            program=self.program,
            cap=cap_of(self.program),
            entered=self.terms_form.cleaned_data | {"number": self.program.terms_in_force.number},
        )

    def save(self) -> str:
        """Save the terms."""
        new = shape.change_terms(
            program=self.program, terms=self.terms_form.as_fields(), actor=self.staff
        )
        sentence = _("Terms number %(number)d hold from now on. Who is already in keeps his own.")
        messages.success(self.request, sentence % {"number": new.number})
        return self.get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the current and the earlier terms beside the form."""
        current = self.program.terms_in_force
        earlier = self.program.terms.exclude(pk=current.pk)
        return super().get_context_data(
            current_rows=describe_terms(current),
            current_sentence=terms_sentence(current),
            earlier_terms=[(terms, terms_sentence(terms)) for terms in earlier],
            **kwargs,
        )
