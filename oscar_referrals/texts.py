"""Texts for people to compare: HTML as lines of plain text, and what changed between two."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from html.parser import HTMLParser
from itertools import zip_longest

#: Tags that begin or end a line.
_LINES = re.compile(
    "address|article|aside|blockquote|br|d[dlt]|details|div|fig(caption|ure)|footer|h[1-6r]"
    "|header|li|main|nav|[ou]l|p|pre|section|summary|table|tbody|t[dhr]|thead"
)
_UNSEEN = frozenset(("script", "style", "template"))
#: Which part of two lines has to be the same so that one is taken for the other, rewritten.
_ALIKE = 0.5
_WORDS = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line and what became of them."""

    text: str
    change: Change


Line = tuple[Piece, ...]


def plain_text(html: str) -> str:
    """Return what can be read in a piece of HTML, one line for each paragraph or point."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    """Collects the text of a document; what begins or ends a line becomes a line break."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN
        if _LINES.fullmatch(tag):
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if _LINES.fullmatch(tag):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(" ".join(data.split("\n")))


def compare(old: str, new: str) -> list[Line]:
    """Return all lines of both texts in reading order, with what was removed and what was added.

    A line that was rewritten is told word by word. Texts that are alike give kept lines only.
    """
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    for tag, *places in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = before[places[0] : places[1]], after[places[2] : places[3]]
        if tag == "equal":
            lines += _whole(come, Change.KEPT)
        else:
            lines += _rewritten(gone, come)
    return lines


def _rewritten(gone: Sequence[str], come: Sequence[str]) -> Iterator[Line]:
    """Yield lines that took each other's place: those that are alike in one, the others in two."""
    for old, new in zip_longest(gone, come, fillvalue=""):
        if SequenceMatcher(None, old, new, autojunk=False).ratio() >= _ALIKE:
            yield tuple(_by_word(old, new))
            continue
        yield from _whole([old] if old else [], Change.REMOVED)
        yield from _whole([new] if new else [], Change.ADDED)


def _by_word(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    for tag, *places in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = before[places[0] : places[1]], after[places[2] : places[3]]
        if tag == "equal":
            yield Piece("".join(come), Change.KEPT)
            continue
        if gone:
            yield Piece("".join(gone), Change.REMOVED)
        if come:
            yield Piece("".join(come), Change.ADDED)


def _whole(lines: Sequence[str], change: Change) -> list[Line]:
    return [(Piece(line, change),) for line in lines]
