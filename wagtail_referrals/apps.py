from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WagtailReferralsConfig(AppConfig):
    """The editors' side of the referral program."""

    name = "wagtail_referrals"
    label = "wagtail_referrals"
    verbose_name = _("Referral pages and blocks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let short links lead to the pages that editors have made."""
        from oscar_referrals.sharing.landing import register_landing
        from wagtail_referrals.resolver import find_landing_page

        register_landing(find_landing_page)
