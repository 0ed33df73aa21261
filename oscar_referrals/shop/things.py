"""What of the shop a rule or a reward can name, by keys that its staff know."""

from collections.abc import Callable, Iterator, Mapping

from django.contrib.auth.models import Group
from oscar.core.loading import get_model

from oscar_referrals.exceptions import UnknownName

Named = tuple[str, str]


def list_things(kind: str) -> Mapping[str, str]:
    """Return key to name of every thing of a kind. Raises UnknownName."""
    try:
        find = _KINDS[kind]
    except KeyError:
        raise UnknownName(kind) from None
    return dict(sorted(find(), key=lambda named: named[1].casefold()))


def name_thing(kind: str, *, key: str) -> str:
    """Return the name of one thing, "" if there is none of that key. Raises UnknownName.

    There may be many products, so only the one that is asked for is read.
    """
    if kind == "product":
        products = get_model("catalogue", "Product").objects.filter(upc=key)
        return products.values_list("title", flat=True).first() or ""
    return list_things(kind).get(key, "")


def _ranges() -> Iterator[Named]:
    yield from get_model("offer", "Range").objects.values_list("slug", "name")


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


_KINDS: dict[str, Callable[[], Iterator[Named]]] = {
    "range": _ranges,
    "category": _categories,
    "product": _products,
    "country": _countries,
    "group": _groups,
    "site": _sites,
}
