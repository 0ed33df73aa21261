"""Saying no in the words of the rule that said it."""

from oscar_referrals.eligibility import Decision
from oscar_referrals.eligibility.sentences import refusal_sentence
from oscar_referrals.exceptions import Refused
from oscar_referrals.models import Terms
from oscar_referrals.reasons import PERSONAL_REASONS, Reason


def refusal_of(decision: Decision, *, terms: Terms) -> Refused:
    """Return the error to raise for a decision that is no."""
    reason = decision.reason or Reason.RULE_FAILED
    told = refusal_sentence(decision, terms=terms) if reason in PERSONAL_REASONS else ""
    return Refused(reason, told=told)
