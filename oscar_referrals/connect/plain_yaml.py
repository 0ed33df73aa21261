"""YAML without its surprises: plain values only, each with the line it stands on.

A file that people edit by hand is judged before it is believed. There is no way to name a class, to
repeat a part by reference, or to write a binary fraction where an amount of money is meant.
"""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from oscar_referrals.exceptions import ReferralError

LONGEST_FILE = 100_000
DEEPEST_LEVEL = 8

_TAG = "tag:yaml.org,2002:"
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})")


class FileRefused(ReferralError):
    """A file cannot be used. `problems` are sentences, each with its line and key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PlainFile:
    """What a file says. `lines` are the line numbers by place, such as `terms.minimum`."""

    values: dict[str, Any]
    lines: dict[str, int]

    def locate(self, *, place: str, sentence: str) -> str:
        """Return a sentence about a place, with its line if the place is in the file."""
        line = f"line {self.lines[place]}, " if place in self.lines else ""
        return f"{line}{place}: {sentence}"


def read_plain_yaml(text: str) -> PlainFile:
    """Return the mapping that a text describes: texts, whole numbers, true, false, null, lists.

    Raises FileRefused for anything else: fractions without quotes, keys that come twice, aliases,
    tags, deep nesting, and texts longer than LONGEST_FILE.
    """
    if len(text) > LONGEST_FILE:
        raise FileRefused([f"The file is too long: {LONGEST_FILE} signs are the limit."])
    try:
        _refuse_tricks(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _refusal(error.problem_mark, f"This is not YAML ({error.problem}).") from None
    except yaml.YAMLError:
        raise FileRefused(["This is not YAML: it holds signs that no text has."]) from None
    if not isinstance(node, yaml.MappingNode):
        raise FileRefused(["The file has to consist of keys and values."])
    lines: dict[str, int] = {}
    return PlainFile(values=_read_mapping(node, "", lines), lines=lines)


def _refuse_tricks(text: str) -> None:
    """Go through the text piece by piece, so that nothing grows before it is refused."""
    level = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if getattr(event, "anchor", None) is not None:
            raise _refusal(event.start_mark, "Anchors (&) and aliases (*) are not allowed.")
        if getattr(event, "tag", None) is not None:
            raise _refusal(event.start_mark, "Tags (!) are not allowed.")
        if isinstance(event, yaml.CollectionStartEvent):
            level += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            level -= 1
        if level > DEEPEST_LEVEL:
            raise _refusal(event.start_mark, f"There are more than {DEEPEST_LEVEL} levels.")


def _read(node: yaml.Node, place: str, lines: dict[str, int]) -> Any:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _read_mapping(node, place, lines)
    if isinstance(node, yaml.SequenceNode):
        return [
            _read(item, f"{place}[{number}]", lines)
            for number, item in enumerate(node.value, start=1)
        ]
    return _read_scalar(node, place)


def _read_mapping(node: yaml.MappingNode, place: str, lines: dict[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        if key.tag != f"{_TAG}str" or not key.value.isidentifier():
            raise _refusal(key.start_mark, "A key has to be a word, such as friend_value.")
        inner = f"{place}.{key.value}" if place else key.value
        if key.value in values:
            raise _refusal(key.start_mark, "The key comes twice.", place=inner)
        values[key.value] = _read(value, inner, lines)
    return values


def _read_scalar(node: yaml.Node, place: str) -> str | int | bool | None:
    text: str = node.value
    kind = node.tag.removeprefix(_TAG)
    if kind in {"str", "timestamp"}:
        return text
    if kind == "null":
        return None
    if kind == "bool":
        return yaml.SafeLoader.bool_values[text.lower()]
    if kind == "int" and _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    sentence = f'{text[:40]} is not a whole number. An amount or a text needs quotes: "10.00".'
    raise _refusal(node.start_mark, sentence, place=place)


def _refusal(mark: Any, sentence: str, *, place: str = "") -> FileRefused:
    where = f", {place}" if place else ""
    return FileRefused([f"line {mark.line + 1}{where}: {sentence}" if mark else sentence])
