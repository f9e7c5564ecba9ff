"""Records refuse what they would otherwise misread, and problems refuse references that lead nowhere."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from scheduler.domain.goal import Goal
from scheduler.domain.material import Stock
from scheduler.domain.operation import Mode, Need
from scheduler.domain.order import Order
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import ModeId
from scheduler.domain.resource import Resource
from tests.builders import (
    AS_OF,
    DAY,
    destination,
    finished,
    instalment,
    line,
    machine,
    mode,
    operation,
    order,
    outsourced,
    pin,
    random_shop,
    shift,
    shop,
    started,
    stock,
)

PROBLEM = shop(orders=[order("A")], operations=[operation("A1")])


def as_json(problem: Problem, **changes: object) -> str:
    return json.dumps({**json.loads(problem.model_dump_json()), **changes})


def test_equal_moments_are_equal_values_whatever_their_zone() -> None:
    problem = Problem.model_validate_json(as_json(PROBLEM, as_of="2026-01-05T08:00:00+08:00"))
    assert problem.as_of == AS_OF
    assert problem.content_hash() == PROBLEM.content_hash()
    assert problem.as_of.tzinfo is UTC


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-05T08:00:00",
        "2026-01-05T08:00:01+08:00",
        "2026-01-05T08:00:00.5+08:00",
        "2026-01-05",
        1767571200,
        None,
    ],
)
def test_moments_have_a_zone_and_whole_minutes(moment: object) -> None:
    with pytest.raises(ValidationError):
        Problem.model_validate_json(as_json(PROBLEM, as_of=moment))


def test_a_naive_moment_is_refused_in_python_too() -> None:
    with pytest.raises(ValidationError):
        order("A", effective=datetime(2026, 1, 5, 8))  # noqa: DTZ001


@pytest.mark.parametrize(
    "quantity", [True, False, "3", 3.0, -1, None, Decimal("0.0001"), Decimal("NaN"), Decimal("Infinity")]
)
def test_amounts_are_exact_numbers(quantity: object) -> None:
    """`false` is not 0; a float is not exact; a fourth decimal would be rounded away."""
    with pytest.raises(ValidationError):
        Need(material="copper", quantity=quantity)  # type: ignore[arg-type]


def test_amounts_survive_json_exactly() -> None:
    for text in ("0.1", "2.675", "123456789012.345", "3", "0"):
        need_ = Need.model_validate_json(f'{{"material": "copper", "quantity": {text}}}')
        assert need_.quantity == Decimal(text)
        assert Need.model_validate_json(need_.model_dump_json()) == need_
    for text in ("false", '"3"', "0.0001", "-1", "null", "1e99"):
        with pytest.raises(ValidationError):
            Stock.model_validate_json(f'{{"material": "copper", "company": "C1", "quantity": {text}}}')


@pytest.mark.parametrize(("units", "valid"), [(1, True), (0, False), (1.0, False), ("1", False), (True, False)])
def test_numbers_are_not_converted(units: object, valid: bool) -> None:
    row = {**json.loads(machine("M1").model_dump_json()), "kind": "pool", "units": units}
    if valid:
        assert Resource.model_validate_json(json.dumps(row)).units == 1
    else:
        with pytest.raises(ValidationError):
            Resource.model_validate_json(json.dumps(row))


def test_unknown_fields_are_refused_and_facts_are_frozen() -> None:
    with pytest.raises(ValidationError, match="colour"):
        Order.model_validate_json(json.dumps({**json.loads(order("A").model_dump_json()), "colour": "red"}))
    with pytest.raises(ValidationError):
        order("A").__setattr__("weight", 2)


@pytest.mark.parametrize(("id_", "valid"), [("A", True), ("订单 1", True), ("", False), (" A", False), ("A ", False)])
def test_ids_are_not_empty_and_have_no_spaces_at_their_ends(id_: str, valid: bool) -> None:
    if valid:
        assert order(id_).id == id_
    else:
        with pytest.raises(ValidationError):
            order(id_)


def test_the_zone_exists() -> None:
    for zone in ("Asia/Beijing City", "", "../etc/passwd", "UTC+8"):
        with pytest.raises(ValidationError, match="zone"):
            shop(zone=zone)
    assert shop(zone="Europe/Berlin").zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("orders", [order("A"), order("A")]),
        ("operations", [operation("A1"), operation("A1")]),
        ("resources", [machine("M1"), machine("M1")]),
        ("calendars", [DAY, DAY]),
    ],
)
def test_ids_are_used_once(table: str, rows: list[object]) -> None:
    with pytest.raises(ValidationError, match="used twice"):
        shop(**{table: rows})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"resources": [machine("M1", calendar="nowhen")]}, "nowhen"),
        ({"resources": [machine("M1", workshop="W9")]}, "W9"),
        ({"orders": [order("A", company="C9")]}, "C9"),
        ({"stocks": [stock("x", 1)]}, "x"),
    ],
)
def test_references_between_shared_tables_lead_somewhere(changes: dict[str, list[object]], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        shop(**changes)  # type: ignore[arg-type]


CONTRADICTIONS: list[Callable[[], object]] = [
    lambda: line(1, instalment(1, "01-05", quantity=2)).model_validate(
        {**line(1, instalment(1, "01-05", quantity=2)).model_dump(), "quantity": 3}
    ),
    lambda: line(1, instalment(1, "01-05"), instalment(1, "01-06")),
    lambda: order("A", lines=(line(1, instalment(1, "01-05")), line(1, instalment(1, "01-05")))),
    lambda: order("A", effective=None),
    lambda: Mode(id=ModeId("m")),
    lambda: mode("M1", "M1"),
    lambda: outsourced(0),
    lambda: started("A1", "07:00", 0),
    lambda: finished("A1", "07:00", "06:59"),
    lambda: pin("p", "A1", PinKind.START),
    lambda: pin("p", "A1", PinKind.START, when="09:00", to="M1"),
    lambda: shift(8, "08:00", "09:00"),
    lambda: shift(1, "08:00:30", "09:00"),
    lambda: destination("site", transit=-1),
    lambda: shop(settings=Settings(goals=(Goal.COST, Goal.COST))),
]


@pytest.mark.parametrize("make", CONTRADICTIONS, ids=range(len(CONTRADICTIONS)))
def test_what_contradicts_itself_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValidationError):
        make()


def test_random_shops_survive_json() -> None:
    for seed in range(20):
        problem = random_shop(seed, 8)
        again = Problem.model_validate_json(problem.model_dump_json())
        assert again == problem
        assert again.content_hash() == problem.content_hash()
        assert random_shop(seed, 8) == problem
