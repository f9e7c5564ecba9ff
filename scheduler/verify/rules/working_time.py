"""Work runs exactly in the open time of all its resources, with or without chosen overtime, for its working minutes."""

from scheduler.domain.operation import Mode
from scheduler.verify.case import Case, Job
from scheduler.verify.open_time import Window, without
from scheduler.verify.violation import Findings


def check_working_time(case: Case, found: Findings) -> None:
    """From first to last minute, work stops only where a resource is closed, and lasts what its mode says."""
    for job in case.jobs_to_check:
        if job.mode is None or job.finished:
            continue
        found.checked += 1
        if not job.segments or (job.start, job.end) != (job.segments[0][0], job.segments[-1][1]):
            found.wrong("segments_not_start_to_end", **job.ids)
        elif any(end <= start for start, end in job.segments):
            found.wrong("empty_segment", **job.ids)
        else:
            _check_work(case, found, job, job.mode, _ahead(case, job))


def _ahead(case: Case, job: Job) -> list[Window]:
    """The work still to do: without the stretch before as-of if the work has been started."""
    if job.started and job.start < case.as_of and job.segments[0] == (job.start, case.as_of):
        return job.segments[1:]
    return job.segments


def _check_work(case: Case, found: Findings, job: Job, mode: Mode, segments: list[Window]) -> None:
    if job.progress is not None:
        minutes = job.progress.remaining_minutes or 0
    elif any(use.resource not in case.resources for use in mode.uses):
        return
    else:
        minutes = case.working_minutes(job.operation, mode)
    worked = sum(end - start for start, end in segments)
    if worked != minutes:
        found.wrong("wrong_minutes", **job.ids, worked=worked, minutes=minutes)
    if not segments:
        return
    expected = _expected(case, job, mode, segments)
    if segments != expected:
        found.wrong("not_the_open_time", **job.ids, **_first_difference(case, segments, expected))
    if not job.operation.resumable and len(segments) != 1:
        found.wrong("interrupted", **job.ids, pieces=len(segments))


def _expected(case: Case, job: Job, mode: Mode, segments: list[Window]) -> list[Window]:
    """The open time from start to end. New work that runs in chosen overtime runs in all of it."""
    start, end = segments[0][0], segments[-1][1]
    opened = case.open_time(mode)
    if opened is None:
        return [(start, end)]
    closed = [
        span
        for use in job.assignment.uses
        if use.resource in case.closing
        for unit in use.units
        for span in case.closed(use.resource, unit, start, end)
    ]
    ordinary = without(opened.between(start, end), closed)
    if segments == ordinary or job.progress is not None or not case.may_choose_overtime(mode):
        return ordinary
    extended = case.open_time(mode, with_chosen=True)
    if extended is None or not without(segments, ordinary):
        return ordinary
    return without(extended.between(start, end), closed)


def _first_difference(case: Case, segments: list[Window], expected: list[Window]) -> dict[str, str]:
    """The first stretch that is worked but closed, or open but not worked."""
    wrong = sorted(set(segments) ^ set(expected))[0]
    return {"start": case.when(wrong[0]), "end": case.when(wrong[1])}
