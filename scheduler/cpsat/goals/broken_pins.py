"""Pins that the plan misses: starts that are not exactly kept, and ends after the last minute asked for; and maximum
waits that it does not keep."""

from ortools.sat.python import cp_model

from scheduler.compile.network import NEVER
from scheduler.cpsat.draft import Draft
from scheduler.cpsat.goals.same_place import ends_after, misses_start
from scheduler.cpsat.places import wait
from scheduler.cpsat.rows import Predecessor
from scheduler.cpsat.variables import Expression


def broken_pins(draft: Draft) -> Expression:
    case = draft.case
    broken: list[Expression] = [0]
    for number, pin in enumerate(case.shop.pins):
        if pin.op not in case.scope.ops:
            continue
        if pin.op in case.free and pin.at < case.shop.ops[pin.op].release:  # past, or against a later pin
            broken.append(1)
        elif pin.ends:
            broken.append(1 * ends_after(draft, pin.op, pin.at, f"pin {number} (end of {pin.op}) broken"))
        else:
            broken.append(1 * misses_start(draft, pin.op, pin.at, f"pin {number} (start of {pin.op}) broken"))
    broken += [
        1 * waits_too_long(draft, edge, op)
        for op in sorted(case.scope.ops)
        for edge in case.shop.op_preds(op)
        if edge.maximum < NEVER
    ]
    return cp_model.LinearExpr.sum(broken)


def waits_too_long(draft: Draft, edge: Predecessor, op: int) -> Expression:
    """1 if a maximum wait is not kept; it may be 1 where it is kept, but nothing gains by that."""
    case, operations = draft.case, draft.operations
    late = wait(case.shop, case.rows, edge, op) > edge.maximum
    if op not in case.free and edge.op not in case.free:
        return int(late)
    first = operations.real_start(edge.op) if edge.from_start else operations.end(edge.op)
    then = operations.end(op) if edge.to_end else operations.start(op)
    if then.high - first.low <= edge.maximum:
        return 0
    broken = draft.variables.boolean(late, f"{op} too long after {edge.op}")
    draft.variables.require(then.expression <= first.expression + edge.maximum, ~broken)
    return broken
