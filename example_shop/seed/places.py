"""Writes the countries the shop sends to, both site tables, and the Wagtail pages."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from oscar.core.loading import get_model
from wagtail.models import Page
from wagtail.models import Site as WagtailSite

from example_shop.website.models import ContentPage, HomePage

COUNTRIES = {
    "AT": ("AUT", "040", "Austria"),
    "BE": ("BEL", "056", "Belgium"),
    "DE": ("DEU", "276", "Germany"),
    "ES": ("ESP", "724", "Spain"),
    "FR": ("FRA", "250", "France"),
    "IE": ("IRL", "372", "Ireland"),
    "IT": ("ITA", "380", "Italy"),
    "NL": ("NLD", "528", "Netherlands"),
}
PORTS = {"http": 80, "https": 443}

STORY = """
<p>We began with one small roaster, a borrowed van and a market stall by the water. Today we are
nine people, and the stall is still there on Saturdays.</p>
<h2>How we roast</h2>
<p>We roast every Tuesday and send on Wednesday. What is in your kitchen on Friday was green a week
before.</p>
<h2>How we pay</h2>
<p>We buy from eleven farms, every year from the same ones, and pay before the harvest.</p>
"""

HOME_TEXT = """
<h2>From the harbor to your kitchen</h2>
<p>Standard delivery is free. You pay by invoice, fourteen days after the parcel has come. If
something is not right, send it back within thirty days.</p>
"""

Country = get_model("address", "Country")


def write_countries() -> None:
    """Write the countries that a parcel may go to."""
    for code, (three_letters, number, name) in COUNTRIES.items():
        Country.objects.get_or_create(
            iso_3166_1_a2=code,
            defaults={
                "iso_3166_1_a3": three_letters,
                "iso_3166_1_numeric": number,
                "printable_name": name,
                "name": name,
                "is_shipping_country": True,
            },
        )


def write_sites_and_pages() -> None:
    """Write the home page and the page about the roastery, and point both site tables at them."""
    home = HomePage.objects.first() or _write_home_page()
    address = urlsplit(settings.SHOP_ADDRESS)
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID,
        defaults={"domain": address.netloc, "name": settings.OSCAR_SHOP_NAME},
    )
    WagtailSite.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or PORTS[address.scheme],
            "root_page": home,
            "site_name": settings.OSCAR_SHOP_NAME,
        },
    )


def _write_home_page() -> HomePage:
    root = Page.get_first_root_node()
    # Wagtail's migration leaves a page "Welcome to your new Wagtail site!" on the slug "home".
    root.get_children().filter(slug="home").delete()
    root.refresh_from_db()
    home = root.add_child(
        instance=HomePage(
            title="Home",
            slug="home",
            headline="Good coffee, and the things to make it with",
            introduction="Small batches, roasted on Tuesdays and at your door by Friday.",
            body=HOME_TEXT,
        )
    )
    home.add_child(
        instance=ContentPage(
            title="Our roastery", slug="our-roastery", body=STORY, show_in_menus=True
        )
    )
    for page in (home, *home.get_children().specific()):
        page.save_revision().publish()
    return home
