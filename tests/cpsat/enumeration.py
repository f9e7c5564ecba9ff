"""Every plan of a shop whose times are whole hours, hour by hour: slow, obvious, and without a line of
either engine.

With windows, durations, lags, set-ups, releases and due dates on the hour some optimum starts everything on the
hour: for a fixed order of operations and fixed windows all conditions are differences of two times with
whole-hour constants. See `steps_inside_hours` for what is not like that.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise, product
from typing import NamedTuple

from scheduler.compile.compiled import Compiled
from scheduler.compile.network import FREE, NEVER, Network, Records
from scheduler.domain.goal import Goal

GOALS = (
    Goal.BROKEN_PINS,
    Goal.UNTRADEABLE_LATENESS,
    Goal.COST,
    Goal.DISTURBANCE,
    Goal.FLOW_TIME,
    Goal.MAKESPAN,
)
"""The goals it knows, in this order."""
FIRST = 4
HOUR = 60
FAR = 24 * 30
"""Hours for which calendars are laid out: later than any arrival here."""


class Try(NamedTuple):
    """One way to place an operation, in hours after as-of."""

    mode: int
    start: int
    end: int
    working: tuple[int, ...]
    sources: tuple[int, ...] = ()


class Batch(NamedTuple):
    """What is done together on a station, in hours."""

    start: int
    end: int
    state: int


def steps_inside_hours(net: Network) -> bool:
    """Whether plans off the hour may be better: the last minute in which goods can leave, a mode is there, or material
    that can't be bought is taken, is one before the hour; an end that must not lie in a pause, or is late to be stored
    less, lies a minute after it; several operations may share a cap by halves."""
    ways, links, modes = net.delivery, net.pred, net.mode
    return bool(
        (ways["dispatch"] >= 0).any()
        or (ways["receiving"] >= 0).any()
        or (ways["storage"] > 0).any()
        or (links["to_end"] != 0).any()
        or (links["maximum"] < NEVER).any()
        or (modes["closes"] < NEVER).any()
        or (net.source["bought"] == 0).any()
        or len(net.cap)
    )


class Enumeration:
    """Depth first over all operations in topological order; keeps the best levels found."""

    def __init__(self, compiled: Compiled, hours: int) -> None:
        self.net = compiled.network
        assert compiled.problem.settings.goals == GOALS
        self.hours = hours
        self.open = [
            {hour for start, end in windows for hour in range(start // HOUR, end // HOUR) if hour < FAR}
            for windows in compiled.classes.windows
        ]
        self.placed: dict[int, Try] = {}
        self.busy: Counter[tuple[int, int]] = Counter()
        for block in self.net.block:
            hours_gone = range(int(block["start"]) // HOUR, min(FAR, -(-int(block["end"]) // HOUR)))
            self.busy.update({(int(block["resource"]), hour): int(block["amount"]) for hour in hours_gone})
        self.best: tuple[int, ...] | None = None
        self.tries = {op: list(self._tries(op)) for op in range(len(self.net.op))}

    def run(self) -> tuple[int, ...] | None:
        """The best levels of all plans within the hours; None if there is no such plan."""
        self._place(0)
        return self.best

    def _tries(self, op: int) -> Iterator[Try]:
        row = self.net.op[op]
        assert row["state"] == 0
        needs = self.net.need[row["need_first"] : row["need_end"]]
        choices = [*product(*(range(need["source_first"], need["source_end"]) for need in needs))]
        for start in range(self.hours):
            for mode in range(row["mode_first"], row["mode_end"]):
                way = self.net.mode[mode]
                on_site = row["bare_release"] + way["there"]
                if not way["allowed"] or start * HOUR < max(row["release"], on_site, way["opens"]):
                    continue
                for attempt in self._in_mode(mode, start, bool(row["resumable"])):
                    if start * HOUR < way["closes"] and attempt.end * HOUR <= way["ends_by"]:
                        usable = (c for c in choices if all(self._can_take(s, start) for s in c))
                        yield from (attempt._replace(sources=choice) for choice in usable)

    def _in_mode(self, mode: int, start: int, resumable: bool) -> Iterator[Try]:
        work = int(self.net.mode[mode]["work"]) // HOUR
        class_ = int(self.net.mode[mode]["class_"])
        if class_ < 0:
            yield Try(mode, start, start + work, ())
            return
        working: list[int] = []
        hour = start
        while len(working) < work and hour < FAR:
            if hour in self.open[class_]:
                working.append(hour)
            hour += 1
        whole = len(working) == work and working[0] == start
        if whole and (resumable or hour - start == work):
            yield Try(mode, start, hour, tuple(working))

    def _can_take(self, source: int, start: int) -> bool:
        row = self.net.source[source]
        moment = start * HOUR - row["delay"]
        return bool(moment >= 0 and (row["bought"] or moment < self.net.stock[row["stock"]]["lead"]))

    def _place(self, depth: int) -> None:
        if depth == len(self.net.op):
            if self._stock_suffices() and self._caps_hold() and self._stations_are_ready():
                levels = self._levels()
                if self.best is None or levels < self.best:
                    self.best = levels
            return
        op = int(self.net.topo[depth])
        for attempt in self.tries[op]:
            if not self._after_predecessors(op, attempt) or not self._fits_others(op, attempt):
                continue
            taken = self._taken(attempt)
            if all(self.busy[key] + n <= self.net.res[key[0]]["units"] for key, n in taken.items()):
                self.placed[op] = attempt
                self.busy.update(taken)
                if not self._hopeless():
                    self._place(depth + 1)
                self.busy.subtract(taken)
                del self.placed[op]

    def _after_predecessors(self, op: int, attempt: Try) -> bool:
        for edge in self.net.pred[self.net.op[op]["pred_first"] : self.net.op[op]["pred_end"]]:
            before = self.placed[int(edge["op"])]
            ready = self._joined_end(int(edge["op"]), before, bool(edge["from_start"])) + int(edge["lag"])
            shops = self.net.mode[before.mode]["workshop"], self.net.mode[attempt.mode]["workshop"]
            if edge["kind"] == 0:
                ready += int(self.net.mode[before.mode]["back"] + self.net.mode[attempt.mode]["there"])
                ready += int(self.net.transport[shops]) if min(shops) >= 0 else 0
            if (attempt.end if edge["to_end"] else attempt.start) * HOUR < ready:
                return False
        return True

    def _first_resource(self, mode: int) -> int:
        row = self.net.mode[mode]
        return int(self.net.use[row["use_first"]]["resource"]) if row["use_first"] < row["use_end"] else -1

    def _fits_others(self, op: int, attempt: Try) -> bool:
        """Ties to what is placed; on a station nothing overlaps but what goes together, with room for its load."""
        row, mine = self.net.op[op], self._first_resource(attempt.mode)
        for tie in self.net.tie[row["tie_first"] : row["tie_end"]]:
            if int(tie["op"]) in self.placed:
                theirs = self._first_resource(self.placed[int(tie["op"])].mode)
                if min(mine, theirs) >= 0 and (mine == theirs) != bool(tie["same"]):
                    return False
        way = self.net.mode[attempt.mode]
        if way["state"] < 0:
            return True
        load, most = int(way["load"]), int(self.net.res[mine]["most_load"])
        for other in self.placed.values():
            if self._first_resource(other.mode) != mine or other.end <= attempt.start or attempt.end <= other.start:
                continue
            if not most or self._batch(other) != self._batch(attempt):
                return False
            load += int(self.net.mode[other.mode]["load"])
        return not most or load <= most

    def _batch(self, attempt: Try) -> Batch:
        return Batch(attempt.start, attempt.end, int(self.net.mode[attempt.mode]["state"]))

    def _sequences(self) -> dict[int, list[Batch]]:
        """What every station does, in order of time."""
        found: dict[int, set[Batch]] = defaultdict(set)
        for attempt in self.placed.values():
            if self.net.mode[attempt.mode]["state"] >= 0:
                found[self._first_resource(attempt.mode)].add(self._batch(attempt))
        origin = {station: Batch(0, 0, int(self.net.res[station]["initial"])) for station in found}
        return {station: [origin[station], *sorted(row)] for station, row in found.items()}

    def _change(self, station: int, before: Batch, after: Batch) -> Records | None:
        row = self.net.res[station]
        if before.state < 0:
            return None
        change: Records = self.net.set_up[row["set_up_first"] + before.state * row["states"] + after.state]
        return change

    def _stations_are_ready(self) -> bool:
        """Whether there are enough hours for set-ups between neighbours."""
        for station, row in self._sequences().items():
            class_ = int(self.net.res[station]["set_up_class"])
            for before, after in pairwise(row):
                change = self._change(station, before, after)
                hours = range(before.end, after.start)
                free = len(hours) if class_ < 0 else sum(hour in self.open[class_] for hour in hours)
                if change is not None and free * HOUR < change["minutes"]:
                    return False
        return True

    def _set_up_costs(self) -> int:
        changes = [self._change(s, a, b) for s, row in self._sequences().items() for a, b in pairwise(row)]
        return sum(int(change["cost"]) for change in changes if change is not None)

    def _overtime(self, attempt: Try, first: int = 0, last: int = FAR) -> Iterator[tuple[int, int, int]]:
        """(resource, units, price) of every hour of chosen overtime that is worked between two hours."""
        row = self.net.mode[attempt.mode]
        for chosen in self.net.overtime[row["overtime_first"] : row["overtime_end"]]:
            for rate in self.net.rate[chosen["rate_first"] : chosen["rate_end"]]:
                begin = max(attempt.start, first, int(rate["start"]) // HOUR)
                for _ in range(begin, min(attempt.end, last, int(rate["end"]) // HOUR)):
                    yield int(chosen["resource"]), int(chosen["amount"]), int(rate["price"])

    def _caps_hold(self) -> bool:
        for resource, row in enumerate(self.net.res):
            for cap in self.net.cap[row["cap_first"] : row["cap_end"]]:
                span = int(cap["start"]) // HOUR, int(cap["end"]) // HOUR
                worked = [w for attempt in self.placed.values() for w in self._overtime(attempt, *span)]
                if HOUR * sum(units for place, units, _ in worked if place == resource) > cap["most"]:
                    return False
        return True

    def _taken(self, attempt: Try) -> Counter[tuple[int, int]]:
        row = self.net.mode[attempt.mode]
        taken: Counter[tuple[int, int]] = Counter()
        for use in self.net.use[row["use_first"] : row["use_end"]]:
            if not self.net.res[use["resource"]]["station"]:
                hours = range(attempt.start, attempt.end) if use["held"] else attempt.working
                taken.update({(int(use["resource"]), hour): int(use["amount"]) for hour in hours})
        return taken

    def _stock_suffices(self) -> bool:
        sources = [(self.net.source[s], attempt) for attempt in self.placed.values() for s in attempt.sources]
        for index, stock in enumerate(self.net.stock):
            for hour in range(-(-int(stock["lead"]) // HOUR)):
                supplies = self.net.supply[stock["supply_first"] : stock["supply_end"]]
                free = max(int(s["level"]) for s in supplies if s["time"] <= hour * HOUR)
                taken = sum(
                    int(source["quantity"])
                    for source, attempt in sources
                    if source["stock"] == index and attempt.start * HOUR - source["delay"] <= hour * HOUR
                )
                if taken > free:
                    return False
        return True

    def _hopeless(self) -> bool:
        """Whether nothing that completes what is placed can be better than the best plan: no goal shrinks again, and
        set-ups, which may, are not counted."""
        if self.best is None:
            return False
        first = self._first_levels()
        return first > self.best[:FIRST] or (*first, *self._last_levels()) >= self.best

    def _first_levels(self) -> tuple[int, ...]:
        """Broken pins, untradeable lateness, cost and disturbance of what is placed."""
        cost, untradeable = int(self.net.base_cost), 0
        for order in self.net.order:
            rows = self.net.delivery[order["delivery_first"] : order["delivery_end"]]
            arrivals = [(self._arrival(row), row) for row in rows if self._complete(row)]
            cost += sum(self._storage(row) for row in rows if self._complete(row))
            late = max([0, *(arrives - int(row["due"]) for arrives, row in arrivals)])
            contract = max([0, *(arrives - int(row["contract"]) for arrives, row in arrivals)])
            cost += int(order["weight"]) * late
            if contract:
                daily = int(order["per_day"]) * -(-contract // 1440)
                cost += int(order["fixed"]) + (daily if order["cap"] < 0 else min(daily, int(order["cap"])))
            if order["untradeable"]:
                untradeable += max(1, int(order["weight"])) * late
        cost += sum(self._own_cost(attempt) for attempt in self.placed.values())
        moved = sum(
            (attempt.start * HOUR, self.net.mode[attempt.mode]["same_as"])
            != (self.net.op[op]["published_start"], self.net.op[op]["published_mode"])
            for op, attempt in self.placed.items()
            if self.net.op[op]["published_start"] > -(2**30)
        )
        return self._broken(), untradeable, cost, moved

    def _own_cost(self, attempt: Try) -> int:
        money = sum(units * price for _, units, price in self._overtime(attempt))
        return (
            int(self.net.mode[attempt.mode]["cost"])
            + money
            + sum(int(self.net.source[s]["cost"]) for s in attempt.sources)
        )

    def _complete(self, row: Records) -> bool:
        return all(int(op) in self.placed for op in self.net.delivery_op[row["op_first"] : row["op_end"]])

    def _broken(self) -> int:
        broken = 0
        for op, attempt in self.placed.items():
            row = self.net.op[op]
            broken += row["start_pin"] >= 0 and attempt.start * HOUR != row["start_pin"]
            broken += attempt.end * HOUR > row["end_pin"]
            for edge in self.net.pred[row["pred_first"] : row["pred_end"]]:
                before = self._joined_end(int(edge["op"]), self.placed[int(edge["op"])], bool(edge["from_start"]))
                broken += (attempt.end if edge["to_end"] else attempt.start) * HOUR - before > edge["maximum"]
        return int(broken)

    def _joined_end(self, op: int, place: Try, from_start: bool) -> int:
        """Minute from which a relation with a predecessor counts."""
        if not from_start:
            return place.end * HOUR
        row = self.net.op[op]
        return place.start * HOUR if row["state"] == FREE else int(row["fact_start"])

    def _last_levels(self) -> tuple[int, int]:
        """Flow time of the orders that are placed whole, and makespan."""
        flow = 0
        for order in self.net.order:
            ops = range(order["op_first"], order["op_end"])
            if all(op in self.placed for op in ops):
                rows = self.net.delivery[order["delivery_first"] : order["delivery_end"]]
                flow += max(self._arrival(row) for row in rows) - min(self.placed[op].start for op in ops) * HOUR
        return flow, max(attempt.end for attempt in self.placed.values()) * HOUR

    def _levels(self) -> tuple[int, ...]:
        broken, untradeable, cost, moved = self._first_levels()
        return broken, untradeable, cost + self._set_up_costs(), moved, *self._last_levels()

    def _packed(self, row: Records) -> int:
        places = [self.placed[int(op)] for op in self.net.delivery_op[row["op_first"] : row["op_end"]]]
        ends = [place.end + int(self.net.mode[place.mode]["back"]) // HOUR for place in places]
        return max(ends) + int(row["packing"]) // HOUR

    def _leaves(self, row: Records) -> int:
        """Packed, let go, on the first dispatch hour."""
        hour = max(self._packed(row), -(-int(row["gate"]) // HOUR))
        while row["dispatch"] >= 0 and hour not in self.open[row["dispatch"]]:
            hour += 1
        return hour

    def _storage(self, row: Records) -> int:
        return int(row["storage"]) * -(-(self._leaves(row) - self._packed(row)) // 24)

    def _arrival(self, row: Records) -> int:
        """Gone, under way, taken in on the first receiving hour; ex works it has arrived when it is packed."""
        if row["ex_works"]:
            return self._packed(row) * HOUR
        hour = self._leaves(row) + int(row["transit"]) // HOUR
        while row["receiving"] >= 0 and hour not in self.open[row["receiving"]]:
            hour += 1
        return hour * HOUR
