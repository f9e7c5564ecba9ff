"""The tables' forms agree with the domain: what is required, what must exist, what is one of a list."""

from collections import Counter
from collections.abc import Iterator
from typing import cast, get_args, get_origin

import pytest
from pydantic import BaseModel

from scheduler.domain.calendar import CalendarPeriod
from scheduler.domain.order import OrderLine
from scheduler.domain.problem import Problem
from scheduler.files.tables import FORM, FORMS
from scheduler.files.tables.fields import BLANK_MEANS, ELSEWHERE, RECORDS, default, sub_records
from scheduler.files.tables.flatten import flatten
from scheduler.files.tables.form import Column, Form, Kind
from scheduler.files.tables.headings import normalised
from scheduler.files.tables.places import TABLES
from scheduler.files.tables.references import Checks
from scheduler.texts import Language, label
from tests.files.tables.nasty import nasty_problem
from tests.files.tables.sheets import as_sheets, changed, put, read, refused

COLUMNS = [(form, column) for form in FORMS for column in form.columns]


def each(pairs: list[tuple[Form, Column]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("form", "column"), pairs, ids=[f"{f.key}.{c.key}" for f, c in pairs])


def test_every_table_of_the_problem_is_a_form_and_the_forms_are_in_a_fillable_order() -> None:
    assert len(FORMS) == len(FORM) == len(RECORDS)
    for position, form in enumerate(FORMS):
        before = {earlier.key for earlier in FORMS[: position + 1]}
        assert form.parent is None or form.parent in before


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_every_heading_means_one_column(form: Form) -> None:
    """Own headings of different columns differ, and no synonym is another column's heading or synonym."""
    meant: dict[str, set[str]] = {}
    for column in form.columns:
        for name in (column.key, column.en, column.zh, *column.also):
            meant.setdefault(normalised(name), set()).add(column.key)
    assert {name: keys for name, keys in meant.items() if len(keys) > 1} == {}
    assert max(Counter(column.key for column in form.columns).values()) == 1


def test_titles_differ_and_fit_an_excel_tab() -> None:
    names = [normalised(name) for form in FORMS for name in {form.key, form.en, form.zh}]
    own = [{normalised(form.key), normalised(form.en), normalised(form.zh)} for form in FORMS]
    assert len(set(names)) == sum(map(len, own))
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for form in FORMS for name in (form.en, form.zh))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_an_identity_begins_with_that_of_the_record_the_row_is_part_of(form: Form) -> None:
    keys = [column.key for column in form.columns]
    assert set(form.identity) <= set(keys)
    if form.parent is not None:
        parent = FORM[form.parent]
        assert len(form.identity) > len(parent.identity) > 0
        own = {column.key: column for column in form.columns}[form.identity[0]]
        assert own.required
        assert own.refers is not None


@each(COLUMNS)
def test_choices_and_references_are_told_where_the_kind_needs_them(form: Form, column: Column) -> None:
    assert (column.choices is not None) == (column.kind in (Kind.CHOICE, Kind.CHOICES))
    if column.refers is not None:
        assert column.refers in FORM
        assert column.kind in (Kind.ID, Kind.NAMES, Kind.USES, Kind.LINKS)
    assert not column.must_exist or (column.refers is not None and column.kind is Kind.ID)
    assert not column.day_is_its_end or column.kind in (Kind.MOMENT, Kind.CLOCK)
    assert not column.midnight_is_no_time or column.day_is_its_end
    assert bool(column.help_en) == bool(column.help_zh)


@each([pair for pair in COLUMNS if pair[1].kind is Kind.CHOICES])
def test_labels_in_lists_hold_no_separator(form: Form, column: Column) -> None:
    for language in Language:
        assert all(not set(label(member, language)) & set(';；,，、"\n') for member in column.members)


