"""Inside Oscar's order transaction: what a voucher of ours gave is recorded, or the order stops.

Oscar writes one `OrderDiscount` per offer that gave something, also when the voucher has left the
basket meanwhile. It is the only trace of a discount that cannot be lost, so it is the one we use.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import UnableToPlaceOrder

from oscar_referrals.exceptions import Refused
from oscar_referrals.flows.placement import Placement
from oscar_referrals.flows.redeem import add_shipping, use_claim
from oscar_referrals.flows.spend import spend_credit, use_reward
from oscar_referrals.money import ZERO, as_stored
from oscar_referrals.reasons import Reason, stranger_sentence
from oscar_referrals.shop.buyers import buyer_of
from oscar_referrals.shop.invitations import priced_with
from oscar_referrals.shop.personal import find_pot
from oscar_referrals.shop.prices import value_after_all, value_before_ours
from oscar_referrals.shop.purchases import PlacedBasket

logger = logging.getLogger(__name__)

_INVITATION = "oscar_referrals.shop.proxies.InvitationBenefit"
_PERSONAL = tuple(
    f"oscar_referrals.shop.proxies.{name}"
    for name in ("PersonalBenefit", "PersonalProductBenefit", "PersonalShippingBenefit")
)


def record_discount(order_discount: Any) -> None:
    """Record what one of our vouchers gave in the order that is being placed.

    Raises UnableToPlaceOrder, with a sentence for the customer, if he may not have it (any more):
    Oscar then undoes the whole order. An error of our own is logged and the order goes through.
    """
    if order_discount.voucher_id is None:
        return
    benefit = _benefit_of(order_discount)
    if benefit not in (_INVITATION, *_PERSONAL) or _is_paid_by_another_offer(order_discount):
        return
    order = order_discount.order
    with _or_stop(order):
        if benefit != _INVITATION:
            _spend(order_discount)
        elif order_discount.is_shipping_discount:
            add_shipping(order_id=order.pk, amount=as_stored(order_discount.amount))
        else:
            use_claim(
                placement=_describe(
                    order=order,
                    voucher_id=order_discount.voucher_id,
                    discount=order_discount.amount,
                )
            )


def record_free_shipping(*, order: Any, voucher_id: int) -> None:
    """Record that an order uses an invitation that pays its shipping; see `record_discount`.

    What the shipping costs comes with the discount that Oscar writes next, if it costs anything.
    """
    with _or_stop(order):
        use_claim(placement=_describe(order=order, voucher_id=voucher_id, discount=ZERO))


@contextmanager
def _or_stop(order: Any) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except Refused as refusal:
        raise UnableToPlaceOrder(_sentence(refusal.sentence_for_a_stranger)) from refusal
    except IntegrityError as error:
        raise UnableToPlaceOrder(_sentence(stranger_sentence(Reason.ALREADY_REFERRED))) from error
    except OperationalError as error:
        raise UnableToPlaceOrder(sentence_for_the_slower()) from error
    except Exception:
        logger.exception("Order %s: its voucher could not be recorded", order.number)


def _is_paid_by_another_offer(order_discount: Any) -> bool:
    """Tell whether the shipping was paid by an offer before this one: Oscar lets only one pay."""
    if not order_discount.is_shipping_discount:
        return False
    applications = order_discount.order.basket.offer_applications.shipping_discounts
    return bool(applications) and applications[0]["offer"].pk != order_discount.offer_id


def _benefit_of(order_discount: Any) -> str | None:
    """Return which benefit gave the discount, from the priced basket: without a query."""
    offers = order_discount.order.basket.offer_applications.offers
    offer = offers.get(order_discount.offer_id)
    return offer.benefit.proxy_class if offer else None


def sentence_for_the_slower() -> str:
    """Return what a customer reads whose order met another one in the database."""
    return _("Somebody was faster. Please try again.")


def _sentence(why: str) -> str:
    return _("%(reason)s Please look at your basket again.") % {"reason": why}


def _describe(*, order: Any, voucher_id: int, discount: Decimal) -> Placement:
    basket = order.basket
    email = order.user.email if order.user_id else order.guest_email
    friend = replace(buyer_of(basket), user_id=order.user_id, email=email or "")
    code, claim = priced_with(basket=basket, voucher_id=voucher_id, friend=friend)
    return Placement(
        friend=friend,
        voucher_id=voucher_id,
        currency=order.currency,
        base=value_after_all(basket),
        discount=discount,
        order_value=value_before_ours(basket),
        purchase=PlacedBasket(order),
        order_id=order.pk,
        number=str(order.number),
        code=code,
        claim=claim,
    )


def _spend(order_discount: Any) -> None:
    pot = find_pot(order_discount.voucher_id)
    order = order_discount.order
    if pot is None:
        return
    if pot.account is not None:
        spend_credit(
            account=pot.account,
            user_id=order.user_id,
            amount=order_discount.amount,
            order_id=order.pk,
            number=str(order.number),
        )
    elif pot.reward is not None:
        use_reward(reward=pot.reward, user_id=order.user_id, amount=order_discount.amount)
