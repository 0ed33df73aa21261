"""What is wrong with terms, whoever writes them: a person in the dashboard, or a file."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _

from oscar_referrals.eligibility.choosing import find_problems_of_rules
from oscar_referrals.models import FriendBenefit, ProgramKind, RewardShape, Terms
from oscar_referrals.parameters import require_whole_units
from oscar_referrals.ports import shop
from oscar_referrals.rewards import REWARD_KINDS, find_option_problems, reward_kind
from oscar_referrals.rewards.plan import find_plan_problems
from oscar_referrals.rewards.steps import read_steps

LONGEST_TIME_IN_DAYS = 3650
HIGHEST_LIMIT = 10_000
#: The smallest and the largest whole number that terms can say.
RANGES = {
    "claim_days": (1, LONGEST_TIME_IN_DAYS),
    "reward_days": (1, LONGEST_TIME_IN_DAYS),
    "reward_claim_days": (1, LONGEST_TIME_IN_DAYS),
    "hold_days": (0, LONGEST_TIME_IN_DAYS),
    "advocate_limit": (0, HIGHEST_LIMIT),
    "advocate_total": (1, HIGHEST_LIMIT),
    "code_total": (1, HIGHEST_LIMIT),
}


def find_problems(terms: Terms) -> dict[str, str]:
    """Return what contradicts itself in terms: field name to sentence. Empty means all is well."""
    problems = _find_wrong_numbers(terms) | _find_fractions(terms)
    if terms.friend_value <= 0:
        problems["friend_value"] = _("The friend's benefit must be more than nothing.")
    if terms.reward_value <= 0:
        problems["reward_value"] = _("The reward must be more than nothing.")
    if terms.minimum < 0:
        problems["minimum"] = _("The minimum cannot be negative.")
    if terms.reward_cap is not None and terms.reward_cap <= 0:
        problems["reward_cap"] = _("A limit must be more than nothing.")
    elif terms.reward_cap is not None and terms.reward_shape == RewardShape.FIXED:
        problems["reward_cap"] = _("A limit belongs to a percentage. Leave it empty.")
    if terms.friend_benefit == FriendBenefit.PERCENTAGE and terms.friend_value > 100:
        problems["friend_value"] = _("A percentage cannot be more than 100.")
    if terms.friend_range and not terms.friend_pieces:
        problems["friend_range"] = _("A range belongs to a free piece. Leave it empty.")
    elif terms.friend_range and terms.friend_range not in shop().list_things("range"):
        problems["friend_range"] = _("There is no %(key)s.") % {"key": terms.friend_range}
    if terms.reward_shape == RewardShape.PERCENTAGE and terms.reward_value > 100:
        problems["reward_value"] = _("A percentage cannot be more than 100.")
    try:
        read_steps(terms.reward_steps, shape=terms.reward_shape, currency=terms.currency)
    except ValidationError as error:
        problems["reward_steps"] = " ".join(error.messages)
    plan_problems = find_plan_problems(terms)
    if plan_problems:
        problems["extra_rewards"] = " ".join(plan_problems)
    if terms.reward_kind not in REWARD_KINDS:
        problems["reward_kind"] = _("There is no such kind of reward.")
    else:
        problems |= _find_option_problems(terms)
    if terms.program_id is not None and terms.program.kind == ProgramKind.TANGIBLE:
        problems |= _find_problems_of_gifts(terms)
    return problems | find_problems_of_rules(terms)


def _find_wrong_numbers(terms: Terms) -> dict[str, str]:
    """Return which whole numbers are too small or too large."""
    problems: dict[str, str] = {}
    for name, (lowest, highest) in RANGES.items():
        number = getattr(terms, name)
        try:
            if number is not None:
                MinValueValidator(lowest)(number)
                MaxValueValidator(highest)(number)
        except ValidationError as error:
            problems[name] = " ".join(error.messages)
    return problems


def _find_fractions(terms: Terms) -> dict[str, str]:
    """Return which amounts no coin of the currency can pay."""
    amounts: dict[str, Decimal | None] = {"minimum": terms.minimum, "reward_cap": terms.reward_cap}
    if terms.friend_benefit != FriendBenefit.PERCENTAGE:
        amounts["friend_value"] = terms.friend_value
    if terms.reward_shape == RewardShape.FIXED:
        amounts["reward_value"] = terms.reward_value
    problems: dict[str, str] = {}
    for name, amount in amounts.items():
        try:
            require_whole_units(amount=amount, currency=terms.currency)
        except ValidationError as error:
            problems[name] = " ".join(error.messages)
    return problems


def _find_option_problems(terms: Terms) -> dict[str, str]:
    if not isinstance(terms.reward_options, dict):
        return {"reward_options": _("They have to be keys and values.")}
    wrong = find_option_problems(
        kind=reward_kind(terms.reward_kind), options=terms.reward_options, currency=terms.currency
    )
    if not wrong:
        return {}
    return {"reward_options": " ".join(f"{name}: {text}" for name, text in wrong.items())}


def _find_problems_of_gifts(terms: Terms) -> dict[str, str]:
    """Return what keeps terms from being those of gifts, whose cost is known beforehand."""
    problems: dict[str, str] = {}
    if terms.code_total != 1:
        problems["code_total"] = _("A gift works once. Please write 1.")
    if terms.friend_benefit != FriendBenefit.AMOUNT:
        problems["friend_benefit"] = _("A gift is an amount.")
    current = terms.program.current_terms
    if current is not None and current.currency != terms.currency:
        problems["currency"] = _("Gifts keep the currency of the program.")
    return problems
