"""Resources: what is taken of a resource at any minute is at most its units; of an oven's load, at most its room.

Every resource has a line on which its intervals are compared. If all its users work in one class, it is the
line of that class, and each interval has the length of its work, pauses or none. Otherwise it is the line
of the resource's own class, which is open whenever any of its users works: work of another class then has a
length that varies (held), or several stretches (released). Two uses overlap on the wall clock exactly if
they overlap on that line, because all begin and end with an open minute of it. Where that is not so (chosen overtime,
units that are gone from or until a closed minute) the line is the wall clock.
"""

from collections import defaultdict
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.cpsat.draft import Draft
from scheduler.cpsat.operations import Part
from scheduler.cpsat.rows import Block, Shop, Use
from scheduler.cpsat.timetable import ELAPSED, Timetable
from scheduler.cpsat.variables import Expression, Literal, constant, negated


@dataclass(frozen=True)
class Taking:
    """A free operation that may take a resource in one mode."""

    op: int
    part: Part
    mode: int
    use: Use


@dataclass(frozen=True)
class Taken:
    """An interval of the model and how many units it takes."""

    interval: cp_model.IntervalVar
    amount: int


def capacity(draft: Draft) -> None:
    """One no-overlap (a single unit) or cumulative constraint for each resource that can be asked for too
    much."""
    case, shop = draft.case, draft.case.shop
    free: dict[int, list[Taking]] = defaultdict(list)
    fixed: dict[int, list[tuple[int, Use]]] = defaultdict(list)
    for op in sorted(case.scope.ops):
        if op in case.free:
            for part in draft.operations.parts(op):
                for mode in part.modes:
                    for use in _uses(shop, mode):
                        free[use.resource].append(Taking(op, part, mode, use))
        else:
            for use in _uses(shop, case.rows[op].mode):
                fixed[use.resource].append((op, use))
    for resource, takings in free.items():
        _one(draft, resource, takings, fixed[resource])


def _uses(shop: Shop, mode: int) -> list[Use]:
    """What a mode takes; of an oven that is its load."""
    uses, station = shop.mode_uses(mode), shop.station(mode)
    if station < 0 or not shop.resources[station].most_load:
        return uses
    load = shop.modes[mode].load
    taken = [use._replace(amount=load) if use.resource == station else use for use in uses]
    return [use for use in taken if use.amount]


def _one(draft: Draft, resource: int, takings: list[Taking], fixed: list[tuple[int, Use]]) -> None:
    units = draft.case.shop.resources[resource].most_load or draft.case.shop.resources[resource].units
    blocks = _blocks(draft, resource, takings)
    line = _line(draft, resource, takings, fixed, blocks)
    first = min(line.position(t.part.line.start_of(t.part.start.low)) for t in takings)
    last = max(line.position(t.part.line.end_of(t.part.end.high)) for t in takings)
    steps = [step for step in _levels(draft, line, fixed, blocks) if step[0] < last and step[1] > first]
    worst = sum({op: max(t.use.amount for t in takings if t.op == op) for op in {t.op for t in takings}}.values())
    if worst + max((level for _, _, level in steps), default=0) <= units:
        return
    found = [taken for taking in takings for taken in _intervals(draft, line, resource, taking)]
    model = draft.variables.model
    for start, end, level in steps:
        interval = model.new_fixed_size_interval_var(start, end - start, f"fixed on {resource} from {start}")
        found.append(Taken(interval, min(level, units)))
    if units == 1:
        model.add_no_overlap([taken.interval for taken in found])
    else:
        model.add_cumulative([taken.interval for taken in found], [taken.amount for taken in found], units)


def _blocks(draft: Draft, resource: int, takings: list[Taking]) -> list[Block]:
    """Units of a resource that are gone while free operations may want them."""
    first = min(taking.part.line.start_of(taking.part.start.low) for taking in takings)
    last = max(taking.part.line.end_of(taking.part.end.high) for taking in takings)
    return [
        block
        for block in draft.case.shop.blocks
        if block.resource == resource and block.start < last and block.end > first
    ]


def _line(
    draft: Draft, resource: int, takings: list[Taking], fixed: list[tuple[int, Use]], blocks: list[Block]
) -> Timetable:
    """The line on which a resource is compared."""
    case, shop = draft.case, draft.case.shop
    modes = {taking.mode for taking in takings} | {case.rows[op].mode for op, _ in fixed}
    classes = {shop.modes[mode].class_ for mode in modes}
    if len(classes) == 1:
        line = shop.timetable(classes.pop())
    elif any(shop.mode_overtime(mode) for mode in modes):
        return ELAPSED
    else:
        line = shop.timetable(shop.resources[resource].class_)
    return line if all(line.is_open(block.start) and line.is_open(block.end - 1) for block in blocks) else ELAPSED


def _levels(
    draft: Draft, line: Timetable, fixed: list[tuple[int, Use]], blocks: list[Block]
) -> list[tuple[int, int, int]]:
    """(start, end, units) of what fixed operations take and of what is not there, on a line."""
    case, shop = draft.case, draft.case.shop
    change: dict[int, int] = defaultdict(int)
    taken = [(block.start, block.end, block.amount) for block in blocks]
    for op, use in fixed:
        place = case.rows[op]
        spans = [(place.start, place.end)]
        if not use.held:
            spans = shop.timetable(shop.modes[place.mode].class_).stretches(place.start, place.end)
        taken += [(start, end, use.amount) for start, end in spans]
    for start, end, amount in taken:
        change[line.position(start)] += amount
        change[line.position(end)] -= amount
    found = []
    level, since = 0, 0
    for moment in sorted(change):
        if level:
            found.append((since, moment, level))
        level, since = level + change[moment], moment
    return found


