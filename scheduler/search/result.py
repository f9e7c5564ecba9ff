"""From a finished kernel state to a plan in wall-clock time and string ids."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from scheduler.compile.calendars import Window
from scheduler.compile.materials import PegFact, from_thousandths, pegging
from scheduler.compile.network import FREE, NEVER
from scheduler.compile.units import merged_links
from scheduler.domain.operation import Mode, Progress
from scheduler.domain.plan import (
    AssignedUse,
    Assignment,
    BrokenPin,
    BrokenWait,
    MissingPart,
    OvertimeUse,
    Peg,
    ProposedPurchase,
    Segment,
    SupplyKind,
)
from scheduler.domain.record import MaterialId, OperationId, OrderId, ResourceId
from scheduler.kernel import place, station, units
from scheduler.kernel.state import State
from scheduler.search.starts import Context

# Records are built without validation here: 50,000 operations would take seconds. What they say is checked by `verify`.


class WallClock:
    """Remembers instants, because many assignments share the same minutes."""

    def __init__(self, context: Context) -> None:
        self._clock = context.compiled.clock
        self._known: dict[int, datetime] = {}

    def __call__(self, minute: int) -> datetime:
        instant = self._known.get(minute)
        if instant is None:
            instant = self._known[minute] = self._clock.instant(minute)
        return instant


def assignments(context: Context, state: State, at: WallClock) -> tuple[Assignment, ...]:
    """Every operation with its mode, stations and stretches of work."""
    compiled, net = context.compiled, context.network
    progress: dict[OperationId, Progress] = {p.operation: p for p in compiled.problem.progress}
    chosen = _stations(context, state)
    set_ups = set_up_starts(context, state)
    modes: dict[tuple[OperationId, str], Mode] = {(o.id, m.id): m for o in compiled.operations for m in o.modes}
    found = []
    places = state.op.tolist()
    classes = net.mode["class_"].tolist()
    for i, operation in enumerate(compiled.operations):
        start, end, mode_index = places[i]
        mode = modes[compiled.modes[mode_index]]
        spans = _segments(context, classes[mode_index], start, end)
        reported = progress.get(operation.id)
        if reported is not None:
            start = compiled.clock.minute(reported.started_at)
            spans = ([(start, min(end, 0))] if start < min(end, 0) else []) + [s for s in spans if s[1] > 0]
        found.append(
            Assignment.model_construct(
                operation=operation.id,
                piece=0,
                order=operation.order,
                mode=mode.id,
                uses=tuple(
                    AssignedUse.model_construct(
                        resource=use.resource, amount=use.units, units=chosen.get((i, use.resource), ())
                    )
                    for use in mode.uses
                ),
                start=at(start),
                end=at(end),
                set_up_start=None if i not in set_ups else at(set_ups[i]),
                segments=tuple(Segment.model_construct(start=at(a), end=at(b)) for a, b in spans),
            )
        )
    return tuple(found)


def _segments(context: Context, class_: int, start: int, end: int) -> list[Window]:
    """Open stretches of a calendar class between a start and an end; one stretch in elapsed time."""
    if end <= start:
        return []
    if class_ < 0:
        return [(start, end)]
    windows = context.compiled.classes.windows[class_]
    k = bisect_right(windows, start, key=lambda window: window[1])
    spans = []
    while k < len(windows) and windows[k][0] < end:
        spans.append((max(start, windows[k][0]), min(end, windows[k][1])))
        k += 1
    return spans


def _stations(context: Context, state: State) -> dict[tuple[int, str], tuple[int, ...]]:
    """Station numbers per (operation, resource) for machines and pools."""
    compiled, net = context.compiled, context.network
    named = {resource.id: resource.named_units for resource in compiled.problem.resources}
    placed = np.flatnonzero(state.op["mode"] >= 0)
    mode = state.op["mode"][placed]
    first, end = net.mode["use_first"][mode], net.mode["use_end"][mode]
    counts = end - first
    operation = np.repeat(placed, counts)
    use = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts) + np.arange(counts.sum())
    resource = net.use["resource"][use]
    found: dict[tuple[int, str], tuple[int, ...]] = {}
    for r, id_ in enumerate(compiled.resources):
        if not named[id_]:
            continue
        rows = np.flatnonzero(resource == r)
        if not len(rows):
            continue
        ops = operation[rows]
        if compiled.units[r] >= 0:
            for op in ops.tolist():
                found[op, id_] = (*found.get((op, id_), ()), compiled.units[r])
            continue
        if net.res[r]["units"] == 1:  # also for machines that are released in pauses, whose hulls may overlap
            found.update(((int(op), id_), (0,)) for op in ops)
            continue
        starts, ends = state.op["start"][ops].astype(np.int64), state.op["end"][ops].astype(np.int64)
        order = np.lexsort((ops, ends, starts))
        amounts = net.use["amount"][use[rows]].astype(np.int64)
        taken = units.assign_units(order, starts, ends, amounts, int(net.res[r]["units"]))
        found.update(((int(op), id_), tuple(np.flatnonzero(row).tolist())) for op, row in zip(ops, taken, strict=True))
    return found


def pegs(context: Context, state: State) -> list[PegFact]:
    """Supplies for the needs of everything that has not begun."""
    compiled, net = context.compiled, context.network
    if not any(operation.needs for operation in compiled.operations):
        return []
    free = net.op["state"] == FREE
    starts = {o.id: int(state.op["start"][i]) for i, o in enumerate(compiled.operations) if free[i] and o.needs}
    return pegging(compiled.problem, compiled.clock, compiled.operations, starts, _sources(context, state))


def _sources(context: Context, state: State) -> dict[tuple[OperationId, MaterialId], int]:
    """Which of its sources covers a need, where that is not the first."""
    compiled, net = context.compiled, context.network
    others = np.flatnonzero(state.source > net.need["source_first"])
    if not len(others):
        return {}
    operation = np.repeat(np.arange(len(net.op)), net.op["need_end"] - net.op["need_first"])
    found = {}
    for need in others:
        first = int(net.need[need]["source_first"])
        material = compiled.stocks[int(net.source[first]["stock"])][0]
        found[compiled.operations[int(operation[need])].id, MaterialId(material)] = int(state.source[need]) - first
    return found


def peg_records(
    context: Context, facts: Sequence[PegFact], at: WallClock
) -> tuple[tuple[Peg, ...], tuple[ProposedPurchase, ...]]:
    """The facts as records; every purchased share becomes a proposed purchase of its own."""
    lead = {m.id: m.lead_minutes + m.inspection_minutes for m in context.compiled.problem.materials}
    found, purchases = [], []
    for fact in facts:
        purchase = None
        if fact.purchased:
            purchase = f"buy/{fact.operation}/{fact.material}"
            purchases.append(
                ProposedPurchase.model_construct(
                    id=purchase,
                    material=fact.material,
                    company=fact.company,
                    operation=fact.operation,
                    quantity=from_thousandths(fact.quantity),
                    order_by=at(fact.available - lead[fact.material]),
                    need_by=at(fact.available),
                )
            )
        kind = (
            SupplyKind.PURCHASE if fact.purchased else SupplyKind.STOCK if fact.arrival is None else SupplyKind.ARRIVAL
        )
        found.append(
            Peg.model_construct(
                operation=fact.operation,
                material=fact.material,
                quantity=from_thousandths(fact.quantity),
                supply=kind,
                arrival=fact.arrival,
                purchase=purchase,
                company=fact.company if fact.transferred else None,
                instead_of=fact.instead_of,
                available_at=at(fact.available),
            )
        )
    return tuple(found), tuple(purchases)


def missing_parts(context: Context, state: State, facts: Sequence[PegFact], at: WallClock) -> tuple[MissingPart, ...]:
    """Per operation and material what may follow the delivery and is not there when the operation starts."""
    index = context.compiled.operation_index
    missing: dict[tuple[OperationId, MaterialId], tuple[OrderId, int, int]] = {}
    for fact in facts:
        if fact.may_follow and fact.available > int(state.op["start"][index[fact.operation]]):
            _, quantity, available = missing.get((fact.operation, fact.material), (fact.order, 0, -NEVER))
            missing[fact.operation, fact.material] = (
                fact.order, quantity + fact.quantity, max(available, fact.available),
            )  # fmt: skip
    return tuple(
        MissingPart(
            order=order,
            operation=operation,
            material=material,
            quantity=from_thousandths(quantity),
            available_at=at(available),
        )
        for (operation, material), (order, quantity, available) in sorted(missing.items())
    )


def set_up_starts(context: Context, state: State) -> dict[int, int]:
    """Per operation whose station is set up for it the minute at which that begins: as late as it can be."""
    net = context.network
    if not net.stations or not len(net.set_up):
        return {}
    first = net.mode["use_first"][state.op["mode"]]
    found: dict[int, int] = {}
    for r in np.flatnonzero(net.res["station"]):
        low = int(state.stations.ptr[r])
        before = int(net.res[r]["initial"])
        begins: dict[int, int] = {}
        for batch in state.stations.point[low : low + int(state.stations.size[r])]:
            minutes = int(station.set_up_minutes(net, r, before, int(batch["state"])))
            if minutes:
                begins[int(batch["start"])] = _begin_of_set_up(context, int(r), int(batch["start"]), minutes)
            before = int(batch["state"])
        if begins:
            placed = (net.mode["state"][state.op["mode"]] >= 0) & (net.op["state"] == FREE)
            own = np.flatnonzero(placed & (net.use["resource"][np.minimum(first, len(net.use) - 1)] == r))
            starts = state.op["start"][own].tolist()
            found.update((int(op), begins[start]) for op, start in zip(own, starts, strict=True) if start in begins)
    return found


def _begin_of_set_up(context: Context, r: int, start: int, minutes: int) -> int:
    """The latest minute from which so many minutes of set-up just fit before a start."""
    class_ = int(context.network.res[r]["set_up_class"])
    if class_ < 0:
        return start - minutes
    left = minutes
    windows = context.compiled.classes.windows[class_]
    k = bisect_right(windows, start - 1, key=lambda window: window[0]) - 1
    while k >= 0:
        opens, closes = windows[k][0], min(start, windows[k][1])
        if closes - opens >= left:
            return closes - left
        left -= closes - opens
        k -= 1
    return 0


def overtime_uses(context: Context, state: State, at: WallClock) -> tuple[OvertimeUse, ...]:
    """The chosen overtime that operations work in, by operation, resource and window."""
    compiled, net = context.compiled, context.network
    if not len(net.overtime):
        return ()
    resources = {resource.id: resource for resource in compiled.problem.resources}
    calendars = {calendar.id: calendar for calendar in compiled.problem.calendars}
    found: dict[tuple[OperationId, ResourceId, datetime], tuple[int, int]] = {}
    for i, operation in enumerate(compiled.operations):
        start, end, mode = state.op[i].tolist()
        for o in range(int(net.mode[mode]["overtime_first"]), int(net.mode[mode]["overtime_end"])):
            row = net.overtime[o]
            id_ = compiled.resources[int(row["resource"])]
            windows = [w for w in calendars[resources[id_].calendar].overtime if w.by_choice and w.approval.usable]
            for rate in net.rate[int(row["rate_first"]) : int(row["rate_end"])].tolist():
                a, b = max(start, rate[0]), min(end, rate[1])
                if a < b:
                    moment = at(a)
                    window = next(w for w in windows if w.start <= moment < w.end)
                    key = operation.id, id_, window.start
                    known = found.get(key, (0, 0))[0]
                    found[key] = known + (b - a) * int(row["amount"]), window.price_per_hour
    return tuple(
        OvertimeUse(operation=o, resource=r, start=start, minutes=minutes, price_per_hour=price)
        for (o, r, start), (minutes, price) in sorted(found.items())
    )


def broken_pins(context: Context, state: State) -> tuple[BrokenPin, ...]:
    """Start and not-after pins of operations not begun that facts made impossible, with the minutes they are missed
    by."""
    compiled = context.compiled
    index = compiled.operation_index
    found = []
    for pin in sorted(compiled.problem.pins, key=lambda pin: pin.id):
        i = index.get(pin.operation)
        if i is None or pin.at is None or context.network.op[i]["state"] != FREE:
            continue
        if pin.until is not None and pin.until < compiled.problem.as_of:
            continue
        place = state.op[i]
        missed = {"start": int(place["start"]), "not_after": int(place["end"])}.get(pin.kind.value)
        if missed is not None and missed > compiled.clock.minute(pin.at):
            found.append(BrokenPin(pin=pin.id, minutes=missed - compiled.clock.minute(pin.at)))
    return tuple(found)


def broken_waits(context: Context, state: State) -> tuple[BrokenWait, ...]:
    """Maximum waits before operations not begun that could not be kept, with the minutes they are passed by."""
    compiled, net = context.compiled, context.network
    if not (net.pred["maximum"] < NEVER).any():
        return ()
    found = []
    for i, operation in enumerate(compiled.operations):
        if net.op[i]["state"] != FREE:
            continue
        rows = range(int(net.op[i]["pred_first"]), int(net.op[i]["pred_end"]))
        # Links come first among the predecessors, in their own order; pins have no maximum.
        for edge, link in zip(rows, merged_links(operation), strict=False):
            minutes = int(place.excess_wait(net, state, edge, i))
            if minutes > 0:
                found.append(
                    BrokenWait(
                        operation=operation.id, predecessor=link.operation, relation=link.relation, minutes=minutes
                    )
                )
    return tuple(found)


def material_free(context: Context, facts: Iterable[PegFact]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Per operation the minute at which all supplies it was given are free; purchases from the earliest on."""
    lead = {m.id: m.lead_minutes + m.inspection_minutes for m in context.compiled.problem.materials}
    index = context.compiled.operation_index
    found = np.full(len(context.compiled.operations), -NEVER, np.int64)
    for fact in facts:
        if fact.may_follow:
            continue
        i = index[fact.operation]
        found[i] = max(found[i], lead[fact.material] if fact.purchased else fact.available)
    return found
