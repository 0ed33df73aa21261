"""Data of the pages: what each site decides, and what goes live together."""

from wagtail_referrals.models.release import Release, ReleasedPage, Step, waiting_pages
from wagtail_referrals.models.site_settings import InvitationSettings, settings_for

__all__ = [
    "InvitationSettings",
    "Release",
    "ReleasedPage",
    "Step",
    "settings_for",
    "waiting_pages",
]
