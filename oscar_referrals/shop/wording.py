"""What a customer reads in the basket about a code of ours."""

import logging
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from oscar_referrals.eligibility import HOUSE_RULES, FriendFacts
from oscar_referrals.eligibility.sentences import refusal_sentence as first_refusal_sentence
from oscar_referrals.money import format_money
from oscar_referrals.reasons import Reason, stranger_sentence
from oscar_referrals.selectors.offers import friend_saves
from oscar_referrals.shop.buyers import request_of

if TYPE_CHECKING:
    from oscar_referrals.shop.invitations import Judgement

logger = logging.getLogger(__name__)
_TOLD = "oscar_referrals_told"
_NEWS = "_referral_refusal_is_news"


def missing_for_minimum(facts: FriendFacts) -> str:
    """Return what the friend has to add before the invitation works."""
    missing = facts.terms.minimum - facts.order_value
    return _("Spend %(amount)s more") % {"amount": format_money(missing, facts.terms.currency)}


def is_minimum_missing(judgement: "Judgement") -> bool:
    """Tell whether the first thing missing is the minimum of the terms."""
    failures = judgement.decision.failures
    if judgement.is_superseded or not failures:
        return False
    is_house_rule = failures[0].book == HOUSE_RULES.name
    return is_house_rule and failures[0].reason == Reason.BELOW_MINIMUM


def refusal_sentence(judgement: "Judgement") -> str:
    """Return why a code gives nothing in this basket, and what to do about it."""
    if is_minimum_missing(judgement):
        return _("%(missing)s to use your invitation (%(benefit)s).") % {
            "missing": missing_for_minimum(judgement.facts),
            "benefit": friend_saves(judgement.terms),
        }
    if judgement.is_superseded:
        return stranger_sentence(Reason.ANOTHER_CODE)
    return first_refusal_sentence(judgement.decision, terms=judgement.terms)


def tell_refusal(*, basket: Any, judgement: "Judgement") -> None:
    """Tell the customer once why a code gives nothing, through the shop's own messages."""
    request = request_of(basket)
    reason = judgement.reason
    if request is None or reason is None or not hasattr(request, "_messages"):
        return
    refusal = f"{judgement.code.text}:{reason}"
    told = request.session.get(_TOLD, [])
    if refusal in told:
        return
    request.session[_TOLD] = [*told, refusal]
    setattr(request, _NEWS, True)
    messages.warning(request, refusal_sentence(judgement))


def is_news(request: HttpRequest) -> bool:
    """Tell whether the customer learns only with this request that a code gives nothing."""
    return getattr(request, _NEWS, False)


def tell_again(request: HttpRequest | None) -> None:
    """Forget what was told, because the customer has just tried a code again."""
    if request is not None and hasattr(request, "session"):
        request.session.pop(_TOLD, None)


def tell(request: HttpRequest | None, reason: Reason) -> None:
    """Tell a customer why his voucher gives nothing."""
    if request is not None and hasattr(request, "_messages"):
        messages.warning(request, stranger_sentence(reason))
