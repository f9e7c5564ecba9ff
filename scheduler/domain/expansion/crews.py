"""A crew becomes one mode for each number of people."""

from scheduler.domain.expansion.ways import in_ways
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId


def expanded(problem: Problem) -> Problem:
    """Every mode with a crew becomes one for each number from `people` to `most`, not more than the group has.

    The mode of `people` keeps its id, that of three is `mode~3`; the minutes follow from `Mode.crew_size`. Of a group
    that is smaller than `people` only that mode is left, which nobody can choose.
    """
    units = {resource.id: resource.units for resource in problem.resources}

    def ways(_: Operation, mode: Mode, reported: bool) -> list[Mode] | None:
        if mode.crew is None or mode.crew_size is not None:
            return None
        there = mode.crew.most if reported else units.get(mode.crew.resource, 0)
        most = min(mode.crew.most, max(there, mode.crew.people))
        return [_of(mode, size) for size in range(mode.crew.people, most + 1)]

    return in_ways(problem, ways)


def _of(mode: Mode, size: int) -> Mode:
    assert mode.crew is not None
    uses = tuple(
        use.model_copy(update={"units": size}) if use.resource == mode.crew.resource else use for use in mode.uses
    )
    id_ = mode.id if size == mode.crew.people else ModeId(f"{mode.id}~{size}")
    return mode.model_copy(update={"id": id_, "uses": uses, "crew_size": size})
