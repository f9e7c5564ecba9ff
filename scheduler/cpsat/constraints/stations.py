"""Stations that remember: one thing after the other, with set-ups between, and in ovens several operations in a batch.

Every station is a circuit through what it does, from what was fixed before to what is fixed behind. There are two kinds
of arcs: to what comes next, after its set-up, which has its cost; and to what is done together, at the same start and
end, always in the order of the list so that a batch is one chain only. Set-ups count between neighbours alone, so it
does not matter whether a detour by a third state is quicker or cheaper. That the load of a batch has room is one of
the capacities: everything in a batch overlaps everything else in it.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.operations import Part
from scheduler.cpsat.rows import SetUp
from scheduler.cpsat.stations import Batch, batches, ready_after, set_up_cost
from scheduler.cpsat.timetable import ELAPSED, Timetable
from scheduler.cpsat.variables import Literal, Position, constant, negated

DEPOT = 0
"""Number of the circuit's first and last node."""


@dataclass(frozen=True)
class Node:
    """A free operation in one mode, or a fixed batch."""

    state: int
    taken: Literal
    start: Position
    """Open minutes of the station's set-up class before it starts."""
    end: Position
    known: Batch | None
    """Where it is fixed, or where the hint has it; None if the hint has it elsewhere."""
    part: Part | None
    """None: it is fixed."""
    work: int = 0
    aligned: bool = True
    """It begins and ends with minutes in which stations are set up."""


def stations(draft: Draft) -> None:
    """A circuit for every station that free operations may take; the cost of the others is settled."""
    case, shop = draft.case, draft.case.shop
    settled = batches(shop, case.scope.ops - case.free, case.rows)
    taking: dict[int, list[tuple[Part, int]]] = defaultdict(list)
    for op in sorted(case.free):
        for part in draft.operations.parts(op):
            for mode in part.modes:
                if shop.station(mode) >= 0:
                    taking[shop.station(mode)].append((part, mode))
    for station in sorted(settled.keys() | taking.keys()):
        if station in taking:
            _Sequence(draft, station, settled.get(station, []), taking[station]).draw()
        else:
            draft.charges.append(set_up_cost(shop, station, settled[station]))


