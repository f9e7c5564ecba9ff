"""The stored form of problems, plans and order requests: JSON with a version and a published schema.

A file leaves out fields that have their default value. Changing a default is therefore a change of the form, and needs
a new version with an upgrader that writes the old value out. A new field whose default means "as before" needs none:
version 1 has gained the rules of a shop (set-ups, ovens, skills …) that way.
"""

import json
from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError, model_validator

from scheduler.domain.complaints import complaints
from scheduler.domain.errors import InputError, InputProblem, refuse
from scheduler.domain.garbage import no_garbage_collection
from scheduler.domain.json_text import Json, parse
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.plan import Plan
from scheduler.domain.problem import SCHEMA_VERSION, Problem
from scheduler.domain.record import Record

Document = dict[str, Json]
Upgrader = Callable[[Document], Document]
"""From the form of one version to that of the next; it may change its argument."""


class OrderRequest(Record):
    """An order to be quoted, with its operations if somebody decomposed it by hand."""

    schema_version: int = SCHEMA_VERSION
    order: Order
    operations: tuple[Operation, ...] = ()

    @model_validator(mode="after")
    def _one_order(self) -> "OrderRequest":
        for row, operation in enumerate(self.operations):
            if operation.order != self.order.id:
                raise ValueError(f"operations[{row}] {operation.id!r} is of another order, {operation.order!r}")
        return self


DOCUMENTS: Mapping[str, type[BaseModel]] = {"problem": Problem, "plan": Plan, "order": OrderRequest}
"""The kinds of files, by the name under which their schema is published."""

UPGRADERS: Mapping[str, Mapping[int, Upgrader]] = {"problem": {}, "plan": {}, "order": {}}
"""For every kind of file: version n -> what makes version n + 1 of it. Version 1 is the first."""

Stored = TypeVar("Stored", bound=BaseModel)


def json_schema(kind: str) -> dict[str, object]:
    """JSON Schema (2020-12) of the current version of "problem", "plan" or "order"."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:production-scheduler:schema:{kind}:{SCHEMA_VERSION}",
        **DOCUMENTS[kind].model_json_schema(),
    }


def load_problem(text: bytes, source: str) -> Problem:
    """The problem in a JSON text of any version up to ours; `source` names the file. Raises InputError."""
    return _load(Problem, "problem", text, source)


def load_plan(text: bytes, source: str) -> Plan:
    """The plan in a JSON text of any version up to ours. Raises InputError."""
    return _load(Plan, "plan", text, source)


def load_order(text: bytes, source: str) -> OrderRequest:
    """The order request in a JSON text of any version up to ours. Raises InputError."""
    return _load(OrderRequest, "order", text, source)


def dump(record: BaseModel) -> bytes:
    """A document as UTF-8 JSON, the same bytes for equal documents; loading it gives an equal document."""
    document = {"schema_version": SCHEMA_VERSION, **record.model_dump(mode="json", exclude_defaults=True)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _load(model: type[Stored], kind: str, text: bytes, source: str) -> Stored:
    with no_garbage_collection():
        return _read(model, kind, text, source)


def _read(model: type[Stored], kind: str, text: bytes, source: str) -> Stored:
    document = parse(text, source)
    if not isinstance(document, dict):
        raise refuse(source, f"expected a {kind}: a JSON object {{...}}")
    _refuse_another_kind(document, kind, source)
    version = _version(document, kind, source)
    if version < SCHEMA_VERSION:
        document = upgraded(document, version, SCHEMA_VERSION, UPGRADERS[kind])
        text = json.dumps(document).encode()
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] == "json_invalid":
            raise refuse(source, _unreadable(error)) from None
        raise InputError(complaints(error, model, document, source)) from None


TELLING = {"problem": "resources", "plan": "assignments", "order": "order"}
"""The field by which a document of each kind is known even if nothing else in it is right."""


def _refuse_another_kind(document: Document, kind: str, source: str) -> None:
    """Two files given in the wrong order are told so, not by what all is missing in each."""
    if TELLING[kind] in document:
        return
    for other, field in TELLING.items():
        if field in document:
            raise refuse(source, f"this file holds {_a(other)}; expected {_a(kind)}: are two files in the wrong order?")


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "order" else f"a {kind}"


def upgraded(document: Document, version: int, wanted: int, upgraders: Mapping[int, Upgrader]) -> Document:
    """The same document in the form of version `wanted`; nothing is done to one that has it already."""
    for step in range(version, wanted):
        document = upgraders[step](document)
        document["schema_version"] = step + 1
    return document


def _version(document: Document, kind: str, source: str) -> int:
    version = document.get("schema_version", SCHEMA_VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        message = f"expected the version of the {kind}'s form, a whole number from 1 to {SCHEMA_VERSION}"
        raise refuse(source, message, "schema_version")
    if version > SCHEMA_VERSION:
        message = (
            f"this {kind} was written by a newer program (form {version}); this one reads forms up to "
            f"{SCHEMA_VERSION}: update it"
        )
        raise InputError([InputProblem(source, "schema_version", None, message)])
    return version


def _unreadable(error: ValidationError) -> str:
    """What the second reader refuses that the first let pass: deep nesting and broken surrogates."""
    reason = error.errors(include_url=False)[0]["ctx"]["error"]
    return "nested too deeply to be read" if "recursion" in reason else f"not valid JSON: {reason}"
