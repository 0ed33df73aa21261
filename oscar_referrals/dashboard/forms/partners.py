"""What an owner says about a partner, and promises it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.clock import page_now
from oscar_referrals.models import CountedOrders, Partner, Program, ProgramKind, ProgramState
from oscar_referrals.ports import shop
from oscar_referrals.writing.fields import MomentField, MoneyField, require_visible_text

_PERCENTAGE_SENTENCE = gettext_lazy("Please give a percentage from 0.01 to 100.")


class PartnerForm(forms.Form):
    """Who a partner is."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, validators=[require_visible_text]
    )
    description = forms.CharField(
        label=gettext_lazy("What everybody may read"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It stands on the public page beside the total given so far."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For your staff only: a person, an e-mail address, an account."),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("Takes part"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Without it the partner can be given no new pledge."),
    )

    def __init__(self, *args: Any, partner: Partner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partner = partner

    def clean_name(self) -> str:
        """Refuse a name that another partner has, or that gives no short name."""
        name: str = self.cleaned_data["name"]
        others = Partner.objects.exclude(pk=self.partner.pk if self.partner else None)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(_("Another partner has this name."))
        slug = slugify(name)
        if self.partner is None and (not slug or others.filter(slug=slug).exists()):
            raise ValidationError(_("Please give a name whose Latin letters no other has."))
        return name


class PledgeForm(forms.Form):
    """The sentence "10 % of the net proceeds of … from … until … goes to this partner"."""

    program = forms.ModelChoiceField(
        label=gettext_lazy("In the program"),
        queryset=Program.objects.none(),
        help_text=gettext_lazy("Its budget pays for it."),
    )
    percent = MoneyField(
        label=gettext_lazy("Percent of the net proceeds"),
        validators=[
            MinValueValidator(0.01, _PERCENTAGE_SENTENCE),
            MaxValueValidator(100, _PERCENTAGE_SENTENCE),
        ],
        help_text=gettext_lazy("Without tax, after all discounts and after refunds."),
    )
    ranges = forms.MultipleChoiceField(
        label=gettext_lazy("Of these ranges"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Choose none to count all goods."),
    )
    starts_at = MomentField(
        label=gettext_lazy("Orders from"),
        help_text=gettext_lazy("It may lie in the past: those orders are counted too."),
    )
    ends_at = MomentField(label=gettext_lazy("Orders until"))
    counts = forms.ChoiceField(
        label=gettext_lazy("Which orders count"),
        choices=CountedOrders.choices,
        initial=CountedOrders.EVERY,
    )
    has_code = forms.BooleanField(
        label=gettext_lazy("The partner gets a code and a link of its own"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs = Program.objects.filter(kind=ProgramKind.COMMUNITY)
        field: Any = self.fields["program"]
        field.queryset = programs.exclude(state=ProgramState.ENDED)
        ranges: Any = self.fields["ranges"]
        ranges.choices = list(shop().list_things("range").items())

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        data: dict[str, Any] = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end has to come after the start."))
        return data


class StatementForm(forms.Form):
    """Until when a statement goes."""

    ends_at = MomentField(label=gettext_lazy("What was counted before"))

    def clean_ends_at(self) -> datetime:
        """Refuse a moment that has not come yet."""
        ends_at: datetime = self.cleaned_data["ends_at"]
        if ends_at > page_now():
            raise ValidationError(_("A statement cannot go into the future."))
        return ends_at


class PaymentForm(forms.Form):
    """How a statement was paid."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the payment"), max_length=100, required=False
    )
