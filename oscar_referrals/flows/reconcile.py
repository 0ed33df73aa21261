"""Asking the shop again about everything of a while, for what no signal has told."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from oscar_referrals.flows.qualify import look_again
from oscar_referrals.flows.spend import SPENDING, return_credit
from oscar_referrals.models import Referral, ReferralState, Transfer

logger = logging.getLogger(__name__)

_ENDED = (ReferralState.VOIDED, ReferralState.CLAWED_BACK)


@dataclass(slots=True)
class Reconciled:
    """How many referrals and payments with credit were looked at, and how many of them failed."""

    done: int = 0
    failed: int = 0


def reconcile(*, since: datetime) -> Reconciled:
    """Bring every referral, and every payment with credit, since then in line with its order.

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
    return result


def _do(action: Callable[[], None], result: Reconciled) -> None:
    try:
        with transaction.atomic():
            action()
    except Exception:
        logger.exception("An order could not be looked at again")
        result.failed += 1
    else:
        result.done += 1
