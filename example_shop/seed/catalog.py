"""Writes categories, products, their stock and their pictures."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import slugify
from oscar.core.loading import get_model
from PIL import Image

from example_shop.seed.drawings import draw
from example_shop.seed.goods import AISLES, GOODS, Aisle, Good

CURRENCY = "EUR"
IN_STOCK = 400

Category = get_model("catalogue", "Category")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
Range = get_model("offer", "Range")
ProductImage = get_model("catalogue", "ProductImage")
StockRecord = get_model("partner", "StockRecord")


def write_catalog() -> None:
    """Write every aisle and every good that is not there yet."""
    partner, _created = Partner.objects.get_or_create(
        code="harbor-lane", defaults={"name": "Harbor Lane Coffee"}
    )
    goods_class, _created = ProductClass.objects.get_or_create(
        slug="goods", defaults={"name": "Goods", "requires_shipping": True, "track_stock": True}
    )
    categories = {aisle.name: _category(aisle=aisle) for aisle in AISLES}
    for good in GOODS:
        if not Product.objects.filter(upc=good.number).exists():
            _write_good(good=good, goods_class=goods_class, partner=partner, categories=categories)
    _write_ranges(categories)
    _write_missing_picture()


def _write_ranges(categories: dict[str, Any]) -> None:
    """Make a range of every aisle, so that offers and the rules of a program can name it."""
    for name, category in categories.items():
        row, is_new = Range.objects.get_or_create(slug=slugify(name), defaults={"name": name})
        if is_new:
            row.included_categories.add(category)


def _category(*, aisle: Aisle) -> Any:
    found = Category.objects.filter(slug=slugify(aisle.name), depth=1).first()
    return found or Category.add_root(name=aisle.name, description=aisle.description)


def _write_good(*, good: Good, goods_class: Any, partner: Any, categories: dict[str, Any]) -> None:
    product = Product.objects.create(
        upc=good.number,
        title=good.title,
        slug=slugify(good.title),
        description=f"<p>{good.description}</p>",
        product_class=goods_class,
    )
    product.categories.add(categories[good.category])
    StockRecord.objects.create(
        product=product,
        partner=partner,
        partner_sku=good.number,
        price_currency=CURRENCY,
        price=good.price,
        num_in_stock=IN_STOCK,
    )
    picture = _file(picture=draw(name=good.drawing), kind="PNG")
    picture.name = f"{product.slug}.png"
    ProductImage.objects.create(product=product, original=picture, caption=good.title)


def _write_missing_picture() -> None:
    name = settings.OSCAR_MISSING_IMAGE_URL
    if not default_storage.exists(name):
        default_storage.save(name, _file(picture=draw(name="mug"), kind="JPEG"))


def _file(*, picture: Image.Image, kind: str) -> ContentFile:
    stream = BytesIO()
    picture.save(stream, format=kind)
    return ContentFile(stream.getvalue())
