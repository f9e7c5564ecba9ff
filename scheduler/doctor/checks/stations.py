"""Links that leave operations no station, and modes that are there only for a while."""

from collections.abc import Iterator

from scheduler.doctor.case import Case, Fault
from scheduler.doctor.finding import Finding
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Link, Operation, Station
from scheduler.domain.record import OperationId


def same_station_impossible(case: Case) -> Iterator[Finding]:
    """Operations that links put on one station, where no station is left that can do all of them."""
    yield from _without_station(case, "same_station_impossible", Station.SAME)


def different_station_impossible(case: Case) -> Iterator[Finding]:
    """Operations that links put on different stations, where there are not enough of them."""
    yield from _without_station(case, "different_station_impossible", Station.DIFFERENT)


def _without_station(case: Case, key: str, station: Station) -> Iterator[Finding]:
    """The place is the operation's own link of that kind, else the first that another operation has to it."""
    for fault in case.faults("no_station"):
        operation = case.operation[fault.operation]
        links = _station_links(case, fault, operation)
        same = any(link.station is Station.SAME for _, link, _ in links)
        if same is (station is Station.SAME):
            path, _, partner = links[0]
            yield case.finding(key, fault.severity, path, [fault.order.id], operation=operation.id, predecessor=partner)


def _station_links(case: Case, fault: Fault, operation: Operation) -> list[tuple[Path, Link, OperationId]]:
    """Links of and to an operation that say on which station, with their places and the other operation."""
    own, others = [], []
    for other in case.operations_of(fault.order.id):
        for i, link in enumerate(other.after):
            if link.station is not Station.ANY and operation.id in (other.id, link.operation):
                path, _ = case.source(other.id)
                place: Path = (*path, "after", i, "station")
                if other is operation:
                    own.append((place, link, link.operation))
                else:
                    others.append((place, link, other.id))
    return sorted(own + others, key=lambda found: found[1].station is not Station.SAME)
