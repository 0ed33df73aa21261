"""Terms as a conversation: the fields of the sentence "The friend gets … from …"."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oscar_referrals.eligibility import CHOOSABLE
from oscar_referrals.flows.checking import RANGES, find_problems
from oscar_referrals.models import (
    ClawbackPolicy,
    FriendBenefit,
    ProgramKind,
    Recovery,
    RewardShape,
    Terms,
)
from oscar_referrals.ports import shop
from oscar_referrals.rewards import REWARD_KINDS
from oscar_referrals.writing.extras import ExtraRewardsField
from oscar_referrals.writing.fields import (
    DaysField,
    MoneyField,
    StepsField,
)
from oscar_referrals.writing.options import OptionsField, options_of
from oscar_referrals.writing.rules import rule_books


def _number(name: str, **kwargs: Any) -> forms.IntegerField:
    """Return the field of a whole number, with the range that is checked for files as well."""
    lowest, highest = RANGES[name]
    return forms.IntegerField(min_value=lowest, max_value=highest, **kwargs)


class TermsForm(forms.Form):
    """What a program promises and requires. After validation `terms` holds it, not yet saved."""

    friend_value = MoneyField(label=_("How much the friend gets"), initial=Decimal("10"))
    friend_benefit = forms.ChoiceField(label=_("What the friend gets"))
    friend_range = forms.ChoiceField(
        label=_("If a piece is free: of which goods"),
        required=False,
        choices=lambda: [("", _("all goods")), *shop().list_things("range").items()],
    )
    minimum = MoneyField(label=_("Smallest order"), initial=Decimal("40"))
    new_customers_only = forms.BooleanField(
        label=_("Only on the first order"), required=False, initial=True
    )
    combines_with_offers = forms.BooleanField(
        label=_("Can be combined with other offers of the shop"), required=False
    )
    claim_days = DaysField(label=_("Days a claimed invitation stays valid"), initial=30)

    reward_value = MoneyField(label=_("How much the advocate gets"), initial=Decimal("10"))
    reward_shape = forms.ChoiceField(label=_("Money or percent for the advocate"))
    reward_cap = MoneyField(label=_("At most"), required=False)
    reward_kind = forms.ChoiceField(label=_("Kind of reward"), initial="store_credit")
    reward_days = DaysField(label=_("Days a reward stays valid"), initial=365)
    hold_days = DaysField(label=_("Days to wait after delivery"), min_value=0, initial=14)

    advocate_limit = _number(
        "advocate_limit",
        label=_("Rewards per advocate in 30 days before staff look"),
        initial=10,
    )
    advocate_total = _number(
        "advocate_total",
        label=_("Friends per advocate in all"),
        required=False,
        help_text=_("Leave it empty for no limit."),
    )
    code_total = _number(
        "code_total",
        label=_("Friends per code in all"),
        required=False,
        help_text=_("Leave it empty for no limit."),
    )
    frees_cancelled_friend = forms.BooleanField(
        label=_("A friend whose order was cancelled may use an invitation again"),
        required=False,
        initial=True,
    )
    clawback = forms.ChoiceField(
        label=_("After a refund"),
        choices=ClawbackPolicy.choices,
        initial=ClawbackPolicy.PROPORTIONAL,
    )
    recovery = forms.ChoiceField(
        label=_("If the reward is already spent"),
        choices=Recovery.choices,
        initial=Recovery.RECEIVABLE,
    )
    reward_needs_claim = forms.BooleanField(
        label=_("The advocate has to claim the reward"), required=False
    )
    reward_claim_days = DaysField(label=_("Days to claim a reward"), initial=60)
    extra_rewards = ExtraRewardsField(label=_("Extra rewards"), required=False)
    reward_steps = StepsField(
        label=_("More for larger orders"),
        required=False,
        help_text=_("A line for each step: the order, a colon and the reward."),
    )
    reward_options = OptionsField(label=_("What the kind of reward asks for"), required=False)

    terms: Terms

    def __init__(
        self, *args: Any, currency: str, kind: str = ProgramKind.DIRECT, **kwargs: Any
    ) -> None:
        """`kind` is the program's: it decides what of the terms means something."""
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.kind = kind
        data = self.data if self.is_bound else None
        self.rule_books = rule_books(data, initial=self.initial, currency=currency)
        symbol = get_currency_symbol(currency)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "friend_benefit": [
                (FriendBenefit.AMOUNT, _("%(symbol)s off") % {"symbol": symbol}),
                (FriendBenefit.PERCENTAGE, _("% off")),
                (
                    FriendBenefit.SHIPPING,
                    _("%(symbol)s at most, as free shipping") % {"symbol": symbol},
                ),
                (
                    FriendBenefit.TWO_FOR_ONE,
                    _("%(symbol)s at most, as two for the price of one") % {"symbol": symbol},
                ),
                (
                    FriendBenefit.FREE_PIECE,
                    _("%(symbol)s at most, as a piece for free") % {"symbol": symbol},
                ),
            ],
            "reward_shape": [
                (RewardShape.FIXED, symbol),
                (RewardShape.PERCENTAGE, _("% of the friend's order")),
            ],
            "reward_kind": [(key, kind.label) for key, kind in REWARD_KINDS.items()],
        }
        for name, possible in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = possible

    def clean(self) -> dict[str, Any]:
        """Ask the flow whether the terms contradict themselves."""
        data: dict[str, Any] = super().clean() or {}
        for name, book in self.rule_books.items():
            if book.is_well:
                data[name] = book.as_written()
            else:
                self.add_error(None, _("Please look at the figures of the rules."))
        self._read_options(data)
        if not self.errors:
            self.terms = Terms(**data, currency=self.currency)
            self.tell(find_problems(self.terms))
        return data

    @property
    def note(self) -> str:
        """Return what of the terms means nothing in a program of this kind."""
        return str(_NOTES.get(self.kind, ""))

    @property
    def rewards_nobody(self) -> bool:
        """Whether advocates get no reward: partners get their pledge."""
        return self.kind == ProgramKind.COMMUNITY

    @property
    def advocate_is_wrong(self) -> bool:
        """Whether something about the advocate has to be looked at."""
        names = ("reward_value", "reward_shape", "reward_cap", "reward_kind", "reward_options")
        others = ("reward_steps", "extra_rewards", "hold_days")
        return any(name in self.errors for name in (*names, *others))

    def tell(self, problems: Mapping[str, str]) -> None:
        """Show what the flow found wrong: beside its field, or with the rules."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)

    def as_fields(self) -> dict[str, Any]:
        """Return what was entered as the fields of `Terms`, currency included."""
        return self.cleaned_data | {"currency": self.currency}

    def _read_options(self, data: dict[str, Any]) -> None:
        """Keep the options of the chosen kind alone."""
        try:
            data["reward_options"] = options_of(data.get("reward_kind", ""), data["reward_options"])
        except ValidationError as problem:
            self.add_error("reward_options", problem)


_NOTES: dict[str, Promise] = {
    ProgramKind.COMMUNITY: _(
        "Partners get what you pledge, and no reward for a friend. What is asked about the advocate"
        " means nothing in a community program; leave it as it is."
    ),
    ProgramKind.TANGIBLE: _(
        "Nobody joins: gifts go to the best customers of a drop. So “Who may invite” means nothing"
        " in a tangible program. A gift is an amount, and its code works for one friend."
    ),
}


def terms_as_initial(terms: Terms) -> dict[str, Any]:
    """Return the values of terms for a form that changes them."""
    return {name: getattr(terms, name) for name in (*TermsForm.base_fields, *CHOOSABLE)}
