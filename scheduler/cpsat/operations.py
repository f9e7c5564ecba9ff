"""Variables of operations: a mode, a start on the line of each calendar that its modes work in, and what covers its
needs."""

from collections import defaultdict
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduler.compile.network import FREE, NEVER
from scheduler.cpsat.case import Case
from scheduler.cpsat.places import Place
from scheduler.cpsat.rows import Shop
from scheduler.cpsat.sources import alone
from scheduler.cpsat.spans import Earliest
from scheduler.cpsat.timetable import ELAPSED, Timetable
from scheduler.cpsat.variables import Literal, Position, Read, Variables, constant


@dataclass(frozen=True)
class Part:
    """The modes of one operation that work in one calendar class: they share a start."""

    op: int
    class_: int
    line: Timetable
    modes: tuple[int, ...]
    present: Literal
    start: Position
    """Open minute of the class with which it starts."""
    end: Position
    """Open minutes of the class that have passed when it ends."""


@dataclass
class Drawn:
    """One operation in the model. Wall-clock minutes are made when first asked for."""

    taken: dict[int, Literal]
    """Which mode; those that can't be used are missing."""
    parts: tuple[Part, ...]
    sources: tuple[dict[int, Literal], ...] = ()
    """For each need, which source covers it; those that never can are missing."""
    wall_start: Position | None = field(default=None)
    wall_end: Position | None = field(default=None)
    ready: Position | None = field(default=None)


