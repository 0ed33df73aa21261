"""What a customer or a guest does who invites friends: join, share, friends, credit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from oscar_referrals.account.advocate_page import places_of
from oscar_referrals.account.code_pages import SeeOther, find_way_back
from oscar_referrals.account.customer_request import CustomerRequest, PersonRequest
from oscar_referrals.account.forms import CodeForm, NameForm, NicknameForm
from oscar_referrals.account.person_view import (
    CustomerButton,
    CustomerView,
    PersonButton,
    own_page,
    to_page,
)
from oscar_referrals.clock import page_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import appeal, enroll, guests, hand_over, spend
from oscar_referrals.flows.message_choices import remember_language
from oscar_referrals.flows.replace_code import replace_code
from oscar_referrals.models import Account, Advocate, Program, Referral, Reward
from oscar_referrals.reasons import Reason, customer_sentence
from oscar_referrals.selectors.credit import credit_of, vouchers_of
from oscar_referrals.sharing.limits import may_ask_for_a_link, may_try_a_code


class InviteView(CustomerView):
    """The customer's page."""

    def get(self, request: CustomerRequest) -> HttpResponse:
        """Show it."""
        return self.show()


class JoinView(PersonButton):
    """Take part."""

    def post(self, request: PersonRequest) -> HttpResponse:
        """Make the customer an advocate of the open program. Pressing it twice joins once."""
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        place = places_of(request).shown
        if place is not None and place.advocate is None:
            try:
                self._join(place.program, rules=request.POST.get("rules", ""), **form.cleaned_data)
                remember_language(request.person, language=get_language() or "")
            except Refused as refusal:
                messages.warning(request, refusal.sentence)
                self._ask_for_proof(refusal)
        return find_way_back(request) or to_page(request)

    def _join(self, program: Program, **said: str) -> None:
        person = self.request.person
        if person.is_guest:
            enroll.join_as_guest(program=program, email=person.email, **said)
        else:
            enroll.join(program=program, user=self.request.user, **said)

    def _ask_for_proof(self, refusal: Refused) -> None:
        """Send the link that proves that a place is that of this customer."""
        email = self.request.person.email
        is_needed = refusal.reason == Reason.GUEST_LINK_NEEDED
        if is_needed and may_ask_for_a_link(self.request, email=email):
            guests.send_link(email=email, language=get_language() or "")


class NameView(PersonButton):
    """Change the name that friends see."""

    def post(self, request: PersonRequest) -> HttpResponse:
        """Keep the new name; an empty one keeps the customer anonymous."""
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        place = places_of(request).shown
        if place is not None and place.advocate is not None:
            enroll.show_name(advocate=place.advocate, **form.cleaned_data)
            messages.success(request, _name_message(place.advocate))
        return to_page(request)


class NicknameView(PersonButton):
    """Appear on the public list of the best, or no longer."""

    def post(self, request: PersonRequest) -> HttpResponse:
        """Keep the nickname; an empty one takes the customer off the list."""
        form = NicknameForm(request.POST)
        place = places_of(request).shown
        if not form.is_valid():
            messages.warning(request, " ".join(map(str, form.errors["nickname"])))
        elif place is not None and place.advocate is not None:
            _keep_nickname(request, advocate=place.advocate, **form.cleaned_data)
        return to_page(request)


class CodeView(PersonButton):
    """Get another code."""

    def post(self, request: PersonRequest) -> HttpResponse:
        """Replace the code, or say why that cannot be."""
        form = CodeForm(request.POST)
        place = places_of(request).shown
        if not form.is_valid():
            messages.warning(request, " ".join(map(str, form.errors.get("word", []))))
        elif not may_try_a_code(request):
            messages.warning(request, _("Those were many words. Please try again in a minute."))
        elif place is not None and place.advocate is not None:
            self._replace(place.advocate, form)
        return to_page(request)

    def _replace(self, advocate: Advocate, form: CodeForm) -> None:
        try:
            code = replace_code(advocate=advocate, **form.cleaned_data)
        except Refused as refusal:
            messages.warning(self.request, refusal.sentence)
        else:
            sentence = _("Thank you. We look at the word first, and write to you.")
            if code is not None:
                sentence = _("Your code is %(code)s now.") % {"code": code.text}
            messages.success(self.request, sentence)


