"""Chosen overtime: what the minutes of it cost that an operation works in, and the caps on them.

The class of a mode is open in all of its chosen overtime, so on the mode's own line a stretch of that is an interval of
the same length. What a mode works in it is at least the end of the shorter minus the start of the later of the two; one
side is enough, because minutes cost money and caps only limit them from above.
"""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from ortools.sat.python import cp_model

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.operations import Part
from scheduler.cpsat.overtime import HOUR, minutes, overtime_cost
from scheduler.cpsat.rows import Overtime
from scheduler.cpsat.variables import Expression, Literal, negated


class Stretch(NamedTuple):
    """Chosen overtime of one price, inside or outside each cap as a whole."""

    start: int
    end: int
    price: int


def overtime(draft: Draft) -> None:
    """Charges the overtime of every operation, and keeps the caps of the resources that free ones may strain."""
    case, shop = draft.case, draft.case.shop
    used: dict[int, list[Expression]] = defaultdict(list)
    for op in sorted(case.scope.ops - case.free):
        start, end, mode, _ = case.rows[op]
        draft.charges.append(overtime_cost(shop, mode, start, end))
        for row in shop.mode_overtime(mode):
            for cap in shop.resource_caps(row.resource):
                limits = shop.caps[cap]
                used[cap].append(minutes(shop, row, max(start, limits.start), min(end, limits.end)))
    strained = set()
    for op in sorted(case.free):
        for part in draft.operations.parts(op):
            for mode in part.modes:
                strained |= _work(draft, part, mode, used)
    for cap in sorted(strained):
        draft.variables.require(cp_model.LinearExpr.sum(used[cap]) <= shop.caps[cap].most)


def _work(draft: Draft, part: Part, mode: int, used: dict[int, list[Expression]]) -> set[int]:
    """Charges what a mode works in chosen overtime, and adds it to the caps, which are returned."""
    shop, variables = draft.case.shop, draft.variables
    money: list[Expression] = []
    most = hint = 0
    caps = set()
    worked: dict[tuple[int, int], Expression] = {}
    for row in shop.mode_overtime(mode):
        for stretch in _stretches(draft, part, row):
            key = stretch.start, stretch.end
            if key not in worked:
                worked[key] = _worked(draft, part, mode, stretch)
            if isinstance(worked[key], int) and worked[key] == 0:
                continue
            money.append(row.amount * stretch.price * worked[key])
            most += row.amount * stretch.price * (stretch.end - stretch.start)
            for cap in shop.resource_caps(row.resource):
                if shop.caps[cap].start <= stretch.start < shop.caps[cap].end:
                    used[cap].append(row.amount * worked[key])
                    caps.add(cap)
    if most:
        place = draft.case.rows[part.op]
        if place.mode == mode:
            hint = overtime_cost(shop, mode, place.start, place.end)
        cost = variables.integer(0, -(-most // HOUR), hint, f"overtime of mode {mode}")
        variables.require(HOUR * cost.expression >= cp_model.LinearExpr.sum(money))
        draft.charges.append(cost.expression)
    return caps


def _stretches(draft: Draft, part: Part, row: Overtime) -> list[Stretch]:
    """The overtime that a part may work in, cut where caps begin and end."""
    shop = draft.case.shop
    first, last = part.line.start_of(part.start.low), part.line.end_of(part.end.high)
    edges = {edge for cap in shop.resource_caps(row.resource) for edge in shop.caps[cap][:2]}
    found = []
    for rate in shop.overtime_rates(row):
        if rate.start < last and rate.end > first:
            cuts = [rate.start, *sorted(edge for edge in edges if rate.start < edge < rate.end), rate.end]
            found += [Stretch(a, b, rate.price) for a, b in pairwise(cuts)]
    return found


def _worked(draft: Draft, part: Part, mode: int, stretch: Stretch) -> Expression:
    """At least the minutes that a mode works in a stretch; 0 if it can't."""
    variables, work = draft.variables, draft.case.shop.modes[mode].work
    taken = draft.operations.taken(part.op, mode)
    length = stretch.end - stretch.start
    opens = part.line.position(stretch.start)
    start, end = part.start, part.start.plus(work)
    if start.low >= opens + length or end.high <= opens:
        return 0
    hint = max(0, min(end.hint, opens + length) - max(start.hint, opens)) if variables.hint_of(taken) else 0
    worked = variables.integer(0, min(length, work), hint, f"mode {mode} in overtime from {stretch.start}")
    inside: Literal = variables.at_least(start, opens)
    beyond: Literal = variables.at_least(end, opens + length)
    for least, conditions in (
        (length, [*negated([inside]), beyond]),
        (opens + length - start.expression, [inside, beyond]),
        (end.expression - opens, negated([inside, beyond])),
        (work, [inside, *negated([beyond])]),
    ):
        variables.require(worked.expression >= least, taken, *conditions)
    return worked.expression
