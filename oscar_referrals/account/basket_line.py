"""What the basket says about an invitation: what it gives, or what is missing."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from oscar_referrals.eligibility.sentences import refusal_sentences
from oscar_referrals.money import format_money
from oscar_referrals.reasons import PERSONAL_REASONS, Reason
from oscar_referrals.selectors.offers import friend_gets, friend_saves
from oscar_referrals.shop.invitations import Judgement, judged_in
from oscar_referrals.shop.wording import (
    is_minimum_missing,
    missing_for_minimum,
    refusal_sentence,
)

#: What a friend can do something about in his basket.
_CAN_BE_CHANGED = frozenset(
    {Reason.BELOW_MINIMUM, Reason.PRODUCT_NOT_ELIGIBLE, Reason.TOO_FEW_PIECES}
)


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One sentence. `look` is "works", "missing" (the friend can do something) or "refused".

    `also` has a sentence for each further rule that is not met.
    """

    look: str
    sentence: str
    also: tuple[str, ...] = ()


def describe_invitation(basket: Any) -> BasketLine | None:
    """Return the sentence about the invitation in a basket that was priced, or None if it has none.

    No query: what was judged while the basket was priced is put into words. Of several codes only
    the one that counts is spoken of.
    """
    judgements = [one for one in judged_in(basket) if not one.is_superseded]
    return _describe(judgements[-1], basket) if judgements else None


def _describe(judgement: Judgement, basket: Any) -> BasketLine:
    if is_minimum_missing(judgement):
        return BasketLine("missing", _missing(judgement), _further(judgement))
    reason = judgement.reason
    if reason is not None:
        look = "missing" if reason in _CAN_BE_CHANGED else "refused"
        return BasketLine(look, refusal_sentence(judgement), _further(judgement))
    if judgement.terms.pays_shipping:
        return BasketLine("works", _works(judgement, friend_saves(judgement.terms)))
    given = _given(judgement, basket)
    if not given:
        return BasketLine("refused", _("Your invitation cannot be combined with another offer."))
    amount = format_money(given, judgement.terms.currency)
    return BasketLine("works", _works(judgement, _("%(figure)s off") % {"figure": amount}))


def _further(judgement: Judgement) -> tuple[str, ...]:
    """Return what else is missing; nothing where the code itself does not work."""
    failures = judgement.decision.failures
    if judgement.is_superseded or any(one.reason not in PERSONAL_REASONS for one in failures):
        return ()
    sentences = refusal_sentences(judgement.decision, terms=judgement.terms)
    return tuple(dict.fromkeys(sentences[1:]))


def _given(judgement: Judgement, basket: Any) -> Decimal:
    voucher_id = judgement.code.voucher_id
    ours = (
        application["discount"]
        for application in basket.offer_applications
        if application["voucher"] and application["voucher"].pk == voucher_id
    )
    return sum(ours, Decimal(0))


def _works(judgement: Judgement, benefit: str) -> str:
    name = judgement.code.advocate.shown_name
    if judgement.code.advocate.is_house:
        return _("Your card: %(benefit)s") % {"benefit": benefit}
    if name:
        return _("%(name)s's invitation: %(benefit)s") % {"name": name, "benefit": benefit}
    return _("Your friend's invitation: %(benefit)s") % {"benefit": benefit}


def _missing(judgement: Judgement) -> str:
    words = {
        "missing": missing_for_minimum(judgement.facts),
        "name": judgement.code.advocate.shown_name,
        "amount": friend_gets(judgement.terms),
    }
    if judgement.code.advocate.is_house:
        return _("%(missing)s to use your card's %(amount)s") % words
    if words["name"]:
        return _("%(missing)s to use %(name)s's %(amount)s") % words
    return _("%(missing)s to use your friend's %(amount)s") % words
