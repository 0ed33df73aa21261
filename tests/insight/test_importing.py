"""Published order histories become real orders; what cannot be read is named by its line."""

import gzip
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from oscar.core.loading import get_model

from oscar_referrals.flows.work import run_due
from oscar_referrals.models import Refund, RefundedLine
from oscar_referrals.shop.histories import Problem, Sale, UnknownHistory, read_history

Order = get_model("order", "Order")
Line = get_model("order", "Line")

CDNOW = b""" customer_id  date number_of_cds  dollar_value\r
 00001 19970101  1   11.77\r
 00002 19970112  1   12.00\r
 00002 19970112  5   77.00\r
"""
RETAIL = b"""InvoiceNo,StockCode,Description,Quantity,UnitPrice,CustomerID,Country\r
536365,85123A,WHITE HANGING HEART,6,2.55,17850,United Kingdom\r
536365,71053,"LANTERN, WHITE",6,3.39,17850,United Kingdom\r
536414,22139,,56,0,,United Kingdom\r
C536379,D,Discount,-1,27.5,17850,United Kingdom\r
C536465,71053,"LANTERN, WHITE",-2,3.39,17850,United Kingdom\r
536565,71053,"LANTERN, WHITE",9,3.39,17850,United Kingdom\r
"""


def write(folder, content, name="history.txt"):
    file = folder / name
    file.write_bytes(content)
    return file


def import_file(file, **options):
    said = io.StringIO()
    call_command("referrals_import_orders", str(file), stdout=said, **options)
    return said.getvalue().splitlines()


def entries_of(content):
    return list(read_history(io.BytesIO(content))[1])


def problems_of(content):
    return {entry.line for entry in entries_of(content) if isinstance(entry, Problem)}


@pytest.mark.django_db
def test_every_line_of_the_cdnow_history_becomes_an_order(tmp_path):
    said = import_file(write(tmp_path, CDNOW))
    assert said[0] == (
        "3 lines: 3 became 3 orders, 0 became 0 refunds, 0 were there already,"
        " 0 were not imported (named above)"
    )
    columns = ("number", "guest_email", "total_incl_tax", "currency", "status")
    rows = Order.objects.order_by("number").values_list(*columns)
    assert [(*row[:2], str(row[2]), *row[3:]) for row in rows] == [
        ("cdnow-000002", "cdnow-00001@customers.example", "11.77", "USD", "Delivered"),
        ("cdnow-000003", "cdnow-00002@customers.example", "12.00", "USD", "Delivered"),
        ("cdnow-000004", "cdnow-00002@customers.example", "77.00", "USD", "Delivered"),
    ]
    placed_at = Order.objects.get(number="cdnow-000003").date_placed
    assert placed_at.isoformat() == "1997-01-12T12:00:00+00:00"
    assert Line.objects.get(order__number="cdnow-000004").quantity == 5


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_database_knows_at_once_how_many_orders_there_are(tmp_path):
    import_file(write(tmp_path, CDNOW))

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'order_order'")
        assert cursor.fetchone() == (3,)


@pytest.mark.django_db
def test_the_lines_of_an_invoice_become_one_order(tmp_path):
    said = import_file(write(tmp_path, RETAIL))
    assert said[:2] == [
        "line 5: no earlier order to assign 1 × D to",
        "6 lines: 4 became 3 orders, 1 became 1 refunds, 0 were there already,"
        " 1 were not imported (named above)",
    ]
    order = Order.objects.get(number="retail-536365")
    assert (str(order.total_incl_tax), order.currency) == ("35.64", "GBP")
    assert order.guest_email == "retail-17850@customers.example"
    lines = order.lines.values_list("partner_sku", "title", "quantity")
    assert list(lines) == [("85123A", "WHITE HANGING HEART", 6), ("71053", "LANTERN, WHITE", 6)]
    unknown = Order.objects.get(number="retail-536414")
    assert (unknown.guest_email, str(unknown.total_incl_tax)) == ("", "0.00")
    assert unknown.lines.get().title == "22139"
    assert unknown.date_placed > order.date_placed


@pytest.mark.django_db
def test_a_cancellation_becomes_a_refund_of_the_goods_bought_before(tmp_path):
    import_file(write(tmp_path, RETAIL))
    refund = Refund.objects.get()
    assert (refund.order_number, refund.reference) == ("retail-536365", "retail-C536465")
    assert str(refund.amount) == "6.78"
    returned = RefundedLine.objects.get()
    assert Line.objects.get(pk=returned.line_id).partner_sku == "71053"
    assert returned.quantity == 2
    assert run_due().done == 1


@pytest.mark.django_db
def test_more_than_was_bought_cannot_come_back(tmp_path):
    again = b"C536600,71053,LANTERN,-15,3.39,17850,United Kingdom\r\n"
    said = import_file(write(tmp_path, RETAIL + again))
    assert "line 8: no earlier order to assign 15 × 71053 to" in said
    assert Refund.objects.count() == 1


