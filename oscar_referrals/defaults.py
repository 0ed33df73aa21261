"""Oscar's settings with ours: `from oscar_referrals.defaults import *` after `oscar.defaults`.

It adds the entry "Invitations" to the dashboard's menu, before the reports. A shop with a menu of
its own takes `OSCAR_REFERRALS_NAVIGATION` and puts it where it likes.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from oscar_referrals.dashboard.navigation import (
    are_codes_shown,
    are_payouts_shown,
    is_entry_shown,
    with_entry,
)

OSCAR_REFERRALS_NAVIGATION: dict[str, Any] = {
    "label": _("Invitations"),
    "icon": "fas fa-user-friends",
    "children": [
        {
            "label": _("Programs"),
            "url_name": "referral-program-list",
            "access_fn": is_entry_shown,
        },
        {
            "label": _("Referrals"),
            "url_name": "referral-list",
            "access_fn": is_entry_shown,
        },
        {
            "label": _("Codes of customers"),
            "url_name": "referral-codes",
            "access_fn": is_entry_shown,
        },
        {
            "label": _("Partners"),
            "url_name": "referral-partner-list",
            "access_fn": is_entry_shown,
        },
        {
            "label": _("Gift cards"),
            "url_name": "referral-gift-card-list",
            "access_fn": is_entry_shown,
        },
        {
            "label": _("Codes of other shops"),
            "url_name": "referral-code-list",
            "access_fn": are_codes_shown,
        },
        {
            "label": _("Payouts"),
            "url_name": "referral-payout-list",
            "access_fn": are_payouts_shown,
        },
        {
            "label": _("Messages"),
            "url_name": "referral-message-list",
            "access_fn": is_entry_shown,
        },
        {
            "label": _("Due work"),
            "url_name": "referral-work-list",
            "access_fn": is_entry_shown,
        },
    ],
}

OSCAR_DASHBOARD_NAVIGATION = with_entry(OSCAR_REFERRALS_NAVIGATION)

__all__ = ["OSCAR_DASHBOARD_NAVIGATION", "OSCAR_REFERRALS_NAVIGATION"]
