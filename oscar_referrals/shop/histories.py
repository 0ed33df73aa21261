"""Two published order histories, read line by line. What cannot be read becomes a problem.

- *CDNOW*: fixed-width columns after one line of headings: customer, day, number of discs, dollars.
- *Online Retail*: invoice lines as CSV. Numbers that begin with C are cancellations. The columns
  hold no dates, but the numbers are in order of time, so a hundred numbers make a day.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from oscar_referrals.exceptions import ReferralError

_RETAIL_COLUMNS = "InvoiceNo,StockCode,Description,Quantity,UnitPrice,CustomerID,Country"
_CDNOW_COLUMNS = "customer_id date number_of_cds dollar_value"
_RETAIL_BEGINS = datetime(2010, 12, 1, 8, tzinfo=UTC)
_INVOICES_A_DAY = 100
_INVOICE = re.compile(r"(C?)[0-9]{6}")
_CUSTOMER = re.compile(r"[0-9]{1,32}")
_QUANTITY = re.compile(r"-?[0-9]{1,8}")
_AMOUNT = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")
_TOO_MUCH = Decimal(10) ** 6
_LONGEST_CODE = 128
_LONGEST_TITLE = 255


class UnknownHistory(ReferralError):
    """A file is none of the histories that can be read."""


@dataclass(frozen=True, slots=True)
class Sold:
    """One line of the file: goods sold, or goods that came back. `price` is that of one piece."""

    line: int
    code: str
    title: str
    quantity: int
    price: Decimal | None
    total: Decimal


@dataclass(frozen=True, slots=True)
class Sale:
    """An order. `email` is "" if nobody knows whose; amounts are in the history's currency."""

    number: str
    email: str
    placed_at: datetime
    sold: tuple[Sold, ...]


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Goods that came back, from which order is not said. `number` is its own."""

    number: str
    email: str
    cancelled_at: datetime
    sold: tuple[Sold, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was not imported, and why."""

    line: int
    reason: str


Entry = Sale | Cancellation | Problem


class _Unreadable(Exception):
    """One line of a file is malformed; the message says how."""


def read_history(lines: Iterable[bytes]) -> tuple[str, Iterator[Entry]]:
    """Find out which history this is; return its currency and, lazily, its entries.

    Every line after the headings is part of exactly one entry. Raises UnknownHistory.
    """
    texts = map(_decode, lines)
    headings = next(iter(texts), "").strip()
    if headings == _RETAIL_COLUMNS:
        return "GBP", _read_retail(texts)
    if headings.split() == _CDNOW_COLUMNS.split():
        return "USD", _read_cdnow(texts)
    raise UnknownHistory(f"These headings are not known: {headings[:80]!r}")


def _decode(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _read_cdnow(texts: Iterator[str]) -> Iterator[Entry]:
    for line, text in enumerate(texts, start=2):
        try:
            yield _cdnow_sale(line, text.split())
        except _Unreadable as problem:
            yield Problem(line, str(problem))


def _cdnow_sale(line: int, fields: list[str]) -> Sale:
    if len(fields) != len(_CDNOW_COLUMNS.split()):
        raise _Unreadable(f"{len(fields)} columns instead of 4")
    customer, day, discs, dollars = fields
    sold = Sold(line, "CD", "CD", _quantity(discs), None, _amount(dollars))
    if sold.quantity < 1:
        raise _Unreadable(f"a quantity of {sold.quantity}")
    return Sale(f"cdnow-{line:06d}", _email("cdnow", customer), _day(day), (sold,))


def _read_retail(texts: Iterator[str]) -> Iterator[Entry]:
    """Put the lines of an invoice together. They must follow each other in the file."""
    invoice: _Invoice | None = None
    first_number: int | None = None
    finished: set[str] = set()
    for line, text in enumerate(texts, start=2):
        try:
            number, email, sold = _retail_line(line, text)
            if number in finished:
                raise _Unreadable(f"invoice {number} has ended before")
            if invoice is None or invoice.number != number:
                if invoice is not None:
                    yield invoice.as_entry()
                    finished.add(invoice.number)
                if first_number is None:
                    first_number = _digits(number)
                invoice = _Invoice(number, email, _digits(number) - first_number, [])
            if invoice.email != email:
                raise _Unreadable(f"invoice {number} belongs to another customer")
        except _Unreadable as problem:
            yield Problem(line, str(problem))
        else:
            invoice.sold.append(sold)
    if invoice is not None:
        yield invoice.as_entry()


@dataclass(frozen=True, slots=True)
class _Invoice:
    """An invoice while its lines are read; `later` is how many numbers it is after the first."""

    number: str
    email: str
    later: int
    sold: list[Sold]

    def as_entry(self) -> Sale | Cancellation:
        """Return what the invoice is, now that all of its lines are known."""
        moment = _RETAIL_BEGINS + timedelta(days=self.later) / _INVOICES_A_DAY
        entry = Cancellation if self.number.startswith("C") else Sale
        return entry(f"retail-{self.number}", self.email, moment, tuple(self.sold))


def _retail_line(line: int, text: str) -> tuple[str, str, Sold]:
    row = _split(text)
    if len(row) != len(_RETAIL_COLUMNS.split(",")):
        raise _Unreadable(f"{len(row)} columns instead of 7")
    number, code, title, quantity_text, price_text, customer, _country = row
    match = _INVOICE.fullmatch(number)
    if match is None:
        raise _Unreadable(f"{number!r} is no invoice number")
    if not 0 < len(code) <= _LONGEST_CODE or len(title) > _LONGEST_TITLE or "\0" in text:
        raise _Unreadable("the code or the title is missing, too long or not text")
    quantity, price = _quantity(quantity_text), _amount(price_text)
    is_cancellation = bool(match[1])
    if quantity == 0 or (quantity < 0) != is_cancellation:
        raise _Unreadable(
            f"a quantity of {quantity} in {'a cancellation' if is_cancellation else 'a sale'}"
        )
    pieces = abs(quantity)
    sold = Sold(line, code, title or code, pieces, price, pieces * price)
    if sold.total >= _TOO_MUCH:
        raise _Unreadable(f"{sold.total} is too much")
    return number, _email("retail", customer) if customer else "", sold


def _digits(number: str) -> int:
    return int(number.removeprefix("C"))


def _email(history: str, customer: str) -> str:
    if not _CUSTOMER.fullmatch(customer):
        raise _Unreadable(f"{customer!r} is no customer number")
    return f"{history}-{customer}@customers.example"


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%d").replace(hour=12, tzinfo=UTC)
    except ValueError:
        raise _Unreadable(f"{text!r} is no day") from None


def _split(text: str) -> list[str]:
    """Split one line of CSV; a quotation mark left open must not swallow the lines after it."""
    try:
        return next(csv.reader([text.rstrip("\r\n")], strict=True), [])
    except csv.Error as problem:
        raise _Unreadable(str(problem)) from None


def _quantity(text: str) -> int:
    if not _QUANTITY.fullmatch(text):
        raise _Unreadable(f"{text!r} is no quantity")
    return int(text)


def _amount(text: str) -> Decimal:
    """Return an amount of dollars or pounds."""
    if not _AMOUNT.fullmatch(text):
        raise _Unreadable(f"{text!r} is no amount with at most two decimal places")
    return Decimal(text)
