"""Asking the shop again about everything of a while, for what no signal has told."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from oscar_referrals.flows.donate import BATCH, count_orders, settle
from oscar_referrals.flows.qualify import look_again
from oscar_referrals.flows.spend import SPENDING, return_credit
from oscar_referrals.models import Donation, Pledge, Referral, ReferralState, Transfer

logger = logging.getLogger(__name__)

_ENDED = (ReferralState.VOIDED, ReferralState.CLAWED_BACK)


@dataclass(slots=True)
class Reconciled:
    """How many referrals, payments with credit and donations were looked at, how many failed."""

    done: int = 0
    failed: int = 0


def reconcile(*, since: datetime) -> Reconciled:
    """Bring referrals, payments with credit and donations since then in line with their orders.

    Repeating it changes nothing more. What fails is logged and does not stop the rest.
    """
    result = Reconciled()
    referrals = Referral.objects.filter(placed_at__gte=since).exclude(state__in=_ENDED)
    for pk in referrals.order_by("pk").values_list("pk", flat=True):
        _do(partial(look_again, referral_id=pk), result)
    payments = Transfer.objects.filter(key__startswith=SPENDING, posted_at__gte=since)
    for order_id in payments.order_by("pk").values_list("order_id", flat=True):
        if order_id is not None:
            _do(partial(return_credit, order_id=order_id), result)
    _reconcile_donations(since=since, result=result)
    return result


def _reconcile_donations(*, since: datetime, result: Reconciled) -> None:
    """Count the orders that no donation knows yet, and settle those since then again."""
    for pledge in Pledge.objects.filter(ends_at__gte=since):
        _do(partial(_count_all_orders, pledge), result)
    donations = Donation.objects.filter(placed_at__gte=since).order_by("pk")
    for pk in donations.values_list("pk", flat=True):
        _do(partial(settle, donations.filter(pk=pk)), result)


def _count_all_orders(pledge: Pledge) -> None:
    while count_orders(pledge) == BATCH:
        pass


def _do(action: Callable[[], None], result: Reconciled) -> None:
    try:
        with transaction.atomic():
            action()
    except Exception:
        logger.exception("An order could not be looked at again")
        result.failed += 1
    else:
        result.done += 1
