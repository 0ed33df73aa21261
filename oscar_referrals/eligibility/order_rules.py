"""What order counts: the rules an owner can choose. Asked in the basket, with the order, and again
about the order as it is before the reward is approved."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from oscar_referrals.eligibility.purchases import PurchaseFacts
from oscar_referrals.eligibility.registry import RuleBook
from oscar_referrals.money import ZERO
from oscar_referrals.parameters import Amount, Choices, ShopThings, WholeNumber
from oscar_referrals.reasons import Reason

ORDER_RULES: RuleBook[PurchaseFacts] = RuleBook("order_rules")

WEEKDAYS = (
    ("monday", _("Monday")),
    ("tuesday", _("Tuesday")),
    ("wednesday", _("Wednesday")),
    ("thursday", _("Thursday")),
    ("friday", _("Friday")),
    ("saturday", _("Saturday")),
    ("sunday", _("Sunday")),
)
_RANGES = ShopThings(name="ranges", label=_("Ranges"), things="range")
_CATEGORIES = ShopThings(name="categories", label=_("Categories"), things="category")
_AMOUNT = Amount(name="amount", label=_("Worth at least"))


def _value(purchase: PurchaseFacts) -> Decimal:
    return sum((line.value for line in purchase.lines), ZERO)


@ORDER_RULES.rule(
    parameters=(_AMOUNT,),
    reason=Reason.BELOW_MINIMUM,
    staff=_("Is worth at least %(amount)s, whatever is bought"),
    customer=_("Your order has to be worth %(amount)s or more."),
    published=_("An order counts from %(amount)s."),
    values=lambda purchase: {"value": _value(purchase), "currency": purchase.currency},
)
def minimum_value(purchase: PurchaseFacts, *, amount: Decimal) -> bool:
    """All goods together reach the amount; also what is left after returns has to."""
    return _value(purchase) >= amount


@ORDER_RULES.rule(
    parameters=(_RANGES,),
    reason=Reason.PRODUCT_NOT_ELIGIBLE,
    staff=_("Holds something of these ranges: %(ranges)s"),
    customer=_("Add something from %(ranges)s to use your invitation."),
    published=_("An order counts if something from %(ranges)s is in it."),
    values=lambda purchase: {"pieces": purchase.quantity},
)
def product_range(purchase: PurchaseFacts, *, ranges: tuple[str, ...]) -> bool:
    """At least one product of one of the ranges is bought."""
    return bool(purchase.lines_of(kind="range", keys=ranges))


@ORDER_RULES.rule(
    parameters=(_RANGES, _AMOUNT),
    reason=Reason.PRODUCT_NOT_ELIGIBLE,
    staff=_("Holds goods for at least %(amount)s of these ranges: %(ranges)s"),
    customer=_("Your order has to hold goods from %(ranges)s for %(amount)s or more."),
    published=_("An order counts if goods from %(ranges)s for at least %(amount)s are in it."),
    values=lambda purchase: {"value": _value(purchase), "currency": purchase.currency},
)
def minimum_in_range(purchase: PurchaseFacts, *, ranges: tuple[str, ...], amount: Decimal) -> bool:
    """The goods of the ranges reach the amount together."""
    return purchase.value_of(kind="range", keys=ranges) >= amount


@ORDER_RULES.rule(
    parameters=(_CATEGORIES,),
    reason=Reason.PRODUCT_NOT_ELIGIBLE,
    staff=_("Holds something of these categories: %(categories)s"),
    customer=_("Add something from %(categories)s to use your invitation."),
    published=_("An order counts if something from %(categories)s is in it."),
    values=lambda purchase: {"pieces": purchase.quantity},
)
def category(purchase: PurchaseFacts, *, categories: tuple[str, ...]) -> bool:
    """At least one product of one of the categories, or of one below them, is bought."""
    return bool(purchase.lines_of(kind="category", keys=categories))


@ORDER_RULES.rule(
    parameters=(_CATEGORIES, _AMOUNT),
    reason=Reason.PRODUCT_NOT_ELIGIBLE,
    staff=_("Holds goods for at least %(amount)s of these categories: %(categories)s"),
    customer=_("Your order has to hold goods from %(categories)s for %(amount)s or more."),
    published=_("An order counts if goods from %(categories)s for at least %(amount)s are in it."),
    values=lambda purchase: {"value": _value(purchase), "currency": purchase.currency},
)
def minimum_in_category(
    purchase: PurchaseFacts, *, categories: tuple[str, ...], amount: Decimal
) -> bool:
    """The goods of the categories, and of those below them, reach the amount together."""
    return purchase.value_of(kind="category", keys=categories) >= amount


@ORDER_RULES.rule(
    parameters=(WholeNumber(name="pieces", label=_("Pieces, at least")),),
    reason=Reason.TOO_FEW_PIECES,
    staff=ngettext_lazy(
        "Has at least %(pieces)s piece", "Has at least %(pieces)s pieces", "pieces"
    ),
    customer=ngettext_lazy(
        "Put at least %(pieces)s piece into your basket to use your invitation.",
        "Put at least %(pieces)s pieces into your basket to use your invitation.",
        "pieces",
    ),
    published=ngettext_lazy(
        "An order counts from %(pieces)s piece.",
        "An order counts from %(pieces)s pieces.",
        "pieces",
    ),
    values=lambda purchase: {"pieces": purchase.quantity},
)
def quantity(purchase: PurchaseFacts, *, pieces: int) -> bool:
    """Enough pieces are bought, of one product or of many."""
    return purchase.quantity >= pieces


@ORDER_RULES.rule(
    parameters=(ShopThings(name="countries", label=_("Countries"), things="country"),),
    reason=Reason.WRONG_COUNTRY,
    staff=_("Is sent to one of these countries: %(countries)s"),
    customer=_("This invitation is for orders to %(countries)s."),
    published=_("An order counts if it is sent to %(countries)s."),
    values=lambda purchase: {"country": purchase.country},
)
def country(purchase: PurchaseFacts, *, countries: tuple[str, ...]) -> bool:
    """It is sent to one of the countries. Before the address is known nothing is judged."""
    is_unknown_yet = not purchase.country and not purchase.is_placed
    return is_unknown_yet or purchase.country in countries


@ORDER_RULES.rule(
    parameters=(ShopThings(name="sites", label=_("Sites"), things="site"),),
    reason=Reason.WRONG_SITE,
    staff=_("Is placed on one of these sites: %(sites)s"),
    customer=_("This invitation is for orders on %(sites)s."),
    published=_("An order counts if it is placed on %(sites)s."),
    values=lambda purchase: {"site": purchase.site},
)
def site(purchase: PurchaseFacts, *, sites: tuple[str, ...]) -> bool:
    """It is placed on one of the shop's sites."""
    return purchase.site in sites


