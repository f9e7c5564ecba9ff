"""Operations whose start or mode differs from the published plan."""

from ortools.sat.python import cp_model

from scheduler.compile.network import NEVER
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.goals.same_place import misses_start
from scheduler.cpsat.variables import Expression


def disturbance(draft: Draft) -> Expression:
    moved: list[Expression] = [0]
    for op in sorted(draft.case.scope.ops):
        row = draft.case.shop.ops[op]
        if row.published_start > -NEVER:
            literal = misses_start(draft, op, row.published_start, f"{op} disturbed", row.published_mode)
            moved.append(1 * literal)
    return cp_model.LinearExpr.sum(moved)
