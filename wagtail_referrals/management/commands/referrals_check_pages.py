"""Print what pages about invitations could promise wrongly."""

from typing import Any

from django.core.management.base import BaseCommand

from wagtail_referrals.desk.contents import check_pages


class Command(BaseCommand):
    """Look through all live pages, as the editor does page by page when one is saved."""

    help = "List live pages with amounts typed by hand, or with promises far from the rules."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each complaint, or that there is none."""
        has_found = False
        for page, complaint in check_pages():
            has_found = True
            self.stdout.write(f"{page.pk} {page.title}: {complaint}")
        if not has_found:
            self.stdout.write("All live pages can keep what they say.")
