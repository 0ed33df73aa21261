"""Writes the landing page of the invitations into the page tree."""

from wagtail.models import Page

from example_shop.website.models import HomePage
from oscar_referrals.models import Program
from wagtail_referrals.contrib.pages.models import LandingPage

WELCOME = """
<h2>Coffee from people you can meet</h2>
<p>We are nine people with one roaster by the water. What you order on Monday is roasted on Tuesday
and at your door by Friday. If something is not right, send it back within thirty days.</p>
"""


def seed_landing(program: Program) -> Page:
    """Return the live landing page of a program below the home page, in the shop's menu."""
    found = LandingPage.objects.filter(program=program).first()
    if found is not None:
        return found
    page = HomePage.objects.get().add_child(
        instance=LandingPage(
            title="Invite a friend",
            slug="invite",
            program=program,
            welcome=WELCOME,
            show_in_menus=True,
        )
    )
    page.save_revision().publish()
    return page
