"""Parts of the editor's forms."""

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel


class ObstaclePanel(Panel):
    """Tells why the page cannot be published by itself as it is; nothing if it can."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "wagtail_referrals/admin/obstacle.html"

        def is_shown(self) -> bool:
            """Tell whether there is anything to say."""
            return super().is_shown() and bool(self.obstacle)

        @cached_property
        def obstacle(self) -> str:
            """Why it cannot be published, "" for a page that is still to be made."""
            if self.instance.pk is None:
                return ""
            return str(self.instance.find_obstacle() or self.instance.find_release())
