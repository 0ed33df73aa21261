"""Inviting friends without an account: ask for a link by e-mail, open it, see one's own page.

The page and its buttons are those of a customer; see `person_view`.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from oscar_referrals.account.code_pages import CodePage, SeeOther, show_page
from oscar_referrals.account.customer_request import PersonRequest
from oscar_referrals.account.forms import GuestForm
from oscar_referrals.account.guest_session import forget_guest, remember_guest, remembered_guest
from oscar_referrals.account.person_view import PersonView
from oscar_referrals.clock import page_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import guests
from oscar_referrals.models import Program
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.agreements import rules_in_force
from oscar_referrals.selectors.guests import first_to_join, program_to_join
from oscar_referrals.selectors.offers import describe_offer
from oscar_referrals.selectors.persons import Person
from oscar_referrals.selectors.waiting import kinds_for_account
from oscar_referrals.sharing.limits import may_ask_for_a_link


class GuestView(CodePage):
    """Ask for the link. Whoever is known already is led to the page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, with what both would get."""
        if request.user.is_authenticated:
            return SeeOther(reverse("referral-account"))
        if remembered_guest(request) is not None:
            return SeeOther(reverse("referral-guest-page"))
        return _show_form(request, GuestForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send it. The answer is the same for every address, and for one that asks too often."""
        form = GuestForm(request.POST)
        if not form.is_valid():
            return _show_form(request, form)
        email = form.cleaned_data["email"]
        if may_ask_for_a_link(request, email=email):
            guests.send_link(email=email, language=get_language() or "")
        return show_page(request, "oscar_referrals/guest_sent.html", {"email": email})


class GuestLinkView(CodePage):
    """The link from the e-mail. Opening it changes nothing: programs that scan mail open it too."""

    def get(self, request: HttpRequest, token: UUID) -> HttpResponse:
        """Show one button, and the published rules to whoever joins by it."""
        program = None if request.user.is_authenticated else program_to_join(token)
        rules = rules_in_force(program.pk) if program else None
        context = {
            "token": token,
            "program": program,
            "rules": rules,
            "needs_account": _needs_account(program),
        }
        return show_page(request, "oscar_referrals/guest_link.html", context)

    def post(self, request: HttpRequest, token: UUID) -> HttpResponse:
        """Open the guest's page, or make it the page of whoever is signed in."""
        user: Any = request.user
        try:
            if user.is_authenticated:
                guests.take_over(token=token, user=user)
                messages.success(request, _("Your friends and rewards are here now."))
                return SeeOther(reverse("referral-account"))
            guest = guests.open_page(token=token, rules=request.POST.get("rules", ""))
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
            is_about_rules = refusal.reason in (Reason.RULES_NOT_ACCEPTED, Reason.RULES_CHANGED)
            return SeeOther(request.path if is_about_rules else reverse("referral-guest"))
        remember_guest(request, guest)
        return SeeOther(reverse("referral-guest-page"))


class GuestPageView(PersonView):
    """A guest's page: the same as a customer's, in this browser and for a while."""

    def is_for(self, person: Person) -> bool:
        """Tell whether it is a guest; who is signed in has a page of the account."""
        return person.is_guest

    def handle_no_permission(self) -> HttpResponse:
        """Show how to get there."""
        return SeeOther(reverse("referral-guest"))

    def get(self, request: PersonRequest) -> HttpResponse:
        """Show it."""
        return self.show()

    def post(self, request: PersonRequest) -> HttpResponse:
        """Close the page in this browser."""
        forget_guest(request)
        return SeeOther(reverse("referral-guest"))


class EraseView(GuestPageView):
    """The button by which a guest is forgotten."""

    def get(self, request: PersonRequest) -> HttpResponse:
        """Somebody reloaded the address of the button."""
        return SeeOther(reverse("referral-guest-page"))

    def post(self, request: PersonRequest) -> HttpResponse:
        """Erase what we know of him, if he has said that he knows what is lost."""
        if not request.POST.get("is_sure"):
            messages.warning(request, _("Please tick that you know what is lost."))
            return SeeOther(reverse("referral-guest-page"))
        guests.erase(request.person)
        forget_guest(request)
        messages.success(request, _("Your data is erased. Thank you for having invited friends."))
        return SeeOther(reverse("referral-guest"))


def _show_form(request: HttpRequest, form: GuestForm) -> HttpResponse:
    program = first_to_join(Person(), moment=page_now())
    context = {
        "form": form,
        "offer": describe_offer(program) if program else None,
        "needs_account": _needs_account(program),
    }
    return show_page(request, "oscar_referrals/guest_form.html", context)


def _needs_account(program: Program | None) -> list[str]:
    return kinds_for_account(program.terms_in_force) if program else []
