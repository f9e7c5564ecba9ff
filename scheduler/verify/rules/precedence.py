"""The two ends that a link joins lie its minimum and the way between workshops apart, and at most its maximum unless
the plan says openly that it does not keep that."""

from collections import Counter

from scheduler.domain.operation import Relation
from scheduler.domain.record import OperationId
from scheduler.verify.case import Case
from scheduler.verify.violation import Findings

Key = tuple[OperationId, OperationId, Relation]
"""A link: operation, predecessor, relation."""


def check_precedence(case: Case, found: Findings) -> None:
    """Links hold for all work that nobody has started yet; reported work is a fact."""
    over: dict[Key, int] = {}
    """Of links that are there twice, the one that is passed most counts."""
    for operation, link in case.links_to_check():
        job, before = case.jobs.get(operation.id), case.jobs.get(link.operation)
        if job is None or before is None or job.progress is not None:
            continue
        found.checked += 1
        way = 0
        if job.mode is not None and before.mode is not None:
            way = case.transport_minutes(before.mode, job.mode)
        from_start = link.relation in (Relation.START_START, Relation.START_FINISH)
        to_start = link.relation in (Relation.START_START, Relation.FINISH_START)
        allowed = (before.start if from_start else before.end) + link.minimum_minutes + way
        joined = job.start if to_start else job.end
        if joined < allowed:
            found.wrong(
                "starts_before_predecessor" if to_start else "ends_before_predecessor",
                **job.ids,
                predecessor=before.operation.id,
                at=case.when(joined),
                allowed=case.when(allowed),
                minimum=link.minimum_minutes,
                transport=way,
            )
        key = (operation.id, link.operation, link.relation)
        waited = joined - (before.start if from_start else before.end)
        excess = 0 if link.maximum_minutes is None else max(0, waited - link.maximum_minutes)
        over[key] = max(excess, over.get(key, 0))
    _check_maxima(case, found, over)


def _check_maxima(case: Case, found: Findings, over: dict[Key, int]) -> None:
    """What the plan says of waits that are too long is true and complete."""
    claimed = Counter((wait.operation, wait.predecessor, wait.relation) for wait in case.plan.broken_waits)
    stated = {(wait.operation, wait.predecessor, wait.relation): wait.minutes for wait in case.plan.broken_waits}
    for key, minutes in over.items():
        ids = case.jobs[key[0]].ids
        if minutes and stated.get(key) != minutes:
            found.wrong("long_wait_not_stated", **ids, predecessor=key[1], minutes=minutes)
        elif not minutes and key in stated:
            found.wrong("kept_wait_called_broken", **ids, predecessor=key[1])
    for key, times in claimed.items():
        if times > 1 or (case.everything and key not in over):
            found.wrong("unknown_broken_wait", operation=key[0], predecessor=key[1])
