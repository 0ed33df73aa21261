"""What a customer has."""

import pytest

from oscar_referrals.models import Account, AccountKind


@pytest.fixture
def credit():
    """Return a function that tells how much credit there is."""

    def amount():
        return Account.objects.get(kind=AccountKind.CREDIT).balance

    return amount
