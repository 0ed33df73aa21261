"""Paying by invoice, with the friend's invitation reserved first."""

from typing import Any

from oscar.apps.checkout.views import PaymentDetailsView as OscarPaymentDetailsView
from oscar.core.prices import Price

from example_shop.checkout.invoice import INVOICED, invoice_for
from oscar_referrals.shop.checkout import ReserveBeforePaymentMixin


class PaymentDetailsView(ReserveBeforePaymentMixin, OscarPaymentDetailsView):
    """Takes no money now: the order leaves with an open invoice over its whole total."""

    def handle_payment(self, order_number: str, total: Price, **kwargs: Any) -> None:
        """Note the invoice; Oscar saves it with the order."""
        self.add_payment_source(invoice_for(order_number=order_number, total=total))
        self.add_payment_event(INVOICED, total.incl_tax, reference=order_number)
