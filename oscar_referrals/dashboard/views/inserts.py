"""The parcel insert of an order: printed once with a code of its own, and as often as needed."""

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from oscar.core.loading import get_model

from oscar_referrals.clock import page_now
from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.sentences import reason_sentence
from oscar_referrals.dashboard.views.card_files import PDF, layout_of, send_or_tell
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.cards import print_insert
from oscar_referrals.permissions import PRINT_CARDS
from oscar_referrals.selectors.cards import insert_of, programs_with_inserts
from oscar_referrals.sharing.card_sheets import write_page


class InsertPrintView(StaffMixin, View):
    """Makes the insert of an order, by POST, and shows the file. A second time shows the same."""

    permission = PRINT_CARDS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make it in the program that was chosen, or say why not."""
        order = get_object_or_404(get_model("order", "Order"), pk=pk)
        wanted = request.POST.get("program", "")
        programs = programs_with_inserts(page_now())
        program = next((one for one in programs if str(one.pk) == wanted), None)
        if program is None:
            messages.error(request, _("Please choose a program that is open."))
            return HttpResponseRedirect(_page_of(order.number))
        try:
            print_insert(program=program, order_id=order.pk, actor=self.staff)
        except Refused as refusal:
            messages.error(request, reason_sentence(refusal.reason))
            return HttpResponseRedirect(_page_of(order.number))
        return HttpResponseRedirect(reverse("referral-insert-file", kwargs={"pk": order.pk}))


class InsertFileView(StaffMixin, View):
    """The insert of an order as a PDF of one page."""

    permission = PRINT_CARDS

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send it, unless it was blocked."""
        card = insert_of(pk)
        if card is None or card.order is None or card.code.retired_at is not None:
            raise Http404
        number = card.order.number

        def send() -> HttpResponseBase:
            file = write_page(layout_of(card), title=card.code.text)
            return FileResponse(file, filename=f"insert-{number}.pdf", content_type=PDF)

        return send_or_tell(request, send, back=_page_of(number))


def _page_of(number: str) -> str:
    return reverse("dashboard:order-detail", kwargs={"number": number})
