"""Runs every compiled function once on a small problem, so that its machine code is in the cache."""

from datetime import UTC, date, datetime, time

import numpy as np

from scheduler.compile.compiling import compile_problem
from scheduler.domain.calendar import Calendar, Shift
from scheduler.domain.operation import Link, Mode, Operation, Use
from scheduler.domain.order import Instalment, Order, OrderLine, OrderStatus
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Company, Resource, ResourceKind, Workshop
from scheduler.kernel import anneal, chain, delivery, insertion, objective, units
from scheduler.search import starts


def compile_kernels() -> None:
    """Compiles for the array types every problem has; takes about half a minute without a cache."""
    context = starts.prepare(compile_problem(smallest_problem()))
    state = starts.dispatch_atc(context, 3.0, 1.0, 1.0)
    for keys in starts.rule_keys(context).values():
        state = starts.generate(context, keys)
    net = context.network
    objective.better(objective.levels(net, state), objective.levels(net, state))
    delivery.deliveries(net, state)
    delivery.lateness_cost(net, 0, 1, 1)
    free = np.full(len(net.op), -(2**30), np.int64)
    chain.explain(net, state, context.earliest_end, context.earliest_arrival, free, 0)
    movable = np.ones(len(net.order), bool)
    value = anneal.values(net, state, movable)
    random = np.ones(1, np.uint64)
    anneal.anneal(
        net, state, movable, value, context.latest_end, context.weight, random, 1.0, 1, state.op.copy(), 0.0
    )
    sequence = np.arange(len(net.op))
    state = starts.placed(context, state.op)
    insertion.remove_all(net, state, sequence)
    insertion.earliest_mode_ends_beside(net, state, 0)
    any_mode, latest = np.full(len(net.op), -1), np.zeros(len(net.op), np.int64)
    insertion.insert(net, state, sequence, any_mode, latest, 1.0)
    delivery.order_lateness(net, state, 0)
    one = np.ones(1, np.int64)
    units.assign_units(np.zeros(1, np.int64), one, one + 1, one, 2)


def smallest_problem() -> Problem:
    """Two operations on one machine."""
    as_of = datetime(2026, 1, 5, tzinfo=UTC)
    shift = Shift(weekday=1, start=time(8), end=time(17))
    operations = tuple(
        Operation(
            id=f"o{i}",
            order="order",
            modes=(Mode(id="m", uses=(Use(resource="machine"),), set_up_minutes=60),),
            after=(Link(operation="o0"),) if i else (),
        )
        for i in range(2)
    )
    day = date(2026, 1, 9)
    part = Instalment(number=1, quantity=1, requested=day, first_committed=day, committed=day)
    return Problem(
        zone="UTC",
        as_of=as_of,
        companies=(Company(id="company"),),
        workshops=(Workshop(id="workshop", company="company"),),
        calendars=(Calendar(id="calendar", weekly=(shift,)),),
        resources=(Resource(id="machine", kind=ResourceKind.MACHINE, workshop="workshop", calendar="calendar"),),
        orders=(
            Order(
                id="order",
                company="company",
                status=OrderStatus.EFFECTIVE,
                effective_at=as_of,
                lines=(OrderLine(number=1, product="product", quantity=1, instalments=(part,)),),
            ),
        ),
        operations=operations,
    )
