"""What a customer types here: a first name, the code of a gift card, and where money shall go."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from oscar_referrals.codes import LONGEST_WORD
from oscar_referrals.gift_codes import MAXIMUM_INPUT
from oscar_referrals.names import MAXIMUM_LENGTH, clean_shown_name
from oscar_referrals.payees import clean_destination, clean_payee_name
from oscar_referrals.sharing.limits import may_guess, note_wrong_guess

#: So many signs of an e-mail address can be kept.
_LONGEST_ADDRESS = 254


class NameForm(forms.Form):
    """A first name, or nothing."""

    shown_name = forms.CharField(
        label=_("Your first name, if friends may see it"),
        help_text=_("Without a name your invitation comes from “a friend”."),
        max_length=MAXIMUM_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "given-name"}),
        error_messages={"max_length": _("Please give a first name only.")},
    )

    def clean_shown_name(self) -> str:
        """Return the name as it will be shown. Addresses, links and numbers are not names."""
        typed: str = self.cleaned_data["shown_name"]
        name = clean_shown_name(typed)
        if typed and not name:
            raise forms.ValidationError(_("Please give a first name only."))
        return name


class NicknameForm(forms.Form):
    """A name for the public list of the best, or nothing."""

    nickname = forms.CharField(
        label=_("Your name on the list of the best"),
        help_text=_("Everybody can read it. Leave it empty to stay off the list."),
        max_length=MAXIMUM_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "nickname"}),
    )

    def clean_nickname(self) -> str:
        """Return the name as it will be shown. Addresses, links and numbers are not names."""
        typed: str = self.cleaned_data["nickname"]
        name = clean_shown_name(typed)
        if typed and not name:
            raise forms.ValidationError(_("Please give a name without addresses and numbers."))
        return name


class CodeForm(forms.Form):
    """Another code, of a word of one's own or a random one."""

    word = forms.CharField(
        label=_("A word of your own, if you like"),
        help_text=_("We add two digits that catch typing mistakes: ANNA becomes ANNA81."),
        max_length=2 * LONGEST_WORD,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    leads_on = forms.BooleanField(
        label=_("Lead friends who have my old link on to the new one"), required=False
    )


class GuestForm(forms.Form):
    """The address to which the link goes."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=_LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"}),
        error_messages={
            "required": _("Please type your e-mail address."),
            "invalid": _("Please look at the address again: it cannot be an e-mail address."),
        },
    )


class GiftCardForm(forms.Form):
    """The code of a gift card."""

    code = forms.CharField(
        label=_("Code of the gift card"),
        max_length=MAXIMUM_INPUT,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Please type the code of the gift card.")},
    )


class PayoutDetailsForm(forms.Form):
    """Where money shall go, and the password of the account."""

    name = forms.CharField(
        label=_("Name of the account holder"),
        max_length=70,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
    )
    destination = forms.CharField(
        label=_("IBAN or other payout address"),
        max_length=140,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("We ask again, because this is about your money."),
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "form-control", "autocomplete": "current-password"}
        ),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_name(self) -> str:
        """Refuse a name that no bank could read."""
        return clean_payee_name(self.cleaned_data["name"])

    def clean_destination(self) -> str:
        """Refuse an IBAN with a typing mistake."""
        return clean_destination(self.cleaned_data["destination"])

    def clean_password(self) -> str:
        """Refuse a wrong password, and any password after five wrong ones within an hour."""
        password: str = self.cleaned_data["password"]
        who = f"user:{self.user.pk}"
        if not may_guess("password", who=who):
            raise forms.ValidationError(_("Too many wrong passwords. Please try again in an hour."))
        if not self.user.check_password(password):
            note_wrong_guess("password", who=who)
            raise forms.ValidationError(_("This is not your password."))
        return password