@ORDER_RULES.rule(
    parameters=(Choices(name="days", label=_("Days"), choices=WEEKDAYS),),
    reason=Reason.WRONG_TIME,
    staff=_("Is placed on one of these days: %(days)s"),
    customer=_("This invitation works on these days: %(days)s."),
    published=_("An order counts on these days: %(days)s."),
    values=lambda purchase: {"placed": timezone.localtime(purchase.moment)},
)
def weekday(purchase: PurchaseFacts, *, days: tuple[str, ...]) -> bool:
    """It is placed on one of the days, on the shop's clock."""
    return WEEKDAYS[timezone.localtime(purchase.moment).weekday()][0] in days


@ORDER_RULES.rule(
    parameters=(
        WholeNumber(name="from_hour", label=_("From o'clock"), lowest=0, highest=23),
        WholeNumber(name="until_hour", label=_("Until o'clock"), lowest=1, highest=24),
    ),
    reason=Reason.WRONG_TIME,
    staff=_("Is placed between %(from_hour)s and %(until_hour)s o'clock"),
    customer=_("This invitation works between %(from_hour)s and %(until_hour)s o'clock."),
    published=_("An order counts between %(from_hour)s and %(until_hour)s o'clock."),
    values=lambda purchase: {"placed": timezone.localtime(purchase.moment)},
)
def time_of_day(purchase: PurchaseFacts, *, from_hour: int, until_hour: int) -> bool:
    """It is placed within the hours, on the shop's clock; they may go over midnight."""
    hour = timezone.localtime(purchase.moment).hour
    if from_hour < until_hour:
        return from_hour <= hour < until_hour
    return hour >= from_hour or hour < until_hour


@ORDER_RULES.rule(
    reason=Reason.OTHER_OFFER,
    staff=_("Uses no other offer of the shop"),
    customer=_("This invitation cannot be used together with another offer."),
    published=_("An order counts if no other offer of the shop is used."),
    values=lambda purchase: {"offers": ", ".join(purchase.other_offers)},
)
def not_combined(purchase: PurchaseFacts) -> bool:
    """No other offer lowers the price of the same order."""
    return not purchase.other_offers
