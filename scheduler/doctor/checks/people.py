"""Skills nobody has, crews that don't help, and people lent who are not there or not needed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush
from typing import NamedTuple

from scheduler.doctor.case import Case, iso
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.expansion.skills import PEOPLE
from scheduler.domain.json_text import Path
from scheduler.domain.people import SkillNeed
from scheduler.domain.record import ResourceId


class _Skilled(NamedTuple):
    """A group that has a skill."""

    level: int
    units: int


def unknown_skill(case: Case) -> Iterator[Finding]:
    """A mode that needs a skill which no group has: it can't be used."""
    groups = _skilled(case)
    for path, owner, need in _needs(case):
        if need.skill not in groups:
            found = case.finding("unknown_skill", Severity.WARNING, (*path, "skill"), operation=owner, skill=need.skill)
            yield case.with_nearest(found, need.skill, "skills", groups)


def skill_level_missing(case: Case) -> Iterator[Finding]:
    """A mode that needs a skill at a level which nobody reaches: it can't be used."""
    groups = _skilled(case)
    for path, owner, need in _needs(case):
        best = max((group.level for group in groups.get(need.skill, ())), default=need.level)
        if best < need.level:
            yield case.finding(
                "skill_level_missing", Severity.WARNING, (*path, "level"),
                operation=owner, skill=need.skill, level=need.level, best=best,
            )  # fmt: skip


def too_few_skilled(case: Case) -> Iterator[Finding]:
    """A mode that needs more people of a skill and level than any one group has: it can't be used."""
    groups = _skilled(case)
    for path, owner, need in _needs(case):
        sizes = [group.units for group in groups.get(need.skill, ()) if group.level >= need.level]
        if sizes and max(sizes) < need.units:
            yield case.finding(
                "too_few_skilled", Severity.WARNING, (*path, "units"),
                operation=owner, skill=need.skill, level=need.level, units=need.units, there=max(sizes),
            )  # fmt: skip


def _skilled(case: Case) -> dict[str, list[_Skilled]]:
    """Skill -> the groups that have it."""
    found: dict[str, list[_Skilled]] = defaultdict(list)
    for resource in case.expanded.resources:
        for skill in resource.skills if resource.kind in PEOPLE else ():
            found[skill.name].append(_Skilled(skill.level, resource.units))
    return found


def _needs(case: Case) -> Iterator[tuple[Path, str, SkillNeed]]:
    for written in case.ruled_modes:
        for j, need in enumerate(written.mode.skills):
            yield (*written.path, "skills", j), written.owner, need


def crew_beyond_group(case: Case) -> Iterator[Finding]:
    """A crew of more people than its group has: so many never work on it."""
    for written in case.ruled_modes:
        crew = written.mode.crew
        group = case.expanded_resource.get(crew.resource) if crew is not None else None
        if crew is not None and group is not None and crew.most > group.units:
            yield case.finding(
                "crew_beyond_group", Severity.HINT, (*written.path, "crew", "most"),
                operation=written.owner, resource=group.id, units=crew.most, there=group.units,
            )  # fmt: skip


def crew_never_faster(case: Case) -> Iterator[Finding]:
    """A crew that loses so much with every further person that more people never make the work shorter.

    With n instead of p people it takes p / n x (100 + loss x (n - p)) / 100 of the time: less than all of it exactly if
    p x loss is less than 100, whatever n is.
    """
    for written in case.ruled_modes:
        crew = written.mode.crew
        if crew is not None and crew.people * crew.loss_percent >= 100:
            yield case.finding(
                "crew_never_faster", Severity.WARNING, (*written.path, "crew", "loss_percent"),
                operation=written.owner, resource=crew.resource, people=crew.people, percent=crew.loss_percent,
            )  # fmt: skip


def lending_passed(case: Case) -> Iterator[Finding]:
    """People lent until as-of or earlier."""
    for row, lending in enumerate(case.problem.lendings):
        if lending.end <= case.problem.as_of:
            yield _finding(case, "lending_passed", Severity.HINT, row, "end", until=iso(lending.end))


def lending_not_approved(case: Case) -> Iterator[Finding]:
    """Help that nobody has approved yet: the plan does not use it."""
    for row, lending in enumerate(case.problem.lendings):
        if not lending.approval.usable and lending.end > case.problem.as_of:
            approval = lending.approval.value
            yield _finding(case, "lending_not_approved", Severity.HINT, row, "approval", approval=approval)


def lending_unneeded(case: Case) -> Iterator[Finding]:
    """Help for a group that no work needs."""
    if not case.problem.lendings:
        return
    needed = _needed(case)
    for row, lending in enumerate(case.problem.lendings):
        if lending.to_resource not in needed:
            yield _finding(case, "lending_unneeded", Severity.HINT, row, "to_resource")


def lends_more_than_there(case: Case) -> Iterator[Finding]:
    """A group that lends more people than it has, together with what else it has lent when the lending begins."""
    for row, lent, there in _lent(case):
        if lent > there:
            yield _finding(case, "lends_more_than_there", Severity.WARNING, row, "units", units=lent, there=there)


def lending_leaves_nobody(case: Case) -> Iterator[Finding]:
    """People moved, not by choice, so that nobody is left in a group that has work."""
    moved = [(row, there) for row, lent, there in _lent(case) if lent == there]
    needed = _needed(case) if moved else set()
    for row, _ in moved:
        lending = case.problem.lendings[row]
        if not lending.by_choice and lending.from_resource in needed:
            yield _finding(case, "lending_leaves_nobody", Severity.HINT, row, "units")


def _lent(case: Case) -> Iterator[tuple[int, int, int]]:
    """(row, people of its group lent when it begins, people there) of every approved lending still to end.

    People moved count until they are back; of those moved at one moment the last one tells all.
    """
    away: dict[ResourceId, list[tuple[datetime, int]]] = defaultdict(list)
    for row, lending in sorted(enumerate(case.problem.lendings), key=lambda entry: entry[1].start):
        if not lending.approval.usable or lending.end <= case.problem.as_of:
            continue
        others = away[lending.from_resource]
        while others and others[0][0] <= lending.start:
            heappop(others)
        if not lending.by_choice:
            heappush(others, (lending.end, lending.units))
        lent = lending.units if lending.by_choice else sum(units for _, units in others)
        yield row, lent, case.resource[lending.from_resource].units


def _needed(case: Case) -> set[ResourceId]:
    """Groups that some work uses, by name or for a skill."""
    needed = {use.resource for written in case.modes for use in written.mode.uses}
    wanted = {(need.skill, need.level) for _, _, need in _needs(case)}
    for resource in case.expanded.resources if wanted else ():
        if any(skill.name == name and skill.level >= level for skill in resource.skills for name, level in wanted):
            needed.add(resource.id)
    return needed


def _finding(case: Case, key: str, severity: Severity, row: int, field: str, **more: str | int) -> Finding:
    lending = case.problem.lendings[row]
    return case.finding(
        key, severity, ("lendings", row, field), (),
        lending=lending.id, resource=lending.from_resource, helped=lending.to_resource, **more,
    )  # fmt: skip
