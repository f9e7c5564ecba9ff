"""From rows of values to the JSON form of a problem, with the row that every record of it came from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import cast

from scheduler.domain.json_text import Json, Path
from scheduler.domain.problem import SCHEMA_VERSION
from scheduler.files.tables import FORM
from scheduler.files.tables.flatten import FLAT, RESOURCE_PARTS
from scheduler.files.tables.form import Column, Kind
from scheduler.files.tables.rows import Entries, Entry
from scheduler.files.tables.values import LinkItem, Pause, SkillItem, StateItem, UseItem, Value

Record = dict[str, Json]
Children = Mapping[tuple[Value, ...], list[Entry]]

NO_FIELDS = frozenset((
    *((table, "calendar") for table in ("shifts", "calendar_days", "calendar_exceptions", "overtime")),
    *(("calendar_periods", key) for key in ("calendar", "first", "last")),
    *((table, "resource") for table in RESOURCE_PARTS), ("substitutes", "material"), ("substitutes", "substitute"),
    ("routings", "product"), ("routing_steps", "product"), ("routing_steps", "routing"),
    *((table, key) for table in ("routing_modes", "quantity_breaks", "step_needs", "step_parts")
      for key in ("product", "routing", "step")),
    ("step_parts", "part"),
    *(("order_lines", key) for key in ("order", "number", "product", "instalment", "options", "routing")),
    ("operation_modes", "operation"), ("operation_needs", "operation"), ("rework_modes", "rework"),
))  # fmt: skip
"""Columns that say where a record belongs, or are put into it by hand below."""
SHIFT_COLUMNS = ("weekday", "start", "end", "breaks")


@dataclass(slots=True)
class Assembled:
    """A problem in its JSON form, not validated yet; `origins` has the row of every record by its path."""

    document: Record
    origins: dict[Path, Entry] = field(default_factory=dict)


def assemble(entries: Entries) -> Assembled:
    """The document that the rows say. Rows whose record is nowhere are left out: `references` refuses them."""
    done = Assembled({"schema_version": SCHEMA_VERSION})
    for entry in entries["plant"]:
        done.document |= _record("plant")(entry.values)
        done.origins[()] = entry
    for table in FLAT:
        done.document[table] = _list(done, (table,), table, entries[table])
    _add_calendars(done, entries)
    _add_resources(done, entries)
    _add_materials(done, entries)
    _add_products(done, entries)
    _add_orders(done, entries)
    _add_operations(done, entries)
    _add_reworks(done, entries)
    return done


def _list(done: Assembled, path: Path, table: str, entries: Iterable[Entry]) -> list[Json]:
    """The records of rows, one each, at places path[0], path[1] …"""
    make, records = _record(table), cast(list[Json], [])
    for entry in entries:
        done.origins[(*path, len(records))] = entry
        records.append(make(entry.values))
    return records


def _by(keys: tuple[str, ...], entries: Iterable[Entry]) -> Children:
    """Rows by the record they belong to."""
    found: dict[tuple[Value, ...], list[Entry]] = defaultdict(list)
    if len(keys) == 1:
        key = keys[0]
        for entry in entries:
            found[(entry.values[key],)].append(entry)
        return found
    for entry in entries:
        found[tuple([entry.values[key] for key in keys])].append(entry)
    return found


def _add_calendars(done: Assembled, entries: Entries) -> None:
    tables = ("shifts", "calendar_days", "calendar_exceptions", "overtime", "calendar_periods")
    parts = {table: _by(("calendar",), entries[table]) for table in tables}
    records = _list(done, ("calendars",), "calendars", entries["calendars"])
    done.document["calendars"] = records
    for i, (record, entry) in enumerate(zip(records, entries["calendars"], strict=True)):
        calendar, path = cast(Record, record), ("calendars", i)
        of = {table: rows.get((entry.values["id"],), []) for table, rows in parts.items()}
        holidays = [day for day in of["calendar_days"] if day.values["works_like"] is None and not day.unread]
        done.origins |= {(*path, "holidays", row): day for row, day in enumerate(holidays)}
        make_up = [day for day in of["calendar_days"] if day.values["works_like"] is not None or day.unread]
        calendar["weekly"] = _list(done, (*path, "weekly"), "shifts", of["shifts"])
        calendar["holidays"] = [cast(date, day.values["day"]).isoformat() for day in holidays if day.values["day"]]
        calendar["make_up_days"] = _list(done, (*path, "make_up_days"), "calendar_days", make_up)
        calendar["exceptions"] = _list(done, (*path, "exceptions"), "calendar_exceptions", of["calendar_exceptions"])
        calendar["overtime"] = _list(done, (*path, "overtime"), "overtime", of["overtime"])
        calendar["periods"] = _periods(done, (*path, "periods"), of["calendar_periods"])


def _periods(done: Assembled, path: Path, entries: list[Entry]) -> list[Json]:
    """Periods in the order of their first rows; one without shifts is a row with nothing but its days."""
    records: list[Json] = []
    for (first, last), rows in _by(("first", "last"), entries).items():
        here: Path = (*path, len(records))
        done.origins[here] = rows[0]
        shifts = [row for row in rows if row.unread or any(row.values[key] is not None for key in SHIFT_COLUMNS)]
        period: Record = {"weekly": _list(done, (*here, "weekly"), "calendar_periods", shifts)}
        for key, day in (("first", first), ("last", last)):
            if day is not None:
                period[key] = cast(date, day).isoformat()
        records.append(period)
    return records


def _add_resources(done: Assembled, entries: Entries) -> None:
    parts = {table: _by(("resource",), entries[table]) for table in RESOURCE_PARTS if entries[table]}
    records = _list(done, ("resources",), "resources", entries["resources"])
    done.document["resources"] = records
    for i, (record, entry) in enumerate(zip(records, entries["resources"], strict=True)):
        for table, rows in parts.items():
            of = rows.get((entry.values["id"],), [])
            cast(Record, record)[table] = _list(done, ("resources", i, table), table, of)


def _add_materials(done: Assembled, entries: Entries) -> None:
    substitutes = _by(("material",), entries["substitutes"])
    records = _list(done, ("materials",), "materials", entries["materials"])
    done.document["materials"] = records
    for i, (record, entry) in enumerate(zip(records, entries["materials"], strict=True)):
        if of := substitutes.get((entry.values["id"],)):
            made = _list(done, ("materials", i, "substitutes"), "substitutes", of)
            for substitute, row in zip(cast(list[Record], made), of, strict=True):
                _put(substitute, "material", row.values["substitute"])
            cast(Record, record)["substitutes"] = made


def _add_products(done: Assembled, entries: Entries) -> None:
    routings = _by(("product",), entries["routings"])
    steps = _by(("product", "routing"), entries["routing_steps"])
    parts = {
        table: _by(("product", "routing", "step"), entries[table])
        for table in ("routing_modes", "quantity_breaks", "step_needs", "step_parts")
    }
    records = _list(done, ("products",), "products", entries["products"])
    done.document["products"] = records
    for i, (record, entry) in enumerate(zip(records, entries["products"], strict=True)):
        id_, product, path = entry.values["id"], cast(Record, record), ("products", i)
        product["routing"] = _steps(done, (*path, "routing"), steps.get((id_, None), []), parts)
        alternatives = routings.get((id_,), [])
        product["alternatives"] = _list(done, (*path, "alternatives"), "routings", alternatives)
        for j, routing in enumerate(cast(list[Record], product["alternatives"])):
            of = steps.get((id_, alternatives[j].values["id"]), []) if alternatives[j].values["id"] else []
            routing["steps"] = _steps(done, (*path, "alternatives", j, "steps"), of, parts)


def _steps(done: Assembled, path: Path, entries: list[Entry], parts: Mapping[str, Children]) -> list[Json]:
    records = _list(done, path, "routing_steps", entries)
    for i, (record, entry) in enumerate(zip(records, entries, strict=True)):
        step, here = cast(Record, record), (*path, i)
        key = (entry.values["product"], entry.values["routing"], entry.values["id"])
        of = {table: rows.get(key, []) for table, rows in parts.items()}
        step["modes"] = _list(done, (*here, "modes"), "routing_modes", of["routing_modes"])
        step["breaks"] = _list(done, (*here, "breaks"), "quantity_breaks", of["quantity_breaks"])
        step["needs"] = _list(done, (*here, "needs"), "step_needs", of["step_needs"])
        step["parts"] = _list(done, (*here, "parts"), "step_parts", of["step_parts"])
        for made, part in zip(cast(list[Record], step["parts"]), of["step_parts"], strict=True):
            _put(made, "product", part.values["part"])
    return records


def _add_orders(done: Assembled, entries: Entries) -> None:
    lines = _by(("order",), entries["order_lines"])
    records = _list(done, ("orders",), "orders", entries["orders"])
    done.document["orders"] = records
    for i, (record, entry) in enumerate(zip(records, entries["orders"], strict=True)):
        of = lines.get((entry.values["id"],), [])
        cast(Record, record)["lines"] = _lines(done, ("orders", i, "lines"), of)


def _lines(done: Assembled, path: Path, entries: list[Entry]) -> list[Json]:
    """Lines in the order of their first rows; a line's quantity is the sum of its instalments."""
    grouped: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        number = entry.values["number"]
        grouped[1 if number is None else cast(int, number)].append(entry)
    records: list[Json] = []
    for number, rows in grouped.items():
        here: Path = (*path, len(records))
        done.origins[here] = rows[0]
        instalments = [_instalment(done, (*here, "instalments", j), row) for j, row in enumerate(rows)]
        line: Record = {"number": number, "instalments": cast(list[Json], instalments)}
        quantities = [row.values["quantity"] for row in rows]
        if None not in quantities:
            line["quantity"] = sum(cast(list[int], quantities))
        first = rows[0].values
        _put(line, "product", first["product"])
        _put(line, "routing", first["routing"])
        if first["options"]:
            line["options"] = list(cast(tuple[str, ...], first["options"]))
        records.append(line)
    return records


