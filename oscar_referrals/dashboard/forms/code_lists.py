"""Codes of other retailers: the file with bought codes, and who is warned when few are left."""

import csv
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.flows.code_lists import BoughtCode
from oscar_referrals.models import CodeList
from oscar_referrals.parameters import require_whole_units
from oscar_referrals.writing.fields import require_visible_text

COLUMNS = ("label", "currency", "value", "code")
LARGEST_FILE = 5 * 1024 * 1024
HIGHEST_VALUE = Decimal(100_000)
SHOWN_PROBLEMS = 20


class CodesForm(forms.Form):
    """A CSV file with the columns label, currency, value and code."""

    file = forms.FileField(
        label=gettext_lazy("File with codes"),
        help_text=gettext_lazy("CSV in UTF-8. Its first line is: label,currency,value,code"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> list[BoughtCode]:
        """Return the codes. Names every line that cannot be read; then nothing is added."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than 5 MB. Please split it."))
        try:
            text = file.read().decode("utf-8-sig")
            rows = list(csv.reader(StringIO(text, newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error):
            raise ValidationError(_("This is no CSV file in UTF-8.")) from None
        if not rows or tuple(cell.strip().lower() for cell in rows[0]) != COLUMNS:
            raise ValidationError(_("The first line has to be: label,currency,value,code"))
        return _read_rows(rows[1:])


class WarningForm(forms.ModelForm):
    """When somebody is warned, and who."""

    class Meta:
        model = CodeList
        fields = ("warn_below", "warn_email")


def _read_rows(rows: list[list[str]]) -> list[BoughtCode]:
    problems: list[str] = []
    codes = []
    for line, row in _numbered(rows):
        try:
            codes.append(_read_row(line, row))
        except ValidationError as error:
            sentence = _("Line %(line)s: %(problem)s")
            problems.append(sentence % {"line": line, "problem": " ".join(error.messages)})
    if problems:
        raise ValidationError(problems[:SHOWN_PROBLEMS])
    if not codes:
        raise ValidationError(_("There is no code in the file."))
    return codes


def _numbered(rows: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty with their lines; the first line has the names."""
    for line, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            yield line, [cell.strip() for cell in row]


def _read_row(line: int, row: list[str]) -> BoughtCode:
    if len(row) != len(COLUMNS):
        raise ValidationError(_("There have to be four values."))
    label, currency, value, code = row
    currency = currency.upper()
    if not label or len(label) > 100 or not code or len(code) > 100:
        raise ValidationError(_("Label and code have to have 1 to 100 signs."))
    require_visible_text(label + code)
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise ValidationError(_("The currency has to be three letters, such as EUR."))
    amount = _read_value(value)
    require_whole_units(amount=amount, currency=currency)
    return BoughtCode(line=line, label=label, currency=currency, value=amount, text=code)


def _read_value(value: Any) -> Decimal:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or not 0 < amount <= HIGHEST_VALUE:
        raise ValidationError(_("The value has to be an amount, such as 25.00."))
    return amount
