"""The short versions: what `make reliability` runs for many minutes, in a few seconds each."""

import pytest
from django.db import connection

from tests.reliability.families import TESTS
from tests.reliability.outcome import NotPossible


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("test", TESTS, ids=lambda test: f"{test.number}: {test.sentence}")
def test_the_shop_stands(test):
    if not test.suits(vendor=connection.vendor, is_plain=True):
        pytest.skip(f"runs on {', '.join(sorted(test.on))}")
    try:
        outcome = test.run(rounds=test.short)
    except NotPossible as here:
        pytest.skip(here.reason)

    assert list(outcome.differences) == [], outcome.figures