class LeaveView(PersonButton):
    """Take no further part."""

    def post(self, request: PersonRequest) -> HttpResponse:
        """Let the code stop working. What was earned stays."""
        place = places_of(request).shown
        if place is not None and place.advocate is not None:
            enroll.leave(advocate=place.advocate)
            messages.success(
                request,
                _("You have left. Your link no longer works; what you have earned stays yours."),
            )
        return SeeOther(own_page(request))


class UseCreditView(CustomerButton):
    """Spend credit in the basket."""

    def post(self, request: CustomerRequest, pk: int) -> HttpResponse:
        """Put the customer's own credit into the basket; another's does not exist for him."""
        account: Account = get_object_or_404(credit_of(request.user.pk), pk=pk)
        return _to_basket(
            request, spend.put_credit_into_basket(account=account, basket_id=request.basket.id)
        )


class UseRewardView(PersonButton):
    """Spend a voucher in the basket."""

    def post(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Put the customer's own voucher into the basket; another's does not exist for him."""
        rewards = vouchers_of(request.person, moment=page_now())
        reward: Reward = get_object_or_404(rewards, pk=pk)
        if request.basket.id is None:
            request.basket.save()
        try:
            is_in_basket = spend.put_reward_into_basket(reward=reward, basket_id=request.basket.id)
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
            return SeeOther(own_page(request))
        return _to_basket(request, is_in_basket)


class ClaimRewardView(PersonButton):
    """Claim a reward that waits."""

    def post(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Give the customer his own reward; another's does not exist for him. Twice gives once."""
        own = Reward.objects.filter(request.person.rewards())
        try:
            hand_over.claim_reward(reward=get_object_or_404(own, pk=pk), person=request.person)
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, _("It is yours now."))
        return SeeOther(own_page(request))


class AppealView(PersonButton):
    """Say that an order should have counted."""

    def post(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Put it into the staff's queue, once; another customer's does not exist for him."""
        own = Referral.objects.filter(request.person.places(of="advocate__"))
        try:
            appeal.make_appeal(
                referral=get_object_or_404(own, pk=pk), words=request.POST.get("words", "")
            )
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, _("Thank you. We look again, and answer on this page."))
        return SeeOther(own_page(request) + "#friends")


def _to_basket(request: PersonRequest, is_in_basket: bool) -> HttpResponse:
    if not is_in_basket:
        messages.warning(request, _("Your basket cannot be changed now. Please try again."))
        return SeeOther(own_page(request))
    if not request.basket.lines.exists():
        messages.success(request, _("Saved. It comes off once something is in your basket."))
    else:
        messages.success(request, _("It is in your basket now, and comes off what you pay."))
    return SeeOther(reverse("basket:summary"))


def _name_message(advocate: Advocate) -> str:
    if not advocate.shown_name:
        return _("Saved. Your invitation comes from “a friend”.")
    return _("Saved. Friends see the name %(name)s.") % {"name": advocate.shown_name}


def _keep_nickname(request: PersonRequest, *, advocate: Advocate, nickname: str) -> None:
    """Keep a name for the list of the best, or say why not."""
    try:
        enroll.show_nickname(advocate=advocate, nickname=nickname)
    except Refused as refusal:
        messages.warning(request, customer_sentence(refusal.reason))
    else:
        messages.success(request, _nickname_message(advocate))


def _nickname_message(advocate: Advocate) -> str:
    if not advocate.nickname:
        return _("Saved. You are not on the list of the best.")
    return _("Saved. On the list of the best you are %(name)s.") % {"name": advocate.nickname}
