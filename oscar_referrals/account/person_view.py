"""What the pages and buttons of one's own share, of a customer's account and of a guest's page."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.views import View

from oscar_referrals.account.advocate_page import describe_name, describe_page
from oscar_referrals.account.code_pages import SeeOther, guard_page
from oscar_referrals.account.customer_request import PersonRequest
from oscar_referrals.account.forms import NameForm
from oscar_referrals.account.guest_session import find_person, had_page
from oscar_referrals.selectors.persons import Person


class PersonView(View):
    """A page or a button of one's own: of whoever is signed in, else of the guest.

    Whoever signs in first comes back to the page.
    """

    request: PersonRequest
    page_name = "referral-account"
    login_url = reverse_lazy("customer:login")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer whom it is for, for no cache; what a guest reads is guarded as his page is."""
        person = find_person(request)
        if person is None or not self.is_for(person):
            return self.handle_no_permission()
        self.request.person = person
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        if person.is_guest:
            guard_page(response)
        return response

    def is_for(self, person: Person) -> bool:
        """Tell whether somebody may see it at all."""
        return True

    def handle_no_permission(self) -> HttpResponse:
        """Send a visitor to the sign-in page, and a guest whose time is over to ask for a link."""
        if not self.request.user.is_authenticated and had_page(self.request):
            return SeeOther(reverse("referral-guest"))
        return redirect_to_login(reverse(self.page_name), str(self.login_url))

    def show(self, form: NameForm | None = None) -> HttpResponse:
        """Show the page, with a form that was not filled in well if there is one."""
        context = describe_page(self.request)
        context["form"] = form or NameForm(initial=describe_name(context["advocate"]))
        return TemplateResponse(self.request, "oscar_referrals/account/invite.html", context)


class PersonButton(PersonView):
    """A button on one's own page. Its own address shows nothing: GET leads to the page."""

    def get(self, request: PersonRequest, **kwargs: Any) -> HttpResponse:
        """Somebody reloaded the address of a button."""
        return SeeOther(own_page(request) if request.person.is_guest else reverse(self.page_name))


class CustomerView(PersonView):
    """A page of an account. Guests have none."""

    def is_for(self, person: Person) -> bool:
        """Tell whether somebody is signed in."""
        return not person.is_guest


class CustomerButton(CustomerView, PersonButton):
    """A button on a page of an account."""


def own_page(request: PersonRequest) -> str:
    """Return the address of the page of whoever asks."""
    return reverse("referral-guest-page" if request.person.is_guest else "referral-account")


def to_page(request: PersonRequest) -> HttpResponse:
    """Lead back to the page, about the program that the button named."""
    named = request.POST.get("program", "")
    query = f"?{urlencode({'program': named})}" if named else ""
    return SeeOther(own_page(request) + query)
