"""What a friend sees: the short link, the invitation, and claiming it."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from oscar_referrals.account.code_pages import (
    CodePage,
    SeeOther,
    show_mistyped,
    show_not_valid,
    show_page,
)
from oscar_referrals.codes import is_wellformed, normalize_code
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.claim import claim_code
from oscar_referrals.flows.visit import record_visit
from oscar_referrals.locks import was_overtaken
from oscar_referrals.models import DIRECT, Claim, ClaimSource, Code
from oscar_referrals.reasons import PERSONAL_REASONS
from oscar_referrals.selectors.codes import find_code, works
from oscar_referrals.selectors.friends import Friend
from oscar_referrals.selectors.offers import find_invitation
from oscar_referrals.sharing.channels import channel_of
from oscar_referrals.sharing.cookies import remember_in_cookie, remembered_token
from oscar_referrals.sharing.landing import find_landing, named_channel, towards, wanted_thing
from oscar_referrals.sharing.limits import may_open_a_link, may_try_a_code
from oscar_referrals.sharing.visitors import counts_as_visitor, visitor_hash

logger = logging.getLogger(__name__)

#: Marks the message after a claim, for pages that show by themselves that it was claimed.
CLAIMED = "referral-claimed"


class ShortLinkView(CodePage):
    """The link an advocate shares. It counts the visit and shows the way; it attributes nothing."""

    def get(self, request: HttpRequest, code: str, mark: str = "") -> HttpResponse:
        """Send the visitor on to the page that tells what the code gives.

        `mark` says in which channel the link was shared; an unknown one counts as none.
        """
        if not may_open_a_link(request):
            return show_not_valid(request, code, status=429)
        found = find_code(code)
        if found is None or not works(found):
            return show_not_valid(request, code)
        channel = channel_of(mark)
        _count_visit(request, found, channel=channel)
        return redirect(_landing(request, found, channel=channel))


class TypedCodeView(CodePage):
    """Where a form for codes leads. It is asked with GET: a page that everybody shares holds it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead to what the typed code gives, as often as a visitor may try codes."""
        text = request.GET.get("code", "")
        if not may_try_a_code(request):
            return show_not_valid(request, text, status=429)
        if not is_wellformed(normalize_code(text)):
            return show_mistyped(request, text)
        found = find_code(text)
        if found is None or not works(found):
            return show_not_valid(request, text)
        return redirect(_landing(request, found))


class InvitationView(CodePage):
    """What the friend gets, from which order, until when, and one button."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show the invitation; codes typed in another way lead to their one address."""
        invitation = find_invitation(code, user_id=request.user.pk, token=remembered_token(request))
        if invitation is None:
            return show_not_valid(request, code)
        thing = wanted_thing(request)
        if code != invitation.code:
            address = reverse("referral-invitation", kwargs={"code": invitation.code})
            return redirect(towards(address, thing, channel=named_channel(request)))
        context = {"invitation": invitation, "claimed_tag": CLAIMED, "thing": thing}
        return show_page(request, "oscar_referrals/invitation.html", context)


class ClaimView(CodePage):
    """The button. Nothing is stored in the browser before it is pressed."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Somebody reloaded or bookmarked the address of the button: show the invitation."""
        return redirect("referral-invitation", code=code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Claim the code for this visitor, or tell in a sentence why not."""
        if not may_try_a_code(request):
            return show_not_valid(request, code, status=429)
        found = find_code(code)
        if found is None or not works(found):
            return show_not_valid(request, code)
        try:
            claim = _claim(request, found)
        except Refused as refusal:
            if refusal.reason not in PERSONAL_REASONS:
                return show_not_valid(request, code)
            messages.warning(request, refusal.sentence)
            return SeeOther(_landing(request, found))
        except OperationalError as error:
            if not was_overtaken(error):
                raise
            messages.warning(request, _("The shop is very busy. Please try again."))
            return SeeOther(_landing(request, found))
        messages.success(request, _saved(claim), extra_tags=CLAIMED)
        thing = wanted_thing(request)
        response = SeeOther(thing.address if thing else _landing(request, found))
        remember_in_cookie(request=request, response=response, claim=claim)
        return response


def _claim(request: HttpRequest, code: Code) -> Claim:
    """Claim for whoever is known: the account if signed in, the basket if there is one."""
    user: Any = request.user
    basket = getattr(request, "basket", None)
    with transaction.atomic():
        return claim_code(
            code=code,
            source=ClaimSource.LINK,
            attempt=_attempt(request),
            channel=named_channel(request),
            friend=Friend(
                user_id=user.pk,
                email=user.email if user.is_authenticated else "",
                basket_id=basket.id if basket is not None else None,
                token=remembered_token(request),
            ),
        )


def _landing(request: HttpRequest, code: Code, *, channel: str = DIRECT) -> str:
    """Return the page that tells what the code gives, and leads on to a thing if one is named."""
    address = find_landing(request=request, code=code)
    return towards(address, wanted_thing(request), channel=channel)


def _saved(claim: Claim) -> str:
    if claim.terms.is_amount_off:
        return _("Saved. It comes off in your basket.")
    return _("Saved. You see it when you order.")


def _attempt(request: HttpRequest) -> UUID | None:
    """Return which showing of the page the button belongs to; None for a form that does not say."""
    try:
        return UUID(request.POST.get("attempt", ""))
    except ValueError:
        return None


def _count_visit(request: HttpRequest, code: Code, *, channel: str) -> None:
    """Count a person. A database that is too busy to count must not keep a friend out."""
    if not counts_as_visitor(request):
        return
    try:
        with transaction.atomic():
            record_visit(code=code, visitor=visitor_hash(request), channel=channel)
    except DatabaseError:
        logger.exception("A visit could not be counted")