@pytest.mark.django_db
def test_an_import_that_was_stopped_goes_on_where_it_was(tmp_path):
    import_file(write(tmp_path, b"".join(RETAIL.splitlines(keepends=True)[:4])))
    assert Order.objects.count() == 2
    file = write(tmp_path, RETAIL)
    said = import_file(file)
    assert said[-2] == (
        "6 lines: 1 became 1 orders, 1 became 1 refunds, 3 were there already,"
        " 1 were not imported (named above)"
    )
    before = (Order.objects.count(), Line.objects.count(), Refund.objects.count())
    said = import_file(file)
    assert said[-2] == (
        "6 lines: 0 became 0 orders, 0 became 0 refunds, 5 were there already,"
        " 1 were not imported (named above)"
    )
    assert (Order.objects.count(), Line.objects.count(), Refund.objects.count()) == before


@pytest.mark.django_db
def test_a_packed_file_and_another_currency_are_taken(tmp_path):
    file = tmp_path / "history.gz"
    file.write_bytes(gzip.compress(CDNOW))
    import_file(file, currency="EUR")
    assert set(Order.objects.values_list("currency", flat=True)) == {"EUR"}


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"name,price\n1,2\n", gzip.compress(CDNOW)[:-20]])
def test_a_file_that_is_no_history_is_refused(tmp_path, content):
    with pytest.raises(CommandError):
        import_file(write(tmp_path, content))


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CommandError, match="nowhere.txt"):
        import_file("nowhere.txt")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"00001 19970101 1",
        b"00001 19970101 1 11.77 more",
        b"00001 19970231 1 11.77",
        b"00001 19970101 0 11.77",
        b"00001 19970101 -1 11.77",
        b"00001 19970101 1_0 11.77",
        b"00001 19970101 1 11.777",
        b"00001 19970101 1 NaN",
        b"00001 19970101 1 -11.77",
        b"anna@example.com 19970101 1 11.77",
        b"\xff\xfe\x00",
    ],
)
def test_a_malformed_line_of_the_cdnow_history_is_named_and_the_others_are_read(line):
    lines = CDNOW.splitlines()
    content = b"\r\n".join([*lines[:2], line, *lines[2:]])
    assert problems_of(content) == {3}
    assert sum(isinstance(entry, Sale) for entry in entries_of(content)) == 3


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"536365,1,A,1,1,17850",
        b"536365,1,A,-1,1.00,17850,United Kingdom",
        b"C536365,1,A,1,1.00,17850,United Kingdom",
        b"536365,1,A,0,1.00,17850,United Kingdom",
        b"536365,1,A,1.5,1.00,17850,United Kingdom",
        b"536365,1,A,1,-1.00,17850,United Kingdom",
        b"536365,1,A,1,1e3,17850,United Kingdom",
        b"536365,,A,1,1.00,17850,United Kingdom",
        b"X536365,1,A,1,1.00,17850,United Kingdom",
        b"536365,1,A,1,1.00,somebody,United Kingdom",
        b"536365,1,A,1,1.00,99999,United Kingdom",
        b"536365,1,A,99999999,9999999.99,17850,United Kingdom",
        b"536365,1,A\0,1,1.00,17850,United Kingdom",
        b'536365,1,"A,1,1.00,17850,United Kingdom',
    ],
)
def test_a_malformed_line_of_the_retail_history_does_not_break_its_invoice(line):
    lines = RETAIL.splitlines()
    content = b"\r\n".join([*lines[:2], line, *lines[2:]])
    assert problems_of(content) == {3}
    invoice = next(entry for entry in entries_of(content) if isinstance(entry, Sale))
    assert [sold.line for sold in invoice.sold] == [2, 4]


def test_an_invoice_that_goes_on_after_others_is_not_lost_silently():
    content = RETAIL + b"536365,85123A,HEART,1,2.55,17850,United Kingdom\r\n"
    assert problems_of(content) == {8}


def test_every_line_is_part_of_exactly_one_entry():
    lines = []
    for entry in entries_of(RETAIL):
        parts = [entry] if isinstance(entry, Problem) else entry.sold
        lines += [part.line for part in parts]
    assert sorted(lines) == [2, 3, 4, 5, 6, 7]


def test_titles_in_the_encoding_of_windows_are_read():
    content = RETAIL.replace(b"WHITE HANGING HEART", b"VOUCHER \xa340.00")
    assert entries_of(content)[0].sold[0].title == "VOUCHER £40.00"


def test_an_unknown_file_says_what_it_begins_with():
    with pytest.raises(UnknownHistory, match="name,price"):
        read_history(io.BytesIO(b"name,price\n"))
