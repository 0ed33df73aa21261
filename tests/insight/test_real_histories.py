"""The cost preview on two real order histories, which lie beside the checkout or nowhere."""

import io
import tracemalloc
from collections import deque
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from oscar.core.loading import get_model

from oscar_referrals.insight.asking import preview_program
from oscar_referrals.models import Refund
from oscar_referrals.ports import shop
from oscar_referrals.test.factories import ProgramFactory
from tests.architecture.tree import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DATA = ROOT.parent / "shared" / "data"
CDNOW = DATA / "cdnow_orders_1997_1998.txt.gz"
RETAIL = DATA / "online_retail_lines.csv.gz"


def import_file(file: Path) -> list[str]:
    if not file.exists():
        pytest.skip(f"the order history {file.name} is not beside the checkout")
    said = io.StringIO()
    call_command("referrals_import_orders", str(file), stdout=said)
    return said.getvalue().splitlines()


def test_69659_orders_are_previewed_with_memory_flat():
    said = import_file(CDNOW)
    assert said[0].startswith("69,659 lines: 69,659 became 69,659 orders")
    program = ProgramFactory(currency="USD", cap=Decimal(10_000), is_live=False)
    preview = preview_program(program=program)
    assert (preview.orders, preview.customers, preview.repeat_buyers) == (69_659, 23_570, 11_662)
    figures = [(one.referred, one.friends, one.cost) for one in preview.scenarios]
    assert figures == [
        (1_145, 286, Decimal("5720.00")),
        (2_333, 564, Decimal("11280.00")),
        (4_647, 1_138, Decimal("22760.00")),
    ]
    assert [str(preview.budget_day(one)) for one in preview.scenarios] == [
        "None",
        "1997-03-16",
        "1997-02-06",
    ]
    tracemalloc.start()
    deque(shop().past_orders(), maxlen=0)
    _now, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # All of the orders at once would take about seventy megabytes.
    assert highest < 20_000_000


def test_of_50062_invoice_lines_none_is_lost():
    said = import_file(RETAIL)
    assert said[-2] == (
        "50,062 lines: 49,054 became 1,873 orders, 415 became 209 refunds, 0 were there already,"
        " 593 were not imported (named above)"
    )
    assert len([line for line in said if line.startswith("line ")]) == 593
    assert get_model("order", "Order").objects.count() == 1_873
    assert Refund.objects.count() == 209
    preview = preview_program(program=ProgramFactory(currency="GBP", is_live=False))
    assert preview.unknown_orders == 252
    assert all(0 < one.rewards < one.promises for one in preview.scenarios[1:])
