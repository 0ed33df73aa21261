"""Gift cards: seeing a code once, asking what is left, and paying with a card."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from oscar_referrals.account.code_pages import CodePage, SeeOther, show_page
from oscar_referrals.account.customer_request import CustomerRequest
from oscar_referrals.account.forms import GiftCardForm
from oscar_referrals.account.person_view import CustomerButton
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.gift_card import put_card_into_basket, show_code
from oscar_referrals.gift_codes import show_gift_code
from oscar_referrals.models import GiftCard
from oscar_referrals.selectors.gift_cards import find_gift_card, gift_cards_of
from oscar_referrals.sharing.limits import may_guess, note_wrong_guess
from oscar_referrals.sharing.typed_cards import remember_card
from oscar_referrals.sharing.visitors import address_hash

_SECRET = "gift_card"  # noqa: S105 - what is guessed, not the secret itself


class ShowCodeView(CustomerButton):
    """Shows the owner the code of a card, once."""

    @sensitive_variables("code")
    def post(self, request: CustomerRequest, pk: int) -> HttpResponse:
        """Make the code and show it; another customer's card does not exist for him."""
        card: GiftCard = get_object_or_404(gift_cards_of(request.user.pk), pk=pk)
        try:
            code = show_code(card=card)
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
            return SeeOther(reverse(self.page_name))
        context = {
            "page_title": _("Your gift card"),
            "active_tab": "invite",
            "card": card,
            "code": show_gift_code(code),
        }
        return TemplateResponse(request, "oscar_referrals/account/gift_card.html", context)


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class GiftCardView(CodePage):
    """What is left on a card, for whoever knows its code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code."""
        return self._show(GiftCardForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Tell what is left, or that there is no such card."""
        form = GiftCardForm(request.POST)
        card = read_card(request, form)
        return self._show(form, card, status=200 if card else 404)

    def _show(
        self, form: GiftCardForm, card: GiftCard | None = None, *, status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "card": card}
        template = "oscar_referrals/gift_card.html"
        return show_page(self.request, template, context, status=status)


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class PayWithCardView(CodePage):
    """Puts a card into the basket of whoever knows its code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Somebody reloaded the address of the button."""
        return SeeOther(reverse("basket:summary"))

    def post(self, request: Any) -> HttpResponse:
        """Use the card, or say why not, and go back to the basket."""
        form = GiftCardForm(request.POST)
        card = read_card(request, form)
        if card is None:
            messages.error(request, " ".join(map(str, form.errors["code"])))
        elif request.basket.is_empty:
            messages.warning(request, _("Please put something into your basket first."))
        elif not put_card_into_basket(card=card, basket_id=request.basket.id):
            messages.warning(request, _("This gift card cannot be used in your basket now."))
        else:
            remember_card(request=request, card=card)
            messages.success(request, _("Your gift card is in the basket."))
        return SeeOther(reverse("basket:summary"))


def read_card(request: HttpRequest, form: GiftCardForm) -> GiftCard | None:
    """Return the card whose code was typed; None, with a sentence in the form, if there is none.

    Five wrong codes an hour are allowed from one address; after that nobody there reads anything.
    """
    if not form.is_valid():
        return None
    who = address_hash(request)
    if not may_guess(_SECRET, who=who):
        form.add_error("code", _("Too many wrong codes. Please try again in an hour."))
        return None
    card = find_gift_card(form.cleaned_data["code"])
    if card is None:
        note_wrong_guess(_SECRET, who=who)
        form.add_error("code", _("There is no gift card with this code."))
    return card
