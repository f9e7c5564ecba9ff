"""Whether an operation is at a given place: what kept pins and an undisturbed plan are made of."""

from scheduler.compile.network import FREE
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.variables import Literal, negated


def misses_start(draft: Draft, op: int, minute: int, name: str, mode: int | None = None) -> Literal:
    """False only if the operation starts at a wall minute (and in a mode, if one is named); reported work
    has its real start."""
    case = draft.case
    if op not in case.free:
        row = case.shop.ops[op]
        start = case.rows[op].start if row.state == FREE else row.fact_start
        return start != minute or (mode is not None and case.rows[op].mode != mode)
    variables, operations = draft.variables, draft.operations
    possible = [
        part
        for part in operations.parts(op)
        if (mode is None or mode in part.modes)
        and part.line.is_open(minute)
        and part.start.low <= part.line.position(minute) <= part.start.high
    ]
    if not possible:
        return True
    place = case.rows[op]
    misses = variables.boolean(place.start != minute or (mode is not None and place.mode != mode), name)
    kept = negated([misses])
    if mode is not None:
        variables.either(misses, operations.taken(op, mode))
    for part in operations.parts(op):
        if part in possible:
            variables.require(part.start.expression == part.line.position(minute), *kept, part.present)
        else:
            variables.either(misses, *negated([part.present]))
    return misses


def ends_after(draft: Draft, op: int, minute: int, name: str) -> Literal:
    """False only if the operation ends at or before a wall minute."""
    case = draft.case
    if op not in case.free:
        return case.shop.ops[op].state == FREE and case.rows[op].end > minute
    variables = draft.variables
    parts = draft.operations.parts(op)
    late = {part: variables.at_least(part.end, part.line.position(minute) + 1) for part in parts}
    if len(parts) == 1:
        return late[parts[0]]
    misses = variables.boolean(case.rows[op].end > minute, name)
    for part, literal in late.items():
        variables.either(misses, *negated([part.present, literal]))
    return misses
