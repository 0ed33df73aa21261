"""Tells the story step by step and checks each figure the moment it is read."""

import textwrap
from collections.abc import Sequence
from decimal import Decimal
from typing import TextIO

from example_shop.story.browser import Page
from example_shop.story.failure import StoryFailed

WIDTH = 100
INDENT = " " * 4


def written(figure: object) -> str:
    """Return a figure as the shop writes it; an amount is in EUR."""
    if isinstance(figure, Decimal):
        return f"{'-' if figure < 0 else ''}€{abs(figure):,.2f}"
    return str(figure)


class Teller:
    """Writes the story line by line, each at once."""

    def __init__(self, *, stream: TextIO) -> None:
        self._stream = stream
        self._step = 0
        self._right: list[str] = []

    def say(self, line: str = "") -> None:
        """Write a line as it is."""
        self._finish_step()
        self._write(line)

    def step(self, sentence: str) -> None:
        """Begin the next step: who does what."""
        self._finish_step()
        self._step += 1
        number = f"{self._step:>2}. "
        for line in textwrap.wrap(sentence, WIDTH, initial_indent=number, subsequent_indent=INDENT):
            self._write(line)

    def check(self, what: str, *, found: object, expected: object, page: Page | None) -> None:
        """Tick a figure off, or raise StoryFailed."""
        if found != expected:
            raise StoryFailed(
                f"{what}{f' on {page.address}' if page else ''}\n"
                f"  expected: {written(expected)}\n"
                f"  found:    {written(found)}",
                page=page,
            )
        self.tick(f"{what} {written(found)}".strip())

    def check_words(self, words: str, *, page: Page, times: int = 1) -> None:
        """Tick off that a page says these words so many times, or raise StoryFailed."""
        found = page.text.count(words)
        self.check_times(f"“{words}”", found=found, expected=times, page=page)

    def check_times(
        self, what: str, *, found: int, expected: int, page: Page | None = None
    ) -> None:
        """Tick off that something is there so many times, or raise StoryFailed."""
        if found != expected:
            self.check(f"{what}, times", found=found, expected=expected, page=page)
        self.tick(f"{expected} × {what}" if expected > 1 else what)

    def tick(self, words: str) -> None:
        """Note that something is right."""
        self._right.append(f"✓ {words}")

    def table(self, *, title: str, rows: Sequence[Sequence[object]]) -> None:
        """Write a table whose first row is its head; amounts stand at the right."""
        self.say()
        self.say(title)
        cells = [[written(cell) for cell in row] for row in rows]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for row, texts in zip(rows, cells, strict=True):
            padded = (
                text.rjust(width) if isinstance(cell, Decimal) else text.ljust(width)
                for cell, text, width in zip(row, texts, widths, strict=True)
            )
            self._write(INDENT + "  ".join(padded).rstrip())

    def _write(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def _finish_step(self) -> None:
        """Write what was ticked off, as many to a line as fit."""
        line = ""
        for tick in self._right:
            if line and len(INDENT + line + tick) + 3 > WIDTH:
                self._write(INDENT + line)
                line = ""
            line = f"{line}   {tick}" if line else tick
        if line:
            self._write(INDENT + line)
        self._right = []
