"""The one settings object: lazy, typed, documented. Every name has the prefix OSCAR_REFERRALS_."""

from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings

PREFIX = "OSCAR_REFERRALS_"

#: Which of Oscar's rows may be a shop's refunds.
REFUND_SOURCES = ("payment_event", "transaction")


class ReferralSettings:
    """What a shop may set. Values are read at each access, so tests and shops may override them."""

    @staticmethod
    def _get(name: str, default: Any) -> Any:
        return getattr(django_settings, PREFIX + name, default)

    @property
    def IDENTITY_KEYS(self) -> tuple[str, ...]:
        """Secrets that key the hashes of customers' identities, the newest first.

        Older keys still recognize people. By default Django's SECRET_KEY and its fallbacks.
        """
        default = (django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS)
        return tuple(self._get("IDENTITY_KEYS", default))

    @property
    def GIFT_CARD_KEYS(self) -> tuple[str, ...]:
        """Secrets that key the hashes of gift cards' codes, the newest first.

        Older keys still find their cards. By default Django's SECRET_KEY and its fallbacks.
        """
        default = (django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS)
        return tuple(self._get("GIFT_CARD_KEYS", default))

    @property
    def DELIVERED_STATUSES(self) -> tuple[str, ...]:
        """Order statuses that mean the goods have arrived; empty if the shop does not track it."""
        return tuple(self._get("DELIVERED_STATUSES", ("Delivered",)))

    @property
    def CANCELLED_STATUSES(self) -> tuple[str, ...]:
        """Order statuses after which nothing of an order remains to be rewarded."""
        return tuple(self._get("CANCELLED_STATUSES", ("Cancelled", "Canceled", "Refunded")))

    @property
    def REFUND_SOURCE(self) -> str | None:
        """Which of Oscar's rows are refunds: "payment_event" or "transaction".

        None if the shop calls `oscar_referrals.flows.refund.record_refund` itself.
        """
        source = self._get("REFUND_SOURCE", None)
        return None if source is None else str(source)

    @property
    def REFUND_TYPES(self) -> tuple[str, ...]:
        """Names of the payment event types, or types of the transactions, that are refunds."""
        return tuple(self._get("REFUND_TYPES", ("Refund", "Refunded")))

    @property
    def COST_PRICE_FIELD(self) -> str:
        """Name of the stock records' field that holds what one piece costs the shop, without tax.

        Stock Oscar has none; where the field is missing, previews show no margin.
        """
        return str(self._get("COST_PRICE_FIELD", "cost_price"))

    @property
    def URL_SCHEME(self) -> str:
        """Scheme of the addresses in messages and share links, as Oscar's own setting says."""
        return str(getattr(django_settings, "OSCAR_URL_SCHEMA", "https"))

    @property
    def COOKIE_NAME(self) -> str:
        """Name of the cookie set when a friend claims; the prefix __Host- is added on HTTPS."""
        return str(self._get("COOKIE_NAME", "ref"))

    @property
    def COOKIE_AGE(self) -> timedelta:
        """How long the browser keeps a claim, at most."""
        return timedelta(days=int(self._get("COOKIE_DAYS", 30)))

    @property
    def CLAIMS_PER_MINUTE(self) -> int:
        """How many times one visitor may try codes in a minute on our own pages."""
        return int(self._get("CLAIMS_PER_MINUTE", 10))

    @property
    def WORK_ATTEMPTS(self) -> int:
        """How often due work is tried before a person has to look at it."""
        return int(self._get("WORK_ATTEMPTS", 8))


settings = ReferralSettings()
