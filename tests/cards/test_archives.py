"""Large batches are sent as an archive of files, while it is written."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest

from oscar_referrals.dashboard.views import card_files
from oscar_referrals.selectors import cards as selectors_of_cards
from tests.cards.making import make_batch
from tests.cards.reading import addresses_of, content, read_pdf
from tests.cards.test_card_pages import address

pytestmark = pytest.mark.django_db


def test_many_cards_come_in_one_archive(printer, monkeypatch):
    monkeypatch.setattr(selectors_of_cards, "PORTION", 4)
    monkeypatch.setattr(card_files, "PORTION", 4)
    batch = make_batch(number=10)

    page = printer.get(address("referral-batch-detail", pk=batch.pk)).content.decode()
    whole = address("referral-batch-archive", pk=batch.pk, paper="a4")
    response = printer.get(whole)
    archive = zipfile.ZipFile(BytesIO(content(response)))

    assert whole in page
    assert 'filename="cafe-nord-june-a4.zip"' in response["Content-Disposition"]
    assert archive.namelist() == [
        "cafe-nord-june-a4-1-4.pdf",
        "cafe-nord-june-a4-5-8.pdf",
        "cafe-nord-june-a4-9-12.pdf",
    ]
    read = [
        code
        for name in archive.namelist()
        for codes in read_pdf(archive.read(name))
        for code in codes
    ]
    assert sorted(read) == sorted(addresses_of(batch))


def test_an_archive_takes_no_more_memory_for_more_cards(printer, monkeypatch):
    monkeypatch.setattr(selectors_of_cards, "PORTION", 100)
    monkeypatch.setattr(card_files, "PORTION", 100)
    batch = make_batch(number=600)
    response = printer.get(address("referral-batch-archive", pk=batch.pk, paper="a4"))

    peaks = []
    tracemalloc.start()
    for piece in response:
        assert len(piece) < 200_000
        peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()

    assert len(peaks) > 12
    assert peaks[-1] < 1.5 * peaks[5], peaks
