"""Numbers that make something do nothing, or count for much more than it should."""

from collections.abc import Iterator, Sequence
from statistics import median

from scheduler.doctor.case import Case
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.templates import template_steps
from scheduler.domain.decompose import LineDecomposition, Making
from scheduler.domain.json_text import Path
from scheduler.domain.record import ProductId

STANDS_OUT = 20
"""Times the median of the others: beyond what differs for good reasons from one part, order or material to the next."""

PEERS = 4
"""Fewer others say nothing about what is usual."""


def efficiency_one(case: Case) -> Iterator[Finding]:
    """A resource of 1 % efficiency, always or for a while: probably 1 was meant as the whole, which is 100 %."""
    for row, resource in enumerate(case.problem.resources):
        paths: list[Path] = [("efficiency_percent",)] if resource.efficiency_percent == 1 else []
        paths += [("efficiencies", i, "percent") for i, one in enumerate(resource.efficiencies) if one.percent == 1]
        for path in paths:
            yield case.finding("efficiency_one", Severity.WARNING, ("resources", row, *path), resource=resource.id)


def weight_zero(case: Case) -> Iterator[Finding]:
    """A planned order with weight 0 and no penalty: being late costs nothing, so it waits behind every other one."""
    for row, order in enumerate(case.orders):
        free = order.penalty is None and not order.untradeable
        if order.weight == 0 and free and case.loads(order):
            yield case.finding("weight_zero", Severity.HINT, ("orders", row, "weight"), [order.id])


def weight_stands_out(case: Case) -> Iterator[Finding]:
    """A planned order that weighs more than STANDS_OUT times the median of at least PEERS others (those at 0 aside)."""
    rows = [(row, order) for row, order in enumerate(case.orders) if order.weight and case.loads(order)]
    if len(rows) <= PEERS:
        return
    usual = median(order.weight for _, order in rows)
    for row, order in rows:
        if order.weight > STANDS_OUT * usual:
            yield case.finding(
                "weight_stands_out", Severity.HINT, ("orders", row, "weight"), [order.id],
                weight=order.weight, median=int(usual),
            )  # fmt: skip


def operation_without_quantity(case: Case) -> Iterator[Finding]:
    """An operation for a quantity of 0: only its set-up is planned."""
    for row, operation in enumerate(case.given.operations):
        if not operation.quantity:
            path = ("operations", row, "quantity")
            yield case.finding("operation_without_quantity", Severity.WARNING, path, operation=operation.id)


def need_without_quantity(case: Case) -> Iterator[Finding]:
    """A need of 0 of a material, of an operation or of a routing step: it has no effect."""
    for row, operation in enumerate(case.given.operations):
        for i, need in enumerate(operation.needs):
            if not need.quantity:
                yield case.finding(
                    "need_without_quantity", Severity.WARNING, ("operations", row, "needs", i, "quantity"),
                    operation=operation.id, material=need.material,
                )  # fmt: skip
    for path, step in template_steps(case.given):
        for i, step_need in enumerate(step.needs):
            if not step_need.quantity and not step_need.quantity_per_unit:
                yield case.finding(
                    "need_without_quantity", Severity.WARNING, (*path, "needs", i, "quantity_per_unit"),
                    operation=step.id, material=step_need.material,
                )  # fmt: skip


def part_without_quantity(case: Case) -> Iterator[Finding]:
    """A made part of which a routing step takes 0: none is made."""
    for path, step in template_steps(case.given):
        for i, part in enumerate(step.parts):
            if not part.quantity and not part.quantity_per_unit:
                yield case.finding(
                    "part_without_quantity", Severity.WARNING, (*path, "parts", i, "quantity_per_unit"),
                    operation=step.id, product=part.product,
                )  # fmt: skip


def arrival_without_quantity(case: Case) -> Iterator[Finding]:
    """An arrival of 0: nothing comes."""
    for row, arrival in enumerate(case.problem.arrivals):
        if not arrival.quantity:
            yield case.finding(
                "arrival_without_quantity", Severity.WARNING, ("arrivals", row, "quantity"),
                arrival=arrival.id, material=arrival.material,
            )  # fmt: skip


def mode_without_minutes(case: Case) -> Iterator[Finding]:
    """A mode on resources with neither set-up nor minutes per unit, nor a programme that says how long it takes.

    It is planned with the least there is, 1 minute.
    """
    for path, owner, mode in case.modes:
        inside = bool(mode.uses or mode.skills) and mode.programme is None
        if inside and not mode.set_up_minutes and not mode.minutes_per_unit:
            yield case.finding(
                "mode_without_minutes", Severity.WARNING, (*path, "minutes_per_unit"), operation=owner, mode=mode.id
            )


def lots_never_split(case: Case) -> Iterator[Finding]:
    """A step to be split into lots, each of a least quantity of which no order has twice as much: it stays whole.

    Only steps that some order goes through now.
    """
    steps = [(path, step) for path, step in template_steps(case.given) if step.lots is not None]
    if not steps:
        return
    most = _most_to_make(case.lines)
    for path, step in steps:
        assert step.lots is not None
        product = case.given.products[int(path[1])].id
        routing = case.given.products[int(path[1])].alternatives[int(path[3])].id if "alternatives" in path else None
        quantity = most.get((product, routing), 0)
        if 0 < quantity < 2 * step.lots.least:
            yield case.finding(
                "lots_never_split", Severity.HINT, (*path, "lots", "least"),
                operation=step.id, product=product, units=step.lots.least, there=quantity,
            )  # fmt: skip


def _most_to_make(lines: Sequence[LineDecomposition]) -> dict[tuple[ProductId, str | None], int]:
    """(product, its alternative routing) -> the greatest quantity that some line makes of it."""
    found: dict[tuple[ProductId, str | None], int] = {}
    stack: list[Making] = [line.making for line in lines]
    while stack:
        making = stack.pop()
        key = making.product, making.routing
        found[key] = max(found.get(key, 0), making.to_make)
        stack += making.parts
    return found
