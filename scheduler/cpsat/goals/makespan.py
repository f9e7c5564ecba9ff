"""Minutes from as-of to the end of the last operation."""

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.variables import Expression, Position, constant


def makespan(draft: Draft) -> Expression:
    case = draft.case
    ends: list[Position] = [constant(0)]
    for op in sorted(case.scope.ops):
        if op not in case.free:
            ends.append(constant(case.rows[op].end))
        elif not any(successor.op in case.free for successor in case.successors(op)):
            ends.append(draft.operations.end(op))
    return draft.variables.maximum(ends, "makespan").expression
