"""Operations that a link puts on one station, or on different ones, are done so."""

from scheduler.domain.operation import Station
from scheduler.domain.record import ResourceId
from scheduler.verify.case import Case, Job
from scheduler.verify.violation import Findings


def check_same_station(case: Case, found: Findings) -> None:
    """First resource and stations of both are compared, unless one is reported, outside or an outside wait."""
    if not any(link.station is not Station.ANY for operation in case.problem.operations for link in operation.after):
        return
    for operation, link in case.links_to_check():
        if link.station is Station.ANY:
            continue
        job, before = case.jobs.get(operation.id), case.jobs.get(link.operation)
        here, there = None if job is None else _place(job), None if before is None else _place(before)
        if job is None or here is None or there is None:
            continue
        found.checked += 1
        if (here == there) is not (link.station is Station.SAME):
            key = "on_another_station" if link.station is Station.SAME else "on_the_same_station"
            found.wrong(key, **job.ids, predecessor=link.operation, resource=here[0])


def _place(job: Job) -> tuple[ResourceId, frozenset[int]] | None:
    """Where new work is done in the shop: its first resource, and which stations of it."""
    if job.progress is not None or job.mode is None or job.mode.outsourcing is not None or not job.mode.uses:
        return None
    first = job.mode.uses[0].resource
    return first, frozenset(unit for use in job.assignment.uses if use.resource == first for unit in use.units)
