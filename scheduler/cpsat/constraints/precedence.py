"""The two ends that a relation joins lie its lag apart, and the way between the workshops of the chosen modes."""

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.rows import Predecessor


def precedence(draft: Draft) -> None:
    """Every relation with a free operation at one of its ends."""
    case = draft.case
    behind = {successor.op for op in case.free for successor in case.successors(op)}
    for op in sorted(case.free | behind):
        for edge in case.shop.op_preds(op):
            if op in case.free or edge.op in case.free:
                _after(draft, edge, op)


def _after(draft: Draft, edge: Predecessor, op: int) -> None:
    operations, variables = draft.operations, draft.variables
    distance = {
        (a, b): draft.case.shop.distance(edge, a, b) for a in operations.modes(edge.op) for b in operations.modes(op)
    }
    if not distance:
        return
    least = min(distance.values())
    before, after = operations.parts(edge.op), operations.parts(op)
    same_line = len(before) == len(after) == 1 and before[0].class_ == after[0].class_
    if same_line and max(distance.values()) == 0 and not (edge.from_start and edge.to_end):
        # On one line "not before" means the same as on the wall clock, pauses or not; but for an end after a start: the
        # end of open minute w - 1 and the start of open minute w are one position, with a pause between them or not.
        first = before[0].start if edge.from_start else before[0].end
        then = after[0].end if edge.to_end else after[0].start
        variables.require(then.expression >= first.expression)
        return
    first = operations.real_start(edge.op) if edge.from_start else operations.end(edge.op)
    then = operations.end(op) if edge.to_end else operations.start(op)
    variables.require(then.expression >= first.expression + least)
    for a in operations.modes(edge.op):
        ways = {b: distance[a, b] for b in operations.modes(op)}
        if len(set(ways.values())) == 1:
            if min(ways.values()) > least:
                variables.require(
                    then.expression >= first.expression + min(ways.values()), operations.taken(edge.op, a)
                )
            continue
        for b, minutes in ways.items():
            if minutes > least:
                conditions = (operations.taken(edge.op, a), operations.taken(op, b))
                variables.require(then.expression >= first.expression + minutes, *conditions)
