"""When operations can lie: earliest by the empty shop, latest by what the known goal values still allow.

Every limit here keeps an optimum. Earliest places hold for any plan. For latest ends see `horizon` and
`docs/engine/exact.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.compile.network import NEVER
from scheduler.cpsat.case import Case
from scheduler.cpsat.deliveries import DAY, Lateness, lateness, lateness_cost, latest_finish
from scheduler.cpsat.measures import measures, place_cost
from scheduler.cpsat.places import is_disturbed, real_start
from scheduler.cpsat.rows import Delivery, Order
from scheduler.cpsat.sources import material_alone
from scheduler.cpsat.stations import batches, set_up_cost
from scheduler.domain.goal import Goal


@dataclass(frozen=True)
class Earliest:
    """No plan starts or ends a mode earlier; NEVER for modes that never fit."""

    mode_start: dict[int, int]
    mode_end: dict[int, int]
    end: dict[int, int]
    """Per operation of the scope."""
    ready: dict[int, int]
    """The same with the way back from work outside."""

    def fitting(self, case: Case, op: int) -> list[int]:
        """Modes that fit somewhere before the tables end."""
        return [mode for mode in case.usable_modes(op) if self.mode_end[mode] < NEVER]


def earliest(case: Case) -> Earliest:
    """One pass over calendars, lags, ways, releases, windows of modes, pins and each operation's own material; nobody
    queues."""
    shop = case.shop
    found = Earliest({}, {}, {}, {})
    for op in shop.topo:
        if op not in case.scope.ops:
            continue
        modes = case.usable_modes(op)
        if op not in case.free:
            place = case.rows[op]
            found.mode_start[place.mode], found.mode_end[place.mode] = real_start(shop, op, place), place.end
        else:
            material = material_alone(shop, op)
            for mode in modes:
                found.mode_start[mode], found.mode_end[mode] = _earliest_in(case, found, op, mode, material)
        found.end[op] = min((found.mode_end[mode] for mode in modes), default=NEVER)
        found.ready[op] = min((found.mode_end[mode] + shop.modes[mode].back for mode in modes), default=NEVER)
    return found


def _earliest_in(case: Case, known: Earliest, op: int, mode: int, t: int) -> tuple[int, int]:
    """(start, end) of the earliest place of a free operation in a mode from minute t on."""
    shop = case.shop
    row = shop.modes[mode]
    t, until = max(t, shop.first_start(op, mode)), -NEVER
    for edge in shop.op_preds(op):
        ends = known.mode_start if edge.from_start else known.mode_end
        joined = min((ends[m] + shop.distance(edge, m, mode) for m in case.usable_modes(edge.op)), default=NEVER)
        t, until = (t, max(until, joined)) if edge.to_end else (max(t, joined), until)
    if max(t, until) >= NEVER:
        return NEVER, NEVER
    timetable, resumable = shop.timetable(row.class_), bool(shop.ops[op].resumable)
    start, end = timetable.fit(resumable, row.work, max(t, timetable.start_reaching(resumable, row.work, until)))
    return (start, end) if start < row.closes and end <= row.ends_by else (NEVER, NEVER)


def alone(case: Case, order: int, first: Earliest) -> Lateness:
    """Lateness no plan can beat."""
    return lateness(case.shop, order, first.ready)


def _surely_broken(case: Case, first: Earliest, op: int, ends: bool, at: int) -> bool:
    """Whether no plan of the case keeps a pin."""
    if op not in case.free:
        return (case.rows[op].end if ends else case.rows[op].start) > at
    return first.end[op] > at if ends else all(first.mode_start[mode] > at for mode in case.usable_modes(op))


def lower_bounds(case: Case, first: Earliest) -> dict[Goal, int]:
    """Per goal a value no plan of the case can beat. Storage and what free operations pay for set-ups and overtime may
    be nothing."""
    shop = case.shop
    if not case.free:
        return measures(shop, case.scope, case.rows)
    cost, untradeable, flow = shop.network.base_cost + _settled_set_ups(case), 0, 0
    for index in case.scope.orders:
        order = shop.orders[index]
        late = alone(case, index, first)
        cost += lateness_cost(order, late)
        if order.untradeable:
            untradeable += max(1, order.weight) * max(0, late.late)
        flow += _least_flow(case, index, late.arrives)
    broken = sum(
        _surely_broken(case, first, pin.op, pin.ends != 0, pin.at) for pin in shop.pins if pin.op in case.scope.ops
    )
    disturbance = makespan = 0
    for op in case.scope.ops:
        cost += _least_place_cost(case, op)
        makespan = max(makespan, first.end[op])
        if op not in case.free and shop.ops[op].published_start > -NEVER:
            disturbance += is_disturbed(shop, op, case.rows[op])
    return {
        Goal.UNPLANNED: 0,
        Goal.BROKEN_PINS: broken,
        Goal.UNTRADEABLE_LATENESS: untradeable,
        Goal.COST: cost,
        Goal.DISTURBANCE: disturbance,
        Goal.FLOW_TIME: flow,
        Goal.MAKESPAN: makespan,
    }


def _settled_set_ups(case: Case) -> int:
    """Cost of the set-ups of stations on which only fixed operations can be."""
    settled = batches(case.shop, case.scope.ops - case.free, case.rows)
    return sum(set_up_cost(case.shop, station, settled[station]) for station in settled.keys() - case.open_stations())


def _least_place_cost(case: Case, op: int) -> int:
    shop = case.shop
    if op not in case.free:
        return place_cost(shop, case.rows[op])
    mode = min((shop.modes[mode].cost for mode in case.usable_modes(op)), default=0)
    return mode + sum(min(shop.sources[s].cost for s in need.sources) for need in shop.op_needs(op))


def _least_flow(case: Case, order: int, arrives: int) -> int:
    """Longest chain of an order's work, lags, packing and transit, each at its shortest; from the real
    first start if known."""
    shop = case.shop
    ops = shop.order_ops(order)
    if not ops:
        return 0
    known = [real_start(shop, op, case.rows[op]) for op in ops if op not in case.free]
    start: dict[int, int] = {}
    chain: dict[int, int] = {}
    for op in ops:
        if op not in case.free:
            continue
        begins = last = 0
        for edge in shop.op_preds(op):
            if edge.kind == 0 and edge.op in chain:
                reached = (start if edge.from_start else chain)[edge.op] + edge.lag
                begins, last = (begins, max(last, reached)) if edge.to_end else (max(begins, reached), last)
        start[op] = begins
        chain[op] = max(last, begins + min((shop.modes[mode].work for mode in case.usable_modes(op)), default=0))
    longest = 0
    for row in shop.order_deliveries(order):
        ends = [chain[op] for op in shop.last_ops(row) if op in chain]
        if ends:
            longest = max(longest, max(ends) + row.packing + (0 if row.ex_works else row.transit))
    return max([longest, *(arrives - start for start in known)])


def latest(case: Case, horizon: int, limits: Mapping[int, int]) -> dict[int, int]:
    """Latest end of each free operation: the horizon, its order's limits, and fixed or limited successors
    behind it."""
    shop = case.shop
    end = {op: min(horizon, limits.get(op, NEVER)) for op in case.free}
    for op in reversed(shop.topo):
        if op not in case.free:
            continue
        for then, edge in case.successors(op):
            best = -NEVER
            for mode in case.usable_modes(then):
                limit = _latest_joined(case, then, mode, end.get(then, NEVER), bool(shop.preds[edge].to_end))
                best = max(best, limit - case.least_distance(edge, op, mode))
            if not shop.preds[edge].from_start:
                end[op] = min(end[op], best)
            elif best < NEVER:
                end[op] = min(end[op], _latest_end_from(case, op, best))
    return end


def _latest_joined(case: Case, op: int, mode: int, end: int, joins_end: bool) -> int:
    """The latest start, or end, of an operation in a mode, whose end is at `end` at the latest."""
    if op not in case.free:
        return case.rows[op].end if joins_end else case.rows[op].start
    if joins_end or end >= NEVER:
        return end
    row = case.shop.modes[mode]
    return case.shop.timetable(row.class_).latest_start(bool(case.shop.ops[op].resumable), row.work, end)


def _latest_end_from(case: Case, op: int, start: int) -> int:
    """The latest end of an operation that starts at minute `start` at the latest, in any mode."""
    found = -NEVER
    for mode in case.usable_modes(op):
        row = case.shop.modes[mode]
        timetable = case.shop.timetable(row.class_)
        begins = timetable.last_open(start)  # a later start than this is in a pause: it would wait for the next opening
        if begins <= -NEVER:
            continue
        resumable = bool(case.shop.ops[op].resumable)
        found = max(found, timetable.fit(True, row.work, begins)[1] if resumable else start + row.work)
    return found


def order_limits(case: Case, first: Earliest, lower: Mapping[Goal, int], upper: Mapping[Goal, int]) -> dict[int, int]:
    """Latest ends of the last operations of orders, without which some goal would exceed its known upper
    value.

    If every other order costs at least its empty-shop cost, this one can cost at most that of its own plus
    the difference between the upper value and the sum of all lower ones.
    """
    shop = case.shop
    limits: dict[int, int] = {}
    for index in case.scope.orders:
        late, contract_late = _latest_minutes(shop.orders[index], alone(case, index, first), lower, upper)
        for row in shop.order_deliveries(index):
            arrives = min(row.due + late, row.contract + contract_late)
            if arrives < NEVER // 2:
                limit_delivery(case, row, arrives, limits)
    if Goal.MAKESPAN in upper:
        for op in case.free:
            limits[op] = min(limits.get(op, NEVER), upper[Goal.MAKESPAN])
    return limits


def _latest_minutes(
    order: Order, own: Lateness, lower: Mapping[Goal, int], upper: Mapping[Goal, int]
) -> tuple[int, int]:
    """Most minutes late, against the commitment and against the contract, that the known values leave an order."""
    late = contract_late = NEVER
    if Goal.COST in upper:
        allowed = lateness_cost(order, own) + max(0, upper[Goal.COST] - lower[Goal.COST])
        if order.weight > 0:
            late = min(late, allowed // order.weight)
        contract_late = _contract_limit(order.fixed, order.per_day, order.cap, allowed)
    if Goal.UNTRADEABLE_LATENESS in upper and order.untradeable:
        weight = max(1, order.weight)
        slack = max(0, upper[Goal.UNTRADEABLE_LATENESS] - lower[Goal.UNTRADEABLE_LATENESS])
        late = min(late, max(0, own.late) + slack // weight)
    return late, contract_late


def limit_delivery(case: Case, delivery: Delivery, arrives: int, limits: dict[int, int]) -> None:
    """Latest ends of the operations feeding a delivery that is to arrive by a minute, the way back in mind."""
    finish = latest_finish(case.shop, delivery, arrives)
    for op in case.shop.last_ops(delivery):
        back = min((case.shop.modes[mode].back for mode in case.usable_modes(op)), default=0)
        limits[op] = min(limits.get(op, NEVER), finish - back)


def _contract_limit(fixed: int, per_day: int, cap: int, allowed: int) -> int:
    """Most minutes late against the contract at a penalty of at most `allowed`."""
    if fixed > allowed:
        return 0
    if per_day == 0 or 0 <= cap <= allowed - fixed:
        return NEVER
    return min(NEVER, DAY * ((allowed - fixed) // per_day))
