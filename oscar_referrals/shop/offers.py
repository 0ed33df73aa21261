"""Our rows in Oscar's offer and voucher tables. Made once, never saved again by us."""

from datetime import UTC, datetime
from typing import Any

from oscar.core.loading import get_model

from oscar_referrals.models import Account, AccountKind, Code, Program, Reward

ConditionalOffer = get_model("offer", "ConditionalOffer")
Condition = get_model("offer", "Condition")
Benefit = get_model("offer", "Benefit")
Range = get_model("offer", "Range")
Voucher = get_model("voucher", "Voucher")
VoucherSet = get_model("voucher", "VoucherSet")

#: Our terms and states decide how long a code works, so its voucher is always in time for Oscar.
ALWAYS = {
    "start_datetime": datetime(2000, 1, 1, tzinfo=UTC),
    "end_datetime": datetime(2100, 1, 1, tzinfo=UTC),
}
#: Personal vouchers take what is left after every other offer.
PERSONAL_PRIORITY = -1000
EVERYTHING = "Everything (invitations)"
STORE_CREDIT = "Store credit"
GIFT_CARD = "Gift card"
REWARD_VOUCHERS = "Reward"


def create_program_offer(program: Program) -> None:
    """Make the one offer of a program, and the set that keeps its codes together."""
    offer = ConditionalOffer.objects.create(
        name=_free_name(ConditionalOffer, program.name),
        offer_type=ConditionalOffer.VOUCHER,
        condition=_shared(Condition, "shop.proxies.InvitationCondition"),
        benefit=_shared(Benefit, "shop.proxies.InvitationBenefit", range=_everything()),
        max_basket_applications=1,
    )
    voucher_set = VoucherSet.objects.create(
        name=_free_name(VoucherSet, program.name), count=0, description="", **ALWAYS
    )
    Program.objects.filter(pk=program.pk).update(offer=offer, voucher_set=voucher_set)
    program.refresh_from_db()


def create_code_voucher(code: Code) -> int:
    """Make the voucher that is a code; return its primary key."""
    program = code.advocate.program
    return _create_voucher(
        name=f"{program.name} {code.text}",
        text=code.text,
        offer_id=program.offer_id,
        voucher_set_id=program.voucher_set_id,
    )


def create_personal_voucher(*, kind: str, text: str) -> int:
    """Make a voucher: STORE_CREDIT, GIFT_CARD or REWARD_VOUCHERS. Return its primary key."""
    offer, _ = ConditionalOffer.objects.get_or_create(
        name=kind,
        offer_type=ConditionalOffer.VOUCHER,
        priority=PERSONAL_PRIORITY,
        defaults={
            "condition": _shared(Condition, "shop.proxies.PersonalCondition"),
            "benefit": _shared(Benefit, "shop.proxies.PersonalBenefit", range=_everything()),
            "max_basket_applications": 1,
            "exclusive": False,
        },
    )
    voucher_set, _ = VoucherSet.objects.get_or_create(
        name=kind, defaults={"count": 0, "description": "", **ALWAYS}
    )
    return _create_voucher(
        name=f"{kind} {text}", text=text, offer_id=offer.pk, voucher_set_id=voucher_set.pk
    )


def create_credit_voucher(account: Account, *, text: str) -> int:
    """Make the voucher that spends an account's credit, or what is left on a gift card."""
    kind = GIFT_CARD if account.kind == AccountKind.GIFT_CARD else STORE_CREDIT
    return create_personal_voucher(kind=kind, text=text)


def create_reward_voucher(reward: Reward, *, text: str) -> int:
    """Make the voucher that is a reward."""
    return create_personal_voucher(kind=REWARD_VOUCHERS, text=text)


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


def _shared(model: Any, path: str, **fields: Any) -> Any:
    row, _ = model.objects.get_or_create(proxy_class=f"oscar_referrals.{path}", defaults=fields)
    return row


def _everything() -> Any:
    row, _ = Range.objects.get_or_create(name=EVERYTHING, defaults={"includes_all_products": True})
    return row


def _free_name(model: Any, wanted: str) -> str:
    """Return a name no row has yet: names of offers and voucher sets are unique in Oscar."""
    name, number = wanted, 1
    while model.objects.filter(name=name).exists():
        number += 1
        name = f"{wanted} {number}"
    return name
