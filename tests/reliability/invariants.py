"""What has to be true after every commit, as `manage.py referrals_verify` says it."""

from oscar_referrals.selectors.invariants import find_differences, find_notices


def differences() -> list[str]:
    """Return what is wrong in the whole shop, as sentences. Nobody lowers a cap in these tests."""
    return [*find_differences(), *find_notices()]
