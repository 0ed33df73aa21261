"""Who may be an advocate: the rules an owner can choose."""

from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from oscar_referrals.clock import page_now
from oscar_referrals.eligibility.people import CustomerFacts, accounts_on_the_list
from oscar_referrals.eligibility.registry import RuleBook
from oscar_referrals.parameters import Amount, ShopThings, WholeNumber
from oscar_referrals.ports import shop

ADVOCATE_RULES: RuleBook[CustomerFacts] = RuleBook("advocate_rules")


@ADVOCATE_RULES.rule(
    parameters=(WholeNumber(name="orders", label=_("Orders, at least")),),
    staff=ngettext_lazy(
        "Has placed at least %(orders)s order with the account",
        "Has placed at least %(orders)s orders with the account",
        "orders",
    ),
    customer=ngettext_lazy(
        "You can invite friends once you have placed %(orders)s order with your account.",
        "You can invite friends once you have placed %(orders)s orders with your account.",
        "orders",
    ),
    published=ngettext_lazy(
        "Only customers with at least %(orders)s order can invite friends.",
        "Only customers with at least %(orders)s orders can invite friends.",
        "orders",
    ),
    values=lambda customer: {"orders": customer.account_orders.count},
    audience=lambda terms, *, orders: shop().accounts_with_orders(orders),
)
def minimum_orders(customer: CustomerFacts, *, orders: int) -> bool:
    """The customer has ordered often enough; cancelled orders do not count."""
    return customer.account_orders.count >= orders


@ADVOCATE_RULES.rule(
    parameters=(Amount(name="amount", label=_("Spent, at least")),),
    staff=_("Has spent at least %(amount)s with the account"),
    customer=_("You can invite friends once you have spent %(amount)s with your account."),
    published=_("Only customers who have spent at least %(amount)s can invite friends."),
    values=lambda customer: {
        "spent": customer.account_orders.spent,
        "currency": customer.currency,
    },
    audience=lambda terms, *, amount: shop().accounts_with_spending(
        amount, currency=terms.currency
    ),
)
def minimum_spend(customer: CustomerFacts, *, amount: Decimal) -> bool:
    """The customer has spent enough in the currency of the terms, refunds not counted."""
    return customer.account_orders.spent >= amount


@ADVOCATE_RULES.rule(
    parameters=(WholeNumber(name="days", label=_("Days since the first order, at least")),),
    staff=ngettext_lazy(
        "Has been a customer for at least %(days)s day",
        "Has been a customer for at least %(days)s days",
        "days",
    ),
    customer=ngettext_lazy(
        "You can invite friends %(days)s day after your first order.",
        "You can invite friends %(days)s days after your first order.",
        "days",
    ),
    published=ngettext_lazy(
        "Only customers whose first order is at least %(days)s day old can invite friends.",
        "Only customers whose first order is at least %(days)s days old can invite friends.",
        "days",
    ),
    values=lambda customer: {"first order": customer.account_orders.first_at or ""},
    audience=lambda terms, *, days: shop().accounts_with_orders(
        1, placed_until=page_now() - timedelta(days=days)
    ),
)
def customer_since(customer: CustomerFacts, *, days: int) -> bool:
    """The first order of the account is old enough."""
    first_at = customer.account_orders.first_at
    return first_at is not None and first_at <= customer.moment - timedelta(days=days)


@ADVOCATE_RULES.rule(
    parameters=(ShopThings(name="groups", label=_("Groups"), things="group"),),
    staff=_("Is a member of one of these groups: %(groups)s"),
    customer=_("Only members of %(groups)s can invite friends."),
    published=_("Only members of %(groups)s can invite friends."),
    values=lambda customer: {"groups": ", ".join(sorted(customer.groups))},
    audience=lambda terms, *, groups: shop().accounts_in_groups(groups),
)
def member_of_group(customer: CustomerFacts, *, groups: tuple[str, ...]) -> bool:
    """The account is in one of the groups: staff decide who that is."""
    return not customer.groups.isdisjoint(groups)


@ADVOCATE_RULES.rule(
    staff=_("Is on this program's list of invited advocates"),
    customer=_("Only people whom we have asked can invite friends."),
    published=_("Only people whom we have asked can invite friends."),
    values=lambda customer: {"on the list": customer.is_allowed},
    audience=lambda terms: accounts_on_the_list(terms.program_id),
)
def invited_only(customer: CustomerFacts) -> bool:
    """Staff have put the customer's e-mail address on the program's list."""
    return customer.is_allowed
