"""A Haystack back end over the shop's own tables, large enough for a small catalog.

Oscar's catalog pages ask Haystack for their products. Haystack's simple back end does not
understand what they ask, and shows none.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Min, Q
from haystack.backends import (
    BaseEngine,
    BaseSearchBackend,
    BaseSearchQuery,
    SearchNode,
    log_query,
)
from haystack.models import SearchResult
from oscar.core.loading import get_model

WORD_FIELDS = ("title", "upc", "description", "categories__name")

ORDER_FIELDS = {
    "price": "lowest_price",
    "title_exact": "title",
    "date_created": "date_created",
    "rating": "rating",
}


def products_with_words(*, text: str) -> Q:
    """Return the condition that every word of `text` is found somewhere in a product."""
    condition = Q()
    for word in text.split():
        condition &= Q.create(
            [(f"{field}__icontains", word) for field in WORD_FIELDS], connector=Q.OR
        )
    return condition


class DatabaseQuery(BaseSearchQuery):
    """Translates Haystack's tree of conditions to Django's."""

    def build_query(self) -> Q:
        """Return the condition that the products have to meet."""
        return self._condition(node=self.query_filter)

    def _condition(self, *, node: SearchNode) -> Q:
        children = [
            self._condition(node=child) if isinstance(child, SearchNode) else self._leaf(*child)
            for child in node.children
        ]
        condition = Q.create(children, connector=node.connector)
        return ~condition if node.negated else condition

    def _leaf(self, expression: str, value: Any) -> Q:
        field, _lookup = self.query_filter.split_expression(expression)
        if field == "content":
            return products_with_words(text=str(getattr(value, "query_string", value)))
        if field == "category":
            return Q(categories__in=value)
        # What remains is "public" and "not a variant", which browsable() below sees to.
        return Q()


class DatabaseBackend(BaseSearchBackend):
    """Answers from the product tables; there is no index to update."""

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Nothing to do: the tables are the index."""

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Nothing to do: the tables are the index."""

    def clear(self, models: Any = None, commit: bool = True) -> None:
        """Nothing to do: the tables are the index."""

    @log_query
    def search(self, query_string: Q, **kwargs: Any) -> dict[str, Any]:
        """Return one page of products and the number of all that meet the condition."""
        product_model = get_model("catalogue", "Product")
        found = product_model.objects.browsable().base_queryset().filter(query_string).distinct()
        found = self._in_order(found, sort_by=kwargs.get("sort_by", ()))
        page = found[kwargs.get("start_offset", 0) : kwargs.get("end_offset")]
        return {"results": [self._result(product) for product in page], "hits": found.count()}

    def _in_order(self, products: Any, *, sort_by: Iterable[str]) -> Any:
        order = []
        for name in sort_by:
            sign = "-" if name.startswith("-") else ""
            order.append(sign + ORDER_FIELDS[name.removeprefix("-")])
        return products.annotate(lowest_price=Min("stockrecords__price")).order_by(*order, "pk")

    def _result(self, product: Any) -> SearchResult:
        result = SearchResult("catalogue", "product", product.pk, 0)
        # Without this Haystack would load each product again, one at a time.
        result._object = product
        return result


class DatabaseEngine(BaseEngine):
    """The name that HAYSTACK_CONNECTIONS takes."""

    backend = DatabaseBackend
    query = DatabaseQuery