@each([pair for pair in COLUMNS if pair[1].must_exist])
def test_an_id_that_must_exist_is_one_that_the_problem_itself_refuses(
    form: Form, column: Column, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the row would be lost, because the record that it is part of is nowhere."""
    sheets = changed(as_sheets(with_rows(form, column)), form.en, put(0, column.en, "no such id"))
    assert "'no such id' is not in the table" in "".join(problem.message for problem in refused(sheets))
    if form.parent is None or column.key != form.identity[0]:
        monkeypatch.setattr(Checks, "run", lambda checks: None)
        assert refused(sheets)


LOOSE = [(f, c) for f, c in COLUMNS if c.refers and not c.must_exist and c.key != "crew.resource"]
"""A crew is of a resource that its mode uses, which may be any."""


@each(LOOSE)
def test_an_id_that_need_not_exist_is_read(form: Form, column: Column) -> None:
    problem = with_rows(form, column)
    assert read(changed(as_sheets(problem), form.en, put(0, column.en, "no such id"))).problem != problem


def with_rows(form: Form, column: Column) -> Problem:
    """A problem whose table has a first row with something in the column, which may be any id."""
    for seed in range(60):
        rows = flatten(problem := nasty_problem(seed))[form.key]
        if not rows or rows[0][column.key] in (None, "no such id"):
            continue
        if column.key != "uses" or rows[0]["crew.resource"] is None:  # a crew is of a resource that the mode uses
            return problem
    raise AssertionError(f"no problem fills {form.key}.{column.key}")


@each([pair for pair in COLUMNS if (pair[0].key, pair[1].key) not in BLANK_MEANS])
def test_a_column_is_required_exactly_if_its_field_is(form: Form, column: Column) -> None:
    """Fields of optional records are required only with the record; dates that follow another are not."""
    owner, path = ELSEWHERE.get((form.key, column.key), (RECORDS[form.key], column.key))
    fields = cast(type[BaseModel], owner).model_fields
    part, _, inside = path.partition(".")
    if part in sub_records(tuple(c.key for c in form.columns)) or (form.key, column.key) in (
        ("order_lines", "requested"), ("order_lines", "first_committed"), ("calendar_days", "works_like"),
        *(("calendar_periods", key) for key in ("weekday", "start", "end")),
    ):  # fmt: skip
        assert not column.required
    elif path in form.identity and path not in fields:
        assert column.required or column.key == "routing"
    elif inside:
        assert not column.required
    elif part in fields:
        assert column.required == fields[part].is_required()
    else:
        assert (form.key, column.key) in {("order_lines", "product"), *((f.key, "routing") for f in FORMS)}


PLACES: dict[str, tuple[str, ...]] = {
    form.key: next((names for names, found in TABLES.items() if found is form and len(names) > 1), (form.key,))
    for form in FORMS
} | {"plant": (), "order_lines": ("orders", "lines", "instalments")}
"""Where the records of a table are in the problem, by the names on the way."""
OF_THE_PROGRAM = {("plant", "schema_version")}


def test_every_field_of_the_domain_is_a_column_or_a_table_of_parts() -> None:
    """What is missing here would be lost between an export and the next import."""
    lost = set()
    for table, record in RECORDS.items():
        columns = {ELSEWHERE.get((table, column.key), (record, column.key)) for column in FORM[table].columns}
        for path in field_paths(record):
            if (record, path) not in columns and (*PLACES[table], path) not in TABLES:
                lost.add((table, path))
    assert lost == OF_THE_PROGRAM
    assert set(CalendarPeriod.model_fields) == {"first", "last", "weekly"}
    assert set(OrderLine.model_fields) == {"number", "product", "quantity", "instalments", "options", "routing"}


def field_paths(record: type[BaseModel]) -> Iterator[str]:
    """The fields of a record, those of its optional parts behind a dot."""
    for name, field in record.model_fields.items():
        parts = () if get_origin(field.annotation) is tuple else (field.annotation, *get_args(field.annotation))
        part = next((one for one in parts if isinstance(one, type) and issubclass(one, BaseModel)), None)
        yield from [name] if part is None else [f"{name}.{inside}" for inside in part.model_fields]


def test_what_blank_means_is_what_the_domain_says() -> None:
    assert default("orders", "weight") == 1
    assert default("orders", "penalty.fixed") == 0
    assert default("companies", "instruction_minutes") == 240
    assert default("materials", "unit") == "pc"
    assert default("plant", "settings.at_risk_minutes") == 2880
    assert default("order_lines", "number") == 1
    assert default("orders", "reservation.until") is None
    assert default("routing_modes", "outsourcing.supplier") is None
