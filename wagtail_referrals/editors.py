"""Who writes the pages."""

from django.http import HttpRequest


def is_editor(request: HttpRequest) -> bool:
    """Tell whether the visitor may enter Wagtail's admin. No query for a stranger.

    An editor who tries a share link is not a visitor.
    """
    return bool(request.user.has_perm("wagtailadmin.access_admin"))
