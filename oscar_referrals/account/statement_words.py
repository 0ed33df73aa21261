"""The postings of a customer's own account in words: never whose order a reward was for."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_referrals.account.reward_words import why_given
from oscar_referrals.models import AccountKind, Transfer

#: What a posting is, by what its key begins with. Only `%(number)s` of the customer's own orders.
_WORDS: dict[str, Promise] = {
    "spend": gettext_lazy("Spent in order %(number)s"),
    "return": gettext_lazy("Given back for order %(number)s"),
    "clawback": gettext_lazy("Taken back, because an order was returned"),
    "payout": gettext_lazy("Put into a payout"),
    "payout_undone": gettext_lazy("Came back from a payout"),
    "payout_paid": gettext_lazy("Paid out"),
    "payout_paid_undone": gettext_lazy("The payout failed"),
}

TITLES: dict[str, Promise] = {
    AccountKind.CREDIT: gettext_lazy("Credit in %(currency)s"),
    AccountKind.PAYOUT_DUE: gettext_lazy("To be paid out in %(currency)s"),
    AccountKind.PAYOUT_OPEN: gettext_lazy("On its way to you in %(currency)s"),
    AccountKind.RECEIVABLE: gettext_lazy("Set off against your next rewards in %(currency)s"),
}


def describe_posting(transfer: Transfer) -> str:
    """Return what a posting was. No query if the transfer came with its reward."""
    step = transfer.key.partition(":")[0]
    if step == "grant" and transfer.reward is not None:
        return _("Reward %(why)s") % {"why": why_given(transfer.reward)}
    words = _WORDS.get(step)
    if words is None:
        return _("Booked by the shop")
    return str(words) % {"number": transfer.order_number}
