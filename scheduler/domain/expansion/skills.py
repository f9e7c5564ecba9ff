"""People needed for what they can do become people of a group that can: one mode for each choice of groups."""

from collections.abc import Sequence
from itertools import product
from math import prod

from scheduler.domain.expansion.ways import in_ways, refuse_too_many
from scheduler.domain.operation import Mode, Operation, Use
from scheduler.domain.people import SkillNeed
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, ResourceId
from scheduler.domain.resource import Resource, ResourceKind

PEOPLE = (ResourceKind.WORKERS, ResourceKind.DESIGNERS)


def expanded(problem: Problem) -> Problem:
    """Every mode that needs skills becomes a mode `mode~group` for every group, `mode~group~group` for every choice of
    groups, that has them at the level asked for.

    Units of one group add up, with those that the mode takes of it anyway; they are held if any of them is. Where no
    group has a skill, or too few people, there is no such mode.
    """
    groups = _Groups(problem.resources)
    return in_ways(problem, lambda operation, mode, _: groups.ways(operation, mode) if mode.skills else None)


class _Groups:
    """Groups of people by what they can do."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.units = {resource.id: resource.units for resource in resources}
        self.people = [resource for resource in resources if resource.kind in PEOPLE]
        self.able: dict[tuple[str, int], list[ResourceId]] = {}
        self.known: dict[int, tuple[Mode, list[Mode]]] = {}
        """Ways of modes that many operations of one template share, by the identity of the mode."""

    def ways(self, operation: Operation, mode: Mode) -> list[Mode]:
        known = self.known.get(id(mode))
        if known is None:
            choices = [self.who_can(need) for need in mode.skills]
            refuse_too_many(operation, prod(map(len, choices)))
            known = self.known[id(mode)] = mode, self._of_choices(mode, choices)
        return known[1]

    def who_can(self, need: SkillNeed) -> list[ResourceId]:
        """Groups in which everybody has the skill, in their order in the problem."""
        key = need.skill, need.level
        if key not in self.able:
            self.able[key] = [
                group.id
                for group in self.people
                if any(skill.name == need.skill and skill.level >= need.level for skill in group.skills)
            ]
        return self.able[key]

    def _of_choices(self, mode: Mode, choices: Sequence[Sequence[ResourceId]]) -> list[Mode]:
        found: dict[tuple[ResourceId, frozenset[Use]], Mode] = {}
        for groups in product(*choices):
            uses = _with_people(mode.uses, mode.skills, groups)
            if any(use.units > self.units[use.resource] for use in uses if use.resource in groups):
                continue
            # The same people for equal needs in another sequence are the same way.
            way = mode.model_copy(update={"id": ModeId("~".join((mode.id, *groups))), "uses": uses, "skills": ()})
            found.setdefault((uses[0].resource, frozenset(uses)), way)
        return list(found.values())


def _with_people(uses: Sequence[Use], needs: Sequence[SkillNeed], groups: Sequence[ResourceId]) -> tuple[Use, ...]:
    """The uses of a mode with the people of its needs, in the sequence of their first mention."""
    found = {use.resource: use for use in uses}
    for need, group in zip(needs, groups, strict=True):
        before = found.get(group)
        if before is None:
            found[group] = Use(resource=group, units=need.units, held=need.held)
        else:
            update = {"units": before.units + need.units, "held": before.held or need.held}
            found[group] = before.model_copy(update=update)
    return tuple(found.values())
