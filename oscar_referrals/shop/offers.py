"""Our rows in Oscar's offer and voucher tables. Made once, never saved again by us."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from oscar_referrals.models import Account, AccountKind, Code, Program, Reward
from oscar_referrals.ports import Gives

ConditionalOffer = get_model("offer", "ConditionalOffer")
Condition = get_model("offer", "Condition")
Benefit = get_model("offer", "Benefit")
Voucher = get_model("voucher", "Voucher")
VoucherSet = get_model("voucher", "VoucherSet")

#: Our terms and states decide how long a code works, so its voucher is always in time for Oscar.
ALWAYS = {
    "start_datetime": datetime(2000, 1, 1, tzinfo=UTC),
    "end_datetime": datetime(2100, 1, 1, tzinfo=UTC),
}
#: Personal vouchers take what is left after every other offer.
PERSONAL_PRIORITY = -1000
#: A free product comes before them, so that no credit is spent on it.
GIFT_PRIORITY = -900
STORE_CREDIT = "Store credit"
GIFT_CARD = "Gift card"
REWARD_VOUCHERS = "Reward"
FREE_PRODUCTS = "Free product"
FREE_SHIPPING = "Free shipping up to"


def create_program_offer(program: Program) -> None:
    """Make the one offer of a program, and the set that keeps its codes together."""
    offer = ConditionalOffer.objects.create(
        name=_free_name(ConditionalOffer, program.name),
        offer_type=ConditionalOffer.VOUCHER,
        condition=_shared(Condition, "shop.proxies.InvitationCondition"),
        benefit=_shared(Benefit, "shop.proxies.InvitationBenefit"),
        max_basket_applications=1,
    )
    voucher_set = VoucherSet.objects.create(
        name=_free_name(VoucherSet, program.name), count=0, description="", **ALWAYS
    )
    Program.objects.filter(pk=program.pk).update(offer=offer, voucher_set=voucher_set)
    program.refresh_from_db()


def create_code_vouchers(program: Program, *, texts: Sequence[str]) -> Mapping[str, int]:
    """Make the vouchers that are a program's codes; return their primary keys by text."""
    Voucher.objects.bulk_create(
        Voucher(
            name=_voucher_name(program, text),
            code=text,
            usage=Voucher.MULTI_USE,
            voucher_set_id=program.voucher_set_id,
            **ALWAYS,
        )
        for text in texts
    )
    keys = dict(Voucher.objects.filter(code__in=texts).values_list("code", "pk"))
    if program.offer_id is not None:
        link = Voucher.offers.through
        link.objects.bulk_create(
            link(voucher_id=key, conditionaloffer_id=program.offer_id) for key in keys.values()
        )
    return keys


def create_code_voucher(code: Code) -> int:
    """Make the voucher that is a code; return its primary key."""
    program = code.advocate.program
    return _create_voucher(
        name=_voucher_name(program, code.text),
        text=code.text,
        offer_id=program.offer_id,
        voucher_set_id=program.voucher_set_id,
    )


def _voucher_name(program: Program, text: str) -> str:
    return f"{program.name} {text}"


def create_credit_voucher(account: Account, *, text: str) -> int:
    """Make the voucher that spends an account's credit, or what is left on a gift card.

    Return its primary key.
    """
    name = GIFT_CARD if account.kind == AccountKind.GIFT_CARD else STORE_CREDIT
    return _create_personal_voucher(set_name=name, text=text, offer=_offer(name))


def create_reward_voucher(reward: Reward, *, text: str, gives: Gives = Gives.AMOUNT) -> int:
    """Make the voucher that is a reward; return its primary key.

    `shipping_discount` is not told whose offer it is, so free shipping has an offer for each limit.
    """
    match gives:
        case Gives.PRODUCT:
            offer = _offer(FREE_PRODUCTS, benefit="PersonalProductBenefit", priority=GIFT_PRIORITY)
        case Gives.SHIPPING:
            offer = _offer(
                f"{FREE_SHIPPING} {reward.granted:.2f}",
                benefit="PersonalShippingBenefit",
                value=reward.granted,
            )
        case _:
            offer = _offer(REWARD_VOUCHERS)
    return _create_personal_voucher(set_name=REWARD_VOUCHERS, text=text, offer=offer)


def _offer(
    name: str,
    *,
    benefit: str = "PersonalBenefit",
    priority: int = PERSONAL_PRIORITY,
    value: Decimal | None = None,
) -> Any:
    """Return the one offer of that name for vouchers that belong to one customer."""
    offer, _ = ConditionalOffer.objects.get_or_create(
        name=name,
        offer_type=ConditionalOffer.VOUCHER,
        priority=priority,
        defaults={
            "condition": _shared(Condition, "shop.proxies.PersonalCondition"),
            "benefit": _shared(Benefit, f"shop.proxies.{benefit}", value=value),
            "max_basket_applications": 1,
            "exclusive": False,
        },
    )
    return offer


def _create_personal_voucher(*, set_name: str, text: str, offer: Any) -> int:
    voucher_set, _ = VoucherSet.objects.get_or_create(
        name=set_name, defaults={"count": 0, "description": "", **ALWAYS}
    )
    return _create_voucher(
        name=f"{offer.name} {text}", text=text, offer_id=offer.pk, voucher_set_id=voucher_set.pk
    )


def _create_voucher(
    *, name: str, text: str, offer_id: int | None, voucher_set_id: int | None
) -> int:
    voucher = Voucher.objects.create(
        name=name,
        code=text,
        usage=Voucher.MULTI_USE,
        voucher_set_id=voucher_set_id,
        **ALWAYS,
    )
    if offer_id is not None:
        voucher.offers.add(offer_id)
    return int(voucher.pk)


def _shared(model: Any, path: str, *, value: Decimal | None = None) -> Any:
    row, _ = model.objects.get_or_create(proxy_class=f"oscar_referrals.{path}", value=value)
    return row


def _free_name(model: Any, wanted: str) -> str:
    """Return a name no row has yet: names of offers and voucher sets are unique in Oscar."""
    name, number = wanted, 1
    while model.objects.filter(name=name).exists():
        number += 1
        name = f"{wanted} {number}"
    return name
