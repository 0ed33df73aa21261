"""Batches of printed cards: made, looked at, blocked, and replaced one by one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from oscar_referrals.clock import page_now
from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.forms.cards import BatchForm, PrintCostForm
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import cards as printing
from oscar_referrals.models import Card, CardBatch, Program
from oscar_referrals.permissions import PRINT_CARDS
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.cards import (
    CARD_KINDS,
    batches_of,
    cards_to_print,
    find_cards,
    portions_of,
    report_on,
)

BATCHES_PER_PAGE = 25
CARDS_PER_PAGE = 50


class CardProgramMixin:
    """For pages about the cards of one program, of a kind that prints some."""

    program: Program

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the program."""
        programs = Program.objects.select_related("current_terms")
        self.program = get_object_or_404(
            programs, pk=kwargs["pk"], kind__in=CARD_KINDS, current_terms__isnull=False
        )
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the program."""
        return super().get_context_data(
            program=self.program, may_make=not self.program.has_ended_at(page_now()), **kwargs
        )


class BatchListView(CardProgramMixin, StaffMixin, ListView):
    """A program's batches, each with what it has brought."""

    template_name = "oscar_referrals/dashboard/batch_list.html"
    paginate_by = BATCHES_PER_PAGE

    def get_queryset(self) -> Any:
        """Return the batches."""
        return batches_of(self.program)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what became of those on this page."""
        context = super().get_context_data(**kwargs)
        reports = report_on(context["object_list"])
        context["rows"] = [(batch, reports[batch.pk]) for batch in context["object_list"]]
        return context


class BatchCreateView(CardProgramMixin, StaffMixin, FormView):
    """Make a batch of cards."""

    permission = PRINT_CARDS
    template_name = "oscar_referrals/dashboard/batch_form.html"
    form_class = BatchForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form in which currency the cost is."""
        currency = self.program.terms_in_force.currency
        return super().get_form_kwargs() | {"currency": currency}

    def form_valid(self, form: BatchForm) -> HttpResponse:
        """Make it, or say why not."""
        try:
            batch = printing.make_cards(
                program=self.program,
                wanted=form.wanted,
                owner=form.cleaned_data["owner"],
                place=form.cleaned_data["place"],
                actor=self.staff,
            )
        except Refused as refusal:
            field = "name" if refusal.reason == Reason.CARDS_MADE_ALREADY else None
            form.add_error(field, reason_sentence(refusal.reason))
            return self.form_invalid(form)
        except IntegrityError:
            form.add_error("name", reason_sentence(Reason.CARDS_MADE_ALREADY))
            return self.form_invalid(form)
        messages.success(self.request, _("The cards are made. Download the sheets to print them."))
        return HttpResponseRedirect(address_of(batch))


class BatchDetailView(StaffMixin, DetailView):
    """One batch: what it has brought and cost, its files, its cards."""

    template_name = "oscar_referrals/dashboard/batch_detail.html"
    context_object_name = "batch"
    queryset = CardBatch.objects.select_related("program__current_terms", "advocate__user")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures and one page of the cards."""
        batch = self.object
        wanted = self.request.GET.get("card", "")
        cards = Paginator(find_cards(batch, text=wanted), CARDS_PER_PAGE)
        sample = cards_to_print(batch).first()
        return super().get_context_data(
            report=report_on([batch])[batch.pk],
            cards=cards.get_page(self.request.GET.get("page")),
            wanted=wanted,
            sample=sample,
            portions=portions_of(batch),
            sample_address=shop().share_url(sample.code) if sample else "",
            cost_form=PrintCostForm(
                currency=batch.currency, initial={"print_cost": batch.print_cost}
            ),
            **kwargs,
        )


class BatchChangeView(StaffMixin, View):
    """For what is done to a whole batch, by POST."""

    permission = PRINT_CARDS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it and go back to the batch."""
        batch = get_object_or_404(CardBatch, pk=pk)
        self.change(batch)
        return HttpResponseRedirect(address_of(batch))

    def change(self, batch: CardBatch) -> None:
        """Change the batch and say so."""
        raise NotImplementedError


class PrintCostView(BatchChangeView):
    """Writes down what the printer was paid."""

    def change(self, batch: CardBatch) -> None:
        """Save it, or say what is wrong."""
        form = PrintCostForm(self.request.POST, currency=batch.currency)
        if not form.is_valid():
            messages.error(self.request, " ".join(map(str, form.errors["print_cost"])))
            return
        printing.note_print_cost(batch=batch, print_cost=form.cleaned_data["print_cost"])
        messages.success(self.request, _("Saved."))


class BatchBlockView(BatchChangeView):
    """Blocks all cards of a batch."""

    def change(self, batch: CardBatch) -> None:
        """Do it."""
        printing.block_batch(batch=batch)
        messages.success(self.request, _("Blocked. No card of this batch works any more."))


class CardChangeView(StaffMixin, View):
    """For what is done to one card, by POST."""

    permission = PRINT_CARDS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it and go back to the batch, where the card is shown."""
        cards = Card.objects.select_related("batch", "code__advocate__program")
        card = get_object_or_404(cards, pk=pk)
        shown = self.change(card)
        return HttpResponseRedirect(f"{address_of(card.batch)}?card={shown.code.text}#cards")

    def change(self, card: Card) -> Card:
        """Change the card, say so, and return the card to show."""
        raise NotImplementedError


class CardBlockView(CardChangeView):
    """Blocks a lost card."""

    def change(self, card: Card) -> Card:
        """Do it."""
        printing.block_card(card=card)
        messages.success(self.request, _("Blocked. The card works no more."))
        return card


class CardReplaceView(CardChangeView):
    """Blocks a lost card and makes the one that takes its place."""

    def change(self, card: Card) -> Card:
        """Do it, or say why not."""
        try:
            made = printing.replace_card(card=card)
        except Refused as refusal:
            messages.error(self.request, reason_sentence(refusal.reason))
            return card
        words = {"old": card.number, "new": made.number}
        messages.success(
            self.request, _("Card %(old)s is blocked, card %(new)s takes its place.") % words
        )
        return made


def address_of(batch: CardBatch) -> str:
    """Return the address of a batch's page."""
    return reverse("referral-batch-detail", kwargs={"pk": batch.pk})
