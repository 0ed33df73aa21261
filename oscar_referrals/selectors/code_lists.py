"""Code lists: what is left, who waits, and who got what."""

from django.db.models import Count, Q, QuerySet

from oscar_referrals.models import CodeList, ListedCode, Reward, RewardState
from oscar_referrals.rewards.retailer_card import RetailerCard


def lists_with_stock() -> "QuerySet[CodeList]":
    """Return all lists with `left`, the codes that nobody has, and `given`. One query."""
    return CodeList.objects.annotate(
        left=Count("codes", filter=Q(codes__reward=None)),
        given=Count("codes", filter=Q(codes__reward__isnull=False)),
    )


def waiting_rewards() -> "QuerySet[Reward]":
    """Return the rewards that wait for a code, those first that have waited longest."""
    waiting = Reward.objects.filter(
        kind=RetailerCard.key, state=RewardState.ISSUED, listed_code=None
    )
    return waiting.order_by("issued_at", "pk")


def free_codes_for(reward: Reward) -> "QuerySet[ListedCode]":
    """Return the codes that a reward may get: worth exactly as much, from the chosen lists."""
    lists = CodeList.objects.filter(currency=reward.currency, value=reward.net)
    chosen = reward.options.get("lists")
    if chosen:
        lists = lists.filter(slug__in=chosen)
    pks = list(lists.values_list("pk", flat=True))
    return ListedCode.objects.filter(code_list__in=pks, reward=None).order_by("pk")
