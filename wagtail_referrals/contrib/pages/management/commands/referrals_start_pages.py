"""The command that gives a new site its pages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page, Site

from oscar_referrals.clock import page_now
from oscar_referrals.models import Program, ProgramKind, ProgramState
from oscar_referrals.selectors.programs import find_first_open
from wagtail_referrals.contrib.pages.starting import start_pages


class Command(BaseCommand):
    """Adds what is missing; running it again adds nothing."""

    help = "Adds a hub, a landing page, rules and a partner page, ready to be edited."

    def add_arguments(self, parser: CommandParser) -> None:
        """All of them have sensible defaults."""
        parser.add_argument("--program", help="short name of the program; else the first open one")
        parser.add_argument("--community", help="short name of the community program, if any")
        parser.add_argument("--site", help="host name of the site; else the default site")
        parser.add_argument("--language", help="code of the language, as in it; else the site's")
        parser.add_argument("--below", type=int, help="number of the page; else the home page")
        parser.add_argument("--draft", action="store_true", help="publish nothing yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the pages and tell where they are."""
        parent = _find_parent(number=options["below"], hostname=options["site"])
        if options["language"]:
            parent = _translated(parent, options["language"])
        program = _find_program(options["program"])
        new = start_pages(
            parent=parent,
            program=program,
            community=_find_community(options["community"]),
            is_draft=options["draft"],
        )
        for page in new:
            self.stdout.write(f"{page.pk:>6}  {page.title:<28}{page.full_url or page.url_path}")
        if not new:
            self.stdout.write("All pages are there already.")
        elif options["draft"]:
            self.stdout.write("They are drafts: publish them in Wagtail.")


def _find_parent(*, number: int | None, hostname: str | None) -> Page:
    """Return the page of that number, or else the home page of the site."""
    if number is None:
        return _find_site(hostname).root_page
    if hostname is not None:
        raise CommandError("A page has a site already: name --site or --below.")
    page = Page.objects.filter(pk=number, depth__gt=1).first()
    if page is None:
        raise CommandError(f"There is no page {number} to put them below.")
    return page


def _translated(page: Page, language: str) -> Page:
    translations = page.get_translations(inclusive=True)
    translated = translations.filter(locale__language_code=language).first()
    if translated is None:
        raise CommandError(f"The page “{page.title}” is not there in {language}. Translate it.")
    return translated


def _find_site(hostname: str | None) -> Site:
    sites = Site.objects.select_related("root_page")
    if hostname is None:
        site = sites.filter(is_default_site=True).first()
        if site is None:
            raise CommandError("There is no default site. Name a page: --below <number>")
        return site
    site = sites.filter(hostname=hostname).order_by("port").first()
    if site is None:
        raise CommandError(f"There is no site {hostname}.")
    return site


def _find_program(slug: str | None) -> Program:
    if slug is None:
        program = find_first_open(page_now())
        if program is None:
            raise CommandError("No program is open. Start one, or name it: --program <short name>")
        return program
    program = Program.objects.filter(slug=slug, kind=ProgramKind.DIRECT).first()
    if program is None:
        raise CommandError(f"There is no program {slug} whose customers invite friends.")
    return program


def _find_community(slug: str | None) -> Program | None:
    """Return the named community program, or else the newest one that is live, if there is one."""
    programs = Program.objects.filter(kind=ProgramKind.COMMUNITY)
    if slug is None:
        return programs.filter(state=ProgramState.LIVE).first()
    program = programs.filter(slug=slug).first()
    if program is None:
        raise CommandError(f"There is no community program {slug}.")
    return program
