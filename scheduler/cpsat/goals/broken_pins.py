"""Pins that the plan misses: starts that are not exactly kept, and ends after the last minute asked for."""

from ortools.sat.python import cp_model

from scheduler.compile.network import FREE, NEVER
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.goals.same_place import ends_after, misses_start
from scheduler.cpsat.variables import Expression


def broken_pins(draft: Draft) -> Expression:
    broken: list[Expression] = [0]
    for op in sorted(draft.case.scope.ops):
        row = draft.case.shop.ops[op]
        if row.state != FREE:
            continue
        if row.start_pin >= 0:
            broken.append(1 * misses_start(draft, op, row.start_pin, f"start pin of {op} broken"))
        if row.end_pin < NEVER:
            broken.append(1 * ends_after(draft, op, row.end_pin, f"end pin of {op} broken"))
    return cp_model.LinearExpr.sum(broken)
