"""Machines and pools say which station does the work, and no station does two things at a time."""

from collections import defaultdict

from scheduler.domain.plan import AssignedUse
from scheduler.domain.record import ResourceId
from scheduler.verify.case import Case, Job, Occupation
from scheduler.verify.violation import Findings


def check_stations(case: Case, found: Findings) -> None:
    """Every use of a machine or pool names as many stations as it takes; people are only counted."""
    for job in case.jobs_to_check:
        for use in job.assignment.uses:
            found.checked += 1
            _check_names(case, found, job, use)
    for resource, spans in case.occupations.items():
        stations: dict[int, list[Occupation]] = defaultdict(list)
        for span in spans:
            for unit in set(span.units):
                stations[unit].append(span)
        for unit, work in stations.items():
            _check_station(case, found, resource, unit, sorted(work))


def _check_names(case: Case, found: Findings, job: Job, use: AssignedUse) -> None:
    resource = case.resources.get(use.resource)
    if resource is None or (job.finished and not use.units):
        return
    if not resource.named_units:
        if use.units:
            found.wrong("people_have_no_stations", **job.ids, resource=resource.id)
        return
    if len(use.units) != use.amount or len(set(use.units)) != use.amount:
        found.wrong("wrong_number_of_stations", **job.ids, resource=resource.id, amount=use.amount)
    for unit in use.units:
        if not 0 <= unit < resource.units:
            found.wrong("unknown_station", **job.ids, resource=resource.id, unit=unit)


def _check_station(case: Case, found: Findings, resource: ResourceId, unit: int, work: list[Occupation]) -> None:
    """Each piece of work, in order of start, against the one that keeps the station longest so far."""
    last = work[0]
    for span in work[1:]:
        if span.start < last.end and span.operation != last.operation:
            found.wrong(
                "station_taken_twice",
                resource=resource,
                operation=span.operation,
                unit=unit,
                other=last.operation,
                at=case.when(span.start),
            )
        if span.end > last.end:
            last = span
