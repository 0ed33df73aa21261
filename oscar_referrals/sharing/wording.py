"""The words that go with a shared link: staff's own, or ours; with figures filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from oscar_referrals.braces import check_braces

#: What a text may hold in braces.
PLACEHOLDERS = ("benefit", "minimum", "shop", "code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What an advocate is suggested to write. The link is not part of it."""

    subject: str
    text: str

    def fill(self, values: Mapping[str, str]) -> "Wording":
        """Return the same with figures in place of the names in braces."""
        return Wording(subject=self.subject.format_map(values), text=self.text.format_map(values))


def check_wording(text: str) -> None:
    """Refuse braces that hold anything but a known name. Raises ValidationError."""
    check_braces(text, names=PLACEHOLDERS)


def usual_wording(*, has_minimum: bool) -> Wording:
    """Return what is suggested where staff have written nothing, in the active language."""
    subject = _("{benefit} at {shop}")
    if has_minimum:
        text = _("I shop at {shop}. For you: {benefit}, for an order from {minimum}.")
    else:
        text = _("I shop at {shop}. For you: {benefit}.")
    return Wording(subject=subject, text=text)
