"""What partners got as rewards, in the names of customers who invite friends."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from oscar_referrals.ledger import partner_holder
from oscar_referrals.models import AccountKind, Entry, Partner, Program, Reward, Terms
from oscar_referrals.money import ZERO, exact
from oscar_referrals.rewards.donation import DonationReward
from oscar_referrals.rewards.plan import plan_of


@dataclass(frozen=True, slots=True)
class GivenInNames:
    """What a partner got in a program, less what was taken back, in `currency`."""

    partner: Partner
    program: Program
    currency: str
    total: Decimal


def given_by(program: Program) -> list[GivenInNames]:
    """Return what a program gave each partner, and those to whom it promises something.

    Two queries. Nothing personal is in it.
    """
    return _given(Partner.objects.order_by("name"), [program])


def given_to(partner: Partner) -> list[GivenInNames]:
    """Return what a partner got or is promised, program by program. Two queries."""
    programs = Program.objects.select_related("current_terms").order_by("name", "pk")
    return _given([partner], programs)


def postings_of_donations() -> "QuerySet[Entry]":
    """Return what was posted to partners as rewards, and taken back from them."""
    return Entry.objects.filter(
        account__kind=AccountKind.PAYABLE, transfer__reward__isnull=False
    ).order_by()


def given_in_name_of(rewards: Iterable[Reward]) -> list[tuple[str, str, Decimal]]:
    """Return what a customer's rewards gave: short name of the partner, currency, amount."""
    totals: dict[tuple[str, str], Decimal] = {}
    for reward in rewards:
        if reward.kind == DonationReward.key and reward.issued_at is not None:
            key = (reward.options["partner"], reward.currency)
            totals[key] = totals.get(key, ZERO) + reward.net
    return [(*key, total) for key, total in sorted(totals.items()) if total]


def _given(partners: Iterable[Partner], programs: Iterable[Program]) -> list[GivenInNames]:
    partners = list(partners)
    pairs = {
        partner_holder(partner_id=partner.pk, program_id=program.pk).name: (partner, program)
        for program in programs
        for partner in partners
    }
    totals = dict.fromkeys(_promised(pairs.values()), ZERO)
    sums = postings_of_donations().filter(account__holder__in=pairs)
    for holder, currency, total in sums.values_list(
        "account__holder", "account__currency"
    ).annotate(total=exact(Sum("amount"))):
        totals[holder, currency] = total
    return [
        GivenInNames(*pairs[holder], currency, total)
        for (holder, currency), total in totals.items()
    ]


def _promised(pairs: Iterable[tuple[Partner, Program]]) -> list[tuple[str, str]]:
    """Return the accounts that the current terms of programs promise something."""
    return [
        (
            partner_holder(partner_id=partner.pk, program_id=program.pk).name,
            program.current_terms.currency,
        )
        for partner, program in pairs
        if program.current_terms and partner.slug in _partners_of(program.current_terms)
    ]


def _partners_of(terms: Terms) -> set[str]:
    """Return the short names of the partners to whom terms promise donations."""
    promises = [(terms.reward_kind, terms.reward_options)]
    promises += [(extra.kind, dict(extra.options)) for extra in plan_of(terms)]
    return {options["partner"] for kind, options in promises if kind == DonationReward.key}
