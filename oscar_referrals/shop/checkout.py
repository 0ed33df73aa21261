"""For a shop's payment view: tell the loser of a race before the card is charged."""

import logging
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.placement import Intent
from oscar_referrals.flows.reserve import reserve
from oscar_referrals.reasons import stranger_sentence
from oscar_referrals.shop.buyers import buyer_of
from oscar_referrals.shop.prices import value_after_all, value_before_ours
from oscar_referrals.shop.proxies import InvitationBenefit

logger = logging.getLogger(__name__)


class ReserveBeforePaymentMixin:
    """Put it in front of `PaymentDetailsView`: an invitation is reserved before payment is taken.

    Without it everything stays correct, but whoever comes too late for the last of a budget is told
    only when the order is placed, after a payment that has to be undone.
    """

    request: Any

    def submit(self, user: Any, basket: Any, *args: Any, **kwargs: Any) -> Any:
        """Reserve, then go on with Oscar's own steps; or lead back to the basket and say why."""
        try:
            with transaction.atomic():
                reserve_invitation(basket)
        except Refused as refusal:
            messages.warning(self.request, stranger_sentence(refusal.reason))
            return HttpResponseRedirect(reverse("basket:summary"))
        except Exception:
            logger.exception("Basket %s: nothing could be reserved; the order decides", basket.pk)
        return super().submit(user, basket, *args, **kwargs)


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
                    discount=application["discount"],
                    order_value=value_before_ours(basket),
                )
            )
