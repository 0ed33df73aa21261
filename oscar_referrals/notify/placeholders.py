"""The registry of what the staff's own words for messages can hold in braces.

Each placeholder is read from the context of a message, which holds plain values. A kind of message
names those that it fills; `page` and `shop` stand in every one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.clock import page_now
from oscar_referrals.days import format_day
from oscar_referrals.money import format_money
from oscar_referrals.notify.kinds import MessageKind
from oscar_referrals.registry import Registry

Context = Mapping[str, Any]
IN_EVERY_MESSAGE = ("page", "shop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A name in braces, and how its text is read from a message's context."""

    name: str
    label: Promise
    read: Callable[[Context], object]


PLACEHOLDERS: Registry[Placeholder] = Registry()


def register_placeholder(placeholder: Placeholder) -> Placeholder:
    """Make a placeholder known. Raises DuplicateName."""
    return PLACEHOLDERS.register(placeholder.name, placeholder)


def placeholders_of(kind: MessageKind) -> list[Placeholder]:
    """Return what a kind of message can fill in. Raises UnknownName."""
    return [PLACEHOLDERS[name] for name in (*kind.placeholders, *IN_EVERY_MESSAGE)]


def values_of(kind: MessageKind, context: Context) -> dict[str, str]:
    """Return the texts of a kind's placeholders; what a message does not know is empty."""
    found = {one.name: one.read(context) for one in placeholders_of(kind)}
    return {name: "" if value is None else str(value) for name, value in found.items()}


def _first(*keys: str) -> Callable[[Context], object]:
    return lambda context: next((context[key] for key in keys if context.get(key)), "")


def _of_offer(name: str) -> Callable[[Context], object]:
    return lambda context: getattr(context.get("offer"), name, "")


def _money(*keys: str) -> Callable[[Context], object]:
    def read(context: Context) -> object:
        amount = next((context[key] for key in keys if context.get(key) is not None), None)
        currency = context.get("currency")
        if amount is None or not currency:
            return amount
        return format_money(Decimal(amount), currency)

    return read


def _day(*keys: str) -> Callable[[Context], object]:
    def read(context: Context) -> object:
        moment = next((context[key] for key in keys if context.get(key)), None)
        return format_day(moment) if moment is not None else ""

    return read


def _reward(context: Context) -> object:
    """Return what the reader gets. Where words are given, the amount alone may tell too much."""
    words = context.get("words") or _of_offer("advocate_gets")(context)
    return words or _money("amount")(context)


def _shop_name(context: Context) -> object:
    return getattr(context.get("site"), "name", "")


for _name, _label, _read in (
    ("code", gettext_lazy("the code"), _first("code")),
    ("link", gettext_lazy("the link to share"), _first("share_url")),
    ("page", gettext_lazy("the address of the reader's page"), _first("account_url")),
    ("shop", gettext_lazy("the name of the shop"), _shop_name),
    ("benefit", gettext_lazy("what the friend gets"), _of_offer("friend_gets")),
    ("reward", gettext_lazy("what the advocate gets"), _reward),
    ("minimum", gettext_lazy("from what order on"), _of_offer("minimum")),
    ("amount", gettext_lazy("the amount"), _money("amount", "discount", "value")),
    ("left", gettext_lazy("what is left"), _money("left")),
    (
        "day",
        gettext_lazy("the day it is about"),
        _day("due_at", "expires_at", "valid_until", "usable_from"),
    ),
    ("ordered", gettext_lazy("the day of the friend's order"), _day("ordered_at")),
    ("why", gettext_lazy("the reason, or our answer"), _first("why", "answer")),
    ("voucher", gettext_lazy("the code of the voucher"), _first("voucher_code")),
    ("friends", gettext_lazy("how many friends"), _first("friends")),
    ("order", gettext_lazy("the number of the order"), _first("order_number")),
    ("name", gettext_lazy("the first name of who invited"), _first("shown_name")),
    ("account", gettext_lazy("the last signs of the account"), _first("last_signs")),
    ("reference", gettext_lazy("the reference of the transfer"), _first("reference")),
    ("card", gettext_lazy("the name of the card"), _first("label")),
    ("old_code", gettext_lazy("the code before"), _first("old_code")),
    ("subject", gettext_lazy("the subject of the campaign"), _first("subject")),
    ("text", gettext_lazy("the text of the campaign"), _first("text")),
):
    register_placeholder(Placeholder(name=_name, label=_label, read=_read))


@dataclass(frozen=True, slots=True)
class _MadeUpOffer:
    """An offer of no program, for previews."""

    friend_gets: str
    friend_saves: str
    advocate_gets: str
    minimum: str
    is_amount_off: bool = True


@dataclass(frozen=True, slots=True)
class _MadeUpSite:
    name: str


def made_up_context(*, shop_name: str, address: str) -> dict[str, Any]:
    """Return values for a preview of any kind of message, in the active language."""
    ten, forty = (format_money(Decimal(amount), "EUR") for amount in (10, 40))
    soon = page_now() + timedelta(days=14)
    return {
        "offer": _MadeUpOffer(ten, ten, ten, forty),
        "site": _MadeUpSite(shop_name),
        "account_url": address,
        "share_url": f"{address}ANNA81/",
        "code": "ANNA81",
        "old_code": "BERTA11",
        "words": ten,
        "amount": Decimal(10),
        "value": Decimal(10),
        "discount": Decimal(10),
        "left": Decimal(4),
        "currency": "EUR",
        "due_at": soon,
        "expires_at": soon,
        "valid_until": soon,
        "usable_from": soon,
        "ordered_at": page_now(),
        "hold_days": 14,
        "why": _("The order was returned."),
        "answer": _("We have looked again, and it counts."),
        "voucher_code": "WELCOME7",
        "friends": 5,
        "order_number": "100042",
        "shown_name": "Anna",
        "last_signs": "3000",
        "reference": "P42-1",
        "label": _("Book shop"),
        "is_for_owner": True,
        "subject": _("Twice as much in June"),
        "text": _("From 1 June to 7 June your friends get twice as much."),
    }
