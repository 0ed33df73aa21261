"""For a shop's payment view: tell the loser of a race, before the card is charged if possible."""

import logging
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import OperationalError, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from oscar.apps.order.exceptions import UnableToPlaceOrder

from oscar_referrals.exceptions import Refused
from oscar_referrals.failpoints import reach
from oscar_referrals.flows.placement import Intent
from oscar_referrals.flows.reserve import reserve
from oscar_referrals.locks import was_overtaken
from oscar_referrals.shop.buyers import buyer_of
from oscar_referrals.shop.placing import sentence_for_the_slower
from oscar_referrals.shop.prices import value_after_all, value_before_ours
from oscar_referrals.shop.proxies import InvitationBenefit
from oscar_referrals.shop.purchases import purchase_in
from oscar_referrals.shop.wording import is_news

logger = logging.getLogger(__name__)


class ReserveBeforePaymentMixin:
    """Put it in front of `PaymentDetailsView`: an invitation is reserved before payment is taken.

    Whom the database undoes in favor of another order is asked to try again, and an order that is
    placed does not look like a failure because its confirmation could not be sent.

    Nobody pays more than the page before has shown: whoever loses an invitation while he presses
    the last button is led back to the basket, which says why; he may then order without it.
    Without it everything stays correct, but whoever comes too late for the last of a budget is told
    only when the order is placed, after a payment that has to be undone.
    """

    request: Any

    def submit(self, user: Any, basket: Any, *args: Any, **kwargs: Any) -> Any:
        """Reserve, then go on with Oscar's own steps; or lead back to the basket and say why."""
        if is_news(self.request):
            return HttpResponseRedirect(reverse("basket:summary"))
        try:
            with transaction.atomic():
                reserve_invitation(basket)
            reach("reserved")
        except Refused as refusal:
            return self._back_to_basket(refusal.sentence_for_a_stranger)
        except Exception as error:
            if was_overtaken(error):
                return self._back_to_basket(sentence_for_the_slower())
            logger.exception("Basket %s: nothing could be reserved; the order decides", basket.pk)
        return super().submit(user, basket, *args, **kwargs)

    def place_order(self, *args: Any, **kwargs: Any) -> Any:
        """Let the customer try again if the database undid his order in favor of another one."""
        try:
            return super().place_order(*args, **kwargs)
        except OperationalError as error:
            if was_overtaken(error):
                raise UnableToPlaceOrder(sentence_for_the_slower()) from error
            raise

    def send_order_placed_email(self, order: Any) -> None:
        """Send Oscar's confirmation. A mail server that is down cannot undo a placed order."""
        try:
            super().send_order_placed_email(order)
        except Exception:
            logger.exception("Order %s: its confirmation could not be sent", order.number)

    def _back_to_basket(self, sentence: Any) -> HttpResponseRedirect:
        messages.warning(self.request, sentence)
        return HttpResponseRedirect(reverse("basket:summary"))


def reserve_invitation(basket: Any) -> None:
    """Reserve what the invitation in a priced basket gives. Raises Refused."""
    for application in basket.offer_applications:
        if isinstance(application["offer"].benefit.proxy(), InvitationBenefit):
            reserve(
                intent=Intent(
                    friend=buyer_of(basket),
                    voucher_id=application["voucher"].pk,
                    currency=basket.currency,
                    base=value_after_all(basket),
                    discount=_most_of(application),
                    order_value=value_before_ours(basket),
                    purchase=purchase_in(basket),
                )
            )


def _most_of(application: Any) -> Decimal:
    """Return what an invitation gives at most: of shipping nobody knows yet what it costs."""
    limit = application["offer"].benefit.value
    return Decimal(application["discount"] if limit is None else limit)
