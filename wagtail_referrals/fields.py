"""Fields whose migrations stay the same when blocks change."""

from typing import Any

from wagtail.fields import StreamField


class ProgramStreamField(StreamField):
    """A stream field that tells a migration nothing about its blocks.

    A shop's own blocks, or a release with one more of ours, need no migration: the column holds
    JSON either way.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return a plain stream field without blocks."""
        name, _path, _args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], kwargs
