"""Minutes from as-of to the end of the last operation."""

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.variables import Expression, Position, constant


def makespan(draft: Draft) -> Expression:
    case = draft.case
    ends: list[Position] = [constant(0)]
    for op in sorted(case.scope.ops):
        if op not in case.free:
            ends.append(constant(case.rows[op].end))
        elif not any(s.op in case.free and not case.shop.preds[s.edge].from_start for s in case.successors(op)):
            ends.append(draft.operations.end(op))  # no other free operation surely ends as late
    return draft.variables.maximum(ends, "makespan").expression
