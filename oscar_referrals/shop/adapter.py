"""Oscar's answers to the questions of `oscar_referrals.ports.Shop`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings as django_settings
from django.db.models import Q
from oscar.core.loading import get_model

from oscar_referrals.eligibility import PurchaseFacts
from oscar_referrals.models import Account, Code, GuestLink, Pledge, Program, Reward
from oscar_referrals.ports import (
    AccountOrders,
    BestCustomer,
    Gives,
    KnownOrder,
    Message,
    OrderFacts,
    OrderPerson,
    PastOrder,
    ShownThing,
    SoldOrder,
)
from oscar_referrals.shop import (
    customers,
    gifts,
    history,
    links,
    mail,
    offers,
    orders,
    purchases,
    refunds,
    sales,
    things,
)


class OscarShop:
    """One method per question; the work is done in the neighboring modules."""

    def create_program_offer(self, program: Program) -> None:
        """See `offers.create_program_offer`."""
        offers.create_program_offer(program)

    def create_code_voucher(self, code: Code) -> int:
        """See `offers.create_code_voucher`."""
        return offers.create_code_voucher(code)

    def create_code_vouchers(self, program: Program, *, texts: Sequence[str]) -> Mapping[str, int]:
        """See `offers.create_code_vouchers`."""
        return offers.create_code_vouchers(program, texts=texts)

    def create_reward_voucher(
        self, reward: Reward, *, text: str, gives: Gives = Gives.AMOUNT
    ) -> int:
        """See `offers.create_reward_voucher`."""
        return offers.create_reward_voucher(reward, text=text, gives=gives)

    def create_credit_voucher(self, account: Account, *, text: str) -> int:
        """See `offers.create_credit_voucher`."""
        return offers.create_credit_voucher(account, text=text)

    def put_voucher_into_basket(self, *, basket_id: int, voucher_id: int) -> bool:
        """Put a voucher into a basket that may still be changed."""
        basket_model = get_model("basket", "Basket")
        basket = basket_model.objects.filter(
            pk=basket_id, status__in=basket_model.editable_statuses
        ).first()
        if basket is None:
            return False
        basket.vouchers.add(voucher_id)
        return True

    def put_product_into_basket(self, *, basket_id: int, product: str) -> bool:
        """See `gifts.put_product_into_basket`."""
        return gifts.put_product_into_basket(basket_id=basket_id, product=product)

    def take_vouchers_out_of_basket(self, *, basket_id: int, voucher_ids: list[int]) -> None:
        """Remove vouchers from a basket, without touching the basket's other data."""
        get_model("basket", "Basket")(pk=basket_id).vouchers.remove(*voucher_ids)

    def order_facts(self, order_ids: Iterable[int | None]) -> Mapping[int, OrderFacts]:
        """See `orders.order_facts`."""
        return orders.order_facts(order_ids)

    def orders_to_count(self, pledge: Pledge, *, limit: int) -> list[int]:
        """See `sales.orders_to_count`."""
        return sales.orders_to_count(pledge, limit=limit)

    def sold_orders(self, order_ids: Iterable[int | None]) -> Mapping[int, SoldOrder]:
        """See `sales.sold_orders`."""
        return sales.sold_orders(order_ids)

    def best_customers(
        self, *, by_spend: bool, currency: str, since: datetime, limit: int
    ) -> list[BestCustomer]:
        """See `sales.best_customers`."""
        return sales.best_customers(by_spend=by_spend, currency=currency, since=since, limit=limit)

    def record_known_refunds(self, order_ids: Sequence[int]) -> None:
        """See `refunds.record_refunds_of`."""
        refunds.record_refunds_of(order_ids)

    def newer_order(
        self, *, after: int, user_id: int | None, email: str, except_order_id: int | None
    ) -> KnownOrder | None:
        """See `orders.newer_order`."""
        return orders.newer_order(
            after=after, user_id=user_id, email=email, except_order_id=except_order_id
        )

    def past_order_numbers(
        self,
        *,
        user_id: int | None,
        email: str,
        identities: Sequence[str],
        except_order_id: int | None,
    ) -> frozenset[str]:
        """See `orders.past_order_numbers`."""
        return orders.past_order_numbers(
            user_id=user_id,
            email=email,
            identities=identities,
            except_order_id=except_order_id,
        )

    def account_orders(self, *, user_id: int | None, currency: str) -> AccountOrders:
        """See `customers.account_orders`."""
        return customers.account_orders(user_id=user_id, currency=currency)

    def groups_of(self, user_id: int | None) -> frozenset[str]:
        """See `customers.groups_of`."""
        return customers.groups_of(user_id)

    def accounts_with_orders(self, number: int, *, placed_until: datetime | None = None) -> Q:
        """See `customers.accounts_with_orders`."""
        return customers.accounts_with_orders(number, placed_until=placed_until)

    def accounts_with_spending(self, amount: Decimal, *, currency: str) -> Q:
        """See `customers.accounts_with_spending`."""
        return customers.accounts_with_spending(amount, currency=currency)

    def accounts_with_reviews(self, score: int) -> Q:
        """See `customers.accounts_with_reviews`."""
        return customers.accounts_with_reviews(score)

    def accounts_in_groups(self, names: Sequence[str]) -> Q:
        """See `customers.accounts_in_groups`."""
        return customers.accounts_in_groups(names)

    def products_among(
        self, *, kind: str, keys: Sequence[str], product_ids: Iterable[int]
    ) -> frozenset[int]:
        """See `things.products_among`."""
        return things.products_among(kind=kind, keys=keys, product_ids=product_ids)

    def purchases(self, order_ids: Iterable[int | None]) -> Mapping[int, PurchaseFacts]:
        """See `purchases.purchases_of`."""
        return purchases.purchases_of(order_ids)

    def orders_to_index(self, *, limit: int, after: int) -> list[OrderPerson]:
        """See `orders.orders_to_index`."""
        return orders.orders_to_index(limit=limit, after=after)

    def past_orders(self) -> Iterator[PastOrder]:
        """See `history.past_orders`."""
        return history.past_orders()

    def is_basket_in_use(self, basket_id: int) -> bool:
        """Tell whether a basket is open or frozen for payment."""
        basket_model = get_model("basket", "Basket")
        in_use = (basket_model.OPEN, basket_model.SAVED, basket_model.FROZEN)
        return bool(basket_model.objects.filter(pk=basket_id, status__in=in_use).exists())

    def credit_to_return(self, *, order_id: int, voucher_id: int) -> Decimal | None:
        """See `orders.credit_to_return`."""
        return orders.credit_to_return(order_id=order_id, voucher_id=voucher_id)

    def list_things(self, kind: str) -> Mapping[str, str]:
        """See `things.list_things`."""
        return things.list_things(kind)

    def currencies(self) -> list[str]:
        """See `things.list_currencies`."""
        return things.list_currencies()

    def product_price(self, product: str, *, currency: str) -> Decimal | None:
        """See `gifts.product_price`."""
        return gifts.product_price(product, currency=currency)

    def name_thing(self, kind: str, *, key: str) -> str:
        """See `things.name_thing`."""
        return things.name_thing(kind, key=key)

    def find_shown(self, key: str) -> ShownThing | None:
        """See `things.find_shown`."""
        return things.find_shown(key)

    def order_contact(self, order_id: int) -> tuple[str, int | None]:
        """See `orders.order_contact`."""
        return orders.order_contact(order_id)

    def send(self, message: Message) -> None:
        """See `mail.send`."""
        mail.send(message)

    def share_url(self, code: Code) -> str:
        """See `links.share_url`."""
        return links.share_url(code)

    def badge_url(self, code: Code) -> str:
        """See `links.badge_url`."""
        return links.badge_url(code)

    def name(self) -> str:
        """Return Oscar's setting."""
        return str(django_settings.OSCAR_SHOP_NAME)

    def account_url(self) -> str:
        """See `links.account_url`."""
        return links.account_url()

    def guest_url(self) -> str:
        """See `links.guest_url`."""
        return links.guest_url()

    def guest_link_url(self, link: GuestLink) -> str:
        """See `links.guest_link_url`."""
        return links.guest_link_url(link)

    def payout_url(self) -> str:
        """See `links.payout_url`."""
        return links.payout_url()

    def code_lists_url(self) -> str:
        """See `links.code_lists_url`."""
        return links.code_lists_url()
