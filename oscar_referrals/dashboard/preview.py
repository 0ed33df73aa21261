"""What new terms would mean, shown before they are saved."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from oscar_referrals.eligibility import discount_for, published_rules
from oscar_referrals.insight.wording import audience_sentences
from oscar_referrals.models import FriendBenefit, Program, ProgramKind, RewardShape, Terms
from oscar_referrals.money import HUNDRED, ZERO, format_money
from oscar_referrals.ports import shop
from oscar_referrals.rewards import promise_for
from oscar_referrals.rewards.free_product import PRODUCT, FreeProduct
from oscar_referrals.rewards.plan import average_extras, plan_of
from oscar_referrals.selectors.audience import count_audience
from oscar_referrals.selectors.offers import Invitation, describe_offer
from oscar_referrals.writing.words import TERMS_FIELDS, describe_field, label_of_field

#: What an example order costs where there is no minimum.
_USUAL_ORDER = Decimal("50.00")


@dataclass(frozen=True, slots=True)
class Example:
    """What one order costs the shop; all amounts are in `currency`.

    `paid` is what the friend pays for the goods, `discount` what he saves at most. `extras` are the
    extra rewards on the average: of a milestone for three friends, a third.
    """

    order: Decimal
    paid: Decimal
    discount: Decimal
    reward: Decimal
    currency: str
    extras: Decimal = ZERO

    @property
    def cost(self) -> Decimal:
        """Discount, reward and extra rewards together."""
        return self.discount + self.reward + self.extras

    @property
    def percent(self) -> Decimal:
        """The cost in percent of the order."""
        return (self.cost * HUNDRED / self.order).quantize(Decimal(1))


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that new terms change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Terms before they are saved. `seal` tells whether what is saved is what was shown."""

    terms: Terms
    invitation: Invitation
    example: Example
    affordable: int | None
    warnings: list[str]
    differences: list[Difference]
    is_first: bool
    seal: str
    audience: list[str]
    rules: list[str]

    @property
    def changes_something(self) -> bool:
        """Tell whether there is anything to save."""
        return self.is_first or bool(self.differences)


def preview_terms(
    *, terms: Terms, program: Program, cap: Decimal | None, entered: dict[str, Any]
) -> Preview:
    """Show terms of a program that may not be saved yet. `cap` is in the terms' currency.

    `entered` is everything the person has typed, so that a later change is noticed.
    """
    proposal = Program(
        name=program.name, kind=program.kind, ends_at=program.ends_at, current_terms=terms
    )
    example = example_for(terms, program=proposal)
    terms.program_id = program.pk
    offer = describe_offer(proposal)
    assert offer is not None  # noqa: S101 - the proposal has terms
    return Preview(
        terms=terms,
        invitation=Invitation(code="", invited_by=_("Anna"), offer=offer),
        example=example,
        affordable=int(cap // example.cost) if cap is not None else None,
        warnings=find_warnings(terms=terms, cap=cap, program=proposal),
        differences=find_differences(before=program.current_terms, after=terms),
        is_first=program.current_terms is None,
        seal=_seal(entered),
        audience=_audience(terms, program=program),
        rules=published_rules(terms),
    )


def _audience(terms: Terms, *, program: Program) -> list[str]:
    """Return how many customers may invite; nothing where they do not join by themselves."""
    if program.kind != ProgramKind.DIRECT:
        return []
    return audience_sentences(count_audience(terms))


def example_for(terms: Terms, *, program: Program) -> Example:
    """Return what the smallest order costs, or a usual one where every order counts.

    The reward is zero where partners get their pledge instead.
    """
    order = terms.minimum or _USUAL_ORDER
    discount = discount_for(terms=terms, order_value=order)
    paid = order if terms.pays_shipping else order - discount
    reward = promise_for(terms=terms, base=paid, order_value=order)
    is_rewarded = program.kind != ProgramKind.COMMUNITY
    return Example(
        order=order,
        paid=paid,
        discount=discount,
        reward=reward if is_rewarded else ZERO,
        currency=terms.currency,
        extras=average_extras(terms=terms, base=paid) if is_rewarded else ZERO,
    )


def find_warnings(*, terms: Terms, cap: Decimal | None, program: Program) -> list[str]:
    """Return what is allowed but probably not meant, each with its figures."""
    example = example_for(terms, program=program)
    figures = {
        "discount": format_money(terms.friend_value, terms.currency),
        "reward": format_money(example.reward, terms.currency),
        "minimum": format_money(terms.minimum, terms.currency),
        "cost": format_money(example.cost, terms.currency),
        "cap": format_money(cap, terms.currency) if cap is not None else "",
    }
    warnings = []
    if terms.friend_benefit == FriendBenefit.AMOUNT and terms.friend_value >= terms.minimum:
        warnings.append(
            _("The discount of %(discount)s covers all of the smallest order, %(minimum)s.")
        )
    if terms.reward_shape == RewardShape.FIXED and example.reward > terms.minimum:
        warnings.append(_("The reward of %(reward)s is more than the smallest order, %(minimum)s."))
    if terms.new_customers_only and _welcomes_later_orders(terms):
        warnings.append(
            _("A rule lets later orders count as well, but only first orders do: see “The friend”.")
        )
    if cap is not None and cap < example.cost:
        warnings.append(
            _("The budget of %(cap)s is smaller than one discount and one reward, %(cost)s.")
        )
    dear = _find_dear_products(terms, reward=example.reward)
    return [warning % figures for warning in warnings] + dear


def _find_dear_products(terms: Terms, *, reward: Decimal) -> list[str]:
    """Return which free products cost more than their rewards are worth. Two queries for each."""
    rewards = [(terms.reward_kind, terms.reward_options, reward)]
    rewards += [(extra.kind, dict(extra.options), extra.value) for extra in plan_of(terms)]
    warnings = []
    for kind, options, value in rewards:
        if kind != FreeProduct.key:
            continue
        price = shop().product_price(options["product"], currency=terms.currency)
        if price is not None and price > value:
            sentence = _(
                "%(product)s costs %(price)s now, but the reward pays %(value)s of it at most. Its"
                " owner pays the rest."
            )
            words = {
                "product": PRODUCT.show(options["product"], currency=terms.currency),
                "price": format_money(price, terms.currency),
                "value": format_money(value, terms.currency),
            }
            warnings.append(sentence % words)
    return warnings


def _welcomes_later_orders(terms: Terms) -> bool:
    rules = (one for one in terms.friend_rules if one["rule"] == "first_orders")
    return any(one["orders"] > 1 for one in rules)


def find_differences(*, before: Terms | None, after: Terms) -> list[Difference]:
    """Return the figures that differ, in the order of the form; none if there were no terms."""
    if before is None:
        return []
    return [
        Difference(label=label_of_field(name), before=old, after=new)
        for name in TERMS_FIELDS
        if (old := describe_field(terms=before, name=name))
        != (new := describe_field(terms=after, name=name))
    ]


def _seal(entered: dict[str, Any]) -> str:
    return hashlib.sha256(repr(sorted(entered.items())).encode()).hexdigest()
