"""The demo group uses every rule: each field that switches one on, and each kind of thing that a field can name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any, get_args

import pytest
from pydantic_core import PydanticUndefined

from data.examples.switchgear import build
from scheduler.domain.goal import Approval, Goal
from scheduler.domain.operation import Relation, Station
from scheduler.domain.order import OrderClass, OrderStatus
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem, PublishedStart, TentativeOrders
from scheduler.domain.record import Record

POLICY = "a policy of the plant, left as it is recommended"
EXPANDED = "made by the system, from crews, lendings and periods of efficiency"
PIECES = "the group reports and pins whole operations"
UNPUBLISHED = "nothing is published before the first plan"

UNUSED_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "Problem.schema_version": "there is only one",
        "Problem.published": UNPUBLISHED,
        "Settings.goals": POLICY,
        "Settings.tentative_orders": POLICY,
        "Settings.use_expected_arrivals": POLICY,
        "Settings.overdue_arrivals": "the story: an overdue part is not counted on",
        "Settings.at_risk_minutes": POLICY,
        "Mode.crew_size": EXPANDED,
        "Mode.efficiency_percent": EXPANDED,
        "Mode.starts_from": EXPANDED,
        "Mode.starts_before": EXPANDED,
        "Mode.ends_by": EXPANDED,
        "Progress.piece": PIECES,
        "Pin.piece": PIECES,
        "Pin.other": "the way of work says what comes first; nobody had to pin it",
    }
)
"""Fields at their default everywhere, and why. Whoever adds a field uses it in the group or says here why not."""

UNUSED_VALUES: Mapping[Enum, str] = MappingProxyType(
    {
        Relation.START_FINISH: "manning an old line until the new one has begun: cabinets have nothing like it",
        Station.DIFFERENT: "no two steps of a cabinet must be kept apart",
        Approval.REFUSED: "what is refused is taken out of the data",
        OrderClass.MAINTENANCE: EXPANDED,
        OrderStatus.CLOSED: "the list shows what is open",
        PinKind.START: "facts would break it sooner or later",
        PinKind.NOT_AFTER: "dates of orders say it",
        PinKind.BEFORE: "the way of work says what comes first",
        TentativeOrders.LIKE_BINDING: POLICY,
        TentativeOrders.LEFT_OUT: POLICY,
        Goal.MAKESPAN: POLICY,
    }
)


@pytest.fixture(scope="module")
def records() -> Mapping[type[Record], list[Record]]:
    """Every record of the group, by its type."""
    found: dict[type[Record], list[Record]] = defaultdict(list)
    waiting: list[object] = [build()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Record):
            found[type(one)].append(one)
            waiting.extend(getattr(one, name) for name in type(one).model_fields)
        elif isinstance(one, tuple):
            waiting.extend(one)
    return found


def types_of_a_problem() -> Iterator[type]:
    """Every record and enumeration that a problem can hold."""
    seen: set[object] = set()
    waiting: list[Any] = [Problem]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if isinstance(one, type) and issubclass(one, Record):
            waiting.extend(field.annotation for field in one.model_fields.values())
        waiting.extend(get_args(one))
        if isinstance(one, type) and issubclass(one, Record | StrEnum):
            yield one


RECORDS = sorted((t for t in types_of_a_problem() if issubclass(t, Record)), key=lambda t: t.__name__)
KINDS = sorted((t for t in types_of_a_problem() if issubclass(t, StrEnum)), key=lambda t: t.__name__)


def test_every_table_and_every_part_of_one_is_there() -> None:
    assert {"Problem", "Lending", "Rework", "GroupTransfer", "Substitute", "SetUp", "Programme", "Lots", "Waiting"} <= {
        record.__name__ for record in RECORDS
    }
    assert len(RECORDS) > 50
    assert {"Relation", "Station", "TaskKind", "CapPeriod", "ResourceKind"} <= {kind.__name__ for kind in KINDS}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_says_something_somewhere(
    records: Mapping[type[Record], list[Record]], record: type[Record]
) -> None:
    """A field with a default is set to something else in one record at least, or excepted with a reason."""
    if record is PublishedStart:
        assert not records[record], UNPUBLISHED
        return
    assert records[record], f"the group has no {record.__name__}"
    for name, field in record.model_fields.items():
        if field.default is PydanticUndefined and field.default_factory is None:
            continue
        default = field.get_default(call_default_factory=True)
        used = any(getattr(one, name) != default for one in records[record])
        assert used != (f"{record.__name__}.{name}" in UNUSED_FIELDS), f"{record.__name__}.{name}: used is {used}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_thing_is_there(records: Mapping[type[Record], list[Record]], kind: type[StrEnum]) -> None:
    values = (getattr(one, name) for record, ones in records.items() for one in ones for name in record.model_fields)
    named = {
        member
        for value in values
        for member in (value if isinstance(value, tuple) else (value,))
        if isinstance(member, kind)
    }
    for member in kind:
        assert (member in named) != (member in UNUSED_VALUES), member
