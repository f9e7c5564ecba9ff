"""First plans: six priority rules, ATC dispatching, and the replay of an earlier plan; `grid` tries many dispatching
rules.

A plan never gets worse than the best of these; improvement starts from it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.compile.compiled import Compiled
from scheduler.compile.network import FREE, NEVER, Network
from scheduler.domain.plan import Plan
from scheduler.kernel import dispatch, empty_shop, insertion, objective
from scheduler.kernel.state import State, new_state
from scheduler.search.variants import Variants

Floats = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]
Places = npt.NDArray[np.void]

URGENT = 1e12
"""Added to the keys of orders that go first: greater than any minute or ratio."""


class HorizonTooShortError(Exception):
    """The work did not fit before the end of the tables; the caller compiles a longer horizon."""


class Found(NamedTuple):
    """A complete schedule with its goal values and what made it."""

    levels: Int64
    state: State
    method: str
    is_grid: bool = False
    """One of the many points of the dispatching grid, which may be left out when time is short."""


@dataclass(frozen=True)
class Context:
    """What all searches of one network share: earliest and latest ends, weights, who goes first, in which phases."""

    compiled: Compiled
    earliest_mode_start: npt.NDArray[np.int64]
    earliest_mode_end: npt.NDArray[np.int64]
    earliest_end: npt.NDArray[np.int64]
    earliest_arrival: npt.NDArray[np.int64]
    latest_end: Int64
    weight: Floats
    urgent: Floats
    phases: tuple[npt.NDArray[np.uint8], ...]
    """Masks of operations: reported work, binding orders, then tentative ones, which never displace those."""

    @property
    def network(self) -> Network:
        return self.compiled.network


def prepare(compiled: Compiled) -> Context:
    """Computes the shared tables; raises HorizonTooShortError if some operation alone ends beyond the horizon."""
    net = compiled.network
    mode_start, mode_end = empty_shop.earliest_modes(net)
    ends = empty_shop.earliest_ends(net, mode_end)
    arrivals = empty_shop.earliest_arrivals(net, mode_end)
    if (len(ends) and ends.max() >= NEVER) or (len(arrivals) and arrivals.max() >= NEVER):
        raise HorizonTooShortError
    # A day late costs its minutes and its daily penalty; a fixed penalty is spread over two days.
    per_minute = net.order["weight"] + net.order["per_day"] / 1440 + net.order["fixed"] / 2880
    order = net.op["order"]
    pinned = np.zeros(len(net.order), bool)
    pinned[order[net.op["start_pin"] >= 0]] = True
    return Context(
        compiled,
        mode_start,
        mode_end,
        ends,
        arrivals,
        empty_shop.latest_ends(net),
        np.maximum(per_minute, 0.01)[order],
        (net.order["untradeable"] + 2.0 * pinned)[order],
        _phases(net),
    )


def _phases(net: Network) -> tuple[npt.NDArray[np.uint8], ...]:
    reported = net.op["state"] != FREE
    binding = net.order["tentative"][net.op["order"]] == 0
    # A pin may put a tentative operation before a binding one; everything a binding one waits for is planned with it.
    for op in net.topo[::-1]:
        if binding[op]:
            binding[net.pred["op"][net.op[op]["pred_first"] : net.op[op]["pred_end"]]] = True
    phases = (reported, binding & ~reported, ~binding & ~reported)
    return tuple(phase.astype(np.uint8) for phase in phases if phase.any())


def empty_state(context: Context, segments_per_use: int = 4) -> State:
    return new_state(context.network, segments_per_use)


def placed(context: Context, places: Places, source: Int64 | None = None) -> State:
    """A state with every operation that has a mode in `places` (rows of `kernel.state.PLACE`) put exactly there.

    `source` says for every need what covers it (rows of the source table, -1 or None: the first that can).
    """
    sequence = np.flatnonzero(places["mode"] >= 0)
    sources = np.full(len(context.network.need), -1, np.int64) if source is None else source.astype(np.int64)
    start, end, mode = (np.ascontiguousarray(places[name]) for name in ("start", "end", "mode"))
    segments = 4
    while True:
        state = empty_state(context, segments)
        if insertion.put_all(context.network, state, sequence, start, end, mode, sources) == dispatch.PLACED:
            return state
        segments *= 4


def rule_keys(context: Context) -> dict[str, Floats]:
    """The six priority rules as keys per operation, smaller first."""
    net = context.network
    order = net.op["order"]
    latest = context.latest_end.astype(np.float64)
    due = np.minimum.reduceat(net.delivery["due"], net.order["delivery_first"]) if len(order) else latest
    work = _order_work(net)
    slack = latest - context.earliest_end
    return {
        "operation_due_date": latest,
        "order_due_date": due[order] + latest * 1e-7,
        "least_slack": slack,
        "weighted_slack": np.where(slack > 0, slack / context.weight, slack * context.weight),
        "weighted_shortest_work": work[order] / context.weight,
        "first_come": context.earliest_end.astype(np.float64),
    }


def replay_keys(context: Context, plan: Plan) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Keys and forced modes that repeat an earlier plan's sequence; new operations come last, free to choose."""
    compiled = context.compiled
    starts = {assignment.operation: assignment for assignment in plan.assignments}
    variants = Variants(compiled, plan)
    possible = _possible(context)
    keys = np.full(len(compiled.operations), URGENT / 10)
    forced = np.full(len(compiled.operations), -1, np.int64)
    for i, operation in enumerate(compiled.operations):
        assignment = starts.get(operation.id)
        if assignment is not None:
            keys[i] = compiled.clock.minute(assignment.start)
            mode = variants.of(assignment)
            forced[i] = mode if mode >= 0 and possible[mode] else -1
    return keys, forced


