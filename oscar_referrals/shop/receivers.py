"""Oscar's signals, translated and passed on. Except for the order transaction none may raise."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from oscar.apps.basket.signals import voucher_addition
from oscar.core.loading import get_model

from oscar_referrals.clock import database_now
from oscar_referrals.conf import settings
from oscar_referrals.exceptions import Refused
from oscar_referrals.flows import claim as claiming
from oscar_referrals.flows.ask import ask_later
from oscar_referrals.flows.guests import forget_words
from oscar_referrals.flows.work import enqueue
from oscar_referrals.models import Advocate, Claim, ClaimSource, Code
from oscar_referrals.reasons import Reason
from oscar_referrals.selectors.orders import is_followed
from oscar_referrals.sharing.cookies import remember_in_session, remembered_token
from oscar_referrals.shop import placing, refunds
from oscar_referrals.shop.buyers import buyer_of, request_of
from oscar_referrals.shop.invitations import forget_facts
from oscar_referrals.shop.personal import find_pot
from oscar_referrals.shop.wording import tell, tell_again

logger = logging.getLogger(__name__)


def connect() -> None:
    """Connect every receiver. Called once, when the app is ready."""
    prefix = "oscar_referrals."
    voucher_addition.connect(code_typed, dispatch_uid=prefix + "code_typed")
    user_logged_in.connect(friend_signed_in, dispatch_uid=prefix + "friend_signed_in")
    pre_delete.connect(account_goes, sender=get_user_model(), dispatch_uid=prefix + "account_goes")
    post_save.connect(
        basket_filled,
        sender=get_model("basket", "Line"),
        dispatch_uid=prefix + "basket_filled",
    )
    post_save.connect(
        order_changed,
        sender=get_model("order", "OrderStatusChange"),
        dispatch_uid=prefix + "order_changed",
    )
    post_save.connect(
        order_delivered,
        sender=get_model("order", "OrderStatusChange"),
        dispatch_uid=prefix + "order_delivered",
    )
    post_save.connect(
        review_written,
        sender=get_model("reviews", "ProductReview"),
        dispatch_uid=prefix + "review_written",
    )
    for model in (get_model("order", "PaymentEvent"), get_model("payment", "Transaction")):
        post_save.connect(
            money_moved, sender=model, dispatch_uid=f"{prefix}money_moved.{model.__name__}"
        )
    post_save.connect(
        discount_recorded,
        sender=get_model("order", "OrderDiscount"),
        dispatch_uid=prefix + "discount_recorded",
    )


def never_raises(receiver: Callable[..., None]) -> Callable[..., None]:
    """Keep what goes wrong in a receiver, and its half-done writes, away from the shop."""

    @wraps(receiver)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            with transaction.atomic():
                receiver(*args, **kwargs)
        except Exception:
            logger.exception("%s failed; the shop goes on", receiver.__name__)

    return guarded


def discount_recorded(sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    """A discount was written with an order: record it, or stop the order."""
    if created and not raw:
        placing.record_discount(instance)


@never_raises
def account_goes(sender: Any, instance: Any, **kwargs: Any) -> None:
    """An account is deleted: friends read its owner's name no more."""
    forget_words(Advocate.objects.filter(user_id=instance.pk))


def code_typed(sender: Any, basket: Any, voucher: Any, **kwargs: Any) -> None:
    """Somebody typed a voucher code: if it is one of ours, that is a claim."""
    _claim_typed_code(basket=basket, voucher=voucher, request=getattr(sender, "request", None))


@never_raises
def _claim_typed_code(*, basket: Any, voucher: Any, request: Any) -> None:
    code = Code.objects.filter(voucher_id=voucher.pk).first()
    if code is None:
        _tell_stranger(basket=basket, voucher=voucher, request=request)
        return
    tell_again(request)
    try:
        claim = claiming.claim_code(code=code, source=ClaimSource.TYPED, friend=buyer_of(basket))
    except Refused as refusal:
        logger.info("Code %s refused: %s", code.pk, refusal.reason)
        return
    finally:
        _let_price_again(basket)
    if request is not None:
        remember_in_session(request=request, claim=claim)


def _let_price_again(basket: Any) -> None:
    """Drop what an earlier code of the same offer took off the lines: Oscar prices on top of it."""
    forget_facts(basket)
    basket.reset_offer_applications()


def _tell_stranger(*, basket: Any, voucher: Any, request: Any) -> None:
    pot = find_pot(voucher.pk)
    if pot is not None and not pot.is_for_bearer and pot.owner_id != basket.owner_id:
        tell(request, Reason.NOT_OWNER)


def basket_filled(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    """A basket line was saved: a friend who has claimed gets the voucher into that basket.

    Visitors who have claimed nothing cost no query here.
    """
    basket = instance.basket
    token = None if raw else remembered_token(request_of(basket))
    if token is not None:
        _put_claim_into_basket(basket=basket, token=token)


@never_raises
def _put_claim_into_basket(*, basket: Any, token: str) -> None:
    claim = Claim.objects.select_related("code").filter(token=token, referral=None).first()
    if claim is not None and claim.expires_at > database_now():
        claiming.put_into_basket(claim=claim, basket_id=basket.pk, user_id=basket.owner_id)


@never_raises
def friend_signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """A visitor signed in: what he has claimed goes with him, here and on his next device."""
    token = remembered_token(request)
    if token is not None:
        claiming.bind_to_account(token=token, user_id=user.pk)
        return
    claim = Claim.objects.filter(user=user, referral=None, expires_at__gt=database_now()).first()
    if claim is not None and hasattr(request, "session"):
        remember_in_session(request=request, claim=claim)


@never_raises
def order_changed(sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    """An order's status changed: what hangs on it, if anything does, will be settled.

    Oscar announces a change before it writes it down; the row is what says when it happened.
    """
    if created and not raw and is_followed(instance.order_id):
        enqueue(
            kind="order_changed",
            subject=instance.order_id,
            due_at=database_now(),
            occasion=f"status:{instance.pk}",
        )


def order_delivered(sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    """An order has arrived: its customer may like to tell friends. No query unless that is set."""
    if created and not raw and "delivery" in settings.ASK_AFTER:
        _ask_about_order(instance)


def review_written(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    """A review was published: who is pleased may like to tell friends. No query unless set."""
    if not raw and "review" in settings.ASK_AFTER:
        _ask_about_review(instance)


@never_raises
def _ask_about_order(change: Any) -> None:
    user_id = change.order.user_id
    if user_id is not None and change.new_status in settings.DELIVERED_STATUSES:
        ask_later(user_id=user_id, occasion=f"order:{change.order_id}")


@never_raises
def _ask_about_review(review: Any) -> None:
    is_good = review.status == review.APPROVED and int(review.score) >= settings.GOOD_SCORE
    if review.user_id is not None and is_good:
        ask_later(user_id=review.user_id, occasion=f"review:{review.pk}")


def money_moved(sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    """A payment event or a transaction was written: a refund will be recorded.

    Whatever is no refund costs no query here.
    """
    if created and not raw and refunds.is_refund(instance):
        _note_refund(instance)


@never_raises
def _note_refund(row: Any) -> None:
    refunds.note_refund(row)
