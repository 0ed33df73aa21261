"""What a customer sees who invites friends: join, share, friends, credit."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views import View

from oscar_referrals.account.advocate_page import describe_name, describe_page, places_of
from oscar_referrals.account.code_pages import SeeOther
from oscar_referrals.account.customer_request import CustomerRequest
from oscar_referrals.account.forms import NameForm
from oscar_referrals.clock import page_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import enroll, hand_over, spend
from oscar_referrals.models import Account, Advocate, Reward
from oscar_referrals.models.reward import belongs_to
from oscar_referrals.selectors.credit import credit_of, vouchers_of


class CustomerView(LoginRequiredMixin, View):
    """A page or a button of the customer's own. Whoever signs in first comes back to the page."""

    request: CustomerRequest
    page_name = "referral-account"
    login_url = reverse_lazy("customer:login")

    def handle_no_permission(self) -> HttpResponseRedirect:
        """Send a visitor to the sign-in page."""
        return redirect_to_login(reverse(self.page_name), self.get_login_url())

    def show(self, form: NameForm | None = None) -> HttpResponse:
        """Show the page, with a form that was not filled in well if there is one."""
        context = describe_page(self.request)
        context["form"] = form or NameForm(initial=describe_name(context["advocate"]))
        return TemplateResponse(self.request, "oscar_referrals/account/invite.html", context)


class InviteView(CustomerView):
    """The customer's page."""

    def get(self, request: CustomerRequest) -> HttpResponse:
        """Show it."""
        return self.show()


class CustomerButton(CustomerView):
    """A button on the customer's page. Its own address shows nothing: GET leads to the page."""

    def get(self, request: CustomerRequest, **kwargs: Any) -> HttpResponse:
        """Somebody reloaded the address of a button."""
        return SeeOther(reverse(self.page_name))


class JoinView(CustomerButton):
    """Take part."""

    def post(self, request: CustomerRequest) -> HttpResponse:
        """Make the customer an advocate of the open program. Pressing it twice joins once."""
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        place = places_of(request).shown
        if place is not None and place.advocate is None:
            try:
                enroll.join(program=place.program, user=request.user, **form.cleaned_data)
            except Refused as refusal:
                messages.warning(request, refusal.sentence)
        return _to_page(request)


class NameView(CustomerButton):
    """Change the name that friends see."""

    def post(self, request: CustomerRequest) -> HttpResponse:
        """Keep the new name; an empty one keeps the customer anonymous."""
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        place = places_of(request).shown
        if place is not None and place.advocate is not None:
            enroll.show_name(advocate=place.advocate, **form.cleaned_data)
            messages.success(request, _name_message(place.advocate))
        return _to_page(request)


class LeaveView(CustomerButton):
    """Take no further part."""

    def post(self, request: CustomerRequest) -> HttpResponse:
        """Let the code stop working. What was earned stays."""
        place = places_of(request).shown
        if place is not None and place.advocate is not None:
            enroll.leave(advocate=place.advocate)
            messages.success(
                request, _("You have left. Your link no longer works; your credit stays yours.")
            )
        return SeeOther(reverse("referral-account"))


class UseCreditView(CustomerButton):
    """Spend credit in the basket."""

    def post(self, request: CustomerRequest, pk: int) -> HttpResponse:
        """Put the customer's own credit into the basket; another's does not exist for him."""
        account: Account = get_object_or_404(credit_of(request.user.pk), pk=pk)
        return _to_basket(
            request, spend.put_credit_into_basket(account=account, basket_id=request.basket.id)
        )


class UseRewardView(CustomerButton):
    """Spend a voucher in the basket."""

    def post(self, request: CustomerRequest, pk: int) -> HttpResponse:
        """Put the customer's own voucher into the basket; another's does not exist for him."""
        rewards = vouchers_of(user_id=request.user.pk, moment=page_now())
        reward: Reward = get_object_or_404(rewards, pk=pk)
        try:
            is_in_basket = spend.put_reward_into_basket(reward=reward, basket_id=request.basket.id)
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
            return SeeOther(reverse("referral-account"))
        return _to_basket(request, is_in_basket)


class ClaimRewardView(CustomerButton):
    """Claim a reward that waits."""

    def post(self, request: CustomerRequest, pk: int) -> HttpResponse:
        """Give the customer his own reward; another's does not exist for him. Twice gives once."""
        user_id = request.user.pk
        reward: Reward = get_object_or_404(Reward.objects.filter(belongs_to(user_id)), pk=pk)
        try:
            hand_over.claim_reward(reward=reward, user_id=user_id)
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, _("It is yours now."))
        return SeeOther(reverse("referral-account"))


def _to_page(request: CustomerRequest) -> HttpResponse:
    """Lead back to the page, about the program that the button named."""
    named = request.POST.get("program", "")
    query = f"?{urlencode({'program': named})}" if named else ""
    return SeeOther(reverse("referral-account") + query)


def _to_basket(request: CustomerRequest, is_in_basket: bool) -> HttpResponse:
    if not is_in_basket:
        messages.warning(request, _("Your basket cannot be changed now. Please try again."))
        return SeeOther(reverse("referral-account"))
    if not request.basket.lines.exists():
        messages.success(request, _("Saved. It comes off once something is in your basket."))
    else:
        messages.success(request, _("It is in your basket now, and comes off what you pay."))
    return SeeOther(reverse("basket:summary"))


def _name_message(advocate: Advocate) -> str:
    if not advocate.shown_name:
        return _("Saved. Your invitation comes from “a friend”.")
    return _("Saved. Friends see the name %(name)s.") % {"name": advocate.shown_name}
