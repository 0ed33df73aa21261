"""The app: connects to the shop when Django is ready."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OscarReferralsConfig(AppConfig):
    """Referral programs for django-oscar."""

    name = "oscar_referrals"
    label = "oscar_referrals"
    verbose_name = _("Invitations")
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        """Register the shop, the work handlers, the receivers and the checks."""
        from oscar_referrals import checks  # noqa: F401
        from oscar_referrals.flows import (  # noqa: F401
            ask,
            campaign,
            encourage,
            expire,
            extras,
            hand_over,
            qualify,
            reserve,
            reward,
            shape,
            tell,
        )
        from oscar_referrals.ports import register_shop
        from oscar_referrals.shop import receivers
        from oscar_referrals.shop.adapter import OscarShop

        register_shop(OscarShop())
        receivers.connect()
