"""Verified plans of one priority rule, in milliseconds, and ways to read a sheet."""

from dataclasses import dataclass

from scheduler.compile.compiling import compile_problem, with_longer_horizon
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.search import planning, starts
from scheduler.search.bounds import critical_path_bounds
from scheduler.sheets import Cell, Facts, Row, Sheet
from scheduler.texts import Language


def rule_plan(problem: Problem) -> Plan:
    """The plan of the first rule, verified: late orders are welcome."""
    compiled = compile_problem(problem)
    while True:
        try:
            context = starts.prepare(compiled)
            bounds = critical_path_bounds(context, 0)
            found = next(starts.starts(context, None))
            break
        except starts.HorizonTooShortError:
            compiled = with_longer_horizon(compiled, problem)
    stated = {goal: (bounds[goal], "critical_path") for goal in problem.settings.goals}
    return planning.verified(problem, planning.draft(context, found.state, problem, stated, found.method, 0, ()))


def facts_of(problem: Problem, plan: Plan | None = None, language: Language = Language.EN) -> Facts:
    return Facts(problem, plan or rule_plan(problem), language)


@dataclass(frozen=True)
class Reader:
    """Cells of a sheet by their column's key."""

    sheet: Sheet

    def values(self, key: str) -> list[Cell]:
        place = self.place(key)
        return [row.cells[place] for row in self.sheet.rows]

    def place(self, key: str) -> int:
        return [column.key for column in self.sheet.columns].index(key)

    def row(self, **wanted: Cell) -> Row:
        """The only row with these values."""
        found = [
            row for row in self.sheet.rows if all(row.cells[self.place(key)] == value for key, value in wanted.items())
        ]
        assert len(found) == 1, f"{len(found)} rows with {wanted}"
        return found[0]

    def cell(self, key: str, **wanted: Cell) -> Cell:
        return self.row(**wanted).cells[self.place(key)]
