"""A minute after which nothing needs to end: without it domains would have to be years wide to be sure of
the optimum.

Take any plan. Keep the operations whose start pin or published place it keeps, and those that work in chosen overtime,
with all that is in one batch with them ("anchored"). Move every other one, in order of start, in its mode, with its
sources and its turn on its station, to its earliest place that leaves those not yet moved their material. Nothing
starts later than before (see `docs/engine/exact.md`), so every goal but flow time and storage is as good or better. And
nothing starts later than right behind everything moved before it and a minute T0 after which no release, supply,
window, block, fixed or anchored operation is left. So counting from T0, every operation once at its longest, with its
longest way and set-up, is enough.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import accumulate
from typing import NamedTuple

from scheduler.compile.calendars import intersected
from scheduler.compile.network import NEVER
from scheduler.cpsat.case import Case
from scheduler.cpsat.places import Place
from scheduler.cpsat.rows import Block
from scheduler.cpsat.spans import Earliest
from scheduler.cpsat.stations import longest_set_up
from scheduler.cpsat.timetable import ELAPSED, Timetable
from scheduler.domain.goal import Goal

Modes = dict[int, list[int]]
"""Per operation the modes that fit somewhere."""

ROUNDS = 50
"""After so many blocks, each in the way of what comes behind the one before, they are taken to come back for ever."""


def horizon(case: Case, first: Earliest) -> int:
    """Some optimum of every goal but flow time and storage ends by this minute, if `follows_starts`; NEVER if the
    calendars' tables end before it."""
    modes = {op: first.fitting(case, op) for op in case.scope.ops}
    common = _common_line(case, modes)
    after = _quiet_from(case, modes)
    blocks = _blocks(case, {mode for op in case.free for mode in modes[op]})
    steps = _steps(case, modes)
    lines = [_Line(case, line) for line in (common, ELAPSED)]
    for _ in range(ROUNDS):
        end = min(line.serial_end(steps, after) for line in lines)
        between = [block.end for block in blocks if block.end > after and block.start < end]
        if not between or end >= NEVER:
            return end
        after = min(between)
    return NEVER


def _common_line(case: Case, modes: Modes) -> Timetable:
    """Minutes in which all free work can go on, and all stations can be set up."""
    shop = case.shop
    used = [mode for op in case.free for mode in modes[op]]
    stations = {shop.station(mode) for mode in used} - {-1}
    classes = {shop.modes[mode].class_ for mode in used} | {shop.resources[s].set_up_class for s in stations}
    common = ELAPSED
    for class_ in sorted(classes - {-1}):
        other = shop.timetables[class_]
        if common is ELAPSED:
            common = other
            continue
        windows = intersected(
            list(zip(common.starts, common.ends, strict=True)),
            list(zip(other.starts, other.ends, strict=True)),
        )
        common = Timetable(windows)
    return common


def _blocks(case: Case, modes: Collection[int]) -> list[Block]:
    """Units that are gone of the resources that modes use."""
    used = {use.resource for mode in modes for use in case.shop.mode_uses(mode)}
    return [block for block in case.shop.blocks if block.resource in used]


def earlier_is_no_worse(case: Case, goals: Collection[Goal]) -> bool:
    """Whether some optimum of these goals ends by the horizon: for flow time and storage late can be better than
    early."""
    stored = any(row.storage for order in case.scope.orders for row in case.shop.order_deliveries(order))
    return Goal.FLOW_TIME not in goals and not (Goal.COST in goals and stored) and follows_starts(case)


def follows_starts(case: Case) -> bool:
    """Whether everything starts no earlier than what it waits for and may always start earlier, as the argument above
    takes for granted.

    Where an end waits for something, an operation may start before that; where there is a maximum wait, starting
    earlier may break it; and what is in one batch could no longer end together. The horizon is then just a likely one.
    """
    shop = case.shop
    edges = [edge for op in case.free for edge in shop.op_preds(op)]
    if any(edge.to_end or edge.maximum < NEVER for edge in edges):
        return False
    alike: dict[tuple[int, int], set[tuple[int, int, int]]] = defaultdict(set)
    for op in case.free:
        for mode in case.usable_modes(op):
            station, row = shop.station(mode), shop.modes[mode]
            if station >= 0 and shop.resources[station].most_load and not shop.mode_overtime(mode):
                alike[station, row.state].add((row.class_, row.work, shop.ops[op].resumable))
    if any(len(kinds) > 1 for kinds in alike.values()):
        return False
    return not (alike and any(edge.from_start for edge in edges))


