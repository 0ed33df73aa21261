"""What stock Oscar does without us: our receivers off, its own basket page, its own vouchers."""

import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import oscar
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import Signal
from django.template import EngineHandler, engines
from django.utils import timezone
from oscar.apps.basket.signals import basket_addition, voucher_addition, voucher_removal
from oscar.apps.order.signals import order_placed, order_status_changed
from oscar.core.loading import get_model

SIGNALS: tuple[Signal, ...] = (
    basket_addition,
    order_placed,
    order_status_changed,
    post_delete,
    post_save,
    pre_save,
    user_logged_in,
    voucher_addition,
    voucher_removal,
)
BASKET_TEMPLATE = "oscar/basket/partials/basket_content.html"


@contextmanager
def stock_oscar() -> Iterator[None]:
    """Switch off everything of ours that a page meets: receivers, and the line in the basket."""
    with ExitStack() as stack:
        stack.enter_context(patch.dict(engines._engines, django=_stock_templates()))
        for signal in SIGNALS:
            others = [entry for entry in signal.receivers if not _is_ours(entry)]
            stack.enter_context(patch.object(signal, "receivers", others))
            signal.sender_receivers_cache.clear()
        yield
    for signal in SIGNALS:
        signal.sender_receivers_cache.clear()


def _is_ours(entry: Any) -> bool:
    dispatch_uid = entry[0][0]
    return isinstance(dispatch_uid, str) and dispatch_uid.startswith("oscar_referrals.")


@cache
def _stock_templates() -> Any:
    """Return the shop's template engine, with Oscar's own basket page instead of the shop's."""
    oscar_templates = Path(oscar.__file__).parent / "templates"
    source = (oscar_templates / BASKET_TEMPLATE).read_text(encoding="utf-8")
    configuration = copy.deepcopy(settings.TEMPLATES[0])
    del configuration["APP_DIRS"]
    loaders = [
        ("django.template.loaders.locmem.Loader", {BASKET_TEMPLATE: source}),
        "django.template.loaders.app_directories.Loader",
    ]
    configuration["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", loaders)]
    return EngineHandler([configuration])["django"]


def create_stock_voucher(*, code: str, minimum: Decimal, amount: Decimal) -> Any:
    """Make a voucher as staff do in Oscar's dashboard: an amount off orders from a minimum."""
    everything = get_model("offer", "Range").objects.create(
        name=f"Everything for {code}", includes_all_products=True
    )
    condition = get_model("offer", "Condition").objects.create(
        range=everything, type="Value", value=minimum
    )
    benefit = get_model("offer", "Benefit").objects.create(
        range=everything, type="Absolute", value=amount
    )
    offer = get_model("offer", "ConditionalOffer").objects.create(
        name=code, offer_type="Voucher", condition=condition, benefit=benefit
    )
    voucher = get_model("voucher", "Voucher").objects.create(
        name=code,
        code=code,
        usage="Multi-use",
        start_datetime=timezone.now() - timedelta(days=1),
        end_datetime=timezone.now() + timedelta(days=30),
    )
    voucher.offers.add(offer)
    return voucher