def _intervals(draft: Draft, line: Timetable, resource: int, taking: Taking) -> list[Taken]:
    part, mode = taking.part, taking.mode
    model, taken = draft.variables.model, draft.operations.taken(taking.op, mode)
    name = f"mode {mode} on {resource}"
    if part.line is line:
        work = draft.case.shop.modes[mode].work
        start = part.start.expression
        if isinstance(taken, bool):
            return [Taken(model.new_fixed_size_interval_var(start, work, name), taking.use.amount)]
        interval = model.new_optional_fixed_size_interval_var(start, work, taken, name)
        return [Taken(interval, taking.use.amount)]
    if taking.use.held or not part.line.inside(part.start.low, part.end.high - 1):
        return [_held(draft, line, taking, name)]
    return _released(draft, line, taking, name)


def _interval(
    draft: Draft,
    start: Expression,
    size: Expression,
    end: Expression,
    taken: Literal,
    name: str,
) -> cp_model.IntervalVar:
    model = draft.variables.model
    if isinstance(taken, bool):
        return model.new_interval_var(start, size, end, name)
    return model.new_optional_interval_var(start, size, end, taken, name)


def _held(draft: Draft, line: Timetable, taking: Taking, name: str) -> Taken:
    """From start to end, pauses included."""
    variables, part = draft.variables, taking.part
    start, end = (draft.operations.moment(part, line, ends=ends) for ends in (False, True))
    work = draft.case.shop.modes[taking.mode].work
    size = variables.integer(work, max(work, end.high - start.low), max(work, end.hint - start.hint), f"size of {name}")
    taken = draft.operations.taken(taking.op, taking.mode)
    return Taken(_interval(draft, start.expression, size.expression, end.expression, taken, name), taking.use.amount)


def _released(draft: Draft, line: Timetable, taking: Taking, name: str) -> list[Taken]:
    """Only while it works: a first stretch, a last one, and whole windows of its class between them.

    One-sided: the stretches cover at least the true ones, and can be as short as these.
    """
    variables, part, amount = draft.variables, taking.part, taking.use.amount
    own, work = part.line, draft.case.shop.modes[taking.mode].work
    taken = draft.operations.taken(taking.op, taking.mode)
    start, end = (draft.operations.moment(part, line, ends=ends) for ends in (False, True))
    opens = list(own.inside(part.start.low, part.end.high - 1))
    """Windows that begin while it may be working."""
    begun = {k: variables.at_least(part.start, own.before[k]) for k in opens}  # starts in window k or later
    beyond = {k: variables.at_least(part.end, own.before[k] + 1) for k in opens}  # works in window k or later
    crosses = {k: not variables.hint_of(begun[k]) and variables.hint_of(beyond[k]) for k in opens}
    entered = [k for k in opens if crosses[k]]
    found = []

    hint = own.before[entered[0]] - part.start.hint if entered else work
    head = variables.integer(1, work, min(max(1, hint), work), f"head of {name}")
    head_end = variables.integer(start.low + 1, start.high + work, start.hint + head.hint, f"end of the head of {name}")
    found.append(Taken(_interval(draft, start.expression, head.expression, head_end.expression, taken, name), amount))
    for k, after in zip([opens[0] - 1, *opens], [*opens, None], strict=True):
        inside = [taken] if k not in begun else [taken, begun[k]]
        if after is None:
            variables.require(head.expression >= work, *inside)
            continue
        inside += negated([begun[after]])
        close = own.before[after]
        variables.require(head.expression + part.start.expression >= close, *inside, beyond[after])
        variables.require(head.expression >= work, *inside, *negated([beyond[after]]))

    hint = part.end.hint - own.before[entered[-1]] if entered else 1
    tail = variables.integer(1, work, min(max(1, hint), work), f"tail of {name}")
    tail_taken = variables.boolean(bool(entered) and variables.hint_of(taken), f"tail of {name} taken")
    tail_start = variables.integer(end.low - work, end.high - 1, end.hint - tail.hint, f"start of the tail of {name}")
    found.append(
        Taken(
            _interval(draft, tail_start.expression, tail.expression, end.expression, tail_taken, f"tail of {name}"),
            amount,
        )
    )
    for k, after in zip(opens, [*opens[1:], None], strict=True):
        within = [*negated([begun[k]]), beyond[k], taken]
        variables.either(tail_taken, *negated(within))
        conditions = within if after is None else [*within, *negated([beyond[after]])]
        variables.require(tail.expression >= part.end.expression - own.before[k], *conditions)
        if after is None:
            continue
        whole = variables.boolean(
            crosses[k] and variables.hint_of(beyond[after]) and variables.hint_of(taken),
            f"{name} all of window {k}",
        )
        variables.either(whole, *negated([*within, beyond[after]]))
        a, b = line.position(own.starts[k]), line.position(own.ends[k])
        found.append(Taken(_interval(draft, a, constant(b - a).offset, b, whole, f"{name} in window {k}"), amount))
    return found