def _instalment(done: Assembled, path: Path, entry: Entry) -> Record:
    done.origins[path] = entry
    record = _record("order_lines")(entry.values)
    number = entry.values["instalment"]
    record["number"] = 1 if number is None else cast(int, number)
    if "committed" in record:
        for date_ in ("requested", "first_committed"):
            if date_ not in entry.unread:
                record.setdefault(date_, record["committed"])
    return record


def _add_operations(done: Assembled, entries: Entries) -> None:
    modes, needs = (_by(("operation",), entries[table]) for table in ("operation_modes", "operation_needs"))
    records = _list(done, ("operations",), "operations", entries["operations"])
    done.document["operations"] = records
    for i, (record, entry) in enumerate(zip(records, entries["operations"], strict=True)):
        operation, id_ = cast(Record, record), (entry.values["id"],)
        operation["modes"] = _list(done, ("operations", i, "modes"), "operation_modes", modes.get(id_, []))
        if of := needs.get(id_):
            operation["needs"] = _list(done, ("operations", i, "needs"), "operation_needs", of)


def _add_reworks(done: Assembled, entries: Entries) -> None:
    modes = _by(("rework",), entries["rework_modes"])
    records = _list(done, ("reworks",), "reworks", entries["reworks"])
    done.document["reworks"] = records
    for i, (record, entry) in enumerate(zip(records, entries["reworks"], strict=True)):
        of = modes.get((entry.values["id"],), [])
        cast(Record, record)["modes"] = _list(done, ("reworks", i, "modes"), "rework_modes", of)


