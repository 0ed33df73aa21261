"""Reports in Wagtail's admin whose files are safe to open and as long as they need to be."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from tempfile import TemporaryFile
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log

from oscar_referrals.spreadsheets import safe_text
from wagtail_referrals.desk.actions import REPORT_EXPORTED
from wagtail_referrals.private import keep_out_of_caches

#: So many rows are in memory at once.
_PORTION = 500
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of a file: its heading, and what a row has in it."""

    name: str
    heading: str | Promise
    value: Callable[[Any], Any]


class FileReportView(ReportView):
    """A report whose files hold what `file_columns` say.

    Texts that a spreadsheet would take for formulas are made harmless, rows are written as they are
    read, no cache keeps an answer, and every file is noted in the log of the site. A filter that
    cannot be understood finds nothing.
    """

    file_columns: ClassVar[Sequence[FileColumn]] = ()
    any_permission_required: ClassVar[Sequence[str]] = ("view",)
    custom_value_preprocess: ClassVar[dict[Any, Any]] = {
        **ReportView.custom_value_preprocess,
        str: {ReportView.FORMAT_CSV: safe_text},
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let no cache keep the answer."""
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        keep_out_of_caches(response)
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page or, if one was asked for, with a file."""
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        kind = request.GET["export"]
        log(
            instance=ContentType.objects.get_for_model(self.permission_policy.model),
            action=REPORT_EXPORTED,
            user=request.user,
            data={"report": self.export_filename, "format": kind},
        )
        return self.as_spreadsheet(self.get_filtered_queryset(), kind)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say that there is nothing to search, if so: a shop's own search form would be shown."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context.setdefault("search_form", None)
        return context

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return what the filters find; nothing if one of them cannot be understood."""
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    @cached_property
    def list_export(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.file_columns]

    @cached_property
    def export_headings(self) -> dict[str, str]:
        """The columns' headings."""
        return {column.name: str(column.heading) for column in self.file_columns}

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Return a row by the names of its columns."""
        return {column.name: column.value(item) for column in self.file_columns}

    def stream_csv(self, queryset: "QuerySet[Any]") -> Iterator[bytes]:
        """Yield the file line by line, reading as it goes."""
        return super().stream_csv(_Portions(queryset))

    def write_xlsx_response(self, queryset: "QuerySet[Any]") -> FileResponse:
        """Return a workbook that was written to the disk row by row."""
        output = TemporaryFile()  # noqa: SIM115  # The response closes it.
        self.write_xlsx(_Portions(queryset), output)
        output.seek(0)
        name = f"{self.get_filename()}.xlsx"
        return FileResponse(output, as_attachment=True, content_type=_XLSX, filename=name)


class _Portions:
    """A queryset that is read in portions when somebody goes through it."""

    def __init__(self, queryset: "QuerySet[Any]") -> None:
        self.queryset = queryset
        self.model = queryset.model

    def __iter__(self) -> Iterator[Any]:
        return self.queryset.iterator(chunk_size=_PORTION)
