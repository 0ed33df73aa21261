"""Looks through pages for words that the program cannot keep true."""

import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import get_page_models
from wagtail.rich_text import RichText, get_text_for_indexing

from oscar_referrals.models import ProgramState
from wagtail_referrals.live import shop_currency
from wagtail_referrals.pages import ProgramPageMixin
from wagtail_referrals.partners import PartnerPageMixin
from wagtail_referrals.places import SeenAtPageMixin
from wagtail_referrals.rules import RulesPageMixin

#: Blocks that say what somebody gets.
PROMISES = frozenset({"hero", "both_get", "steps"})
#: Where editors write words of their own, besides the blocks.
OWN_WORDS = {
    "title": gettext_lazy("title"),
    "headline": gettext_lazy("headline"),
    "introduction": gettext_lazy("introduction"),
    "welcome": gettext_lazy("welcome"),
    "story": gettext_lazy("story"),
    "share_title": gettext_lazy("title of a shared link"),
    "share_text": gettext_lazy("text of a shared link"),
}
_LINKED_PAGE = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
_NUMBER_OF_PAGE = re.compile(r'\bid="(\d+)"')
_SIGNS = "".join(
    chr(point) for point in range(sys.maxunicode + 1) if unicodedata.category(chr(point)) == "Sc"
)


def find_complaints(page: Any) -> list[str]:
    """Return a sentence for everything on a page that may mislead its readers.

    Amounts and percentages that were typed do not follow the program, and a promise without the
    rules near it tells half. Of a page that is not about a program nothing is said.
    """
    if not isinstance(page, ProgramPageMixin):
        return []
    return [*_typed_amounts(page), *_missing_rules(page), *_place_without_cards(page)]


def check_pages() -> Iterator[tuple[Any, str]]:
    """Yield live pages about a program with what there is to say of them, a sentence each.

    Pages of rules that are in force count even when they are offline.
    """
    for model in get_page_models():
        if issubclass(model, ProgramPageMixin):
            for page in model.objects.live().order_by("path").iterator():
                complaints = [*find_complaints(page), *_other_rules_in_force(page)]
                yield from ((page, complaint) for complaint in complaints)
    yield from _rules_left_alone()


def _rules_left_alone() -> Iterator[tuple[Any, str]]:
    """Find rules in force of live programs whose page is offline: nobody writes the next ones."""
    for model in get_page_models():
        if issubclass(model, RulesPageMixin):
            offline = model.objects.not_live().filter(alias_of=None)
            for page in offline.filter(program__state=ProgramState.LIVE).order_by("path"):
                if page.is_source_of_rules():
                    yield page, _("Its rules are in force, and it is offline. Publish it again.")


def _typed_amounts(page: Any) -> Iterator[str]:
    amount = _amount()
    for place, words in _words_of(page):
        found = amount.search(get_text_for_indexing(words))
        if found:
            yield _(
                "“%(amount)s” is typed by hand in “%(place)s” and stays when the program changes. A"
                " block of the page can say it instead."
            ) % {"amount": found.group().strip(), "place": place}


def _missing_rules(page: Any) -> Iterator[str]:
    kinds = {block.block_type for block in page.body}
    invites_nobody = isinstance(page, PartnerPageMixin)
    if invites_nobody or not kinds & PROMISES or "rules" in kinds or _links_to_rules(page):
        return
    yield _(
        "The page promises something and leads nowhere to the rules. Add the block “Rules”, or a"
        " link to a page that has it."
    )


def _other_rules_in_force(page: Any) -> Iterator[str]:
    """Find what a shop that stopped between a change of the program and its rules left behind."""
    if not isinstance(page, RulesPageMixin) or page.program is None:
        return
    if page.find_page_in_charge(page.program_id) is None and not page.is_kept():
        yield _("The rules in force say something else. Publish the page again.")


def _place_without_cards(page: Any) -> Iterator[str]:
    if isinstance(page, SeenAtPageMixin) and page.place and not page.has_cards:
        yield _("No cards were made for “%(place)s” yet: no link leads to this page.") % {
            "place": page.place
        }


def _links_to_rules(page: Any) -> bool:
    """Tell whether the editor's words link to a page that shows the rules of the same program."""
    numbers = {
        int(number)
        for _place, words in _words_of(page)
        for link in _LINKED_PAGE.findall(words)
        for number in _NUMBER_OF_PAGE.findall(link)
    }
    if not numbers:
        return False
    return any(
        linked.program_id == page.program_id and _shows_rules(linked)
        for model in get_page_models()
        if issubclass(model, ProgramPageMixin)
        for linked in model.objects.live().filter(pk__in=numbers)
    )


def _shows_rules(page: Any) -> bool:
    """Tell whether a page has the rules on it. A rules page has them whatever its blocks are."""
    return page.always_shows_rules or any(block.block_type == "rules" for block in page.body)


def _words_of(page: Any) -> Iterator[tuple[str, str]]:
    """Yield where on a page words were typed, and the words; rich text as it is kept."""
    for name, label in OWN_WORDS.items():
        words = getattr(page, name, "")
        if words:
            yield str(label), words
    for block in page.body:
        for words in _words_in(block.value):
            yield str(block.block.label), words


def _words_in(value: Any) -> Iterator[str]:
    """Yield the texts of a block's value, however deep they are."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, RichText):
        yield value.source
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _words_in(inner)
    elif hasattr(value, "__iter__"):
        for inner in value:
            yield from _words_in(inner)


def _amount() -> re.Pattern[str]:
    """Return what finds money and percentages: €10, 10 €, EUR 10, 10,50 euros, 10 %."""
    codes = "|".join(sorted({shop_currency(), "EUR", "USD", "GBP", "CHF"}))
    before = rf"(?:[{_SIGNS}]|\b(?:{codes}))"
    after = rf"(?:[{_SIGNS}]|(?:{codes}|[Ee]uros?|[Dd]ollars?|[Pp]ounds?|[Pp]er ?cent)\b|%)"
    return re.compile(rf"{before}\s?\d[\d.,]*|\d[\d.,]*\s?{after}")
