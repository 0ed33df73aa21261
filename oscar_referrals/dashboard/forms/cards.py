"""What staff say about cards that are to be printed."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.flows.cards import CardOrder
from oscar_referrals.names import MAXIMUM_LENGTH, clean_shown_name
from oscar_referrals.parameters import require_whole_units
from oscar_referrals.writing.fields import (
    MoneyField,
    require_visible_text,
)

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

MOST_CARDS = 10_000
_EACH, _ALL = "each", "all"


class PrintCostForm(forms.Form):
    """What the printer is paid, in one currency."""

    print_cost = MoneyField(label=gettext_lazy("Print cost"), initial=Decimal(0))

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        sentence = _("Print cost in %(currency)s, for all of them")
        self.fields["print_cost"].label = sentence % {"currency": currency}

    def clean_print_cost(self) -> Decimal:
        """Refuse what is finer than the smallest coin."""
        amount: Decimal = self.cleaned_data["print_cost"]
        require_whole_units(amount=amount, currency=self.currency)
        return amount


class BatchForm(PrintCostForm):
    """A batch of cards that is made now."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        validators=[require_visible_text],
        help_text=gettext_lazy("For your staff: “Café Nord, June”. Each name makes one batch."),
    )
    number = forms.IntegerField(
        label=gettext_lazy("How many cards"), min_value=1, max_value=MOST_CARDS, initial=100
    )
    codes = forms.ChoiceField(
        label=gettext_lazy("Codes"),
        choices=(
            (_EACH, gettext_lazy("Each card has a code of its own")),
            (_ALL, gettext_lazy("All cards share one code")),
        ),
        initial=_EACH,
        help_text=gettext_lazy("A card with a code of its own can be traced and blocked alone."),
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=MAXIMUM_LENGTH,
        required=False,
        help_text=gettext_lazy("Where they lie. Friends read “Seen at Café Nord”. May be empty."),
    )
    owner = forms.EmailField(
        label=gettext_lazy("Owner's e-mail address"),
        required=False,
        help_text=gettext_lazy(
            "A customer who hands them out and is rewarded. Without an owner they are the shop's,"
            " and what they bring is only counted."
        ),
    )
    words = forms.CharField(
        label=gettext_lazy("Words on the card"),
        max_length=90,
        required=False,
        validators=[require_visible_text],
        help_text=gettext_lazy("A line of your own below the offer. May be empty."),
    )
    field_order = ("name", "number", "codes", "place", "owner", "words", "print_cost")

    def clean_place(self) -> str:
        """Refuse a name that friends could not be shown."""
        place: str = self.cleaned_data["place"]
        if place and not clean_shown_name(place):
            raise ValidationError(_("Please give a plain name, not an address or a number."))
        return place

    def clean_owner(self) -> "AbstractBaseUser | None":
        """Return the account, or refuse an address that nobody has."""
        email: str = self.cleaned_data["owner"]
        if not email:
            return None
        model = get_user_model()
        accounts = model._default_manager.filter(is_active=True)
        field = model.get_email_field_name()
        account = accounts.filter(**{f"{field}__iexact": email}).order_by("pk").first()
        if account is None:
            raise ValidationError(_("No customer has an account with this address."))
        return account

    def clean(self) -> dict[str, Any]:
        """Refuse cards that belong to a customer and to a place."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("owner") and data.get("place"):
            self.add_error("place", _("Cards belong to an owner or to a place, not to both."))
        return data

    @property
    def wanted(self) -> CardOrder:
        """Return what was entered about the cards themselves."""
        data = self.cleaned_data
        return CardOrder(
            name=data["name"],
            number=data["number"],
            has_own_codes=data["codes"] == _EACH,
            words=data["words"],
            print_cost=data["print_cost"],
        )
