from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralPagesConfig(AppConfig):
    """Ready-made page types for a site that uses Wagtail's own base page."""

    name = "wagtail_referrals.contrib.pages"
    label = "wagtail_referrals_pages"
    verbose_name = _("Referral page types")
    default_auto_field = "django.db.models.BigAutoField"
