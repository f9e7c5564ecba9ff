"""A resource whose efficiency changes: its modes become one for each stretch of time in which work may start."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from scheduler.domain.expansion.ways import in_ways
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, ResourceId
from scheduler.domain.resource import Resource


class Stretch(NamedTuple):
    """Time in which a resource has one efficiency; None: since ever, or for ever."""

    number: int
    """Counted from 0, past ones included, so that a mode's id does not change as time goes by."""
    start: datetime | None
    end: datetime | None
    percent: int


def expanded(problem: Problem) -> Problem:
    """Every mode whose first resource has periods of efficiency becomes one for each stretch that is not past.

    The first stretch of all has the mode's id, the next `mode~p1` …; each is there only for work that starts in it.
    Modes with an efficiency of their own, of a programme or without minutes per unit stay as they are. The periods stay
    with the resource: what is added to an expanded problem is expanded like the rest.
    """
    changing = {resource.id: stretches(resource) for resource in problem.resources if resource.efficiencies}
    if not changing:
        return problem

    def ways(_: Operation, mode: Mode, reported: bool) -> Sequence[Mode] | None:
        return by_start(mode, changing, None if reported else problem.as_of)

    return in_ways(problem, ways)


def stretches(resource: Resource) -> list[Stretch]:
    """All time, cut where the efficiency of a resource changes; of periods that overlap the first counts."""
    moments = {moment for period in resource.efficiencies for moment in (period.start, period.end)}
    edges: list[datetime | None] = [None, *sorted(moments), None]
    found: list[Stretch] = []
    for start, end in pairwise(edges):
        percent = next(
            (
                period.percent
                for period in resource.efficiencies
                if start is not None and period.start <= start < period.end
            ),
            resource.efficiency_percent,
        )
        if found and found[-1].percent == percent:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(Stretch(len(found), start, end, percent))
    return found


def by_start(mode: Mode, changing: Mapping[ResourceId, Sequence[Stretch]], as_of: datetime | None) -> list[Mode] | None:
    """A mode's ways in the stretches of its first resource that end after `as_of` (None: in all of them).

    None if its efficiency does not depend on when it starts. Ways that no start allows are left out.
    """
    own = changing.get(mode.uses[0].resource) if mode.uses else None
    if own is None or mode.efficiency_percent is not None or mode.programme is not None or not mode.minutes_per_unit:
        return None
    open_ = [stretch for stretch in own if as_of is None or stretch.end is None or stretch.end > as_of]
    if len(open_) == 1:
        return [_named(mode, open_[0], mode.starts_from, mode.starts_before)]
    ways = []
    for stretch in open_:
        starts_from = max((at for at in (mode.starts_from, stretch.start) if at is not None), default=None)
        starts_before = min((at for at in (mode.starts_before, stretch.end) if at is not None), default=None)
        limits = [at for at in (starts_before, mode.ends_by) if at is not None]
        if starts_from is None or all(starts_from < at for at in limits):
            ways.append(_named(mode, stretch, starts_from, starts_before))
    return ways


def _named(mode: Mode, stretch: Stretch, starts_from: datetime | None, starts_before: datetime | None) -> Mode:
    return mode.model_copy(
        update={
            "id": ModeId(f"{mode.id}~p{stretch.number}") if stretch.number else mode.id,
            "efficiency_percent": stretch.percent,
            "starts_from": starts_from,
            "starts_before": starts_before,
        }
    )
