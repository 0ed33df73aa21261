"""Codes of other retailers: adding them to lists, and giving each of them once.

A reward for which there is no code waits. Whoever looks for due work tries again each time.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from oscar_referrals import ledger
from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import CodesInvalid
from oscar_referrals.flows import tell
from oscar_referrals.locks import lock_row, locked
from oscar_referrals.models import AccountKind, CodeList, ListedCode, Reward, RewardState
from oscar_referrals.rewards.retailer_card import RetailerCard
from oscar_referrals.selectors.code_lists import free_codes_for, waiting_rewards

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BoughtCode:
    """One code as it was bought: of which list, worth what. `line` says where it stands."""

    line: int
    label: str
    currency: str
    value: Decimal
    text: str


@transaction.atomic
def add_codes(bought: Sequence[BoughtCode]) -> int:
    """Add codes to their lists, making lists that are not there yet; return how many were new.

    A code that its list has already is left out. All or nothing: raises CodesInvalid if a list is
    of another currency or value.
    """
    before = ListedCode.objects.count()
    lists: dict[str, CodeList] = {}
    problems: dict[int, str] = {}
    for code in bought:
        found = lists.get(code.label) or _find_or_make_list(code)
        lists[code.label] = found
        if (found.currency, found.value) != (code.currency, code.value):
            problems[code.line] = f"{found.value} {found.currency}"
    if problems:
        raise CodesInvalid(problems)
    ListedCode.objects.bulk_create(
        (ListedCode(code_list=lists[code.label], text=code.text) for code in bought),
        ignore_conflicts=True,
    )
    return ListedCode.objects.count() - before


def give_codes() -> int:
    """Give a code to each reward that waits for one, as far as there are any; return how many.

    What fails is logged and does not stop the rest.
    """
    given = 0
    for pk in waiting_rewards().values_list("pk", flat=True):
        try:
            given += give_code(reward_id=pk)
        except Exception:
            logger.exception("Reward %s could not be given its code", pk)
    return given


@transaction.atomic
def give_code(*, reward_id: int) -> bool:
    """Give one reward a code that is worth as much; False if there is none, or it has one."""
    reward = lock_row(Reward, reward_id)
    if reward.state != RewardState.ISSUED or hasattr(reward, "listed_code"):
        return False
    code = _take_code(reward)
    if code is None:
        return False
    _post(reward)
    tell.card_given(code)
    _warn_if_low(code.code_list)
    return True


def _find_or_make_list(code: BoughtCode) -> CodeList:
    found, _is_new = CodeList.objects.get_or_create(
        label=code.label,
        defaults={
            "slug": _free_slug(code.label),
            "currency": code.currency,
            "value": code.value,
        },
    )
    return found


def _free_slug(label: str) -> str:
    """Return a short name that no list has yet."""
    wanted = slugify(label)[:90] or "list"
    slug, number = wanted, 1
    while CodeList.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _take_code(reward: Reward) -> ListedCode | None:
    """Take the oldest code that nobody else is just taking. The condition decides, not the look."""
    code = locked(free_codes_for(reward), skip_locked=True).first()
    if code is None:
        return None
    free = ListedCode.objects.filter(pk=code.pk, reward=None)
    return code if free.update(reward=reward, given_at=database_now()) else None


def _post(reward: Reward) -> None:
    given = ledger.Pot(AccountKind.CARD_GIVEN, ledger.Holder("shop"), reward.currency)
    due = ledger.open_account(RetailerCard().pot(reward))
    ledger.post(
        ledger.Draft(
            key=f"card:{reward.pk}",
            memo="Card of another shop given",
            lines=[
                ledger.Line(due, -reward.net),
                ledger.Line(ledger.open_account(given), reward.net),
            ],
            reward=reward,
        )
    )


def _warn_if_low(code_list: CodeList) -> None:
    """Tell whoever buys codes, once for each time that codes were added."""
    left = code_list.codes.filter(reward=None).count()
    if left < code_list.warn_below and code_list.warn_email:
        newest = code_list.codes.order_by("-pk").values_list("pk", flat=True).first()
        tell.codes_low(code_list, occasion=str(newest))
