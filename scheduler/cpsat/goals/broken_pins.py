"""Pins that the plan misses: starts that are not exactly kept, and ends after the last minute asked for."""

from ortools.sat.python import cp_model

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.goals.same_place import ends_after, misses_start
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
    return cp_model.LinearExpr.sum(broken)
