"""Files of printed cards: sheets as PDF, one card as SVG or PDF, a QR code as SVG or PNG."""

from collections.abc import Callable, Iterable, Iterator
from itertools import repeat

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views import View

from oscar_referrals.clock import page_now
from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.dashboard.views.cards import address_of
from oscar_referrals.models import Card, CardBatch, Drop
from oscar_referrals.permissions import PRINT_CARDS
from oscar_referrals.ports import shop
from oscar_referrals.selectors.cards import PORTION, cards_to_print, portions_of
from oscar_referrals.selectors.drops import gifts_to_print
from oscar_referrals.sharing.card_face import FaceMaker
from oscar_referrals.sharing.card_layout import Layout, lay_out_card, lay_out_insert
from oscar_referrals.sharing.card_sheets import SHEETS, write_archive, write_page, write_sheets
from oscar_referrals.sharing.card_svg import card_svg
from oscar_referrals.sharing.qr import qr_png, qr_svg

PDF, SVG, PNG, ZIP = "application/pdf", "image/svg+xml", "image/png", "application/zip"
_PDF_MISSING = _("PDF files need more packages: pip install django-oscar-referrals[pdf]")

_LONGEST_NUMBER = 9
_QR_MAKERS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "svg": (qr_svg, SVG),
    "png": (qr_png, PNG),
}


class SheetsView(StaffMixin, View):
    """Cards of a batch that work, a portion of them, on sheets that are ready to cut."""

    permission = PRINT_CARDS

    def get(self, request: HttpRequest, pk: int, paper: str) -> HttpResponseBase:
        """Send the file."""
        batch = _find_batch(pk)
        first = _number(request.GET.get("first"))
        layouts = _layouts_of(batch, first=first, paper=paper)
        title = str(batch) if first == 1 else f"{batch} {first}"
        return _sheets(request, layouts, paper=paper, title=title, back=address_of(batch))


class AllSheetsView(StaffMixin, View):
    """All cards of a batch that work, in one archive of the files that `SheetsView` sends."""

    permission = PRINT_CARDS

    def get(self, request: HttpRequest, pk: int, paper: str) -> HttpResponseBase:
        """Send the archive while it is written."""
        if paper not in SHEETS:
            raise Http404
        batch = _find_batch(pk)
        name = f"{slugify(str(batch)) or 'cards'}-{paper}"
        parts = {
            f"{name}-{portion.first}-{portion.last}.pdf": _layouts_of(
                batch, first=portion.first, paper=paper
            )
            for portion in portions_of(batch)
        }

        def send() -> HttpResponseBase:
            archive = write_archive(parts, sheet=SHEETS[paper], title=str(batch))
            headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
            return StreamingHttpResponse(archive, content_type=ZIP, headers=headers)

        return send_or_tell(request, send, back=address_of(batch))


class GiftSheetsView(StaffMixin, View):
    """The gifts of a drop that can still be used, to be handed to their givers."""

    permission = PRINT_CARDS

    def get(self, request: HttpRequest, pk: int, paper: str) -> HttpResponseBase:
        """Send the file."""
        drop = get_object_or_404(Drop.objects.select_related("program__current_terms"), pk=pk)
        back = reverse("referral-drop-detail", kwargs={"pk": drop.pk})
        maker = FaceMaker(drop.program)
        gifts = gifts_to_print(drop, moment=page_now())
        layouts = (lay_out_card(maker.face_of(gift.code)) for gift in gifts.iterator())
        return _sheets(request, layouts, paper=paper, title=drop.name, back=back)


class CardFileView(StaffMixin, View):
    """One card as a file of its own."""

    permission = PRINT_CARDS

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
        """Send it as a drawing or as a page of its size."""
        card = find_card(pk)
        layout = layout_of(card)
        name = f"{card.code.text}.{kind}"
        if kind == "svg":
            return as_file(card_svg(layout).encode(), name=name, content_type=SVG)
        if kind != "pdf":
            raise Http404

        def send() -> HttpResponseBase:
            file = write_page(layout, title=card.code.text)
            return FileResponse(file, filename=name, content_type=PDF)

        return send_or_tell(request, send, back=address_of(card.batch))


class QrView(StaffMixin, View):
    """The QR code of one card alone, for a poster or a window."""

    permission = PRINT_CARDS

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """Send it."""
        if kind not in _QR_MAKERS:
            raise Http404
        card = find_card(pk)
        make, content_type = _QR_MAKERS[kind]
        name = f"{card.code.text}-qr.{kind}"
        return as_file(make(shop().share_url(card.code)), name=name, content_type=content_type)


def send_or_tell(
    request: HttpRequest, send: Callable[[], HttpResponseBase], *, back: str
) -> HttpResponseBase:
    """Return what `send` returns; without the packages for PDF files go back and say so."""
    try:
        return send()
    except ImportError:
        messages.error(request, _PDF_MISSING)
        return HttpResponseRedirect(back)


def _find_batch(pk: int) -> CardBatch:
    return get_object_or_404(CardBatch.objects.select_related("program__current_terms"), pk=pk)


def find_card(pk: int) -> Card:
    """Return a card that works. Raises Http404 for one that is blocked: nobody shall print it."""
    cards = Card.objects.select_related("batch__program__current_terms", "code__advocate")
    return get_object_or_404(cards, pk=pk, code__retired_at=None)


def layout_of(card: Card) -> Layout:
    """Return how a card or a parcel insert looks."""
    maker = FaceMaker(card.batch.program, words=card.batch.words)
    lay_out = lay_out_insert if card.batch.is_inserts else lay_out_card
    return lay_out(maker.face_of(card.code))


def as_file(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Return a response that browsers show, and save under a name."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _sheets(
    request: HttpRequest, layouts: Iterable[Layout], *, paper: str, title: str, back: str
) -> HttpResponseBase:
    if paper not in SHEETS:
        raise Http404

    def send() -> HttpResponseBase:
        file = write_sheets(layouts, sheet=SHEETS[paper], title=title)
        name = f"{slugify(title) or 'cards'}-{paper}.pdf"
        return FileResponse(file, as_attachment=True, filename=name, content_type=PDF)

    return send_or_tell(request, send, back=back)


def _layouts_of(batch: CardBatch, *, first: int, paper: str) -> Iterator[Layout]:
    """Yield the layout of each card of a portion; one full sheet of a code that all share."""
    maker = FaceMaker(batch.program, words=batch.words)
    cards = cards_to_print(batch).filter(number__range=(first, first + PORTION - 1))
    for card in cards.iterator(chunk_size=PORTION):
        times = 1 if card.copies == 1 else SHEETS[paper].capacity
        yield from repeat(lay_out_card(maker.face_of(card.code)), times)


def _number(text: str | None) -> int:
    """Return the number of the first card that is asked for."""
    return int(text) if text and text.isdecimal() and len(text) < _LONGEST_NUMBER else 1
