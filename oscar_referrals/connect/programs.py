"""A program as a document: written as YAML, read back and compared. Nothing is saved here."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import yaml
from babel.numbers import is_currency
from django.core.exceptions import ValidationError
from django.db import models

from oscar_referrals.connect.plain_yaml import FileRefused, read_plain_yaml
from oscar_referrals.connect.written_values import read_value, write_value
from oscar_referrals.flows import shape
from oscar_referrals.flows.checking import find_problems
from oscar_referrals.models import Budget, Program, ProgramKind, Terms
from oscar_referrals.parameters import require_whole_units

Document = dict[str, Any]
Fields = dict[str, models.Field[Any, Any]]

_OF_PROGRAM = (
    "name",
    "slug",
    "kind",
    "starts_at",
    "ends_at",
    "precedence",
    "target",
    "looks_at_words",
)
#: What a file need not say.
_USUAL = {
    "kind": ProgramKind.DIRECT,
    "precedence": 0,
    "target": shape.USUAL_TARGET,
    "looks_at_words": False,
}
#: What terms keep about themselves. Everything else in them is a promise or a condition.
_BOOKKEEPING = frozenset({"id", "program", "number", "created_at", "created_by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFields:
    """What can be written down about a program.

    `terms` are fields of `Terms`; `budget` is in their currency, and None means no limit.
    """

    name: str
    slug: str
    kind: str
    starts_at: datetime | None
    ends_at: datetime | None
    precedence: int
    target: Decimal
    looks_at_words: bool
    budget: Decimal | None
    terms: Mapping[str, Any]


def fields_of(program: Program) -> ProgramFields:
    """Return a program's fields as they are now. Raises Refused if it has no terms yet."""
    terms = program.terms_in_force
    budget = program.budgets.filter(currency=terms.currency).first()
    return ProgramFields(
        name=program.name,
        slug=program.slug,
        kind=program.kind,
        starts_at=program.starts_at,
        ends_at=program.ends_at,
        precedence=program.precedence,
        target=program.target,
        looks_at_words=program.looks_at_words,
        budget=budget.cap if budget else None,
        terms={name: getattr(terms, name) for name in _fields_of_terms()},
    )


def document_of(fields: ProgramFields) -> Document:
    """Return a program as plain values, in the order in which a person tells it."""
    of_program = {name: write_value(getattr(fields, name)) for name in _fields_of_program()}
    of_terms = {name: write_value(fields.terms[name]) for name in _fields_of_terms()}
    return of_program | {"terms": of_terms}


def write_program(fields: ProgramFields) -> str:
    """Return a program as YAML."""
    return yaml.safe_dump(document_of(fields), sort_keys=False, allow_unicode=True, width=100)


def read_program(text: str) -> ProgramFields:
    """Return the program that a YAML text describes; terms that are left out are the usual ones.

    Raises FileRefused with a sentence for everything that is wrong.
    """
    file = read_plain_yaml(text)
    said = dict(file.values)
    said_terms = said.pop("terms", None)
    values, problems = _read_fields(said, _fields_of_program(), usual=_USUAL)
    terms: dict[str, Any] = {}
    if isinstance(said_terms, dict):
        usual = {
            name: field.get_default()
            for name, field in _fields_of_terms().items()
            if field.has_default() or field.null
        }
        terms, wrong = _read_fields(said_terms, _fields_of_terms(), usual=usual)
        problems |= {f"terms.{name}": sentence for name, sentence in wrong.items()}
    else:
        problems["terms"] = "It has to hold the terms as keys and values."
    problems = problems or dict(_find_contradictions(values, terms))
    if problems:
        raise FileRefused(
            [file.locate(place=place, sentence=text) for place, text in problems.items()]
        )
    return ProgramFields(**values, terms=terms)


def find_differences(*, before: Document | None, after: Document) -> list[str]:
    """Return a line for everything that differs; for everything there is if nothing was before."""
    new = dict(_lines_of(after))
    if before is None:
        return [f"{place}: {value}" for place, value in new.items()]
    old = dict(_lines_of(before))
    return [
        f"{place}: {old[place]} -> {value}" for place, value in new.items() if old[place] != value
    ]


def _fields_of_program() -> Fields:
    every = {field.name: field for field in Program._meta.concrete_fields}
    fields = {name: every[name] for name in _OF_PROGRAM}
    return fields | {"budget": Budget._meta.get_field("cap")}


def _fields_of_terms() -> Fields:
    every = (*Terms._meta.concrete_fields, *Terms._meta.many_to_many)
    return {field.name: field for field in every if field.name not in _BOOKKEEPING}


def _read_fields(
    said: Document, fields: Fields, *, usual: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of fields, `usual` ones where nothing is said, and what is wrong."""
    values: dict[str, Any] = dict(usual or {})
    problems = {name: "There is no such key." for name in said if name not in fields}
    for name, field in fields.items():
        if name in said:
            try:
                values[name] = read_value(field=field, value=said[name])
            except ValidationError as error:
                problems[name] = " ".join(error.messages)
        elif name not in values:
            problems[name] = "The key is missing."
    return values, problems


def _find_contradictions(
    values: Mapping[str, Any], terms: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong although every value is right in itself: place and sentence."""
    if not values["name"].isprintable() or values["name"].strip() != values["name"]:
        yield "name", "It has to consist of visible signs, without spaces around them."
    starts_at, ends_at = values["starts_at"], values["ends_at"]
    if starts_at and ends_at and ends_at <= starts_at:
        yield "ends_at", "The end has to come after the start."
    if values["budget"] is not None and values["budget"] < 0:
        yield "budget", "It cannot be negative."
    elif is_currency(terms["currency"]):
        yield from _find_fraction(values["budget"], currency=terms["currency"])
    if not 0 < values["target"] <= 100:
        yield "target", "It has to be a percentage from 0.01 to 100."
    if not is_currency(terms["currency"]):
        yield "terms.currency", "It has to be the code of a currency, such as EUR."
    for name, sentence in find_problems(Terms(**terms)).items():
        yield f"terms.{name}", sentence


def _find_fraction(budget: Decimal | None, *, currency: str) -> Iterator[tuple[str, str]]:
    try:
        require_whole_units(amount=budget, currency=currency)
    except ValidationError as error:
        yield "budget", " ".join(error.messages)


def _lines_of(document: Document) -> Iterator[tuple[str, str]]:
    """Yield every value with its place, written as in the file; what is nested in one line."""
    for name, value in document.items():
        if name == "terms":
            yield from ((f"terms.{place}", text) for place, text in _lines_of(value))
        else:
            yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
