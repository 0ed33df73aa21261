"""Named placeholders in braces, in texts that staff write: `{code}`."""

from collections.abc import Collection
from string import Formatter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def check_braces(text: str, *, names: Collection[str]) -> None:
    """Refuse braces that hold anything but one of the names. Raises ValidationError."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValidationError(_("A brace is open. Write {{ or }} for the sign itself.")) from None
    for _literal, name, style, conversion in parts:
        if name is not None and (name not in names or style or conversion):
            raise ValidationError(
                _("There is no {%(name)s}. You can use %(names)s.")
                % {"name": name, "names": ", ".join(f"{{{known}}}" for known in names)}
            )
