"""What a reader finds in the files of cards that a page sends."""

import pypdfium2
import zxingcpp

from oscar_referrals.models import Code

#: A reader that looks for more kinds, micro QR codes too, finds some in the pattern of one.
QR = zxingcpp.BarcodeFormat.QRCodeModel2


def content(response):
    """Return what a file holds."""
    return b"".join(response) if response.streaming else response.content


def read_pages(response):
    """Return what is read from each page of a PDF that was sent."""
    return read_pdf(content(response))


def read_pdf(file):
    """Return what is read from each page of a PDF."""
    pages = pypdfium2.PdfDocument(file)
    pictures = [page.render(scale=4).to_pil() for page in pages]
    return [
        [code.text for code in zxingcpp.read_barcodes(picture, formats=QR)] for picture in pictures
    ]


def addresses_of(batch):
    """Return where the cards lead that work."""
    codes = Code.objects.filter(card__batch=batch, retired_at=None)
    return [f"http://example.com/r/{code.text}/" for code in codes]
