from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WagtailReferralsConfig(AppConfig):
    """The editors' side of the referral program."""

    name = "wagtail_referrals"
    label = "wagtail_referrals"
    verbose_name = _("Referral pages and blocks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let short links lead to the pages that editors have made, and say who may see what."""
        from oscar_referrals.sharing.hub import register_hub
        from oscar_referrals.sharing.landing import register_landing
        from oscar_referrals.sharing.visitors import register_insider
        from wagtail_referrals import checks, receivers, staying  # noqa: F401
        from wagtail_referrals.desk.policies import register_policies
        from wagtail_referrals.editors import is_editor
        from wagtail_referrals.releases import flow  # noqa: F401
        from wagtail_referrals.resolver import find_hub_page, find_landing_page

        register_landing(find_landing_page)
        register_hub(find_hub_page)
        register_insider(is_editor)
        register_policies()
        receivers.connect()
        staying.connect()
