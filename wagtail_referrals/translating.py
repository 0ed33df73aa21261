"""What wagtail-localize, if a site has it, takes over from the original and gives no translator."""

from typing import Any

try:
    from wagtail_localize.fields import SynchronizedField
except ImportError:
    SynchronizedField = None


def kept_in_translations(*names: str) -> list[Any]:
    """Return the fields that every translation has in common with its original.

    Without wagtail-localize there are none to name: a translation is then a copy that editors
    change as they like.
    """
    if SynchronizedField is None:
        return []
    return [SynchronizedField(name, overridable=False) for name in names]