class Operations:
    """Variables of every free operation of a case; constants of the fixed ones."""

    def __init__(self, case: Case, first: Earliest, latest: dict[int, int], variables: Variables) -> None:
        self.case = case
        self.shop: Shop = case.shop
        self.variables = variables
        self.drawn: dict[int, Drawn] = {}
        self.placeless: list[int] = []
        """Operations that fit nowhere between their limits: the case has no plan."""
        self._moments: dict[tuple[int, int, int, bool], Position] = {}
        for op in case.shop.topo:
            if op in case.free:
                self.drawn[op] = self._draw(op, first, latest[op])

    def _draw(self, op: int, first: Earliest, latest: int) -> Drawn:
        shop, row = self.shop, self.shop.ops[op]
        domains: dict[int, list[tuple[int, int]]] = {}
        for mode in self.case.usable_modes(op):
            if first.mode_start[mode] < NEVER:
                ranges = self._ranges(mode, bool(row.resumable), first.mode_start[mode], latest)
                if ranges:
                    domains[mode] = ranges
        if not domains:
            self.placeless.append(op)
            return Drawn({}, ())
        taken: dict[int, Literal] = dict.fromkeys(domains, True)
        if len(domains) > 1:
            chosen = self.case.rows[op].mode
            literals = {mode: self.variables.boolean(mode == chosen, f"mode {mode}") for mode in domains}
            self.variables.model.add_exactly_one(list(literals.values()))
            taken = dict(literals)
        groups: dict[int, list[int]] = defaultdict(list)
        for mode in domains:
            groups[shop.modes[mode].class_].append(mode)
        parts = tuple(
            self._part(op, class_, modes, taken, domains, whole=len(groups) == 1) for class_, modes in groups.items()
        )
        return Drawn(taken, parts, tuple(self._sources(op, i) for i in range(row.need_end - row.need_first)))

    def _sources(self, op: int, number: int) -> dict[int, Literal]:
        """Which source covers a need of an operation."""
        need = self.shop.op_needs(op)[number]
        possible = [s for s in need.sources if alone(self.shop, self.shop.sources[s]) < NEVER]
        if len(possible) == 1:
            return {possible[0]: True}
        chosen = self.case.rows[op].sources[number]
        literals = {s: self.variables.boolean(s == chosen, f"source {s}") for s in possible}
        self.variables.model.add_exactly_one(list(literals.values()))
        return dict(literals)

    def _ranges(self, mode: int, resumable: bool, earliest: int, latest: int) -> list[tuple[int, int]]:
        """Where a mode may start on its line, both ends included."""
        row = self.shop.modes[mode]
        line = self.shop.timetable(row.class_)
        low, high = line.position(earliest), line.position(min(latest, row.ends_by, NEVER)) - row.work
        high = min(high, line.position(min(row.closes, NEVER)) - 1)
        if resumable or row.class_ < 0:
            return [(low, high)] if low <= high else []
        found = []
        for k in [0, *line.inside(0, high)]:
            begin = max(low, line.before[k])
            last = min(high, line.before[k] + line.ends[k] - line.starts[k] - row.work)
            if begin <= last:
                found.append((begin, last))
        return found

    def _part(
        self,
        op: int,
        class_: int,
        modes: list[int],
        taken: dict[int, Literal],
        domains: dict[int, list[tuple[int, int]]],
        *,
        whole: bool,
    ) -> Part:
        variables, line = self.variables, self.shop.timetable(class_)
        domain = cp_model.Domain.from_intervals([list(span) for mode in modes for span in domains[mode]])
        low, high = domain.min(), domain.max()
        place = self.case.rows[op]
        hinted = place.mode in modes
        hint = line.position(place.start) if hinted else low
        start = variables.integer(low, high, hint, f"start {op} in {class_}", domain)
        for mode in modes:
            own = cp_model.Domain.from_intervals([list(span) for span in domains[mode]])
            if own.complement().intersection_with(domain).size() > 0:
                constraint = variables.model.add_linear_expression_in_domain(start.expression, own)
                literal = taken[mode]
                if not isinstance(literal, bool):
                    constraint.only_enforce_if(literal)
        present: Literal = True
        if not whole:
            literals = [taken[mode] for mode in modes]
            present = literals[0]
            if len(literals) > 1:
                present = variables.boolean(hinted, f"{op} in {class_}")
                variables.model.add(cp_model.LinearExpr.sum(literals) == present)
        return Part(op, class_, line, tuple(modes), present, start, self._part_end(op, modes, taken, start))

    def _part_end(self, op: int, modes: list[int], taken: dict[int, Literal], start: Position) -> Position:
        works = {mode: self.shop.modes[mode].work for mode in modes}
        least, most = min(works.values()), max(works.values())
        if least == most:
            return start.plus(least)
        hint = start.hint + works.get(self.case.rows[op].mode, least)
        end = self.variables.integer(start.low + least, start.high + most, hint, f"end {op}")
        longer = cp_model.LinearExpr.sum([(work - least) * taken[mode] for mode, work in works.items() if work > least])
        self.variables.model.add(end.expression == start.expression + least + longer)
        return end

    def taken(self, op: int, mode: int) -> Literal:
        """Whether an operation takes a mode."""
        if op not in self.case.free:
            return self.case.rows[op].mode == mode
        return self.drawn[op].taken.get(mode, False)

    def modes(self, op: int) -> list[int]:
        """Modes an operation can take."""
        return list(self.drawn[op].taken) if op in self.case.free else [self.case.rows[op].mode]

    def parts(self, op: int) -> tuple[Part, ...]:
        """Parts of a free operation; none of a fixed one."""
        return self.drawn[op].parts if op in self.case.free else ()

    def sources(self, op: int) -> tuple[dict[int, Literal], ...]:
        """For each need, which source covers it; fixed operations keep theirs."""
        if op in self.case.free:
            return self.drawn[op].sources
        return tuple({source: True} for source in self.case.rows[op].sources)

    def start(self, op: int) -> Position:
        """Wall-clock start; of a fixed operation a constant."""
        if op not in self.case.free:
            return constant(self.case.rows[op].start)
        drawn = self.drawn[op]
        if drawn.wall_start is None:
            drawn.wall_start = self._wall(op, ends=False)
        return drawn.wall_start

    def real_start(self, op: int) -> Position:
        """Wall-clock start; of reported work the real one, in the past."""
        return self.start(op) if self.shop.ops[op].state == FREE else constant(self.shop.ops[op].fact_start)

    def end(self, op: int) -> Position:
        """Wall-clock end; of a fixed operation a constant."""
        if op not in self.case.free:
            return constant(self.case.rows[op].end)
        drawn = self.drawn[op]
        if drawn.wall_end is None:
            drawn.wall_end = self._wall(op, ends=True)
        return drawn.wall_end

    def ready(self, op: int) -> Position:
        """When an operation's result is in the shop: its end, and the way back from work outside."""
        back = {mode: self.shop.modes[mode].back for mode in self.modes(op)}
        least, most = min(back.values(), default=0), max(back.values(), default=0)
        end = self.end(op)
        if least == most:
            return end.plus(least)
        drawn = self.drawn[op]
        if drawn.ready is None:
            hint = end.hint + back.get(self.case.rows[op].mode, least)
            found = self.variables.integer(end.low + least, end.high + most, hint, f"{op} back")
            longer = [(way - least) * self.taken(op, mode) for mode, way in back.items() if way > least]
            self.variables.require(found.expression == end.expression + least + cp_model.LinearExpr.sum(longer))
            drawn.ready = found
        return drawn.ready

    def moment(self, part: Part, onto: Timetable, *, ends: bool) -> Position:
        """The start or end of a part as a position on another line; `ELAPSED` is the wall clock."""
        own = part.end if ends else part.start
        if onto is part.line:
            return own
        key = (part.op, part.class_, id(onto), ends)
        if key not in self._moments:
            name = f"{'end' if ends else 'start'} of {part.op} in {part.class_} elsewhere"
            if onto is ELAPSED or not self._has_overtime(part):
                self._moments[key] = self.variables.mapped(own, part.line, onto, ends=ends, name=name)
            else:
                wall = self.moment(part, ELAPSED, ends=ends)
                self._moments[key] = self.variables.counted(wall, onto, name)
        return self._moments[key]

    def _has_overtime(self, part: Part) -> bool:
        """Whether it may work while its resources are closed in ordinary time."""
        return any(self.shop.mode_overtime(mode) for mode in part.modes)

    def _wall(self, op: int, *, ends: bool) -> Position:
        drawn = self.drawn[op]
        each = [self.moment(part, ELAPSED, ends=ends) for part in drawn.parts]
        if len(each) == 1:
            return each[0]
        place = self.case.rows[op]
        joint = self.variables.integer(
            min(position.low for position in each),
            max(position.high for position in each),
            place.end if ends else place.start,
            f"wall {'end' if ends else 'start'} {op}",
        )
        for part, position in zip(drawn.parts, each, strict=True):
            self.variables.require(joint.expression == position.expression, part.present)
        return joint

    def read(self, op: int, read: Read) -> Place:
        """Where a solution places a free operation."""
        drawn = self.drawn[op]
        mode = _chosen(drawn.taken, read)
        part = next(part for part in drawn.parts if mode in part.modes)
        start = read(part.start.expression)
        sources = tuple(_chosen(each, read) for each in drawn.sources)
        return Place(part.line.start_of(start), part.line.end_of(start + self.shop.modes[mode].work), mode, sources)


def _chosen(literals: dict[int, Literal], read: Read) -> int:
    """The key whose literal holds in a solution."""
    return next(key for key, literal in literals.items() if isinstance(literal, bool) or read(literal))
