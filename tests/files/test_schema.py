"""The stored form: what is read is what was written, versions are upgraded, refusals name place and id."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from scheduler.cli import data_folder
from scheduler.domain.errors import SHOWN, InputError, InputProblem
from scheduler.domain.json_text import place
from scheduler.domain.operation import Mode
from scheduler.domain.problem import SCHEMA_VERSION
from scheduler.domain.schema import (
    DOCUMENTS,
    UPGRADERS,
    Document,
    dump,
    json_schema,
    load_order,
    load_plan,
    load_problem,
    upgraded,
)

EXAMPLES = data_folder() / "examples"
FILES = [EXAMPLES / "demo.json", *sorted((EXAMPLES / "tiny").glob("*.json"))]


def small(**fields: object) -> bytes:
    """A problem without orders."""
    document = {
        "zone": "Asia/Shanghai",
        "as_of": "2026-03-02T08:00:00+08:00",
        "companies": [{"id": "works"}],
        "workshops": [],
        "calendars": [],
        "resources": [],
    }
    return json.dumps(document | fields).encode()


def problems(text: bytes) -> list[InputProblem]:
    with pytest.raises(InputError) as refused:
        load_problem(text, "shop.json")
    return list(refused.value.problems)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_written_problem_reads_as_the_same_problem(path: Path) -> None:
    problem = load_problem(path.read_bytes(), path.name)
    again = load_problem(dump(problem), "again")
    assert again == problem
    assert again.content_hash() == problem.content_hash()
    assert dump(again) == dump(problem)


def test_amounts_are_exact_in_json() -> None:
    """0.1 has no exact float; the amount is the number as it was written."""
    mode = Mode.model_validate_json('{"id": "m", "minutes_per_unit": 0.1, "uses": [{"resource": "r"}]}')
    assert mode.minutes_per_unit == Decimal("0.1")
    assert Mode.model_validate_json(mode.model_dump_json()) == mode


@pytest.mark.parametrize("wrong", ["1.0001", '"3"', "true", "1e16", "-0.001"])
def test_amounts_that_are_no_such_number_are_refused(wrong: str) -> None:
    text = small(stocks=[{"material": "m", "company": "works", "quantity": "HERE"}]).replace(b'"HERE"', wrong.encode())
    assert [problem.place for problem in problems(text)] == ["stocks[0].quantity"]


def test_every_older_version_has_an_upgrader() -> None:
    assert set(UPGRADERS) == set(DOCUMENTS)
    for upgraders in UPGRADERS.values():
        assert set(upgraders) == set(range(1, SCHEMA_VERSION))


def test_upgraders_run_one_after_the_other() -> None:
    def first(document: Document) -> Document:
        document["names"] = document.pop("name")
        return document

    def second(document: Document) -> Document:
        return {**document, "seen": document["schema_version"]}

    old: Document = {"schema_version": 1, "name": "x"}
    assert upgraded(dict(old), 1, 3, {1: first, 2: second}) == {"schema_version": 3, "names": "x", "seen": 2}
    assert upgraded(dict(old), 1, 1, {}) == old


@pytest.mark.parametrize(("version", "refused"), [(1, False), (2, True), (0, True), ("1", True), (True, True)])
def test_versions(version: object, refused: bool) -> None:
    text = small(schema_version=version)
    if refused:
        assert [problem.place for problem in problems(text)] == ["schema_version"]
    else:
        assert load_problem(text, "shop.json").schema_version == 1


def test_plan_and_order_refuse_what_belongs_elsewhere() -> None:
    with pytest.raises(InputError, match="this file holds a problem; expected a plan"):
        load_plan(small(), "plan.json")
    order = {
        "id": "A", "company": "works", "status": "inquiry",
        "lines": [{"number": 1, "product": "p", "quantity": 1, "instalments": [{"number": 1, "quantity": 1,
            "requested": "2026-03-02", "first_committed": "2026-03-02", "committed": "2026-03-02"}]}],
    }  # fmt: skip
    operation = {"id": "B/1", "order": "B", "modes": []}
    assert load_order(json.dumps({"order": order}).encode(), "order.json").order.id == "A"
    with pytest.raises(InputError, match=r"operations\[0\] 'B/1' is of another order, 'B'"):
        load_order(json.dumps({"order": order, "operations": [operation]}).encode(), "order.json")


def test_the_nearest_id_is_that_of_the_innermost_record() -> None:
    mode = {"id": "m", "uses": [{"resource": "r", "units": 0}]}
    operations = [{"id": "O/1", "order": "O", "modes": [mode]}, {"id": "O/2", "order": 7, "modes": []}]
    assert [(p.place, p.id) for p in problems(small(operations=operations))] == [
        ("operations[0].modes[0].uses[0].units", "m"),
        ("operations[1].order", "O/2"),
    ]


def test_one_mistake_is_one_problem() -> None:
    """A misspelt field is not missing as well, and a list with a wrong entry is not too short as well."""
    assert [p.place for p in problems(small(companies=[{"idd": "works"}]))] == ["companies[0].idd"]
    assert [p.place for p in problems(small(settings={"goals": ["x"]}))] == ["settings.goals[0]"]
    assert [p.message for p in problems(small(settings={"goals": []}))] == [
        "expected at least 1 in this list, found a list of 0"
    ]


def test_repeated_fields_and_numbers_that_are_none_are_all_found() -> None:
    orders = b'[{"id": "A", "weight": NaN, "id": "A"}, {"weight": [1e999, -Infinity]}]'
    text = b'{"orders": ' + orders + b', "zone": 1, "zone": 2}'
    assert [(p.place, p.id) for p in problems(text)] == [
        ("zone", None),
        ("orders[0].id", "A"),
        ("orders[0].weight", "A"),
        ("orders[1].weight[0]", None),
        ("orders[1].weight[1]", None),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
        (b"\xef\xbb\xbf{}", "byte-order mark"),
        (b'{"zone": \x80}', "not UTF-8: byte 0x80"),
        (b"3", "expected a problem"),
        (b'{"a": 1} {}', "extra data"),
        (b'{"a": ' + b"[" * 300 + b"]" * 300 + b"}", "nested too deeply"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "thousands of digits"),
        (b'{"name": "\\ud800"}', "not valid JSON"),
    ],
)
def test_texts_that_are_no_json_document(text: bytes, message: str) -> None:
    (problem,) = problems(text)
    assert message in problem.message


@pytest.mark.parametrize(("count", "last"), [(SHOWN, None), (SHOWN + 1, "and 1 more")])
def test_at_most_twenty_problems_are_shown(count: int, last: str | None) -> None:
    error = InputError(InputProblem("f", f"x[{row}]", None, "wrong") for row in range(count))
    lines = str(error).splitlines()
    assert len(error.problems) == count
    assert lines[:SHOWN] == [f"f: x[{row}]: wrong" for row in range(SHOWN)]
    assert lines[SHOWN:] == ([] if last is None else [last])


def test_places_read_like_the_file() -> None:
    assert place(("orders", 3, "lines", 0, "quantity")) == "orders[3].lines[0].quantity"
    assert place(()) == ""


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_published_schema_names_its_version_and_all_fields(kind: str) -> None:
    schema = json_schema(kind)
    assert schema["$id"] == f"urn:production-scheduler:schema:{kind}:{SCHEMA_VERSION}"
    assert isinstance(schema["properties"], dict)
    assert set(schema["properties"]) == set(DOCUMENTS[kind].model_fields)


def test_a_thousand_refusals_are_told_and_the_rest_counted() -> None:
    """Every one of 3,000 empty orders misses its id, company, status and lines."""
    found = problems(small(orders=[{}] * 3_000))
    assert len(found) == 1_001
    assert [problem.place for problem in found[:2]] == ["orders[0].id", "orders[0].company"]
    assert found[-1].message == "and more: 12,000 things are wrong in all"
