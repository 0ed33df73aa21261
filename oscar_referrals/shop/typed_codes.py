"""Help with typing in Oscar's own voucher box, without a fork: a middleware before its view."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from oscar.core.loading import get_model

from oscar_referrals.codes import is_mistyped, normalize_code
from oscar_referrals.models import Code
from oscar_referrals.reasons import Reason, stranger_sentence
from oscar_referrals.selectors.codes import find_code, has_successor_that_works

logger = logging.getLogger(__name__)
_VOUCHER_BOX = "basket:vouchers-add"


class TypedCodeMiddleware:
    """Understands our codes in the voucher box however they are typed.

    Lower case, spaces, dashes and look-alikes become the code itself, and an old code the one that
    it leads on to. A typing mistake and a replaced code are told. Vouchers of the shop's own go
    through untouched, and whatever goes wrong here leaves the box as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Correct what was typed, or say what is wrong with it. Other addresses cost nothing."""
        match = request.resolver_match
        if request.method != "POST" or match is None or match.view_name != _VOUCHER_BOX:
            return None
        try:
            reason = _correct(request)
        except Exception:
            logger.exception("What was typed could not be corrected; the voucher box goes on")
            return None
        if reason is None:
            return None
        messages.warning(request, stranger_sentence(reason))
        return redirect("basket:summary")


def _correct(request: Any) -> Reason | None:
    """Write the code that was meant into the form; return what is wrong with it instead, if so."""
    typed = request.POST.get("code", "")
    code = find_code(typed)
    is_mistake = code is None and is_mistyped(normalize_code(typed))
    if (code is None and not is_mistake) or _is_voucher_of_the_shop(typed):
        return None
    if code is None:
        return Reason.CODE_MISTYPED
    if has_successor_that_works(code):
        return Reason.CODE_REPLACED
    data = request.POST.copy()
    data["code"] = code.text
    request.POST = data
    return None


def _is_voucher_of_the_shop(typed: str) -> bool:
    """Tell whether exactly this, as Oscar reads it, is a voucher and none of our codes."""
    vouchers = get_model("voucher", "Voucher").objects.filter(code=typed.strip().upper())
    return bool(vouchers.exclude(Exists(Code.objects.filter(voucher=OuterRef("pk")))).exists())