def _put(record: Record, key: str, value: Value) -> None:
    if value is not None:
        record[key] = cast(str, value)


# --- one record --------------------------------------------------------------------------------------


@cache
def _record(table: str) -> Callable[[Mapping[str, Value]], Record]:
    """What makes the JSON record of a row. Blank cells are left out, so that the domain's defaults hold."""
    columns = [column for column in FORM[table].columns if (table, column.key) not in NO_FIELDS]
    plain = [(column.key, _json(column)) for column in columns if "." not in column.key]
    inside = [(*_part(column.key), column.key, _json(column)) for column in columns if "." in column.key]

    def make(values: Mapping[str, Value]) -> Record:
        record: Record = {}
        for key, convert in plain:
            if (value := values[key]) is not None:
                record[key] = convert(value) if convert else cast(Json, value)
        for part, field_, key, convert in inside:
            if (value := values[key]) is not None:
                cast(Record, record.setdefault(part, {}))[field_] = convert(value) if convert else cast(Json, value)
        return record

    return make


def _part(key: str) -> tuple[str, str]:
    part, _, name = key.partition(".")
    return part, name


def _json(column: Column) -> Callable[[Value], Json] | None:
    """None: the value is JSON as it is."""
    return _JSON.get(column.kind)


def _number(value: Value) -> Json:
    amount = cast(Decimal, value)
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _uses(value: Value) -> Json:
    return [
        {"resource": use.resource, "units": use.units, "held": use.held} for use in cast(tuple[UseItem, ...], value)
    ]


def _links(value: Value) -> Json:
    return [cast(Json, link._asdict()) for link in cast(tuple[LinkItem, ...], value)]


def _skills(value: Value) -> Json:
    return [cast(Json, need._asdict()) for need in cast(tuple[SkillItem, ...], value)]


def _states(value: Value) -> Json:
    return [cast(Json, state._asdict()) for state in cast(tuple[StateItem, ...], value)]


def _pauses(value: Value) -> Json:
    return [
        {"start": pause.start.isoformat(), "end": pause.end.isoformat()} for pause in cast(tuple[Pause, ...], value)
    ]


_JSON: dict[Kind, Callable[[Value], Json]] = {
    Kind.AMOUNT: _number,
    Kind.DAY: lambda value: cast(date, value).isoformat(),
    Kind.MOMENT: lambda value: cast(datetime, value).isoformat(),
    Kind.CLOCK: lambda value: cast(time, value).isoformat(),
    Kind.WEEKDAYS: lambda value: cast(tuple[int, ...], value)[0],
    Kind.PAUSES: _pauses,
    Kind.NAMES: lambda value: list(cast(tuple[str, ...], value)),
    Kind.USES: _uses,
    Kind.LINKS: _links,
    Kind.SKILLS: _skills,
    Kind.STATES: _states,
    Kind.CHOICES: lambda value: list(cast(tuple[str, ...], value)),
}
