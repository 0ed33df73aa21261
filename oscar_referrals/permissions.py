"""Who among the staff may do what: permissions of django-rules.

`oscar_referrals.view_dashboard`
    Read programs and referrals: every member of staff.
`oscar_referrals.choose_programs`
    Put a program on a page: who has Django's permission `oscar_referrals.view_program`.
`oscar_referrals.read_liability`
    Read what the shop owes for rewards: staff who have Django's permission
    `oscar_referrals.view_account`.
`oscar_referrals.configure_programs`
    Make, change, start, pause and end programs: staff who have Django's permission
    `oscar_referrals.change_program`.
`oscar_referrals.decide_referrals`
    Accept, reject, send to review and reopen referrals: staff who have Django's permission
    `oscar_referrals.change_referral`.
`oscar_referrals.collect_payouts`
    Collect what is to be paid out: staff who have Django's permission
    `oscar_referrals.add_payoutbatch`.
`oscar_referrals.approve_payouts`
    Approve what somebody else has collected: staff who have Django's permission
    `oscar_referrals.approve_payoutbatch`.
`oscar_referrals.export_payouts`
    Export and settle payouts: staff who have Django's permission
    `oscar_referrals.export_payoutbatch`.
`oscar_referrals.view_payouts`
    Read payouts, with names and accounts of customers: staff who have one of these three.
`oscar_referrals.manage_codes`
    Add codes of other retailers, and see who waits for one: staff who have Django's permission
    `oscar_referrals.add_listedcode`.
`oscar_referrals.print_cards`
    Make, download, block and replace cards, and print parcel inserts: staff who have Django's
    permission `oscar_referrals.add_card`.

Superusers may do everything. A shop with other ideas calls `rules.set_perm(name, predicate)` when
it starts. In the dashboard Oscar's `permissions_map` is asked as well, in Wagtail's admin Django's
permission for the model, and both must agree.

Wagtail's admin asks `view_dashboard` and `choose_programs` about each program. A shop's predicate
for them may have a second argument: the program, or None where none is chosen yet.
"""

from typing import TYPE_CHECKING

import rules

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from oscar_referrals.models import Program

VIEW_DASHBOARD = "oscar_referrals.view_dashboard"
CHOOSE_PROGRAMS = "oscar_referrals.choose_programs"
READ_LIABILITY = "oscar_referrals.read_liability"
CONFIGURE_PROGRAMS = "oscar_referrals.configure_programs"
DECIDE_REFERRALS = "oscar_referrals.decide_referrals"

COLLECT_PAYOUTS = "oscar_referrals.collect_payouts"
APPROVE_PAYOUTS = "oscar_referrals.approve_payouts"
EXPORT_PAYOUTS = "oscar_referrals.export_payouts"
VIEW_PAYOUTS = "oscar_referrals.view_payouts"
MANAGE_CODES = "oscar_referrals.manage_codes"
PRINT_CARDS = "oscar_referrals.print_cards"

#: Django's own permissions, which a shop gives to people and groups.
VIEW_PROGRAM = "oscar_referrals.view_program"
VIEW_ACCOUNT = "oscar_referrals.view_account"
CHANGE_PROGRAM = "oscar_referrals.change_program"
CHANGE_REFERRAL = "oscar_referrals.change_referral"
ADD_PAYOUT = "oscar_referrals.add_payoutbatch"
APPROVE_PAYOUT = "oscar_referrals.approve_payoutbatch"
EXPORT_PAYOUT = "oscar_referrals.export_payoutbatch"
ADD_CODE = "oscar_referrals.add_listedcode"
ADD_CARD = "oscar_referrals.add_card"


@rules.predicate
def is_active_staff(user: "AbstractBaseUser") -> bool:
    """The person works for the shop."""
    return bool(user.is_active and getattr(user, "is_staff", False))


@rules.predicate
def may_view_programs(user: "AbstractBaseUser") -> bool:
    """The person has Django's permission to view programs."""
    return bool(user.has_perm(VIEW_PROGRAM))  # type: ignore[attr-defined]


@rules.predicate
def may_view_accounts(user: "AbstractBaseUser") -> bool:
    """The person has Django's permission to view accounts of the ledger."""
    return bool(user.has_perm(VIEW_ACCOUNT))  # type: ignore[attr-defined]


@rules.predicate
def may_change_programs(user: "AbstractBaseUser") -> bool:
    """The person has Django's permission to change programs."""
    return bool(user.has_perm(CHANGE_PROGRAM))  # type: ignore[attr-defined]


@rules.predicate
def may_change_referrals(user: "AbstractBaseUser") -> bool:
    """The person has Django's permission to change referrals."""
    return bool(user.has_perm(CHANGE_REFERRAL))  # type: ignore[attr-defined]


@rules.predicate
def may_add_payouts(user: "AbstractBaseUser") -> bool:
    """The person has Django's permission to make payouts."""
    return bool(user.has_perm(ADD_PAYOUT))  # type: ignore[attr-defined]


@rules.predicate
def may_sign_payouts(user: "AbstractBaseUser") -> bool:
    """The person has the permission to approve payouts."""
    return bool(user.has_perm(APPROVE_PAYOUT))  # type: ignore[attr-defined]


@rules.predicate
def may_take_payouts_out(user: "AbstractBaseUser") -> bool:
    """The person has the permission to export payouts."""
    return bool(user.has_perm(EXPORT_PAYOUT))  # type: ignore[attr-defined]


@rules.predicate
def may_add_codes(user: "AbstractBaseUser") -> bool:
    """The person has Django's permission to add codes."""
    return bool(user.has_perm(ADD_CODE))  # type: ignore[attr-defined]


@rules.predicate
def may_add_cards(user: "AbstractBaseUser") -> bool:
    """The person has Django's permission to add cards."""
    return bool(user.has_perm(ADD_CARD))  # type: ignore[attr-defined]


rules.add_perm(VIEW_DASHBOARD, is_active_staff)
rules.add_perm(CHOOSE_PROGRAMS, may_view_programs)
rules.add_perm(READ_LIABILITY, is_active_staff & may_view_accounts)
rules.add_perm(CONFIGURE_PROGRAMS, is_active_staff & may_change_programs)
rules.add_perm(DECIDE_REFERRALS, is_active_staff & may_change_referrals)
rules.add_perm(MANAGE_CODES, is_active_staff & may_add_codes)
rules.add_perm(PRINT_CARDS, is_active_staff & may_add_cards)
rules.add_perm(COLLECT_PAYOUTS, is_active_staff & may_add_payouts)
rules.add_perm(APPROVE_PAYOUTS, is_active_staff & may_sign_payouts)
rules.add_perm(EXPORT_PAYOUTS, is_active_staff & may_take_payouts_out)
rules.add_perm(
    VIEW_PAYOUTS, is_active_staff & (may_add_payouts | may_sign_payouts | may_take_payouts_out)
)


def may(
    user: "AbstractBaseUser | AnonymousUser",
    permission: str,
    program: "Program | None" = None,
) -> bool:
    """Tell whether somebody has one of the permissions above, about a program if one is named."""
    return bool(rules.has_perm(permission, user, program))
