"""Whether an operation is at a given place: what kept pins and an undisturbed plan are made of."""

from scheduler.compile.network import FREE
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.places import real_start
from scheduler.cpsat.variables import Literal, negated


def misses_start(draft: Draft, op: int, minute: int, name: str, mode: int | None = None) -> Literal:
    """False only if the operation starts at a wall minute (and in a mode of the shop, if the first one of the network
    that stands for it is named); reported work has its real start."""
    case = draft.case
    shop, place = case.shop, case.rows[op]
    missed = real_start(shop, op, place) != minute or (mode is not None and shop.modes[place.mode].same_as != mode)
    if op not in case.free:
        return missed
    variables, operations = draft.variables, draft.operations
    wanted = [m for m in operations.modes(op) if mode is None or shop.modes[m].same_as == mode]
    possible = [
        part
        for part in operations.parts(op)
        if not set(wanted).isdisjoint(part.modes)
        and part.line.is_open(minute)
        and part.start.low <= part.line.position(minute) <= part.start.high
    ]
    if not possible:
        return True
    misses = variables.boolean(missed, name)
    kept = negated([misses])
    if mode is not None:
        variables.either(misses, *(operations.taken(op, m) for m in wanted))
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
