"""What an invoice is in Oscar's words: a payment source that is allocated and not yet debited."""

from oscar.core.loading import get_model
from oscar.core.prices import Price

INVOICED = "Invoiced"
PAID = "Paid"
REFUNDED = "Refunded"

Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")


def invoice_for(*, order_number: str, total: Price) -> Source:
    """Return an unsaved source over `total`, in the order's currency."""
    invoice, _created = SourceType.objects.get_or_create(
        code="invoice", defaults={"name": "Invoice"}
    )
    return Source(
        source_type=invoice,
        currency=total.currency,
        amount_allocated=total.incl_tax,
        reference=order_number,
    )
