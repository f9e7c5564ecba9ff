"""What an oven or bath does together goes together: one programme, one state, and no more than it holds."""

from collections import defaultdict

from scheduler.domain.record import ResourceId
from scheduler.domain.resource import Resource
from scheduler.domain.set_ups import SetUps
from scheduler.verify.case import Case, Job
from scheduler.verify.violation import Findings
from scheduler.verify.work import load

Batch = tuple[int, int, int]
"""A station, and the span in which it is taken."""


def check_batches(case: Case, found: Findings) -> None:
    """Operations that take a station in the same span are one batch; `stations` sees to it that others don't
    overlap."""
    for id_ in case.resources_to_check if case.ovens else ():
        if id_ in case.ovens:
            for batch, jobs in _batches(case, id_).items():
                found.checked += 1
                _check_batch(case, found, case.resources[id_], batch, jobs)


def _batches(case: Case, oven: ResourceId) -> dict[Batch, list[Job]]:
    batches: dict[Batch, list[Job]] = defaultdict(list)
    for job in case.jobs.values():
        if job.finished or job.mode is None or not job.mode.uses or job.mode.uses[0].resource != oven:
            continue
        for use in job.assignment.uses:
            for unit in use.units if use.resource == oven else ():
                batches[unit, case.begins(job), job.end].append(job)
    return batches


def _check_batch(case: Case, found: Findings, oven: Resource, batch: Batch, jobs: list[Job]) -> None:
    set_ups = SetUps(oven)
    # Nothing is put to what is under way, even if it would start at as-of and end with it.
    kinds = {(job.mode.programme, set_ups.state(job.mode), job.started) for job in jobs if job.mode is not None}
    thousandths = sum(load(job.operation, job.mode) for job in jobs if job.mode is not None)
    about: dict[str, str | int] = {
        "resource": oven.id,
        "unit": batch[0],
        "at": case.when(batch[1]),
        "operations": ", ".join(sorted(job.operation.id for job in jobs)),
    }
    if len(kinds) > 1:
        found.wrong("mixed_batch", **about)
    if oven.most_load is not None and thousandths > oven.most_load * 1000:
        found.wrong("overfull_batch", **about, load=_plain(thousandths), most=_plain(int(oven.most_load * 1000)))


def _plain(thousandths: int) -> str:
    return f"{thousandths / 1000:g}"
