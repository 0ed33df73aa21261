"""A program's name, schedule and budget."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.clock import page_now
from oscar_referrals.flows.shape import USUAL_TARGET
from oscar_referrals.models import Program, ProgramKind
from oscar_referrals.parameters import require_whole_units
from oscar_referrals.writing.fields import (
    MomentField,
    MoneyField,
    require_visible_text,
)


class ProgramForm(forms.Form):
    """When a program runs, what it is called and what it may cost."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        validators=[require_visible_text],
        help_text=gettext_lazy("Customers read it in their basket: “Spring invitation”."),
    )
    starts_at = MomentField(
        label=gettext_lazy("Starts"),
        required=False,
        help_text=gettext_lazy("Leave it empty to begin when you press Start."),
    )
    ends_at = MomentField(
        label=gettext_lazy("Ends"),
        required=False,
        help_text=gettext_lazy("Leave it empty for a program without an end."),
    )
    cap = MoneyField(
        label=gettext_lazy("Budget"),
        required=False,
        help_text=gettext_lazy(
            "Discounts and rewards together stop here. Leave it empty for no limit."
        ),
    )

    precedence = forms.IntegerField(
        label=gettext_lazy("Precedence"),
        min_value=0,
        max_value=1000,
        initial=0,
        help_text=gettext_lazy("Of several open programs the highest number is offered first."),
    )
    target = forms.DecimalField(
        label=gettext_lazy("Target in percent"),
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        initial=USUAL_TARGET,
        localize=True,
        help_text=gettext_lazy("How many of 100 visitors are to order and keep it."),
    )
    looks_at_words = forms.BooleanField(
        label=gettext_lazy("Own words are looked at first"),
        required=False,
        help_text=gettext_lazy(
            "A code of a customer's own word works once you have approved it. Blocked and reserved"
            " words are refused in any case."
        ),
    )

    def __init__(
        self, *args: Any, currency: str, program: Program | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.program = program
        self.fields["cap"].label = _("Budget in %(currency)s") % {"currency": currency}

    def clean_name(self) -> str:
        """Refuse a name that another program has, in whatever capitals."""
        name: str = self.cleaned_data["name"]
        if self._others().filter(name__iexact=name).exists():
            raise ValidationError(_("Another program has this name."))
        return name

    def clean_ends_at(self) -> datetime | None:
        """Refuse an end in the past, unless it has been there before."""
        ends_at: datetime | None = self.cleaned_data["ends_at"]
        if ends_at and "ends_at" in self.changed_data and ends_at <= page_now():
            raise ValidationError(_("The end has to be in the future."))
        return ends_at

    def clean_cap(self) -> Any:
        """Refuse amounts that no coin can pay."""
        cap = self.cleaned_data["cap"]
        require_whole_units(amount=cap, currency=self.currency)
        return cap

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        data: dict[str, Any] = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end has to come after the start."))
        return data

    def _others(self) -> Any:
        return Program.objects.exclude(pk=self.program.pk if self.program else None)


class NewProgramForm(ProgramForm):
    """The same for a program that does not exist yet, which needs a short name as well."""

    slug = forms.SlugField(
        label=gettext_lazy("Short name in addresses"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Leave it empty to make it from the name."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of program"),
        choices=ProgramKind.choices,
        initial=ProgramKind.DIRECT,
        required=False,
        help_text=gettext_lazy(
            "It cannot be changed later. Where customers do not join by themselves, some of what is"
            " asked above means nothing; press Preview to see what."
        ),
    )
    field_order = (
        "name", "slug", "kind", "currency", "cap", "starts_at", "ends_at", "precedence", "target",
        "looks_at_words",
    )  # fmt: skip

    def __init__(self, *args: Any, currency: str, currencies: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, currency=currency, **kwargs)
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"),
            choices=[(code, code) for code in currencies],
            initial=currency,
            help_text=_("Of the discount, the reward and the budget. It stays for ever."),
        )
        self.order_fields(self.field_order)
        self.fields["cap"].label = _("Budget")

    def clean_kind(self) -> str:
        """A program is direct unless somebody says otherwise."""
        return self.cleaned_data["kind"] or ProgramKind.DIRECT

    def clean_slug(self) -> str:
        """Make the short name from the name if there is none. Refuse one that is taken."""
        slug: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("name", ""))
        if "name" not in self.cleaned_data:
            return slug
        if not slug:
            raise ValidationError(_("Please give a short name in Latin letters."))
        if Program.objects.filter(slug__iexact=slug).exists():
            raise ValidationError(_("Another program has the short name “%(slug)s”.")
                                  % {"slug": slug})  # fmt: skip
        return slug
