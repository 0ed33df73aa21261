"""Gift cards: showing a code once, and letting a basket use a card."""

from oscar_referrals.clock import database_now
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.spend import put_credit_into_basket
from oscar_referrals.gift_codes import digest_of_code, generate_gift_code
from oscar_referrals.models import Account, AccountKind, GiftCard
from oscar_referrals.ports import shop
from oscar_referrals.reasons import Reason

LAST_SIGNS = 4


def show_code(*, card: GiftCard) -> str:
    """Make the code of a card and return it. From then on nobody can find it out again.

    Raises Refused if it was shown before: of two requests at once one gets the code.
    """
    code = generate_gift_code()
    shown = GiftCard.objects.filter(pk=card.pk, digest=None).update(
        digest=digest_of_code(code), last_signs=code[-LAST_SIGNS:], shown_at=database_now()
    )
    if not shown:
        raise Refused(Reason.CODE_SHOWN)
    card.refresh_from_db()
    return code


def forget_code(*, card: GiftCard) -> None:
    """Make a code worthless, for instance because it was lost. Its owner can ask for a new one."""
    GiftCard.objects.filter(pk=card.pk).update(digest=None, last_signs="", shown_at=None)
    card.refresh_from_db()


def put_card_into_basket(*, card: GiftCard, basket_id: int) -> bool:
    """Let a basket use a card, instead of another one if there was one.

    False if there is nothing left on it, or the basket cannot be changed now.
    """
    if not put_credit_into_basket(account=card.account, basket_id=basket_id):
        return False
    others = Account.objects.filter(kind=AccountKind.GIFT_CARD, voucher__basket=basket_id)
    voucher_ids = others.exclude(pk=card.account_id).values_list("voucher_id", flat=True)
    shop().take_vouchers_out_of_basket(
        basket_id=basket_id, voucher_ids=[pk for pk in voucher_ids if pk is not None]
    )
    return True
