"""The one door for money: append-only double entry, once per key."""

from oscar_referrals.ledger.accounts import (
    Holder,
    Pot,
    adopt_accounts,
    known_accounts,
    open_account,
    open_accounts,
    partner_holder,
    person_holder,
    program_holder,
)
from oscar_referrals.ledger.posting import Draft, Line, post, post_all, reverse
from oscar_referrals.ledger.reading import (
    StatementLine,
    find_accounts,
    liability_at,
    statement,
)
from oscar_referrals.ledger.sealing import seal_entries
from oscar_referrals.ledger.verifying import verify

__all__ = [
    "Draft",
    "Holder",
    "Line",
    "Pot",
    "StatementLine",
    "adopt_accounts",
    "find_accounts",
    "known_accounts",
    "liability_at",
    "open_account",
    "open_accounts",
    "partner_holder",
    "person_holder",
    "post",
    "post_all",
    "program_holder",
    "reverse",
    "seal_entries",
    "statement",
    "verify",
]
