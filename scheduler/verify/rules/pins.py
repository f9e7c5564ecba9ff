"""What a person pinned is kept; a start or an end that facts forbid is missed openly, in minutes."""

from collections import Counter

from scheduler.domain.pin import Pin, PinKind
from scheduler.verify.case import Case, Job
from scheduler.verify.minutes import minute
from scheduler.verify.violation import Findings


def check_pins(case: Case, found: Findings) -> None:
    """Resource, not-before and before are hard; start and not-after may be missed if the plan says so."""
    claimed = {broken.pin: broken.minutes for broken in case.plan.broken_pins}
    pins = case.pins_to_check()
    for pin in pins:
        job = case.jobs.get(pin.operation)
        if job is None:
            continue
        found.checked += 1
        missed = _check_hard(case, found, pin, job)
        if missed > 0 and claimed.get(pin.id) != missed:
            found.wrong("missed_pin_not_stated", **job.ids, pin=pin.id, minutes=missed)
        elif missed <= 0 and pin.id in claimed:
            found.wrong("kept_pin_called_broken", **job.ids, pin=pin.id)
    known = {pin.id for pin in pins}
    for id_, times in Counter(broken.pin for broken in case.plan.broken_pins).items():
        if times > 1 or (case.everything and id_ not in known):
            found.wrong("unknown_broken_pin", pin=id_)


def _check_hard(case: Case, found: Findings, pin: Pin, job: Job) -> int:
    """Reports what may never be broken; returns the minutes by which the pin is missed otherwise."""
    at = 0 if pin.at is None else minute(pin.at)
    match pin.kind:
        case PinKind.RESOURCE:
            if pin.resource is not None and all(use.resource != pin.resource for use in job.assignment.uses):
                found.wrong("pinned_resource_not_used", **job.ids, pin=pin.id, resource=pin.resource)
        case PinKind.START | PinKind.NOT_BEFORE:
            if job.start < at:
                found.wrong("starts_before_pin", **job.ids, pin=pin.id, start=case.when(job.start), at=case.when(at))
            return job.start - at if pin.kind is PinKind.START else 0
        case PinKind.NOT_AFTER:
            return job.end - at
        case PinKind.BEFORE:
            other = None if pin.other is None else case.jobs.get(pin.other)
            if other is not None and other.progress is None and other.start < job.end:
                found.wrong("not_before_other", **job.ids, pin=pin.id, other=other.operation.id)
    return 0
