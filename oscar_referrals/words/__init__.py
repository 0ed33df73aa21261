"""Words that nobody may have as a code: data, one word a line, read once."""

from functools import cache
from importlib.resources import files

from oscar_referrals.codes import likeness_of, normalize_code
from oscar_referrals.conf import settings


def is_allowed(word: str) -> bool:
    """Tell whether an advocate may have a normalized word as his code.

    Words of the shop may not be the whole word, offensive ones no part of it; look-alikes count as
    equal. A shop adds its own with `OSCAR_REFERRALS_BLOCKED_WORDS`.
    """
    looks = likeness_of(word)
    blocked = _read("blocked.txt") | {_looks_of(line) for line in settings.BLOCKED_WORDS}
    return looks not in _read("reserved.txt") and not any(part in looks for part in blocked if part)


@cache
def _read(name: str) -> frozenset[str]:
    text = files("oscar_referrals.words").joinpath(name).read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(_looks_of(line) for line in lines if line)


def _looks_of(line: str) -> str:
    return likeness_of(normalize_code(line))
