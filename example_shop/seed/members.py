"""Writes what only members may see: a group, a range of goods, and a Wagtail page."""

from django.contrib.auth.models import Group
from oscar.core.loading import get_model
from wagtail.models import PageViewRestriction

from example_shop.website.models import ContentPage, HomePage

MEMBERS = "Friends of the roastery"
RESERVE = "Members' reserve"
RESERVED_GOODS = ("HL-103", "HL-204")

TABLE = """
<p>On the first Saturday of the month we cup what has just come in, and you sit with us. Bring your
own cup; we bring the coffee.</p>
<p>The doors open at nine, by the roaster.</p>
"""

Product = get_model("catalogue", "Product")
Range = get_model("offer", "Range")


def write_members_corner() -> None:
    """Write the group, its range and its page; what is there stays."""
    group, _created = Group.objects.get_or_create(name=MEMBERS)
    reserve, _created = Range.objects.get_or_create(name=RESERVE, defaults={"is_public": False})
    for product in Product.objects.filter(upc__in=RESERVED_GOODS):
        reserve.add_product(product)
    if not ContentPage.objects.filter(slug="cupping-table").exists():
        _write_page(group)


def _write_page(group: Group) -> None:
    home = HomePage.objects.get()
    page = home.add_child(
        instance=ContentPage(title="The cupping table", slug="cupping-table", body=TABLE)
    )
    page.save_revision().publish()
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)
