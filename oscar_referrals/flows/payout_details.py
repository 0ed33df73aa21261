"""A customer says where his money shall go. The password was asked by the page before."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import tell
from oscar_referrals.locks import lock_row
from oscar_referrals.models import PayoutDetails
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.payouts import latest_details

#: How long new details wait, so that the owner of the account can object.
COOLING_OFF = timedelta(days=7)
CHANGES_PER_DAY = 2


@transaction.atomic
def change_payout_details(*, user: AbstractBaseUser, name: str, destination: str) -> PayoutDetails:
    """Keep new details, which are used after seven days; tell the address that was known before.

    The same details again change nothing. Raises Refused after two changes within a day.
    """
    lock_row(get_user_model(), user.pk)
    moment = database_now()
    before = latest_details(user.pk)
    if before is not None and (before.name, before.destination) == (name, destination):
        return before
    _require_patience(user, since=moment - timedelta(days=1))
    details = PayoutDetails.objects.create(
        user_id=user.pk,
        name=name,
        destination=destination,
        email=getattr(user, user.get_email_field_name()),
        entered_at=moment,
        usable_from=moment + COOLING_OFF,
    )
    tell.payout_details_changed(details)
    return details


def _require_patience(user: AbstractBaseUser, *, since: datetime) -> None:
    recent = PayoutDetails.objects.filter(user_id=user.pk, entered_at__gt=since)
    if recent.count() >= CHANGES_PER_DAY:
        raise Refused(Reason.CHANGED_TOO_OFTEN)
