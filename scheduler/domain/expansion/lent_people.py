"""People who may help in another group: every mode of that group gets a way with the helpers, at their price."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from scheduler.domain.durations import working_minutes
from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.expansion.efficiencies import Stretch, by_start, stretches
from scheduler.domain.expansion.ways import in_ways, refuse_too_many
from scheduler.domain.operation import Mode, Operation, Use
from scheduler.domain.people import Crew, Lending
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, ResourceId
from scheduler.domain.resource import Resource, ResourceKind

LENT = "lending:"
"""Begins the id of the counted resource that stands for the helpers of one lending."""


class Help(NamedTuple):
    """The units of one use of a mode, come from a lending."""

    lending: Lending
    use: Use


def expanded(problem: Problem) -> Problem:
    """Every mode that uses people who may be helped becomes itself and a mode `mode~lending` with the helpers.

    The helpers take the place of all units of that use. Such a mode costs their price for each working hour and unit,
    rounded up, works inside the span, and takes as many units of a resource `lending:id`, which has the lent units, so
    that never more help at once. Lendings that are turned into modes leave the problem's list.
    """
    offered = [lending for lending in problem.lendings if lending.approval.usable and lending.by_choice]
    if not offered:
        return problem
    lent = _Lent(problem, offered)
    problem = in_ways(problem, lent.ways)
    left = tuple(lending for lending in problem.lendings if lending not in offered)
    helpers = tuple(lent.resource(lending) for lending in offered if lending.id in lent.used)
    return problem.model_copy(update={"lendings": left, "resources": problem.resources + helpers})


class _Lent:
    def __init__(self, problem: Problem, offered: Sequence[Lending]) -> None:
        self.as_of = problem.as_of
        self.resources = {resource.id: resource for resource in problem.resources}
        self.changing: dict[ResourceId, list[Stretch]] = {
            resource.id: stretches(resource) for resource in problem.resources if resource.efficiencies
        }
        self.offers: dict[ResourceId, list[Lending]] = {}
        for lending in offered:
            self.offers.setdefault(lending.to_resource, []).append(lending)
        self.used: set[str] = set()

    def resource(self, lending: Lending) -> Resource:
        id_ = _resource_id(lending)
        if id_ in self.resources:
            message = f"the resource {id_!r}, which stands for its helpers, exists already"
            raise InputError([InputProblem("problem", "lendings", lending.id, message)])
        home = self.resources[lending.from_resource]
        return Resource(
            id=id_, kind=ResourceKind.WORKERS, workshop=home.workshop, calendar=home.calendar, units=lending.units
        )

    def ways(self, operation: Operation, mode: Mode, reported: bool) -> list[Mode] | None:
        """The mode itself, then every choice of helpers for its uses; None if nobody can help."""
        choices: list[list[Help | None]] = [[None, *self._offers(use, reported)] for use in mode.uses]
        count = prod(map(len, choices))
        if count == 1:
            return None
        refuse_too_many(operation, count)
        found = [mode]
        for choice in product(*choices):
            helps = [help_ for help_ in choice if help_ is not None]
            if helps:
                found += self._helped(operation, mode, helps, reported)
        return found

    def _offers(self, use: Use, reported: bool) -> Iterator[Help]:
        for lending in self.offers.get(use.resource, ()):
            if use.units <= lending.units and (reported or lending.end > self.as_of):
                yield Help(lending, use)

    def _helped(self, operation: Operation, mode: Mode, helps: Sequence[Help], reported: bool) -> Iterator[Mode]:
        """The ways of a mode with these helpers, one for each efficiency they work with."""
        uses = _uses(mode, helps)
        starts_from = max(at for at in (mode.starts_from, *(h.lending.start for h in helps)) if at is not None)
        ends_by = min(at for at in (mode.ends_by, *(h.lending.end for h in helps)) if at is not None)
        known = [self.resources.get(use.resource) for use in uses]
        if starts_from >= ends_by or any(r is not None and u.units > r.units for r, u in zip(known, uses, strict=True)):
            return
        helped = mode.model_copy(
            update={
                "id": ModeId("~".join((mode.id, *(help_.lending.id for help_ in helps)))),
                "uses": (*uses, *(_counted(help_) for help_ in helps)),
                "crew": _crew(mode, helps),
                "starts_from": starts_from,
                "ends_by": ends_by,
            }
        )
        self.used.update(help_.lending.id for help_ in helps)
        first = self.resources.get(helped.uses[0].resource)
        ways = by_start(helped, self.changing, None if reported else self.as_of)
        for way in [helped] if ways is None else ways:
            # An unknown first resource is a fault of the order, which the mode without helpers has too.
            minutes = 0 if first is None else working_minutes(operation, way, self.resources)
            price = sum(-(-h.lending.price_per_hour * h.use.units * minutes // 60) for h in helps)
            yield way.model_copy(update={"cost": mode.cost + price})


def _resource_id(lending: Lending) -> ResourceId:
    return ResourceId(f"{LENT}{lending.id}")


def _counted(help_: Help) -> Use:
    return help_.use.model_copy(update={"resource": _resource_id(help_.lending)})


def _uses(mode: Mode, helps: Sequence[Help]) -> tuple[Use, ...]:
    """The uses with each use that is helped taken from the group that lends; units of one group add up."""
    comes_from = {help_.use.resource: help_.lending.from_resource for help_ in helps}
    found: dict[ResourceId, Use] = {}
    for use in mode.uses:
        group = comes_from.get(use.resource, use.resource)
        before = found.get(group)
        units, held = (before.units, before.held) if before is not None else (0, False)
        found[group] = use.model_copy(update={"resource": group, "units": units + use.units, "held": held or use.held})
    return tuple(found.values())


def _crew(mode: Mode, helps: Sequence[Help]) -> Crew | None:
    """The crew, of the group that lends if it is helped."""
    for help_ in helps:
        if mode.crew is not None and mode.crew.resource == help_.use.resource:
            return mode.crew.model_copy(update={"resource": help_.lending.from_resource})
    return mode.crew
