"""A tree of pages to begin with: complete, and every word of it for editors to change."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Site

from oscar_referrals.models import Program, ProgramKind
from wagtail_referrals.contrib.pages.models import HubPage, LandingPage, PartnerPage, RulesPage

Blocks = Sequence[tuple[str, Any]]


@transaction.atomic
def start_pages(
    *, parent: Page, program: Program, community: Program | None = None, is_draft: bool = False
) -> list[Page]:
    """Add the pages of a program below a page, in that page's language; return the new ones.

    The hub comes first, with landing page, rules and partner page below it. A page of a program
    that is there already stays as it is, wherever on the site it is, so that doing it twice adds
    nothing. Another site, and another language, get pages of their own; only the rules are the same
    page on all sites.
    """
    if community is not None and community.kind != ProgramKind.COMMUNITY:
        raise ValueError(f"{community} is no community program")
    new: list[Page] = []
    with override(parent.locale.language_code):
        hub = _find(HubPage, program, parent) or _add(parent, _hub(program), is_draft, new)
        for page in (_landing(program), _rules(program), _partner(community)):
            if page is not None and not _find(type(page), page.program, parent):
                _add(hub, page, is_draft, new)
    return new


def _find(model: Any, program: Program | None, parent: Page) -> Page | None:
    pages = model.objects.filter(program=program, locale=parent.locale_id)
    if model is not RulesPage:
        pages = pages.filter(url_path__startswith=_site_path(parent))
    found: Page | None = pages.first()
    return found


def _site_path(page: Page) -> str:
    """Return how the path of every page of a page's site begins; "" if it is on none."""
    roots = (root.root_path for root in Site.get_site_root_paths())
    return max((root for root in roots if page.url_path.startswith(root)), key=len, default="")


def _add(parent: Page, page: Page, is_draft: bool, new: list[Page]) -> Page:
    page.live = not is_draft
    page.locale = parent.locale
    page.slug = _free_slug(parent, page.slug)
    parent.add_child(instance=page)
    revision = page.save_revision()
    if not is_draft:
        revision.publish()
    new.append(page)
    return page


def _free_slug(parent: Page, wanted: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def _hub(program: Program) -> HubPage:
    body: Blocks = [
        ("hero", {}),
        ("share_panel", {}),
        ("progress", {}),
        ("steps", {}),
        ("faq", {"questions": _questions()}),
        ("rules", {}),
    ]
    title = _("Invite friends")
    return HubPage(title=title, slug="friends", program=program, show_in_menus=True, body=body)


def _landing(program: Program) -> LandingPage:
    body: Blocks = [
        ("hero", {}),
        ("countdown", {}),
        ("steps", {}),
        ("both_get", {}),
        ("facts", {}),
        ("code_entry", {}),
        ("rules", {}),
    ]
    return LandingPage(title=_("Your invitation"), slug="welcome", program=program, body=body)


def _rules(program: Program) -> RulesPage:
    introduction = _("These rules are read from the program itself. What you read here counts.")
    body: Blocks = [
        ("text", f"<p>{introduction}</p>"),
        ("rules", {"is_open": True}),
        ("faq", {"questions": _questions()}),
    ]
    return RulesPage(title=_("Rules of the invitation"), slug="rules", program=program, body=body)


def _partner(community: Program | None) -> PartnerPage | None:
    if community is None:
        return None
    words = _("Every order helps. Returns are taken off, so the total is what is really given.")
    body: Blocks = [("text", f"<p>{words}</p>")]
    title = _("What we give together")
    return PartnerPage(title=title, slug="giving", program=community, body=body)


def _questions() -> list[dict[str, str]]:
    """Return questions that every program answers alike, without a single figure."""
    pairs = (
        (
            _("When do I get my reward?"),
            _("As soon as your friend's return time has ended. You see the day in your account."),
        ),
        (
            _("What if my friend returns something?"),
            _("The reward follows what your friend keeps. Your account tells you why it changed."),
        ),
        (
            _("What do you know about my friends?"),
            _("Nothing, until they order. We store no addresses of people you invite."),
        ),
    )
    return [{"question": question, "answer": f"<p>{answer}</p>"} for question, answer in pairs]
