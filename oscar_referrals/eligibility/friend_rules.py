"""Who may be a friend: the rules an owner can choose, beside those that always hold.

Nothing personal is judged before somebody is known: an order cannot be placed without that.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from oscar_referrals.eligibility.people import CustomerFacts
from oscar_referrals.eligibility.registry import RuleBook
from oscar_referrals.parameters import ShopThings, WholeNumber
from oscar_referrals.reasons import Reason

FRIEND_RULES: RuleBook[CustomerFacts] = RuleBook("friend_rules")


@FRIEND_RULES.rule(
    parameters=(WholeNumber(name="orders", label=_("Which orders count as the first ones")),),
    reason=Reason.EXISTING_CUSTOMER,
    staff=ngettext_lazy(
        "Orders for the first time, and no more than that: %(orders)s order",
        "Places one of the first %(orders)s orders",
        "orders",
    ),
    customer=ngettext_lazy(
        "Invitations are for the first order, and you have ordered before.",
        "Invitations are for the first %(orders)s orders, and you have placed more.",
        "orders",
    ),
    published=ngettext_lazy(
        "An invitation is for a friend's first order.",
        "An invitation is for one of a friend's first %(orders)s orders.",
        "orders",
    ),
    values=lambda friend: {"orders before": ", ".join(sorted(friend.past_order_numbers))},
)
def first_orders(friend: CustomerFacts, *, orders: int) -> bool:
    """The friend has ordered less often before, as a guest as well."""
    return len(friend.past_order_numbers) < orders


@FRIEND_RULES.rule(
    parameters=(ShopThings(name="groups", label=_("Groups"), things="group"),),
    staff=_("Is a member of one of these groups: %(groups)s"),
    customer=_("This invitation is for members of %(groups)s. Please sign in if you are one."),
    published=_("Only members of %(groups)s can use an invitation."),
    values=lambda friend: {"groups": ", ".join(sorted(friend.groups))},
)
def member_of_group(friend: CustomerFacts, *, groups: tuple[str, ...]) -> bool:
    """The friend's account is in one of the groups."""
    return not friend.is_known or not friend.groups.isdisjoint(groups)
