"""The one place where variables are created, hinted and read.

Every variable gets its hint when it is made. A position is a variable plus a constant; thresholds on it
("at or after minute v") are literals, made once each, on which all maps between calendars are built.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.compile.network import NEVER
from scheduler.cpsat.timetable import Timetable

Expression = cp_model.LinearExpr | int

Literal = cp_model.BoolVarT | bool
"""A Boolean variable, its negation, or a constant: what is known needs no variable."""


@dataclass(frozen=True)
class Position:
    """`var + offset`, or the constant `offset`, between `low` and `high`; `hint` is its value in the hint."""

    var: cp_model.IntVar | None
    offset: int
    low: int
    high: int
    hint: int

    @property
    def expression(self) -> Expression:
        return self.offset if self.var is None else self.var + self.offset

    def plus(self, minutes: int) -> "Position":
        return Position(self.var, self.offset + minutes, self.low + minutes, self.high + minutes, self.hint + minutes)


def constant(value: int) -> Position:
    return Position(None, value, value, value, value)


class Variables:
    """A model with a hint for each of its variables."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self.cut = False
        """Whether the end of a calendar's table takes plans away: then nothing is proven."""
        self._thresholds: dict[tuple[int, int], cp_model.BoolVarT] = {}
        self._hint_of: dict[int, bool] = {}

    def integer(self, low: int, high: int, hint: int, name: str, domain: cp_model.Domain | None = None) -> Position:
        if low == high:
            return constant(low)
        var = (
            self.model.new_int_var(low, high, name)
            if domain is None
            else self.model.new_int_var_from_domain(domain, name)
        )
        self.model.add_hint(var, hint)
        return Position(var, 0, low, high, hint)

    def boolean(self, hint: bool, name: str) -> cp_model.BoolVarT:
        var = self.model.new_bool_var(name)
        self.model.add_hint(var, hint)
        self._hint_of[var.index] = hint
        return var

    def hint_of(self, literal: Literal) -> bool:
        if isinstance(literal, bool):
            return literal
        return self._hint_of[literal.index] if literal.index >= 0 else not self._hint_of[-literal.index - 1]

    def at_least(self, position: Position, value: int) -> Literal:
        """Whether a position is at or after a value (both ways)."""
        if value <= position.low:
            return True
        if value > position.high or position.var is None:
            return False
        key = (position.var.index, value - position.offset)
        if key not in self._thresholds:
            literal = self.boolean(position.hint >= value, f"{position.var.name}>={key[1]}")
            self.model.add(position.var >= key[1]).only_enforce_if(literal)
            self.model.add(position.var <= key[1] - 1).only_enforce_if(~literal)
            self._thresholds[key] = literal
        return self._thresholds[key]

    def require(self, constraint: cp_model.BoundedLinearExpression | bool, *conditions: Literal) -> None:
        """A linear constraint that holds where all conditions do."""
        if any(condition is False for condition in conditions) or constraint is True:
            return
        literals = [condition for condition in conditions if not isinstance(condition, bool)]
        if constraint is False:
            self.model.add_bool_or([~literal for literal in literals])
        elif literals:
            self.model.add(constraint).only_enforce_if(literals)
        else:
            self.model.add(constraint)

    def either(self, *literals: Literal) -> None:
        """At least one holds."""
        if not any(literal is True for literal in literals):
            self.model.add_bool_or([literal for literal in literals if not isinstance(literal, bool)])

    def maximum(self, terms: Sequence[Position], name: str) -> Position:
        """A position not before any of several; as early as that allows wherever it is made small."""
        low, high = max(term.low for term in terms), max(term.high for term in terms)
        relevant = [term for term in terms if term.high >= low]
        if len(relevant) == 1:
            return relevant[0]
        found = self.integer(low, high, max(term.hint for term in terms), name)
        for term in relevant:
            self.model.add(found.expression >= term.expression)
        return found

    def mapped(self, position: Position, line: Timetable, onto: Timetable, *, ends: bool, name: str) -> Position:
        """A position on one calendar's line on that of a calendar open whenever it is, such as the wall clock.

        `ends`: the position counts open minutes used up, so its wall minute closes the last of them;
        otherwise it is the open minute with which something starts. The two differ exactly where a pause
        lies between. Exact both ways: every pause inside the position's range has a literal "beyond it",
        and the map is the position plus the lengths of those pauses.
        """
        wall = line.end_of if ends else line.start_of

        on = onto.position
        low, high = on(wall(position.low)), on(wall(position.high))
        hint = on(wall(position.hint))
        late = int(ends)
        pauses = [
            (k, on(line.starts[k]) - on(line.ends[k - 1]))
            for k in line.inside(position.low - late, position.high - late)
            if k > 0
        ]
        pauses = [(k, length) for k, length in pauses if length > 0]
        shift = low - position.low
        if not pauses:
            return Position(position.var, position.offset + shift, low, high, hint)
        stretches, begin = [], low
        for k, _ in pauses:
            stretches.append([begin, on(line.ends[k - 1]) - 1 + late])
            begin = on(line.starts[k]) + late
        stretches.append([begin, high])
        found = self.integer(low, high, hint, name, cp_model.Domain.from_intervals(stretches))
        total: list[Expression] = [position.expression, shift]
        for (k, length), (_, last), (first, _) in zip(pauses, stretches[:-1], stretches[1:], strict=True):
            beyond = self.at_least(position, line.before[k] + late)
            assert not isinstance(beyond, bool)
            total.append(length * beyond)
            self.model.add(found.expression >= first).only_enforce_if(beyond)
            self.model.add(found.expression <= last).only_enforce_if(~beyond)
        self.model.add(found.expression == cp_model.LinearExpr.sum(total))
        return found

    def counted(self, wall: Position, line: Timetable, name: str) -> Position:
        """Open minutes of a calendar before a wall minute, open or not: exact, window by window and pause by pause."""
        low, high = line.position(wall.low), line.position(wall.high)
        if low == high:
            return constant(low)
        found = self.integer(low, high, line.position(wall.hint), name)
        for k in range(len(line.starts)):
            opens, closes = line.starts[k], line.ends[k]
            reopens = line.starts[k + 1] if k + 1 < len(line.starts) else NEVER
            if reopens <= wall.low or opens > wall.high:
                continue
            begun, over = self.at_least(wall, opens), self.at_least(wall, closes)
            inside = found.expression == wall.expression + line.before[k] - opens
            self.require(inside, begun, *negated([over]))
            after = found.expression == line.before[k] + closes - opens
            self.require(after, over, *negated([self.at_least(wall, reopens)]))
        self.require(found.expression <= 0, *negated([self.at_least(wall, line.starts[0])]))
        return found

    def exact_maximum(self, terms: Sequence[Position], name: str) -> Position:
        """The last of several positions, exactly."""
        if len(terms) == 1:
            return terms[0]
        low, high = max(term.low for term in terms), max(term.high for term in terms)
        found = self.integer(low, high, max(term.hint for term in terms), name)
        self.model.add_max_equality(found.expression, [term.expression for term in terms])
        return found

    def next_open(self, position: Position, line: Timetable, name: str) -> Position:
        """First open minute at or after a wall minute; one-sided: never earlier, and no later wherever it
        is made small."""
        low, high = line.next_open(position.low), line.next_open(position.high)
        if high >= NEVER:
            self.cut = True
            high = line.ends[-1] - 1
            self.require(position.expression <= high)
        pauses = [
            (line.ends[k - 1], line.starts[k])
            for k in range(1, len(line.starts))
            if line.ends[k - 1] <= position.high and line.starts[k] > low
        ]
        if not pauses and low == position.low:
            return position
        found = self.integer(low, high, line.next_open(position.hint), name)
        self.model.add(found.expression >= position.expression)
        for closes, opens in pauses:
            self.require(found.expression >= opens, self.at_least(position, closes))
        return found


def negated(literals: Iterable[Literal]) -> list[Literal]:
    return [not literal if isinstance(literal, bool) else ~literal for literal in literals]


Read = Callable[[Expression], int]
"""Value of an expression in a solution."""
