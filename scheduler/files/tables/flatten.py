"""A problem as the rows of its tables: every record a row, every field a value."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any

from scheduler.domain.calendar import Calendar
from scheduler.domain.garbage import no_garbage_collection
from scheduler.domain.order import Order
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product, RoutingStep
from scheduler.domain.record import Record
from scheduler.files.tables import FORM
from scheduler.files.tables.fields import RECORDS, default
from scheduler.files.tables.form import Column, Form, Kind
from scheduler.files.tables.values import LinkItem, Pause, Row, SkillItem, StateItem, UseItem, Value

FLAT = (
    "companies", "workshops", "transports", "suppliers", "stocks", "arrivals", "product_stocks", "destinations",
    "progress", "pins", "published", "lendings", "group_transfers",
)  # fmt: skip
"""Tables whose rows are the records of the problem's field of the same name, and nothing beside them."""
RESOURCE_PARTS = (
    "downtimes", "efficiencies", "limits", "shift_limits", "overtime_caps", "skills", "set_ups", "initial_states",
    "programmes", "maintenance",
)  # fmt: skip
"""Tables whose rows are the records of the resource's field of the same name."""
BY_WEEKDAYS = ("shifts", "calendar_periods", "shift_limits")
"""Tables in which weekdays of equal hours are one row."""


def flatten(problem: Problem) -> dict[str, list[Row]]:
    """Every table, in the problem's own order; a blank cell is None. Weekdays of equal hours are one row of shifts.

    Blank stands for the field's default where that is the empty text or the column is quiet; every other default is
    written out.
    """
    tables = flatten_shift_by_shift(problem)
    for table in BY_WEEKDAYS:
        tables[table] = list(grouped_shifts(tables[table]))
    return tables


def flatten_shift_by_shift(problem: Problem) -> dict[str, list[Row]]:
    """The same, with a row of its own for every shift of every weekday."""
    with no_garbage_collection():
        return _tables(problem)


def _tables(problem: Problem) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {form.key: [] for form in FORM.values()}
    tables["plant"] = [_rows("plant")(problem)]
    for table in FLAT:
        tables[table] = [_rows(table)(record) for record in getattr(problem, table)]
    for calendar in problem.calendars:
        _add_calendar(tables, calendar)
    for resource in problem.resources:
        tables["resources"].append(_rows("resources")(resource))
        for table in RESOURCE_PARTS:
            _add(tables, table, getattr(resource, table), resource=resource.id)
    for material in problem.materials:
        tables["materials"].append(_rows("materials")(material))
        for substitute in material.substitutes:
            of = {"material": material.id, "substitute": substitute.material}
            tables["substitutes"].append({**_rows("substitutes")(substitute), **of})
    for product in problem.products:
        _add_product(tables, product)
    for order in problem.orders:
        _add_order(tables, order)
    for operation in problem.operations:
        tables["operations"].append(_rows("operations")(operation))
        _add(tables, "operation_modes", operation.modes, operation=operation.id)
        _add(tables, "operation_needs", operation.needs, operation=operation.id)
    for rework in problem.reworks:
        tables["reworks"].append(_rows("reworks")(rework))
        _add(tables, "rework_modes", rework.modes, rework=rework.id)
    return tables


def grouped_shifts(rows: Iterable[Row]) -> Iterator[Row]:
    """Successive rows that differ in nothing but the weekday as one row, while weekdays go up the week."""
    group: Row | None = None
    for row in rows:
        if group is not None and _joins(group, row):
            group = {**group, "weekday": (*_days(group), *_days(row))}
            continue
        if group is not None:
            yield group
        group = row
    if group is not None:
        yield group


def single_shifts(row: Row) -> list[Row]:
    """The rows, one a weekday, that a row of shifts stands for."""
    days = _days(row)
    return [{**row, "weekday": (day,)} for day in days] if len(days) > 1 else [row]


def _joins(group: Row, row: Row) -> bool:
    before, after = _days(group), _days(row)
    in_order = bool(before and after) and before[-1] < after[0]
    return in_order and all(group[key] == row[key] for key in row if key != "weekday")


def _days(row: Row) -> tuple[int, ...]:
    days = row["weekday"]
    return days if isinstance(days, tuple) else ()  # type: ignore[return-value]


