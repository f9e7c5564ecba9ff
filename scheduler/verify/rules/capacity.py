"""At no minute from as-of on is more of a resource in use than it has units, and than its limits leave."""

from collections.abc import Iterable

from scheduler.domain.record import ResourceId
from scheduler.verify.case import Case, Occupation
from scheduler.verify.limits import steps
from scheduler.verify.violation import Findings


def check_capacity(case: Case, found: Findings) -> None:
    """Held units are in use from start to end, released ones while work runs; never more than are there."""
    for id_, spans in case.occupations.items():
        found.checked += len(spans)
        if spans:
            _check_resource(case, found, id_, spans)


def _check_resource(case: Case, found: Findings, id_: ResourceId, spans: list[Occupation]) -> None:
    """One violation for every stretch in which too much is in use, with the operations at its start."""
    changes: dict[int, int] = {}
    for span in spans:
        changes[span.start] = changes.get(span.start, 0) + span.amount
        changes[span.end] = changes.get(span.end, 0) - span.amount
    in_use = 0
    too_much = False
    for moment, units in _units_there(case, id_, set(changes)):
        in_use += changes.get(moment, 0)
        if in_use > units and not too_much:
            there = sorted({span.operation for span in spans if span.start <= moment < span.end})
            found.wrong(
                "too_much_in_use",
                resource=id_,
                at=case.when(moment),
                units=units,
                in_use=in_use,
                operations=", ".join(there),
            )
        too_much = in_use > units


def _units_there(case: Case, id_: ResourceId, edges: set[int]) -> Iterable[tuple[int, int]]:
    """(minute, units) wherever the use or a limit changes."""
    return steps(case.resources[id_].units, case.limits(id_, min(edges), max(edges)), edges)
