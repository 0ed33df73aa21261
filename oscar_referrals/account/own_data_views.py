"""What we hold about a customer: a statement of each account, and everything as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from oscar_referrals import ledger
from oscar_referrals.account.customer_request import CustomerRequest, PersonRequest
from oscar_referrals.account.person_view import CustomerView, PersonView
from oscar_referrals.account.statement_words import TITLES, describe_posting
from oscar_referrals.clock import page_now
from oscar_referrals.models import Account
from oscar_referrals.money import name_currency
from oscar_referrals.selectors.credit import books_of
from oscar_referrals.selectors.own_data import export_of, export_of_guest

LINES_PER_PAGE = 50


class StatementView(CustomerView):
    """Every posting of one account, the latest first, with the balance after it."""

    def get(self, request: CustomerRequest, pk: int | None = None) -> HttpResponse:
        """Show it; without a number the first one. Another customer's does not exist for him."""
        accounts = books_of(request.user.pk)
        shown = next((account for account in accounts if pk in (None, account.pk)), None)
        if shown is None and pk is not None:
            raise Http404
        context: dict[str, Any] = {
            "page_title": _("Statement"),
            "active_tab": "invite",
            "account": shown,
            "title": _title(shown) if shown else "",
            "others": [(account, _title(account)) for account in accounts if account is not shown],
            "lines": _page_of(shown, request.GET.get("page")) if shown else None,
        }
        return TemplateResponse(request, "oscar_referrals/account/statement.html", context)


class ExportView(PersonView):
    """Everything that we hold about somebody, as a JSON file. Asked for by POST or a link."""

    def get(self, request: PersonRequest) -> HttpResponse:
        """Hand the file out."""
        guest = request.person.is_guest
        data = export_of_guest(request.person) if guest else export_of(request.user)
        indented = {"indent": 2, "ensure_ascii": False}
        response = JsonResponse(data, json_dumps_params=indented)
        name = f"invitations-{page_now():%Y-%m-%d}.json"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def post(self, request: PersonRequest) -> HttpResponse:
        """Hand it out as well."""
        return self.get(request)


def _title(account: Account) -> str:
    return str(TITLES[account.kind]) % {"currency": name_currency(account.currency)}


def _page_of(account: Account, number: str | None) -> Any:
    """Return one page of postings, each with its words."""
    lines = list(ledger.statement(account=account))[::-1]
    page: Any = Paginator(lines, LINES_PER_PAGE).get_page(number)
    page.object_list = [(line, describe_posting(line.transfer)) for line in page.object_list]
    return page