class _Sequence:
    """The circuit of one station."""

    def __init__(self, draft: Draft, station: int, settled: list[Batch], taking: list[tuple[Part, int]]) -> None:
        self.draft, self.shop, self.station = draft, draft.case.shop, station
        self.row = self.shop.resources[station]
        self.line: Timetable = self.shop.timetable(self.row.set_up_class)
        first = min(part.line.start_of(part.start.low) for part, _ in taking)
        last = max(part.line.end_of(part.end.high) for part, _ in taking)
        # What lies before all free operations, or behind them, takes part as one border only.
        before = [batch for batch in settled if batch.end <= first]
        behind = [batch for batch in settled if batch.start >= last]
        between = settled[len(before) : len(settled) - len(behind)]
        self.settled_cost = set_up_cost(self.shop, station, before) + sum(
            self._change(a.state, b.state).cost for a, b in pairwise(behind)
        )
        self.before = before[-1] if before else Batch(0, 0, self.row.initial)
        self.behind = behind[0] if behind else None
        self.nodes = [self._fixed(batch) for batch in between] + [self._free(part, mode) for part, mode in taking]
        self.arcs: list[tuple[int, int, Literal]] = []

    def _change(self, before: int, state: int) -> SetUp:
        return self.shop.set_up(self.station, before, state)

    def _fixed(self, batch: Batch) -> Node:
        line = self.line
        start, end = (constant(line.position(moment)) for moment in batch[:2])
        aligned = line.is_open(batch.start) and line.is_open(batch.end - 1)
        return Node(batch.state, True, start, end, batch, None, aligned=aligned)

    def _free(self, part: Part, mode: int) -> Node:
        operations, place = self.draft.operations, self.draft.case.rows[part.op]
        start, end = (operations.moment(part, self.line, ends=ends) for ends in (False, True))
        row = self.shop.modes[mode]
        known = Batch(place.start, place.end, row.state) if place.mode == mode else None
        aligned = self.line is ELAPSED or not any(self.shop.mode_overtime(m) for m in part.modes)
        taken = operations.taken(part.op, mode)
        return Node(row.state, taken, start, end, known, part, row.work, aligned=aligned)

    def draw(self) -> None:
        """All arcs that time allows."""
        self.draft.charges.append(self.settled_cost)
        if self._is_plain():
            return
        self._hint()
        for number, node in enumerate(self.nodes, 1):
            self._first(number, node)
            self._last(number, node)
            if node.taken is not True:
                self.arcs.append((number, number, negated([node.taken])[0]))
            for other, then in enumerate(self.nodes, 1):
                if _may_meet(node, then):
                    self._next(number, other)
                    if number < other:
                        self._together(number, other)
        if all(node.taken is not True for node in self.nodes):
            self._nothing()
        entered, left = ({arc[end] for arc in self.arcs} for end in (1, 0))
        self.draft.variables.require({*range(1, len(self.nodes) + 1)} <= entered & left)
        self.draft.variables.model.add_circuit(self.arcs)

    def _is_plain(self) -> bool:
        """Whether nothing counts but that one thing is done at a time, which the capacity sees to."""
        states = {node.state for node in self.nodes} | {self.before.state}
        if self.behind is not None:
            states.add(self.behind.state)
        changes = (self._change(a, b) for a in states for b in states - {-1})
        return not self.row.most_load and not any(change.minutes or change.cost for change in changes)

    def _hint(self) -> None:
        """The arcs of the hint: its operations by start, those of a batch in the order of the list."""
        there = [(node.known, number) for number, node in enumerate(self.nodes, 1) if node.known is not None]
        there.sort(key=lambda entry: (entry[0].start, entry[1]))
        chain = [DEPOT, *(number for _, number in there), DEPOT]
        self.hinted = set(pairwise(chain))
        together = (pair for pair in pairwise(there) if self.row.most_load and pair[0][0] == pair[1][0])
        self.hinted_together = {(a, b) for (_, a), (_, b) in together}

    def _arc(self, i: int, j: int, cost: int, *, together: bool = False) -> Literal:
        hint = (i, j) in self.hinted and together == ((i, j) in self.hinted_together)
        kind = "with" if together else "then"
        literal = self.draft.variables.boolean(hint, f"station {self.station}: {i} {kind} {j}")
        self.arcs.append((i, j, literal))
        if cost:
            self.draft.charges.append(cost * literal)
        return literal

    def _first(self, number: int, node: Node) -> None:
        """What is done first comes after the set-up from what was before."""
        change = self._change(self.before.state, node.state)
        ready = ready_after(self.shop, self.station, self.before.end, self.before.state, node.state)
        if node.part is None:
            assert node.known is not None
            if node.known.start >= ready:
                self._arc(DEPOT, number, change.cost)
        elif node.part.start.high >= node.part.line.position(ready):
            literal = self._arc(DEPOT, number, change.cost)
            earliest = node.part.line.position(ready)
            self.draft.variables.require(node.part.start.expression >= earliest, literal)

    def _last(self, number: int, node: Node) -> None:
        """What is done last leaves time to set up for what is fixed behind."""
        if self.behind is None:
            self._arc(number, DEPOT, 0)
            return
        change = self._change(node.state, self.behind.state)
        latest = self.line.position(self.behind.start) - change.minutes
        if not change.minutes:
            self._arc(number, DEPOT, change.cost)
        elif node.end.low <= latest:
            self.draft.variables.require(node.end.expression <= latest, self._arc(number, DEPOT, change.cost))

    def _nothing(self) -> None:
        """No operation is done here: from what was before to what is behind."""
        cost = 0
        if self.behind is not None:
            states = self.before.state, self.behind.state
            if ready_after(self.shop, self.station, self.before.end, *states) > self.behind.start:
                return
            cost = self._change(*states).cost
        self._arc(DEPOT, DEPOT, cost)

    def _next(self, i: int, j: int) -> None:
        """One starts when the other has ended and the set-up between them is done."""
        node, then = self.nodes[i - 1], self.nodes[j - 1]
        change = self._change(node.state, then.state)
        end, start = node.end, then.start
        if not change.minutes and not (node.aligned and then.aligned):
            end, start = self._on_the_wall(node, ends=True), self._on_the_wall(then, ends=False)
        if start.high < end.low + change.minutes or self._skips_a_fixed_one(i, j):
            return
        literal = self._arc(i, j, change.cost)
        self.draft.variables.require(start.expression >= end.expression + change.minutes, literal)

    def _skips_a_fixed_one(self, i: int, j: int) -> bool:
        """Whether a fixed batch surely lies between two nodes of which one is fixed too."""
        node, then = self.nodes[i - 1], self.nodes[j - 1]
        if node.part is None and i < len(self.nodes) and i + 1 != j and self.nodes[i].part is None:
            return then.start.low > self.nodes[i].start.high
        if then.part is None and j > 1 and j - 1 != i:
            return node.end.high < self.nodes[j - 2].end.low
        return False

    def _on_the_wall(self, node: Node, *, ends: bool) -> Position:
        if node.part is not None:
            return self.draft.operations.moment(node.part, ELAPSED, ends=ends)
        assert node.known is not None
        return constant(node.known.end if ends else node.known.start)

    def _together(self, i: int, j: int) -> None:
        """Both are in one batch: the same state, start and end."""
        node, then = self.nodes[i - 1], self.nodes[j - 1]
        if not self.row.most_load or node.state != then.state or then.part is None:
            return
        part = then.part
        if node.part is None:
            assert node.known is not None
            start = part.line.position(node.known.start)
            fits = part.line.is_open(node.known.start) and part.start.low <= start <= part.start.high
            if fits and part.line.end_of(start + then.work) == node.known.end:
                self._equal(self._arc(i, j, 0, together=True), (part.start, constant(start)))
        elif node.part.class_ == part.class_:
            if node.work == then.work:
                self._equal(self._arc(i, j, 0, together=True), (node.part.start, part.start))
        else:
            literal = self._arc(i, j, 0, together=True)
            for ends in (False, True):
                self._equal(literal, (self._on_the_wall(node, ends=ends), self._on_the_wall(then, ends=ends)))

    def _equal(self, literal: Literal, pair: tuple[Position, Position]) -> None:
        self.draft.variables.require(pair[0].expression == pair[1].expression, literal)


def _may_meet(node: Node, then: Node) -> bool:
    """Whether two nodes can be neighbours: not two modes of one operation; of fixed batches it is known by their
    order."""
    if node is then:
        return False
    return node.part is None or then.part is None or node.part.op != then.part.op
