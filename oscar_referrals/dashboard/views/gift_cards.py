"""Gift cards: who got them, what is left, and a new code for one that was lost."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import ListView

from oscar_referrals.dashboard.access import StaffMixin
from oscar_referrals.flows.gift_card import forget_code
from oscar_referrals.models import GiftCard
from oscar_referrals.permissions import DECIDE_REFERRALS

CARDS_PER_PAGE = 25


class GiftCardListView(StaffMixin, ListView):
    """All gift cards, newest first, or those whose code ends in what was typed."""

    template_name = "oscar_referrals/dashboard/gift_card_list.html"
    paginate_by = CARDS_PER_PAGE
    context_object_name = "cards"

    def get_queryset(self) -> Any:
        """Return the cards."""
        cards = GiftCard.objects.select_related(
            "account", "reward__advocate__user", "reward__referral__friend"
        )
        signs = self.request.GET.get("signs", "").strip().upper()
        return cards.filter(last_signs=signs) if signs else cards


class ForgetCodeView(StaffMixin, View):
    """Makes a code worthless. The owner can ask for a new one on his page."""

    permission = DECIDE_REFERRALS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it and go back to the list."""
        forget_code(card=get_object_or_404(GiftCard, pk=pk))
        messages.success(
            request, _("The old code is worthless now. The owner can see a new one on his page.")
        )
        return HttpResponseRedirect(reverse("referral-gift-card-list"))
