"""The one settings object: lazy, typed, documented. Every name has the prefix OSCAR_REFERRALS_."""

from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings

PREFIX = "OSCAR_REFERRALS_"

#: Which of Oscar's rows may be a shop's refunds.
REFUND_SOURCES = ("payment_event", "transaction")

#: After what a customer may be offered to take part.
OCCASIONS = ("delivery", "review")


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
    def SHOP_NAME(self) -> str:
        """Name of the shop on printed cards, as Oscar's own setting says."""
        return str(getattr(django_settings, "OSCAR_SHOP_NAME", ""))

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
    def LINKS_PER_MINUTE(self) -> int:
        """How many share links one address may open in a minute."""
        return int(self._get("LINKS_PER_MINUTE", 60))

    @property
    def OWN_CODES(self) -> bool:
        """Whether advocates may choose the word of their code."""
        return bool(self._get("OWN_CODES", True))

    @property
    def BLOCKED_WORDS(self) -> tuple[str, ...]:
        """Words that no code may hold, besides those that come with the package."""
        return tuple(self._get("BLOCKED_WORDS", ()))

    @property
    def PICTURE_FONT(self) -> str:
        """File of the font in the pictures of shared links; by default a font of ours."""
        return str(self._get("PICTURE_FONT", ""))

    @property
    def WORK_ATTEMPTS(self) -> int:
        """How often due work is tried before a person has to look at it."""
        return int(self._get("WORK_ATTEMPTS", 8))

    @property
    def QUIET_HOURS(self) -> tuple[str, str] | None:
        """From when until when nobody gets a message that can wait; None if there is no such time.

        Times of the day in QUIET_TIME_ZONE. Messages about what a customer did or owns never wait.
        """
        hours = self._get("QUIET_HOURS", ("21:00", "08:00"))
        return None if hours is None else (str(hours[0]), str(hours[1]))

    @property
    def QUIET_TIME_ZONE(self) -> str:
        """Name of the time zone of the quiet hours; by default the shop's own."""
        return str(self._get("QUIET_TIME_ZONE", django_settings.TIME_ZONE))

    @property
    def REMINDER_DAYS(self) -> tuple[int, ...]:
        """So many days after joining, who has brought no friend lately is reminded; () for never.

        Nobody is reminded twice within a week, whatever stands here.
        """
        return tuple(sorted(int(days) for days in self._get("REMINDER_DAYS", (7, 30, 90))))

    @property
    def REWARD_WARNING_DAYS(self) -> int:
        """So many days before a reward ends its owner is told; 0 for never."""
        return int(self._get("REWARD_WARNING_DAYS", 14))

    @property
    def THANKS_AT(self) -> tuple[int, ...]:
        """With how many rewarded friends an advocate is thanked; () for never."""
        return tuple(sorted(int(number) for number in self._get("THANKS_AT", (5, 10, 25, 50, 100))))

    @property
    def ASK_AFTER(self) -> tuple[str, ...]:
        """After what a customer is offered to take part, by a message; by default never.

        Some of "delivery" and "review".
        """
        return tuple(self._get("ASK_AFTER", ()))

    @property
    def ASK_AGAIN_DAYS(self) -> int:
        """For so many days who was asked, or said no, is left alone."""
        return int(self._get("ASK_AGAIN_DAYS", 90))

    @property
    def SOURCES(self) -> tuple[str, ...]:
        """Sources that `KeepSourceMiddleware` keeps for a visit: values of utm_source, or hosts.

        By default none is kept, and a banner for a source knows it on the page of arrival only.
        """
        return tuple(self._get("SOURCES", ()))

    @property
    def GOOD_SCORE(self) -> int:
        """From how many stars on a review is good: its writer may like to tell friends."""
        return int(self._get("GOOD_SCORE", 4))

    @property
    def LOYAL_ORDERS(self) -> int:
        """With how many orders a customer is one of the loyal ones."""
        return int(self._get("LOYAL_ORDERS", 3))


settings = ReferralSettings()
