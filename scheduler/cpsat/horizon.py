"""A minute after which nothing needs to end: without it domains would have to be years wide to be sure of
the optimum.

Take any plan. Keep the operations whose start pin or published place it keeps ("anchored"), and move every
other one, in order of start and in its mode, to its earliest place. Nothing starts later than before (see
`docs/engine/exact.md`), so every goal but flow time is as good or better. In the result whatever is not
anchored starts when it does because of an end, a lag, a way, a release, a supply or a closed calendar.
Going back from the last end, time is covered by distinct operations and what they waited for, down to a
minute T0 after which no release, supply, fixed or anchored operation is left. So counting from T0, every
operation once at its longest is enough.
"""

from functools import cache

from scheduler.compile.calendars import intersected
from scheduler.compile.network import NEVER
from scheduler.cpsat.case import Case
from scheduler.cpsat.places import Place
from scheduler.cpsat.spans import Earliest
from scheduler.cpsat.timetable import ELAPSED, Timetable

Modes = dict[int, list[int]]
"""Per operation the modes that fit somewhere."""


def horizon(case: Case, first: Earliest) -> int:
    """Some optimum of every goal but flow time ends by this minute, if `follows_starts`; NEVER if the calendars' tables
    end before it."""
    shop = case.shop
    modes = {op: first.fitting(case, op) for op in case.scope.ops}
    classes = sorted({shop.modes[m].class_ for op in case.free for m in modes[op]} - {-1})
    after = _quiet_from(case, modes)
    common = shop.timetables[classes[0]] if classes else ELAPSED
    for class_ in classes[1:]:
        other = shop.timetables[class_]
        windows = intersected(
            list(zip(common.starts, common.ends, strict=True)),
            list(zip(other.starts, other.ends, strict=True)),
        )
        common = Timetable(windows)
    return min(_serial_end(case, modes, common, after), _serial_end(case, modes, ELAPSED, after))


def follows_starts(case: Case) -> bool:
    """Whether everything starts no earlier than what it waits for and may always start earlier, as the argument above
    takes for granted.

    Where an end waits for something, an operation may start before that; where there is a maximum wait, starting
    earlier may break it. The horizon is then just a likely one.
    """
    edges = (edge for op in case.free for edge in case.shop.op_preds(op))
    return not any(edge.to_end or edge.maximum < NEVER for edge in edges)


def _quiet_from(case: Case, modes: Modes) -> int:
    """T0: from here on only the calendars and the other free operations hold an operation up."""
    shop = case.shop
    after = max((case.rows[op].end for op in case.scope.ops - case.free), default=0)
    for op in case.free:
        row = shop.ops[op]
        after = max([after, row.release, *(shop.stocks[need.stock].lead for need in shop.op_needs(op))])
        for anchor in (row.start_pin, row.published_start):
            if anchor >= 0:
                for mode in modes[op]:
                    end = shop.timetable(shop.modes[mode].class_).fit(
                        bool(row.resumable), shop.modes[mode].work, anchor
                    )[1]
                    after = max(after, end)
    return after


def _serial_end(case: Case, modes: Modes, line: Timetable, after: int) -> int:
    """End of all free work one after the other, measured in the open minutes of `line`.

    Each step from a wall minute t to t' is charged the most open minutes of `line` that can lie between the
    two.
    """
    shop = case.shop
    if after >= NEVER or not line.total:
        return NEVER
    too_late = [NEVER]
    """Moments from which on some work fits no more before the end of its table."""

    @cache
    def elapsed(minutes: int) -> int:
        if line is ELAPSED:
            return minutes
        return max(line.position(start + minutes) - line.before[k] for k, start in enumerate(line.starts))

    @cache
    def longest(class_: int, resumable: bool, work: int) -> int:
        if class_ < 0:
            return elapsed(work)
        if resumable and line is not ELAPSED:
            return work  # it also works whenever `line` is open
        timetable = shop.timetables[class_]
        worst = 0
        for t in [after, *_worst_moments(timetable, resumable, work)]:
            if t >= after:
                end = timetable.fit(resumable, work, t)[1]
                if end >= NEVER:
                    too_late.append(t)
                    break
                worst = max(worst, line.position(end) - line.position(t))
        return worst

    total = line.position(after)
    for op in case.free:
        row = shop.ops[op]
        works = [longest(shop.modes[m].class_, bool(row.resumable), shop.modes[m].work) for m in modes[op]]
        ways = [
            shop.distance(edge, m, mode) for edge in shop.op_preds(op) for m in modes[edge.op] for mode in modes[op]
        ]
        total += max(works, default=0) + elapsed(max(ways, default=0))
    end = line.start_of(total)
    return end if end < min(too_late) else NEVER


def _worst_moments(timetable: Timetable, resumable: bool, work: int) -> list[int]:
    """Minutes at which work has to wait or pause longest: just when it is too late for a window."""
    if resumable:
        return timetable.ends
    return [end - work + 1 for start, end in zip(timetable.starts, timetable.ends, strict=True) if end - start >= work]


def appended(case: Case, first: Earliest) -> list[Place] | None:
    """Complete places without a conflict whatever is fixed: every free operation alone, one after the
    other, behind everything.

    Poor, but a start where the hint does not fit the fixed places. None if the calendars' tables end before
    it.
    """
    shop = case.shop
    modes = {op: first.fitting(case, op) for op in case.scope.ops}
    rows = list(case.rows)
    after = _quiet_from(case, modes)
    for op in shop.topo:
        if op not in case.free:
            continue
        best: Place | None = None
        for mode in modes[op]:
            edges = [edge for edge in shop.op_preds(op) if edge.op in case.scope.ops]
            # Whatever is joined: everything starts after the end of all that comes before, and the distance.
            t = max([after, *(rows[e.op].end + shop.distance(e, rows[e.op].mode, mode) for e in edges)])
            row = shop.modes[mode]
            start, end = shop.timetable(row.class_).fit(bool(shop.ops[op].resumable), row.work, t)
            if best is None or end < best.end:
                best = Place(start, end, mode)
        if best is None or best.end >= NEVER:
            return None
        rows[op] = best
        after = best.end
    return rows
