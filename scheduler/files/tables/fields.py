"""Which record of the domain a row stands for, and what a blank cell of it means there."""

from functools import cache
from typing import cast, get_args

from pydantic import BaseModel

from scheduler.domain.calendar import (
    Calendar,
    CalendarException,
    CalendarPeriod,
    MakeUpDay,
    OvertimeWindow,
    Shift,
)
from scheduler.domain.delivery import Destination
from scheduler.domain.material import Arrival, GroupTransfer, Material, ProductStock, Stock, Substitute
from scheduler.domain.operation import Mode, Need, Operation, Progress, Rework
from scheduler.domain.order import Instalment, Order, OrderLine
from scheduler.domain.people import EfficiencyPeriod, Lending, Limit, OvertimeCap, ShiftLimit, Skill
from scheduler.domain.pin import Pin
from scheduler.domain.problem import Problem, PublishedStart
from scheduler.domain.product import Product, QuantityBreak, Routing, RoutingStep, StepNeed, StepPart
from scheduler.domain.resource import Company, Downtime, Maintenance, Resource, Supplier, Transport, Workshop
from scheduler.domain.station import InitialState, Programme, SetUp

RECORDS: dict[str, type[BaseModel]] = {
    "plant": Problem,
    "companies": Company,
    "workshops": Workshop,
    "transports": Transport,
    "calendars": Calendar,
    "shifts": Shift,
    "calendar_days": MakeUpDay,
    "calendar_exceptions": CalendarException,
    "overtime": OvertimeWindow,
    "resources": Resource,
    "downtimes": Downtime,
    "suppliers": Supplier,
    "materials": Material,
    "stocks": Stock,
    "arrivals": Arrival,
    "destinations": Destination,
    "products": Product,
    "routings": Routing,
    "routing_steps": RoutingStep,
    "routing_modes": Mode,
    "quantity_breaks": QuantityBreak,
    "step_needs": StepNeed,
    "step_parts": StepPart,
    "product_stocks": ProductStock,
    "orders": Order,
    "order_lines": Instalment,
    "operations": Operation,
    "operation_modes": Mode,
    "operation_needs": Need,
    "progress": Progress,
    "pins": Pin,
    "published": PublishedStart,
    "calendar_periods": Shift,
    "efficiencies": EfficiencyPeriod,
    "limits": Limit,
    "shift_limits": ShiftLimit,
    "overtime_caps": OvertimeCap,
    "skills": Skill,
    "lendings": Lending,
    "set_ups": SetUp,
    "initial_states": InitialState,
    "programmes": Programme,
    "maintenance": Maintenance,
    "substitutes": Substitute,
    "group_transfers": GroupTransfer,
    "reworks": Rework,
    "rework_modes": Mode,
}
"""By `Form.key`. A row of order lines is an instalment with the columns of its line beside it, a row of calendar
periods a shift with those of its period."""

ELSEWHERE = {
    ("calendar_days", "day"): (MakeUpDay, "day"),
    ("order_lines", "options"): (OrderLine, "options"),
    ("order_lines", "routing"): (OrderLine, "routing"),
    ("step_parts", "part"): (StepPart, "product"),
    ("substitutes", "substitute"): (Substitute, "material"),
    ("calendar_periods", "first"): (CalendarPeriod, "first"),
    ("calendar_periods", "last"): (CalendarPeriod, "last"),
}
"""Columns that are a field of another record, or under another name."""

BLANK_MEANS: dict[tuple[str, str], object] = {("order_lines", "number"): 1, ("order_lines", "instalment"): 1}
"""Required fields that a blank cell fills all the same."""


@cache
def default(table: str, key: str) -> object:
    """What a blank cell of a column means, as the domain has it; None also where there is no default."""
    if (table, key) in BLANK_MEANS:
        return BLANK_MEANS[table, key]
    record, path = ELSEWHERE.get((table, key), (RECORDS[table], key))
    model = cast(type[BaseModel], record)
    *inside, last = path.split(".")
    for step in inside:
        if step not in model.model_fields:
            return None
        annotation = model.model_fields[step].annotation
        model = next(
            kind
            for kind in (annotation, *get_args(annotation))
            if isinstance(kind, type) and issubclass(kind, BaseModel)
        )
    field = model.model_fields.get(last)
    return None if field is None or field.is_required() else field.get_default(call_default_factory=True)


def needed(table: str, key: str) -> bool:
    """Whether an optional part of a record (`lots`) can't be without this column (`lots.least`)."""
    part, _, field = key.partition(".")
    annotation = RECORDS[table].model_fields[part].annotation
    model = next(one for one in (annotation, *get_args(annotation)) if isinstance(one, type))
    return bool(cast(type[BaseModel], model).model_fields[field].is_required())


def sub_records(keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The optional parts of a record (`penalty`) with their columns; one exists if any of its cells is filled."""
    parts: dict[str, tuple[str, ...]] = {}
    for key in keys:
        part, _, field = key.partition(".")
        if field and part not in ("names", "settings"):
            parts[part] = (*parts.get(part, ()), key)
    return parts