def _possible(context: Context) -> npt.NDArray[np.bool_]:
    """Modes that may be forced, whatever is placed before: no pin forbids them, they fit into some opening, they do not
    go away some day, and no link to another operation's station can rule them out."""
    net = context.network
    operation = np.repeat(np.arange(len(net.op)), net.op["mode_end"] - net.op["mode_first"])
    tied = (net.op["tie_first"] < net.op["tie_end"])[operation]
    lasting = (net.mode["closes"] >= NEVER) & (net.mode["ends_by"] >= NEVER)
    possible: npt.NDArray[np.bool_] = (net.mode["allowed"] != 0) & lasting & ~tied
    return possible & (context.earliest_mode_end < NEVER)


def generate(context: Context, keys: Floats, forced: npt.NDArray[np.int64] | None = None) -> State:
    """One complete schedule in order of keys, phase by phase."""
    net = context.network
    if forced is None:
        forced = np.full(len(net.op), -1, np.int64)
    keys = keys - URGENT * context.urgent
    return _build(
        context,
        lambda state, phase: dispatch.generate(net, state, keys, context.latest_end, context.weight, forced, phase),
    )


def generate_not_before(context: Context, keys: Floats, forced: npt.NDArray[np.int64]) -> State:
    """The same, but nothing starts before its key, if that is a minute: a plan that still fits comes out unchanged.

    Earlier starts are not always better: they disturb a published plan, and stock waits for its customer.
    """
    op = context.network.op.copy()
    known = (keys < URGENT / 10) & (op["state"] == FREE)
    op["release"][known] = np.maximum(op["release"][known], keys[known])
    network = context.network._replace(op=op)
    return generate(replace(context, compiled=replace(context.compiled, network=network)), keys, forced)


class Dispatching(NamedTuple):
    """Parameters of ATC dispatching."""

    look_ahead: float
    """In mean works: how far ahead the slack of an operation counts."""
    exponent: float
    """Of the operation's work; 1 is the published rule."""
    inflation: float = 1.0
    """How much longer than in the empty shop the way behind an operation is taken to be."""
    order_exponent: float = 0.0
    """Of the whole order's work: in an overloaded shop large orders of little weight go last."""

    @property
    def method(self) -> str:
        return f"atc({', '.join(f'{value:g}' for value in self)})"


def dispatch_atc(context: Context, rule: Dispatching) -> State:
    """One complete schedule by ATC dispatching."""
    net = context.network
    order = net.op["order"]
    last = np.full(len(net.order), -NEVER, np.int64)
    np.maximum.at(last, order, context.latest_end)
    latest = last[order] - (rule.inflation * (last[order] - context.latest_end)).astype(np.int64)
    importance = context.weight / np.maximum(1.0, _order_work(net)[order]) ** rule.order_exponent
    return _build(
        context,
        lambda state, phase: dispatch.dispatch_atc(
            net,
            state,
            latest,
            context.weight,
            importance,
            context.urgent,
            phase,
            float(rule.look_ahead),
            float(rule.exponent),
        ),
    )


def _order_work(net: Network) -> Floats:
    """Minutes of work of each order, every operation in its shortest mode."""
    if not len(net.op):
        return np.zeros(len(net.order))
    shortest = np.minimum.reduceat(net.mode["work"], net.op["mode_first"])
    return np.bincount(net.op["order"], shortest, len(net.order)).astype(np.float64)


def _build(context: Context, step: Callable[[State, npt.NDArray[np.uint8]], int]) -> State:
    segments = 4
    while True:
        state = empty_state(context, segments)
        for phase in context.phases:
            result = step(state, phase)
            if result != dispatch.PLACED:
                break
        else:
            return state
        if result == dispatch.NO_TIME:
            raise HorizonTooShortError
        segments *= 4


def found(context: Context, state: State, method: str, is_grid: bool = False) -> Found:
    """A complete schedule with its goal values."""
    return Found(objective.levels(context.network, state), state, method, is_grid)


def starts(context: Context, start: Plan | None) -> Iterator[Found]:
    """Replays and priority rules; the caller keeps the best and may stop at any time."""
    if start is not None:
        yield found(context, generate_not_before(context, *replay_keys(context, start)), "replay")
        yield found(context, generate(context, *replay_keys(context, start)), "replay")
    if context.compiled.problem.published:
        yield found(context, generate_not_before(context, *_published_keys(context)), "published")
        yield found(context, generate(context, *_published_keys(context)), "published")
    for name, keys in rule_keys(context).items():
        yield found(context, generate(context, keys), name)


def _published_keys(context: Context) -> tuple[Floats, npt.NDArray[np.int64]]:
    net = context.network
    start, mode = net.op["published_start"], net.op["published_mode"]
    keys = np.where(start > -NEVER, start.astype(np.float64), URGENT / 10)
    return keys, np.where((mode >= 0) & _possible(context)[np.maximum(mode, 0)], mode, -1).astype(np.int64)
