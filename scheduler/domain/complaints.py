"""What the records refuse, in words: what was expected, what was found, what an unknown name may mean."""

import difflib
import json
import re
import types
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scheduler.domain.errors import InputProblem
from scheduler.domain.json_text import Json, Path, at, nearest_id, place

EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number of at most 18 digits",
    "bool_type": "true or false",
    "float_type": "a number",
    "is_instance_of": "a number",
    "finite_number": "a number",
    "tuple_type": "a list [...]",
    "dict_type": "an object {...}",
    "model_type": "an object {...}",
    "model_attributes_type": "an object {...}",
    "string_unicode": "text that is valid Unicode",
    "timezone_aware": "a moment with its zone, for example 2026-03-02T08:00:00+08:00",
    "datetime_type": "a moment with its zone, for example 2026-03-02T08:00:00+08:00",
    "datetime_parsing": "a moment with its zone, for example 2026-03-02T08:00:00+08:00",
    "datetime_from_date_parsing": "a moment with its zone, for example 2026-03-02T08:00:00+08:00",
    "date_type": "a day, for example 2026-03-02",
    "date_parsing": "a day, for example 2026-03-02",
    "date_from_datetime_parsing": "a day, for example 2026-03-02",
    "date_from_datetime_inexact": "a day without a time, for example 2026-03-02",
    "time_type": "a time of day, for example 08:00",
    "time_parsing": "a time of day, for example 08:00",
}
"""What was expected, by pydantic's error type, where it does not depend on the field."""

_DUPLICATE = re.compile(r"^(\w+)\[(\d+)\]: (.*)$", re.DOTALL)
_UNKNOWN_REFERENCE = re.compile(r"^(\w+) '(.*?)': (\w+) ('.*' does not exist)$", re.DOTALL)


MOST = 1_000
"""Refusals that are put into words; more are counted. Nobody reads on, and a hostile file may hold any number."""


def complaints(error: ValidationError, model: type[BaseModel], document: Json, source: str) -> list[InputProblem]:
    """Every refusal, up to MOST, as a problem with its place and the id of the record around it."""
    details = error.errors(include_url=False, include_input=False)
    problems: list[InputProblem] = []
    for detail in _independent(details, model):
        if len(problems) == MOST:
            problems.append(InputProblem(source, "", None, f"and more: {len(details):,} things are wrong in all"))
            break
        path, message = _describe(detail, model, document)
        problems.append(InputProblem(source, place(path), nearest_id(document, path), message))
    return problems


def _independent(details: list[ErrorDetails], model: type[BaseModel]) -> Iterator[ErrorDetails]:
    """Without lists too short only because an entry was refused, and missing fields that stand there misspelt."""
    inside: Counter[Path] = Counter()
    misspelt: dict[Path, set[str | None]] = defaultdict(set)
    for detail in details:
        path = detail["loc"]
        inside.update(path[:depth] for depth in range(len(path) + 1))
        if detail["type"] == "extra_forbidden":
            misspelt[path[:-1]].add(_nearest(path, model))
    for detail in details:
        path = detail["loc"]
        if detail["type"] == "too_short" and inside[path] > 1:
            continue
        if detail["type"] == "missing" and path[-1] in misspelt.get(path[:-1], ()):
            continue
        yield detail


def _describe(detail: ErrorDetails, model: type[BaseModel], document: Json) -> tuple[Path, str]:
    path, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return _rule(path, str(context["error"]), document)
    if kind == "missing":
        return path, "this field is missing"
    if kind == "extra_forbidden":
        return path, _unknown_field(path, model)
    found = _found(at(document, path))
    return path, f"expected {_expected(kind, context, detail['msg'])}, found {found}"


def _expected(kind: str, context: dict[str, object], message: str) -> str:
    match kind:
        case "enum" | "literal_error":
            return f"one of {context['expected']}"
        case "greater_than_equal":
            return f"at least {context['ge']}"
        case "greater_than":
            return f"more than {context['gt']}"
        case "less_than_equal":
            return f"at most {context['le']}"
        case "less_than":
            return f"less than {context['lt']}"
        case "decimal_max_places":
            return f"at most {context['decimal_places']} decimals"
        case "decimal_max_digits" | "decimal_whole_digits":
            return "a number of at most 15 digits"
        case "string_pattern_mismatch":
            return (
                "an id without spaces at its ends"
                if r"\s" in str(context["pattern"])
                else "text without control characters"
            )
        case "string_too_short":
            return "a text that is not empty"
        case "string_too_long":
            return f"a text of at most {context['max_length']} characters"
        case "too_short":
            return f"at least {context['min_length']} in this list"
        case "too_long":
            return f"at most {context['max_length']} in this list"
    return EXPECTED.get(kind) or message.removeprefix("Input should be ")


def _rule(path: Path, message: str, document: Json) -> tuple[Path, str]:
    """A rule between fields; those of the whole input name table and row in words: that becomes the place."""
    if not path and (duplicate := _DUPLICATE.match(message)):
        table, row, rest = duplicate.groups()
        return (table, int(row), "id"), rest
    if not path and (reference := _UNKNOWN_REFERENCE.match(message)):
        table, id_, field, rest = reference.groups()
        rows = at(document, (table,))
        for row, record in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(record, dict) and record.get("id") == id_:
                return (table, row, field), rest
    if not path and message.startswith("time zone"):
        return ("zone",), message
    return path, message


def _unknown_field(path: Path, model: type[BaseModel]) -> str:
    if near := _nearest(path, model):
        return f"unknown field; did you mean {near!r}?"
    return f"unknown field; known are {', '.join(_known_fields(path, model))}"


def _nearest(path: Path, model: type[BaseModel]) -> str | None:
    near = difflib.get_close_matches(str(path[-1]), _known_fields(path, model), n=1, cutoff=0.6)
    return near[0] if near else None


def _known_fields(path: Path, model: type[BaseModel]) -> list[str]:
    """The fields of the record that a path's last step is in."""
    record = _model_at(model, path[:-1])
    return list(record.model_fields) if record is not None else []


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The record class whose fields are allowed at a path."""
    here: object = model
    for step in path:
        if isinstance(step, str):
            owner = next(_models(here), None)
            if owner is None or step not in owner.model_fields:
                return None
            here = owner.model_fields[step].annotation
    return next(_models(here), None)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Record classes named in an annotation such as `tuple[Order, ...]` or `Penalty | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (tuple, dict, Union, types.UnionType):
        for inside in get_args(annotation):
            yield from _models(inside)


def _found(value: Json) -> str:
    """The value as it stands in the file; long ones are cut, objects and lists only named."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."