def _quiet_from(case: Case, modes: Modes) -> int:
    """T0 but for blocks: from here on only the calendars and the other free operations hold an operation up."""
    shop = case.shop
    after = max((case.rows[op].end for op in case.scope.ops - case.free), default=0)
    for op in case.free:
        row = shop.ops[op]
        sources = [shop.sources[s] for need in shop.op_needs(op) for s in need.sources]
        after = max([after, *(shop.stocks[source.stock].lead + source.delay for source in sources)])
        for mode in modes[op]:
            after = max(after, shop.first_start(op, mode))
            # Work in chosen overtime starts before the last of it ends; without a minute of it the ordinary mode does.
            rates = (rate.end for use in shop.mode_overtime(mode) for rate in shop.overtime_rates(use))
            for anchor in (row.start_pin, row.published_start, max(rates, default=-1)):
                if anchor >= 0:
                    line = shop.timetable(shop.modes[mode].class_)
                    after = max(after, line.fit(bool(row.resumable), shop.modes[mode].work, anchor)[1])
    return after


Work = tuple[int, bool, int]
"""Calendar class, whether pauses may lie in it, minutes."""


class _Step(NamedTuple):
    """What one operation may add to a plan in which everything is done one after the other."""

    works: frozenset[Work]
    way: int
    set_ups: frozenset[Work]


def _steps(case: Case, modes: Modes) -> list[_Step]:
    """One for each free operation."""
    shop = case.shop
    found = []
    for op in case.free:
        resumable = bool(shop.ops[op].resumable)
        ways = [
            shop.distance(edge, m, mode) for edge in shop.op_preds(op) for m in modes[edge.op] for mode in modes[op]
        ]
        set_ups = {_set_up(case, mode) for mode in modes[op]}
        found.append(
            _Step(
                frozenset((shop.modes[m].class_, resumable, shop.modes[m].work) for m in modes[op]),
                max(ways, default=0),
                frozenset((shop.resources[s].set_up_class, True, minutes) for s, minutes in set_ups if minutes),
            )
        )
    return found


class _Line:
    """Work one after the other, measured in the open minutes of one timetable.

    Each step from a wall minute t to t' is charged the most open minutes of the line that can lie between the two. What
    a step takes is remembered, because blocks make `horizon` ask again from other minutes on.
    """

    def __init__(self, case: Case, line: Timetable) -> None:
        self.timetables, self.line = case.shop.timetables, line
        self._elapsed: dict[int, int] = {}
        self._reaches: dict[Work, _Reach] = {}

    def serial_end(self, steps: Iterable[_Step], after: int) -> int:
        """End of all free work one after the other from a minute on; NEVER if some of it fits no more."""
        line = self.line
        if after >= NEVER or not line.total:
            return NEVER
        total, too_late = line.position(after), NEVER
        for step in steps:
            works = [self._longest(work, after) for work in step.works]
            set_ups = [self._longest(work, after) for work in step.set_ups]
            total += max((most for most, _ in works), default=0) + max((most for most, _ in set_ups), default=0)
            total += self._most_elapsed(step.way)
            too_late = min([too_late, *(moment for _, moment in works + set_ups)])
        end = line.start_of(total)
        return end if end < too_late else NEVER

    def _most_elapsed(self, minutes: int) -> int:
        """The most open minutes of the line inside so many minutes of the clock."""
        line = self.line
        if line is ELAPSED:
            return minutes
        if minutes not in self._elapsed:
            inside = (line.position(start + minutes) - line.before[k] for k, start in enumerate(line.starts))
            self._elapsed[minutes] = max(inside)
        return self._elapsed[minutes]

    def _longest(self, work: Work, after: int) -> tuple[int, int]:
        """The most minutes that work takes whenever it is begun from a minute on, and a moment from which on it fits no
        more before the end of its table (NEVER: there is none)."""
        class_, resumable, minutes = work
        if class_ < 0:
            return self._most_elapsed(minutes), NEVER
        if resumable and self.line is not ELAPSED:
            return minutes, NEVER  # it also works whenever the line is open
        timetable = self.timetables[class_]
        now = self._taken(timetable, work, after)
        if now is None:
            return 0, after
        if work not in self._reaches:
            self._reaches[work] = self._reach(timetable, work)
        reach = self._reaches[work]
        later = bisect_left(reach.moments, after)
        return max([now, *reach.most[later : later + 1]]), reach.too_late

    def _reach(self, timetable: Timetable, work: Work) -> "_Reach":
        moments, taken, too_late = [], [], NEVER
        for moment in _worst_moments(timetable, *work[1:]):
            minutes = self._taken(timetable, work, moment)
            if minutes is None:
                too_late = moment
                break
            moments.append(moment)
            taken.append(minutes)
        most = list(accumulate(reversed(taken), max))[::-1]
        return _Reach(moments, most, too_late)

    def _taken(self, timetable: Timetable, work: Work, moment: int) -> int | None:
        """Minutes of the line from a moment to the end of work that is begun then; None if it fits no more."""
        end = timetable.fit(*work[1:], moment)[1]
        return None if end >= NEVER else self.line.position(end) - self.line.position(moment)


