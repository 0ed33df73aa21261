"""The two ways this shop sends a parcel."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping.methods import FixedPrice, Free
from oscar.apps.shipping.repository import Repository as OscarRepository


class StandardDelivery(Free):
    """The parcel that costs the customer nothing."""

    code = "standard"
    name = _("Standard delivery")
    description = _("At your door in two to three working days.")


class ExpressDelivery(FixedPrice):
    """The parcel for people who have run out of coffee."""

    code = "express"
    name = _("Express delivery")
    description = _("Ordered before noon, at your door on the next working day.")
    charge_excl_tax = Decimal("6.90")
    charge_incl_tax = Decimal("6.90")


class Repository(OscarRepository):
    """Offers both; the free one first, so that the basket's estimate shows it."""

    methods = (StandardDelivery(), ExpressDelivery())
