"""Every plan of a shop whose times are whole hours, hour by hour: slow, obvious, and without a line of
either engine.

With windows, durations, lags, releases and due dates on the hour some optimum starts everything on the
hour: for a fixed order of operations and fixed windows all conditions are differences of two times with
whole-hour constants.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from scheduler.compile.compiled import Compiled
from scheduler.compile.network import FREE, Records
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
        self.best: tuple[int, ...] | None = None
        self.tries = {op: list(self._tries(op)) for op in range(len(self.net.op))}

    def run(self) -> tuple[int, ...] | None:
        """The best levels of all plans within the hours; None if there is no such plan."""
        self._place(0)
        return self.best

    def _tries(self, op: int) -> Iterator[Try]:
        row = self.net.op[op]
        assert row["state"] == 0
        for start in range(-(-int(row["release"]) // HOUR), self.hours):
            for mode in range(row["mode_first"], row["mode_end"]):
                work = int(self.net.mode[mode]["work"]) // HOUR
                class_ = int(self.net.mode[mode]["class_"])
                if not self.net.mode[mode]["allowed"]:
                    continue
                if class_ < 0:
                    yield Try(mode, start, start + work, ())
                    continue
                working: list[int] = []
                hour = start
                while len(working) < work and hour < FAR:
                    if hour in self.open[class_]:
                        working.append(hour)
                    hour += 1
                whole = len(working) == work and working[0] == start
                if whole and (row["resumable"] or hour - start == work):
                    yield Try(mode, start, hour, tuple(working))

    def _place(self, depth: int) -> None:
        if depth == len(self.net.op):
            if self._stock_suffices():
                levels = self._levels()
                if self.best is None or levels < self.best:
                    self.best = levels
            return
        op = int(self.net.topo[depth])
        for attempt in self.tries[op]:
            if not self._after_predecessors(op, attempt):
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
            if edge["kind"] == 0 and min(shops) >= 0:
                ready += int(self.net.transport[shops])
            if (attempt.end if edge["to_end"] else attempt.start) * HOUR < ready:
                return False
        return True

    def _taken(self, attempt: Try) -> Counter[tuple[int, int]]:
        row = self.net.mode[attempt.mode]
        taken: Counter[tuple[int, int]] = Counter()
        for use in self.net.use[row["use_first"] : row["use_end"]]:
            hours = range(attempt.start, attempt.end) if use["held"] else attempt.working
            taken.update({(int(use["resource"]), hour): int(use["amount"]) for hour in hours})
        return taken

    def _stock_suffices(self) -> bool:
        for index, stock in enumerate(self.net.stock):
            for hour in range(-(-int(stock["lead"]) // HOUR)):
                supplies = self.net.supply[stock["supply_first"] : stock["supply_end"]]
                free = max(int(s["level"]) for s in supplies if s["time"] <= hour * HOUR)
                taken = sum(
                    int(need["quantity"])
                    for op, attempt in self.placed.items()
                    for need in self.net.need[self.net.op[op]["need_first"] : self.net.op[op]["need_end"]]
                    if need["stock"] == index and attempt.start <= hour
                )
                if taken > free:
                    return False
        return True

    def _hopeless(self) -> bool:
        """Whether what is placed already is worse than the best plan in the first goals, none of which can
        shrink again."""
        return self.best is not None and self._first_levels() > self.best[:FIRST]

    def _first_levels(self) -> tuple[int, ...]:
        """Broken pins, untradeable lateness, cost and disturbance of what is placed."""
        cost, untradeable = int(self.net.base_cost), 0
        for order in self.net.order:
            rows = self.net.delivery[order["delivery_first"] : order["delivery_end"]]
            arrivals = [(self._arrival(row), row) for row in rows if self._complete(row)]
            late = max([0, *(arrives - int(row["due"]) for arrives, row in arrivals)])
            contract = max([0, *(arrives - int(row["contract"]) for arrives, row in arrivals)])
            cost += int(order["weight"]) * late
            if contract:
                daily = int(order["per_day"]) * -(-contract // 1440)
                cost += int(order["fixed"]) + (daily if order["cap"] < 0 else min(daily, int(order["cap"])))
            if order["untradeable"]:
                untradeable += max(1, int(order["weight"])) * late
        cost += sum(int(self.net.mode[attempt.mode]["cost"]) for attempt in self.placed.values())
        moved = sum(
            (attempt.start * HOUR, attempt.mode)
            != (self.net.op[op]["published_start"], self.net.op[op]["published_mode"])
            for op, attempt in self.placed.items()
            if self.net.op[op]["published_start"] > -(2**30)
        )
        return self._broken(), untradeable, cost, moved

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

    def _levels(self) -> tuple[int, ...]:
        flow = 0
        for order in self.net.order:
            rows = self.net.delivery[order["delivery_first"] : order["delivery_end"]]
            first = min(self.placed[op].start for op in range(order["op_first"], order["op_end"]))
            flow += max(self._arrival(row) for row in rows) - first * HOUR
        return (*self._first_levels(), flow, max(attempt.end for attempt in self.placed.values()) * HOUR)

    def _arrival(self, row: Records) -> int:
        """Packed, gone on the first dispatch hour, under way, taken in on the first receiving hour."""
        ends = [self.placed[int(op)].end for op in self.net.delivery_op[row["op_first"] : row["op_end"]]]
        hour = max(ends) + int(row["packing"]) // HOUR
        while row["dispatch"] >= 0 and hour not in self.open[row["dispatch"]]:
            hour += 1
        hour += int(row["transit"]) // HOUR
        while row["receiving"] >= 0 and hour not in self.open[row["receiving"]]:
            hour += 1
        return hour * HOUR