class _Reach(NamedTuple):
    """How long some work takes from each of the moments at which it takes longest."""

    moments: list[int]
    most: list[int]
    """The most from this moment or any later one."""
    too_late: int
    """The first moment from which it fits no more; NEVER if there is none."""


def _set_up(case: Case, mode: int) -> tuple[int, int]:
    """The station that remembers a mode's work, or -1, and the most minutes it is set up for it."""
    station = case.shop.station(mode)
    return station, 0 if station < 0 else longest_set_up(case.shop, station, case.shop.modes[mode].state)


def _worst_moments(timetable: Timetable, resumable: bool, work: int) -> list[int]:
    """Minutes at which work has to wait or pause longest: just when it is too late for a window."""
    if resumable:
        return timetable.ends
    return [end - work + 1 for start, end in zip(timetable.starts, timetable.ends, strict=True) if end - start >= work]


def appended(case: Case, first: Earliest) -> list[Place] | None:
    """Complete places without a conflict whatever is fixed: every free operation alone, one after the
    other, behind everything, with its first source.

    Poor, but a start where the hint does not fit the fixed places. None if the calendars' tables end before
    it.
    """
    shop = case.shop
    modes = {op: first.fitting(case, op) for op in case.scope.ops}
    rows = list(case.rows)
    after = _quiet_from(case, modes)
    placed = set(case.scope.ops - case.free)
    for op in shop.topo:
        if op not in case.free:
            continue
        sources = tuple(need.source_first for need in shop.op_needs(op))
        best: Place | None = None
        for mode in modes[op]:
            start, end = _behind(case, rows, op, mode, after)
            usable = end < NEVER and not shop.mode_overtime(mode) and not _tied_away(case, rows, placed, op, mode)
            if usable and (best is None or end < best.end):
                best = Place(start, end, mode, sources)
        if best is None:
            return None
        rows[op] = best
        placed.add(op)
        after = best.end
    return rows


def _behind(case: Case, rows: list[Place], op: int, mode: int, after: int) -> tuple[int, int]:
    """First place of an operation in a mode behind everything, whatever its station did last."""
    shop, row = case.shop, case.shop.modes[mode]
    edges = [edge for edge in shop.op_preds(op) if edge.op in case.scope.ops]
    # Whatever is joined: everything starts after the end of all that comes before, and the distance.
    t = max([after, *(rows[e.op].end + shop.distance(e, rows[e.op].mode, mode) for e in edges)])
    station, minutes = _set_up(case, mode)
    if minutes:
        t = max(t, shop.timetable(shop.resources[station].set_up_class).fit(True, minutes, after)[1])
    while t < NEVER:
        start, end = shop.timetable(row.class_).fit(bool(shop.ops[op].resumable), row.work, t)
        if end >= NEVER or start >= row.closes or end > row.ends_by:
            break
        gone = [block.end for block in _blocks(case, [mode]) if block.start < end and block.end > start]
        if not gone:
            return start, end
        t = min(gone)
    return NEVER, NEVER


def _tied_away(case: Case, rows: list[Place], placed: set[int], op: int, mode: int) -> bool:
    """Whether an operation placed already rules a mode out."""
    shop = case.shop
    for tie in shop.op_ties(op):
        if tie.op in placed:
            places = shop.tied_resource(mode), shop.tied_resource(rows[tie.op].mode)
            if min(places) >= 0 and (places[0] == places[1]) != bool(tie.same):
                return True
    return False
