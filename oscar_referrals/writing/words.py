"""Terms in the words of the staff."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_referrals.eligibility import CHOOSABLE
from oscar_referrals.eligibility.sentences import staff_sentences
from oscar_referrals.exceptions import UnknownName
from oscar_referrals.models import Side, Terms
from oscar_referrals.money import format_money
from oscar_referrals.rewards import describe_options, reward_kind
from oscar_referrals.rewards.plan import plan_of
from oscar_referrals.selectors.extra_words import describe_extra
from oscar_referrals.selectors.offers import advocate_gets, friend_saves

#: The figures of terms in the order in which staff read them. A limit is part of its percentage.
TERMS_FIELDS = (
    "friend_value",
    "minimum",
    "new_customers_only",
    "combines_with_offers",
    "claim_days",
    "advocate_rules",
    "friend_rules",
    "order_rules",
    "reward_value",
    "reward_kind",
    "reward_options",
    "extra_rewards",
    "reward_needs_claim",
    "reward_claim_days",
    "reward_days",
    "hold_days",
    "advocate_limit",
    "advocate_total",
    "code_total",
    "frees_cancelled_friend",
    "clawback",
    "recovery",
)


def terms_sentence(terms: Terms) -> str:
    """Return terms in one sentence, for lists."""
    if terms.minimum:
        sentence = _("%(friend)s from %(minimum)s for the friend, %(reward)s for the advocate.")
    elif not terms.is_amount_off:
        sentence = _("%(friend)s for any order of the friend, %(reward)s for the advocate.")
    else:
        sentence = _("%(friend)s any order for the friend, %(reward)s for the advocate.")
    return sentence % {
        "friend": friend_saves(terms),
        "minimum": format_money(terms.minimum, terms.currency),
        "reward": reward_text(terms),
    }


def reward_text(terms: Terms) -> str:
    """Return what the advocate gets, with its kind: "€10.00 (store credit)"."""
    return _("%(figure)s (%(kind)s)") % {
        "figure": advocate_gets(terms),
        "kind": kind_text(terms.reward_kind),
    }


def kind_text(key: str) -> str:
    """Return the label of a kind of reward; a kind nobody registers any more keeps its name."""
    try:
        return str(reward_kind(key).label)
    except UnknownName:
        return key


def describe_terms(terms: Terms) -> list[tuple[str, str]]:
    """Return all figures of terms as label and value, in the order of the form."""
    return [(label_of_field(name), describe_field(terms=terms, name=name)) for name in TERMS_FIELDS]


def label_of_field(name: str) -> str:
    """Return what a field of terms is called in lists."""
    labels = {
        "friend_value": _("The friend gets"),
        "reward_value": _("The advocate gets"),
        "reward_kind": _("As"),
        "reward_options": _("Which"),
        "advocate_limit": _("Rewards per advocate in 30 days before staff look"),
        "advocate_total": _("Friends per advocate in all"),
    }
    verbose_name = getattr(Terms._meta.get_field(name), "verbose_name", name)
    return labels.get(name) or str(verbose_name).capitalize()


def describe_field(*, terms: Terms, name: str) -> str:
    """Return the value of one field of terms, with its unit."""
    if name == "friend_value":
        return _friend_text(terms)
    if name == "reward_value":
        return advocate_gets(terms)
    if name == "reward_kind":
        return kind_text(terms.reward_kind)
    if name in CHOOSABLE:
        return "; ".join(staff_sentences(terms=terms, book=name)) or _("no further rule")
    if name == "reward_options":
        return _options_text(terms)
    if name == "extra_rewards":
        return _extras_text(terms)
    return _plain(terms=terms, name=name, value=getattr(terms, name))


def _friend_text(terms: Terms) -> str:
    """Return the friend's benefit and what limits it: "free shipping, up to €6.90"."""
    if terms.is_amount_off:
        return friend_saves(terms)
    limit = format_money(terms.friend_value, terms.currency)
    return _("%(benefit)s, up to %(limit)s") % {"benefit": friend_saves(terms), "limit": limit}


def _extras_text(terms: Terms) -> str:
    lines = [
        _("%(side)s: %(words)s (%(kind)s)")
        % {
            "side": Side(extra.side).label,
            "words": describe_extra(extra, currency=terms.currency),
            "kind": kind_text(extra.kind),
        }
        for extra in plan_of(terms)
    ]
    return "; ".join(lines) or _("none")


def _options_text(terms: Terms) -> str:
    """Return the options of the kind of reward: "It can be used: in one order"."""
    try:
        kind = reward_kind(terms.reward_kind)
    except UnknownName:
        return str(terms.reward_options)
    rows = describe_options(kind=kind, options=terms.reward_options, currency=terms.currency)
    return "; ".join(f"{label}: {value}" for label, value in rows) or _("nothing more")


def _plain(*, terms: Terms, name: str, value: Any) -> str:
    if value is None:
        return _("no limit")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "minimum":
        return format_money(value, terms.currency)
    if name.endswith("_days"):
        return ngettext("%(count)d day", "%(count)d days", value) % {"count": value}
    choice = getattr(terms, f"get_{name}_display", None)
    return str(choice() if choice else value)
