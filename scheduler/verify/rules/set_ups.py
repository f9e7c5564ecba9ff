"""Between one operation and the next on a station lies the time that changing its state takes."""

from collections.abc import Sequence

from scheduler.domain.record import OperationId
from scheduler.domain.set_ups import SetUps, StationId, Visit, visits
from scheduler.verify.case import Case
from scheduler.verify.minutes import minute
from scheduler.verify.open_time import Window, without
from scheduler.verify.violation import Findings


def check_set_ups(case: Case, found: Findings) -> None:
    """The minutes of every change fit before what needs it, and the plan says where its set-up starts."""
    starts: dict[OperationId, int | None] = {}
    """Where the set-up of an operation starts; None: nobody can say, because it does not fit."""
    if any(resource.set_ups for resource in case.problem.resources):
        modes = {(job.operation.id, job.mode.id): job.mode for job in case.jobs.values() if job.mode is not None}
        stations = visits(case.problem, modes, [job.assignment for job in case.jobs.values()])
        for station, sequence in stations.items():
            if station[0] in case.resources_to_check:
                _check_station(case, found, station, sequence, starts)
    for job in case.jobs_to_check:
        stated = job.assignment.set_up_start
        if stated is None and not starts:
            continue
        truth = starts.get(job.operation.id, -1)
        if truth is not None and (-1 if stated is None else minute(stated)) != truth:
            found.wrong(
                "wrong_set_up_start",
                **job.ids,
                stated="never" if stated is None else case.time(stated),
                truth="never" if truth < 0 else case.when(truth),
            )


def _check_station(
    case: Case, found: Findings, station: StationId, sequence: Sequence[Visit], starts: dict[OperationId, int | None]
) -> None:
    """Each change from the state before; the first one from the initial state, from as-of on."""
    set_ups = SetUps(case.resources[station[0]])
    state, since = set_ups.initial(station[1]), case.as_of
    for visit in sequence:
        found.checked += 1
        needed = 0 if visit.started else set_ups.change(state, visit.state).minutes
        if needed:
            room = _room(case, station, since, minute(visit.begins))
            for operation in visit.operations:
                starts[operation] = _latest_start(room, needed)
            there = sum(end - start for start, end in room)
            if there < needed:
                _report(case, found, station, visit, needed=needed, there=there, since=case.when(since))
        state, since = visit.state, max(case.as_of, minute(visit.ends))


def _room(case: Case, station: StationId, since: int, until: int) -> list[Window]:
    """The minutes in which a station can be set up between two moments."""
    if not case.resources[station[0]].set_ups_in_shifts:
        return [(since, until)] if since < until else []
    return without(case.open_time_of(((station[0], 0),)).between(since, until), case.closed(*station, since, until))


def _latest_start(room: Sequence[Window], needed: int) -> int | None:
    """Where the last `needed` minutes of the room begin; None if it has fewer."""
    for start, end in reversed(room):
        if end - start >= needed:
            return end - needed
        needed -= end - start
    return None


def _report(case: Case, found: Findings, station: StationId, visit: Visit, **about: str | int) -> None:
    operation = case.operations[visit.operations[0]]
    found.wrong(
        "set_up_too_short",
        order=operation.order,
        operation=operation.id,
        resource=station[0],
        unit=station[1],
        start=case.time(visit.begins),
        **about,
    )
