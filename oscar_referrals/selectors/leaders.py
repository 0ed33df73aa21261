"""The list of the best: nicknames that advocates have chosen for it, and nothing else of theirs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from oscar_referrals.models import Advocate, AdvocateKind, ReferralState

#: Of fewer people nobody shows a list: one could guess who stands behind a nickname.
SMALLEST_GROUP = 5
#: Whatever a shop decides: a list of one person is no list.
NOBODY_ALONE = 2


@dataclass(frozen=True, slots=True)
class Leader:
    """One place on the list. Who brought the same number of friends shares a place."""

    place: int
    nickname: str
    friends: int


def find_leaders(
    *, program_id: int, most: int, smallest_group: int = SMALLEST_GROUP
) -> list[Leader]:
    """Return the advocates of a program with most rewarded friends, the best first. One query.

    Only who has chosen a nickname and still takes part is on it. Nothing at all is returned for a
    group that is smaller than `smallest_group`, which is never less than `NOBODY_ALONE`.
    """
    smallest_group = max(smallest_group, NOBODY_ALONE)
    listed = listed_advocates().filter(program=program_id, kept__gt=0)
    rows = list(listed.values_list("nickname", "kept")[: max(most, smallest_group)])
    if len(rows) < smallest_group:
        return []
    places: dict[int, int] = {}
    for number, (_nickname, friends) in enumerate(rows, start=1):
        places.setdefault(friends, number)
    return [Leader(places[friends], nickname, friends) for nickname, friends in rows[:most]]


def listed_advocates() -> "QuerySet[Any]":
    """Return everybody who wants to be on a list of the best, the best first. One query.

    Each carries `kept`, the number of rewarded friends; without one, nobody is on a list yet.
    """
    kept = Count("referrals", filter=Q(referrals__state=ReferralState.REWARDED))
    advocates = Advocate.objects.filter(kind=AdvocateKind.CUSTOMER, left_at=None)
    # Whose account was deleted is on no list; a guest is.
    advocates = advocates.exclude(user=None, email="").exclude(nickname="")
    return advocates.annotate(kept=kept).order_by("-kept", "nickname", "pk")
