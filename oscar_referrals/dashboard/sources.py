"""From whom a new program may hope for friends: where its form begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Source:
    """A usual choice of who may invite; the owner changes it as he likes."""

    key: str
    label: str | Promise
    advocate_rules: tuple[Mapping[str, Any], ...] = ()


SOURCES = {
    source.key: source
    for source in (
        Source("all", _("All customers")),
        Source(
            "loyal",
            _("Loyal customers, who have ordered three times"),
            ({"rule": "minimum_orders", "orders": 3},),
        ),
        Source(
            "asked",
            _("Only people whom you ask: influencers, experts"),
            ({"rule": "invited_only"},),
        ),
    )
}


def find_source(key: str | None) -> Source:
    """Return the source of that key; that of all customers for none and for an unknown one."""
    return SOURCES.get(key or "", SOURCES["all"])
