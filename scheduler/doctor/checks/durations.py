"""Times that look as if they were given in another unit: hours, days or seconds for minutes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from scheduler.doctor.case import Case
from scheduler.doctor.checks.amounts import PEERS, STANDS_OUT
from scheduler.doctor.finding import Finding, Severity
from scheduler.doctor.templates import WrittenMode, template_steps
from scheduler.domain.json_text import Path
from scheduler.domain.operation import Operation, TaskKind

NEAR = 1.25
"""A factor counts as that of a unit up to a quarter above or below it: one piece of work is not another."""

GAP = 4
"""Least factor between what is suspected and the next peer: in a wide but even spread nothing stands out."""

FEW = 0.2
"""At most this share of a group can stand out."""

HOUR, DAY = 60, 24 * 60


class Unit(StrEnum):
    """In which a time seems to have been given."""

    SECONDS = "seconds"
    HOURS = "hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    UNKNOWN = "unknown"


SHORT: Mapping[Unit, int] = {Unit.HOURS: HOUR, Unit.WORKING_DAYS: 8 * HOUR, Unit.DAYS: DAY}
"""Unit -> how many minutes it has: so much too short is a time given in it."""


class _Time(NamedTuple):
    """One time of one mode, and where it is written."""

    minutes: float
    path: Path
    owner: str
    text: str


def duration_stands_out(case: Case) -> Iterator[Finding]:
    """Minutes per unit that are more than STANDS_OUT times those of their peers, or just about 1/60, 1/480 or 1/1440.

    Peers (at least PEERS others) are the same step of the product's other orders, else work of the same kind on the
    same resource.
    """
    for one, usual, unit in _standing_out(case, "minutes_per_unit"):
        yield case.finding(
            "duration_stands_out", Severity.WARNING, one.path,
            operation=one.owner, number=one.text, usual=_text(usual), unit=unit.value,
        )  # fmt: skip


def set_up_stands_out(case: Case) -> Iterator[Finding]:
    """The same of set-up minutes; work without set-up is no peer."""
    for one, usual, unit in _standing_out(case, "set_up_minutes"):
        yield case.finding(
            "set_up_stands_out", Severity.WARNING, one.path,
            operation=one.owner, number=one.text, usual=_text(usual), unit=unit.value,
        )  # fmt: skip


def lead_time_stands_out(case: Case) -> Iterator[Finding]:
    """A material with less than an hour's lead time where the median of the others (at least PEERS) is a day or more.

    Days are probably given for minutes. No lead time at all may be meant so.
    """
    rows = list(enumerate(case.problem.materials))
    usual = _usual_days([material.lead_minutes for _, material in rows])
    for row, material in rows:
        if usual and 0 < material.lead_minutes < HOUR:
            yield case.finding(
                "lead_time_stands_out", Severity.WARNING, ("materials", row, "lead_minutes"),
                material=material.id, minutes=material.lead_minutes, usual=usual,
            )  # fmt: skip


def outside_time_stands_out(case: Case) -> Iterator[Finding]:
    """Outside work there and back in less than an hour where the median of the others (at least PEERS) is days."""
    modes = [
        (written, outside.supplier, outside.there_minutes + outside.lead_minutes + outside.back_minutes)
        for written in case.modes
        if (outside := written.mode.outsourcing) and outside.lead_minutes is not None
    ]
    usual = _usual_days([minutes for _, _, minutes in modes])
    for written, supplier, minutes in modes:
        if usual and minutes < HOUR:
            yield case.finding(
                "outside_time_stands_out", Severity.WARNING, (*written.path, "outsourcing", "lead_minutes"),
                operation=written.owner, supplier=supplier, minutes=minutes, usual=usual,
            )  # fmt: skip


def _usual_days(minutes: Sequence[int]) -> int:
    """The median, if it is a day or more and there are enough; else 0."""
    usual = int(median(minutes)) if len(minutes) > PEERS else 0
    return usual if usual >= DAY else 0


def _standing_out(case: Case, field: str) -> Iterator[tuple[_Time, float, Unit]]:
    """Times that stand out among their peers, the median and the unit they may be in; each once."""
    seen: set[Path] = set()
    for group in _groups(case, field):
        for one, usual, unit in _suspects(group):
            if one.path not in seen:
                seen.add(one.path)
                yield one, usual, unit


def _groups(case: Case, field: str) -> Iterator[list[_Time]]:
    """Peers: first operations of one name and kind for one product, then work of one kind on one resource.

    Whatever finds enough peers for its product is not compared with other work.
    """
    by_step: dict[tuple[str, TaskKind, str, str], list[_Time]] = defaultdict(list)
    by_resource: dict[tuple[str, TaskKind], list[_Time]] = defaultdict(list)
    kinds = _kinds(case)
    products: dict[tuple[str, int | None], str] = {
        (order.id, line.number): line.product for order in case.orders for line in order.lines
    }
    for written in case.modes:
        minutes = getattr(written.mode, field)
        if not minutes or not written.mode.uses:
            continue
        one = _Time(float(minutes), (*written.path, field), written.owner, _text(float(minutes)))
        resource = written.mode.uses[0].resource
        step = _step(case, written, products)
        if step is None:
            by_resource[resource, kinds[written.path[:-2]]].append(one)
        else:
            by_step[*step, resource].append(one)
    for (_, kind, _, place), group in by_step.items():
        if len(group) > PEERS:
            yield group
        else:
            by_resource[place, kind] += group
    yield from by_resource.values()


def _kinds(case: Case) -> dict[Path, TaskKind]:
    kinds: dict[Path, TaskKind] = {path: step.kind for path, step in template_steps(case.given)}
    kinds.update((("operations", row), operation.kind) for row, operation in enumerate(case.given.operations))
    for row, rework in enumerate(case.given.reworks):
        reworked = case.operation.get(rework.operation)
        kinds["reworks", row] = TaskKind.FABRICATION if reworked is None else reworked.kind
    return kinds


def _step(
    case: Case, written: WrittenMode, products: Mapping[tuple[str, int | None], str]
) -> tuple[str, TaskKind, str] | None:
    """(product, kind, name) of an operation decomposed by hand that has a name and is for one line; else None."""
    if written.path[0] != "operations":
        return None
    operation: Operation = case.operation[written.owner]
    name = operation.names.en or operation.names.zh
    product = products.get((operation.order, operation.line))
    return (product, operation.kind, name) if product and name else None


def _suspects(group: Sequence[_Time]) -> Iterator[tuple[_Time, float, Unit]]:
    """Those of a group that are far above, or just a unit below, its median, with a gap to all others."""
    if len(group) <= PEERS:
        return
    usual = median(one.minutes for one in group)
    units = [(one, _unit(one.minutes / usual)) for one in group]
    suspects = [(one, unit) for one, unit in units if unit is not None]
    if not suspects or len(suspects) > FEW * len(group):
        return
    ordinary = [one.minutes for one, unit in units if unit is None]
    low, high = min(ordinary) / GAP, max(ordinary) * GAP
    for one, unit in suspects:
        if not low < one.minutes < high:
            yield one, usual, unit


def _unit(factor: float) -> Unit | None:
    """The unit in which a time so many times its peers' seems to be given; None: it does not stand out."""
    for unit, minutes in SHORT.items():
        if 1 / NEAR <= factor * minutes <= NEAR:
            return unit
    if 1 / NEAR <= factor / 60 <= NEAR:
        return Unit.SECONDS
    return Unit.UNKNOWN if factor > STANDS_OUT else None


def _text(minutes: float) -> str:
    return f"{minutes:g}"
