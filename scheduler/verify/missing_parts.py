"""Missing parts (缺件发货): what comes after its operation has started is listed, and comes soon."""

from collections import Counter
from collections.abc import Mapping, Sequence

from scheduler.domain.plan import MissingPart, Peg
from scheduler.domain.record import MaterialId, OperationId
from scheduler.verify.case import Case
from scheduler.verify.minutes import minute
from scheduler.verify.supplies import Supplies, thousandths
from scheduler.verify.violation import Findings

Key = tuple[OperationId, MaterialId]


def check_missing_parts(case: Case, supplies: Supplies, found: Findings, pegged: Mapping[Key, Sequence[Peg]]) -> None:
    """The plan's missing parts are exactly the late pegs of needs that may follow, bought at once or there before
    that could help; what is dedicated to the order is waited for."""
    truths: dict[Key, tuple[int, int]] = {}
    touched = set()
    for job in case.jobs_to_check:
        touched.add(job.operation.id)
        if job.progress is not None or job.operation.order not in case.planned:
            continue
        for material in supplies.may_follow(job.operation):
            late = [p for p in pegged.get((job.operation.id, material), ()) if minute(p.available_at) > job.start]
            if late and material in case.materials:
                found.checked += 1
                last = max(minute(peg.available_at) for peg in late)
                truths[job.operation.id, material] = sum(thousandths(peg.quantity) for peg in late), last
                free = [minute(peg.available_at) for peg in late if not supplies.is_dedicated(peg)]
                if free and max(free) > supplies.bought_at(material):
                    found.wrong("missing_part_comes_late", **job.ids, material=material, available=case.when(max(free)))
    stated = [part for part in case.plan.missing_parts if case.everything or part.operation in touched]
    times = Counter((part.operation, part.material) for part in stated)
    for part in stated:
        key = part.operation, part.material
        if times[key] > 1 or key not in truths or not _is_true(case, part, *truths[key]):
            found.wrong("wrong_missing_part", operation=part.operation, material=part.material)
    for operation, material in truths:
        if (operation, material) not in times:
            found.wrong("missing_part_not_listed", **case.jobs[operation].ids, material=material)


def _is_true(case: Case, part: MissingPart, quantity: int, available: int) -> bool:
    order = case.operations[part.operation].order
    return (part.order, thousandths(part.quantity), minute(part.available_at)) == (order, quantity, available)
