"""Our entry in the dashboard's menu. Safe to import from a settings module."""

from typing import TYPE_CHECKING, Any

from oscar.defaults import OSCAR_DASHBOARD_NAVIGATION

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

_BEFORE = "dashboard:reports-index"


def with_entry(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return Oscar's menu with an entry before the reports, or last if there are none.

    Entries are told apart by `url_name`: a label is lazy, and comparing it needs running apps.
    """
    menu = list(OSCAR_DASHBOARD_NAVIGATION)
    names = [item.get("url_name") for item in menu]
    menu.insert(names.index(_BEFORE) if _BEFORE in names else len(menu), entry)
    return menu


def is_entry_shown(user: "AbstractBaseUser", url_name: str, *place: Any) -> bool:
    """Tell whether the menu shows a page: staff may see it, and the shop has not hidden it."""
    from oscar.core.loading import feature_hidden, get_class

    from oscar_referrals.permissions import VIEW_DASHBOARD, may

    if feature_hidden("referrals") or not may(user, VIEW_DASHBOARD):
        return False
    return bool(get_class("dashboard.nav", "default_access_fn")(user, url_name, *place))


def are_payouts_shown(user: "AbstractBaseUser", url_name: str, *place: Any) -> bool:
    """Tell whether the menu shows payouts, with which only a few of the staff work."""
    from oscar_referrals.permissions import VIEW_PAYOUTS, may

    return may(user, VIEW_PAYOUTS) and is_entry_shown(user, url_name, *place)


def are_codes_shown(user: "AbstractBaseUser", url_name: str, *place: Any) -> bool:
    """Tell whether the menu shows the codes of other shops."""
    from oscar_referrals.permissions import MANAGE_CODES, may

    return may(user, MANAGE_CODES) and is_entry_shown(user, url_name, *place)
