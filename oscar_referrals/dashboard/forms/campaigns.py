"""What a campaign says, and to whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.models import Campaign
from oscar_referrals.notify.kinds import MESSAGE_KINDS, PROMOTION
from oscar_referrals.selectors.recipients import CAMPAIGN_KINDS
from oscar_referrals.selectors.segments import SEGMENTS


def _kinds() -> list[tuple[str, Any]]:
    return [(key, MESSAGE_KINDS[key].label) for key in CAMPAIGN_KINDS]


def _segments() -> list[tuple[str, Any]]:
    return [(segment.key, segment.label) for segment in SEGMENTS.values()]


class CampaignForm(forms.ModelForm):
    """A campaign. A promotion needs words of the owner's; an offer has its own."""

    kind = forms.ChoiceField(label=gettext_lazy("What is sent"), choices=_kinds)
    segment = forms.ChoiceField(label=gettext_lazy("To whom"), choices=_segments)

    class Meta:
        model = Campaign
        fields = ("name", "kind", "segment", "subject", "text")
        help_texts = {
            "subject": gettext_lazy("Only for a promotion."),
            "text": gettext_lazy("Only for a promotion. Plain words; lines are kept."),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a promotion without words, and an offer with some."""
        data = super().clean() or {}
        is_promotion = data.get("kind") == PROMOTION
        for field in ("subject", "text"):
            if is_promotion and not data.get(field):
                self.add_error(field, _("A promotion needs your own words."))
            elif not is_promotion and data.get(field):
                self.add_error(field, _("An offer has its own words. Leave it empty."))
        return data
