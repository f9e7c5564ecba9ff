"""For each key a problem that has it and one that nearly has it: both sides of its edge."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from scheduler.domain.operation import Operation
from scheduler.domain.order import Order, OrderLine
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product, Routing, RoutingStep, StepNeed
from scheduler.domain.record import Label, ProductId
from tests.builders import machine, mode, operation, order, shop


class Pair(NamedTuple):
    """What one check finds in one problem, and a problem in which it just does not."""

    wrong: Problem
    place: str
    """Where the finding is, as `json_text.place` prints it."""
    right: Problem
    parameters: Mapping[str, str | int] = MappingProxyType({})
    """Some of the finding's parameters."""
    orders: tuple[str, ...] = ()


FAR = "2026-06-30"
"""A due date that nothing here can miss."""


def with_operations(*operations: Operation, order_: Order | None = None, **more: object) -> Problem:
    """Order A, due far away, with these operations on machine M1 or the day machine D."""
    return shop(
        resources=more.pop("resources", [machine("M1"), machine("D", calendar="day")]),  # type: ignore[arg-type]
        orders=more.pop("orders", [order_ or order("A", FAR)]),  # type: ignore[arg-type]
        operations=operations,
        **more,  # type: ignore[arg-type]
    )


A1 = operation("A1")


def step(id_: str = "cut", on: str = "M1", minutes: int | str = 60, **more: object) -> RoutingStep:
    modes = more.pop("modes", (mode(on, minutes=minutes),))
    return RoutingStep(id=id_, modes=modes, **more)  # type: ignore[arg-type]


def product(*steps: RoutingStep, id_: str = "goods", alternatives: tuple[Routing, ...] = ()) -> Product:
    return Product(id=ProductId(id_), routing=steps, alternatives=alternatives)


def line_with(**changes: object) -> Order:
    """Order A whose line has other values, for example options."""
    base = order("A", FAR)
    return base.model_copy(update={"lines": (base.lines[0].model_copy(update=changes),)})


def line_of(order_: Order) -> OrderLine:
    return order_.lines[0]


def named(operation_: Operation, name: str) -> Operation:
    return operation_.model_copy(update={"names": Label(en=name)})


__all__ = [
    "A1",
    "FAR",
    "Pair",
    "StepNeed",
    "line_of",
    "line_with",
    "named",
    "product",
    "step",
    "with_operations",
]
