"""What of the shop a rule or a reward can name, by keys that its staff know."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from oscar_referrals.exceptions import UnknownName
from oscar_referrals.models import CodeList, Partner
from oscar_referrals.ports import ShownThing

Named = tuple[str, str]
#: What a wish list's key in addresses begins with: its own key may look like a product's.
WISH_LIST = "list-"
_IS_PRODUCT = re.compile(r"[1-9][0-9]{0,17}")
_IS_WISH_LIST = re.compile(rf"{WISH_LIST}([a-z0-9]{{1,12}})")


def list_things(kind: str) -> Mapping[str, str]:
    """Return key to name of every thing of a kind. Raises UnknownName."""
    try:
        find = _KINDS[kind]
    except KeyError:
        raise UnknownName(kind) from None
    return dict(sorted(find(), key=lambda named: named[1].casefold()))


def name_thing(kind: str, *, key: str) -> str:
    """Return the name of one thing, "" if there is none of that key. Raises UnknownName.

    There may be many products, so only the one that is asked for is read. A partner keeps its name
    when it takes no part any more.
    """
    if kind == "product":
        products = get_model("catalogue", "Product").objects.filter(upc=key)
        return products.values_list("title", flat=True).first() or ""
    if kind == "partner":
        partners = Partner.objects.filter(slug=key)
        return partners.values_list("name", flat=True).first() or ""
    return list_things(kind).get(key, "")


def list_currencies() -> list[str]:
    """Return the currencies in which the shop has prices, its usual one first. One query."""
    usual: str = settings.OSCAR_DEFAULT_CURRENCY
    stock_records = get_model("partner", "StockRecord").objects.order_by("price_currency")
    priced = stock_records.values_list("price_currency", flat=True).distinct()
    return [usual, *(currency for currency in priced if currency != usual)]


def find_shown(key: str) -> ShownThing | None:
    """Return what an address names; see `ports.Shop`."""
    if _IS_PRODUCT.fullmatch(key):
        return _find_product(key)
    found = _IS_WISH_LIST.fullmatch(key)
    return _find_wish_list(found[1]) if found else None


def _find_product(key: str) -> ShownThing | None:
    """Return a product that customers can browse to, by its primary key."""
    products = get_model("catalogue", "Product").objects.browsable()
    product = products.filter(pk=int(key)).first()
    if product is None:
        return None
    return ShownThing(key, product.get_title(), product.get_absolute_url())


def _find_wish_list(key: str) -> ShownThing | None:
    """Return a wish list that its owner shares. Its page decides who may look at it.

    Only a public one is named, because the name of another is none of a stranger's business.
    """
    wish_list = get_model("wishlists", "WishList").objects.filter(key=key).first()
    if wish_list is None or not wish_list.is_shareable:
        return None
    is_public = wish_list.visibility == wish_list.PUBLIC
    title = wish_list.name if is_public else _("a wish list")
    return ShownThing(f"{WISH_LIST}{key}", title, wish_list.get_shared_url())


def products_among(*, kind: str, keys: Sequence[str], product_ids: Iterable[int]) -> frozenset[int]:
    """Return which products belong to one of the ranges or categories. Raises UnknownName."""
    try:
        find = _PRODUCTS_OF[kind]
    except KeyError:
        raise UnknownName(kind) from None
    products = get_model("catalogue", "Product").objects.filter(pk__in=list(product_ids))
    return frozenset(pk for found in find(keys, products) for pk in found)


def _in_ranges(keys: Sequence[str], products: Any) -> Iterator[Any]:
    for one in get_model("offer", "Range").objects.filter(slug__in=keys):
        yield one.all_products().filter(pk__in=products.values("pk")).values_list("pk", flat=True)


def _in_categories(keys: Sequence[str], products: Any) -> Iterator[Any]:
    slugs = [key.rpartition("/")[2] for key in keys]
    for one in get_model("catalogue", "Category").objects.filter(slug__in=slugs):
        if one.full_slug in keys:
            below = Q(categories__path__startswith=one.path)
            below |= Q(parent__categories__path__startswith=one.path)
            yield products.filter(below).values_list("pk", flat=True)


def _ranges() -> Iterator[Named]:
    ranges = get_model("offer", "Range").objects.all()
    yield from ranges.values_list("slug", "name")


def _categories() -> Iterator[Named]:
    for category in get_model("catalogue", "Category").objects.all():
        yield category.full_slug, category.full_name


def _products() -> Iterator[Named]:
    products = get_model("catalogue", "Product").objects.filter(is_public=True)
    yield from products.exclude(upc=None).exclude(upc="").values_list("upc", "title")


def _countries() -> Iterator[Named]:
    countries = get_model("address", "Country").objects.filter(is_shipping_country=True)
    yield from countries.values_list("iso_3166_1_a2", "printable_name")


def _groups() -> Iterator[Named]:
    yield from Group.objects.values_list("name", "name")


def _sites() -> Iterator[Named]:
    yield from get_model("sites", "Site").objects.values_list("domain", "name")


def _code_lists() -> Iterator[Named]:
    yield from CodeList.objects.values_list("slug", "label")


def _partners() -> Iterator[Named]:
    yield from Partner.objects.filter(is_active=True).values_list("slug", "name")


_KINDS: dict[str, Callable[[], Iterator[Named]]] = {
    "range": _ranges,
    "category": _categories,
    "product": _products,
    "country": _countries,
    "group": _groups,
    "site": _sites,
    "code_list": _code_lists,
    "partner": _partners,
}
_PRODUCTS_OF: dict[str, Callable[[Sequence[str], Any], Iterator[Any]]] = {
    "range": _in_ranges,
    "category": _in_categories,
}
