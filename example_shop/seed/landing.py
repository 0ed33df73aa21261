"""Writes the pages about the invitations into the page tree."""

from wagtail.models import Page

from example_shop.seed.people import ADVOCATE
from example_shop.website.models import HomePage
from oscar_referrals.models import Code, Program
from wagtail_referrals.contrib.pages.models import HubPage, LandingPage, SeenAtPage, StoryPage
from wagtail_referrals.contrib.pages.starting import start_pages

WELCOME = """
<h2>Coffee from people you can meet</h2>
<p>We are nine people with one roaster by the water. What you order on Monday is roasted on Tuesday
and at your door by Friday. If something is not right, send it back within thirty days.</p>
"""

BODY = [
    ("hero", {}),
    ("countdown", {}),
    ("steps", {}),
    ("both_get", {}),
    (
        "testimonials",
        {
            "testimonials": [
                {"words": "Best coffee I ever had, and the bag smells of Tuesday.", "name": "Anna"},
                {"words": "My office has stopped buying anything else.", "name": "Dario"},
            ]
        },
    ),
    ("facts", {}),
    ("code_entry", {}),
    ("rules", {}),
]

STORY = """
<p>I am no coffee person. I am a person with a sister, and my sister sent me a bag. Two weeks later
I stood in the kitchen at six in the morning, weighing beans.</p>
<p>Since then I have sent the link to four friends. Three of them have a grinder now.</p>
"""


CAFE = """
<p>On the corner of Harbor Lane, every cup is our harbor blend. Nora grinds it in front of you and
tells you how she brews it at home.</p>
"""


def write_invitation_pages(*, program: Program, community: Program, cards: Program) -> None:
    """Write the landing page, and whatever else a new site gets; what is there stays."""
    home = HomePage.objects.get()
    if not LandingPage.objects.filter(program=program).exists():
        _publish(
            home,
            LandingPage(
                title="Invite a friend", slug="invite", program=program, welcome=WELCOME, body=BODY
            ),
        )
    start_pages(parent=home, program=program, community=community)
    if not SeenAtPage.objects.filter(program=cards).exists():
        cafe = {"title": "Café Nord", "slug": "cafe-nord", "place": "Café Nord"}
        _publish(home, SeenAtPage(program=cards, introduction=CAFE, **cafe))
    _write_story(program)


def _write_story(program: Program) -> None:
    """Write Anna's own story once she has a code; she has agreed."""
    codes = Code.objects.filter(advocate__program=program, advocate__user__email=ADVOCATE.email)
    code = codes.filter(retired_at=None, expires_at=None).first()
    if code is None or StoryPage.objects.filter(program=program).exists():
        return
    _publish(
        HubPage.objects.filter(program=program).first(),
        StoryPage(
            title="How I became a coffee person",
            slug="anna",
            program=program,
            code=code.text,
            has_consent=True,
            story=STORY,
            body=[("share_panel", {"heading": "Do you have a story like that?"})],
        ),
    )


def _publish(parent: Page, page: Page) -> None:
    parent.add_child(instance=page)
    page.save_revision().publish()