def _add_calendar(tables: dict[str, list[Row]], calendar: Calendar) -> None:
    id_ = calendar.id
    tables["calendars"].append(_rows("calendars")(calendar))
    _add(tables, "shifts", calendar.weekly, calendar=id_)
    tables["calendar_days"] += [{"calendar": id_, "day": day, "works_like": None} for day in calendar.holidays]
    _add(tables, "calendar_days", calendar.make_up_days, calendar=id_)
    _add(tables, "calendar_exceptions", calendar.exceptions, calendar=id_)
    _add(tables, "overtime", calendar.overtime, calendar=id_)
    for period in calendar.periods:
        of: dict[str, Value] = {"calendar": id_, "first": period.first, "last": period.last}
        _add(tables, "calendar_periods", period.weekly, **of)
        if not period.weekly:
            blank: Row = dict.fromkeys(column.key for column in FORM["calendar_periods"].columns)
            tables["calendar_periods"].append({**blank, **of})


def _add_product(tables: dict[str, list[Row]], product: Product) -> None:
    tables["products"].append(_rows("products")(product))
    _add_steps(tables, product.routing, product.id, None)
    for routing in product.alternatives:
        _add(tables, "routings", (routing,), product=product.id)
        _add_steps(tables, routing.steps, product.id, routing.id)


def _add_steps(tables: dict[str, list[Row]], steps: tuple[RoutingStep, ...], product: str, routing: str | None) -> None:
    for step in steps:
        _add(tables, "routing_steps", (step,), product=product, routing=routing)
        of = {"product": product, "routing": routing, "step": step.id}
        _add(tables, "routing_modes", step.modes, **of)
        _add(tables, "quantity_breaks", step.breaks, **of)
        _add(tables, "step_needs", step.needs, **of)
        for part in step.parts:
            tables["step_parts"].append({**_rows("step_parts")(part), **of, "part": part.product})


def _add_order(tables: dict[str, list[Row]], order: Order) -> None:
    tables["orders"].append(_rows("orders")(order))
    for line in order.lines:
        of: dict[str, Value] = {
            "order": order.id,
            "number": line.number,
            "product": line.product,
            "options": line.options or None,
            "routing": line.routing,
        }
        for instalment in line.instalments:
            tables["order_lines"].append({**_rows("order_lines")(instalment), **of, "instalment": instalment.number})


def _add(tables: dict[str, list[Row]], table: str, records: Iterable[Record], **parent: Value) -> None:
    """Rows of records that are parts of another one, which `parent` names."""
    make = _rows(table)
    tables[table] += [make(record) | parent for record in records]


# --- one record --------------------------------------------------------------------------------------


@cache
def _rows(table: str) -> Callable[[Record], dict[str, Value]]:
    """What makes the row of a record; columns that are no field of it are None until the caller fills them."""
    fields = [(column.key, _getter(FORM[table], column)) for column in FORM[table].columns]
    return lambda record: {key: get(record) for key, get in fields}


def _getter(form: Form, column: Column) -> Callable[[Any], Value]:
    get = _plain_getter(form, column)
    if column.quiet:
        usual = default(form.key, column.key)
        return lambda record: None if (value := get(record)) == usual else value
    if column.kind is Kind.TEXT and default(form.key, column.key) == "":
        return lambda record: get(record) or None
    convert = _CONVERTED.get(column.kind)
    if convert is None:
        return get
    if column.key == "after" and column.kind is Kind.NAMES:
        return lambda record: get(record) or None

    def converted(record: Any) -> Value:
        value = get(record)
        return None if value is None or value == () else convert(value)

    return converted


def _plain_getter(form: Form, column: Column) -> Callable[[Any], Any]:
    """Follows `penalty.fixed`; None where a step on the way is None or no field."""
    part, _, field = column.key.partition(".")
    if part not in RECORDS[form.key].model_fields:
        return lambda record: None
    if not field or part in ("names", "settings"):
        return attrgetter(column.key)

    def inside(record: Any) -> Any:
        found = getattr(record, part)
        return None if found is None else getattr(found, field)

    return inside


_CONVERTED: dict[Kind, Callable[[Any], Value]] = {
    Kind.CHOICE: attrgetter("value"),
    Kind.CHOICES: lambda members: tuple(member.value for member in members),
    Kind.WEEKDAYS: lambda weekday: (weekday,),
    Kind.PAUSES: lambda breaks: tuple(Pause(one.start, one.end) for one in breaks),
    Kind.NAMES: lambda names: names,
    Kind.USES: lambda uses: tuple(UseItem(use.resource, use.units, use.held) for use in uses),
    Kind.LINKS: lambda links: tuple(
        LinkItem(link.operation, link.relation.value, link.minimum_minutes, link.maximum_minutes, link.station.value)
        for link in links
    ),
    Kind.SKILLS: lambda needs: tuple(SkillItem(one.skill, one.level, one.units, one.held) for one in needs),
    Kind.STATES: lambda states: tuple(StateItem(one.attribute, one.value) for one in states),
}
