"""The shop's visitors, and what rules can name: ranges, categories, groups."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from oscar.core.loading import get_model
from oscar.test import factories as oscar_factories

from oscar_referrals.test.factories import AdvocateFactory, ProgramFactory, code_of
from tests.shop.conftest import Visitor, bank, other_visitor, visitor

__all__ = ["Stage", "bank", "other_visitor", "visitor"]


@dataclass
class Stage:
    """A visitor in a shop with a range "coffee", a category "tea/green" and a group "Crew"."""

    visitor: Visitor

    def buy(self, *, price: str = "25.00", quantity: int = 2) -> Any:
        """Put a new product into the basket; return it."""
        self.visitor.add_to_basket(price=price, quantity=quantity)
        return get_model("catalogue", "Product").objects.latest("pk")

    def put_into_range(self, product: Any) -> None:
        """Make a product coffee."""
        get_model("offer", "Range").objects.get(slug="coffee").add_product(product)

    def put_into_category(self, product: Any) -> None:
        """Make a product green tea."""
        product.categories.set([get_model("catalogue", "Category").objects.get(slug="green")])

    def use_code(self, **terms: Any) -> str:
        """Type the code of a program with these terms; return the basket's total."""
        program = ProgramFactory(**{"minimum": Decimal("0.00"), **terms})
        self.visitor.type_code(code_of(AdvocateFactory(program=program)).text)
        return self.visitor.total()


@pytest.fixture
def stage(visitor: Visitor) -> Stage:
    """Return a visitor before he has bought anything."""
    oscar_factories.RangeFactory(name="Coffee", slug="coffee")
    category = get_model("catalogue", "Category")
    category.add_root(name="Tea", slug="tea").add_child(name="Green", slug="green")
    Group.objects.create(name="Crew")
    country = get_model("address", "Country").objects
    for code, name in (("IT", "Italy"), ("AT", "Austria")):
        country.update_or_create(
            iso_3166_1_a2=code, defaults={"printable_name": name, "is_shipping_country": True}
        )
    return Stage(visitor)


Act = Callable[[Stage], Any]
