"""What of the shop a rule or a reward can name, by keys that its staff know."""

from collections.abc import Callable, Iterator, Mapping

from django.contrib.auth.models import Group
from oscar.core.loading import get_model

from oscar_referrals.exceptions import UnknownName
from oscar_referrals.models import CodeList

Named = tuple[str, str]


def list_things(kind: str) -> Mapping[str, str]:
    """Return key to name of every thing of a kind. Raises UnknownName."""
    try:
        find = _KINDS[kind]
    except KeyError:
        raise UnknownName(kind) from None
    return dict(sorted(find(), key=lambda named: named[1].casefold()))


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


def _code_lists() -> Iterator[Named]:
    yield from CodeList.objects.values_list("slug", "label")


_KINDS: dict[str, Callable[[], Iterator[Named]]] = {
    "range": _ranges,
    "category": _categories,
    "product": _products,
    "country": _countries,
    "group": _groups,
    "site": _sites,
    "code_list": _code_lists,
}
