"""People that are moved from one group to another for a while: fewer there, more here, as limits of both groups."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from scheduler.domain.people import Lending, Limit
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Resource

EVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""Spans in which nobody is moved begin and end here: before and after anything that is planned."""


def expanded(problem: Problem) -> Problem:
    """Every approved lending that is not by choice moves its units from start to end.

    Each group gets the most units it ever has, and limits where there are fewer; its own limits stay, and the least
    counts. A group that lends more than it has has none. Lendings that are moved so leave the problem's list.
    """
    moved = [lending for lending in problem.lendings if lending.approval.usable and not lending.by_choice]
    if not moved:
        return problem
    resources = tuple(_with_moves(resource, moved) for resource in problem.resources)
    left = tuple(lending for lending in problem.lendings if lending not in moved)
    return problem.model_copy(update={"resources": resources, "lendings": left})


def _with_moves(resource: Resource, moved: Sequence[Lending]) -> Resource:
    changes = [
        (lending.start, lending.end, -lending.units if lending.from_resource == resource.id else lending.units)
        for lending in moved
        if resource.id in (lending.from_resource, lending.to_resource)
    ]
    if not changes:
        return resource
    edges = sorted({*EVER, *(edge for start, end, _ in changes for edge in (start, end))})
    there = [
        (start, end, max(0, resource.units + sum(units for a, b, units in changes if a <= start < b)))
        for start, end in pairwise(edges)
    ]
    most = max(units for _, _, units in there)
    why = ", ".join(lending.id for lending in moved if resource.id in (lending.from_resource, lending.to_resource))
    fewer = tuple(Limit(start=start, end=end, units=units, why=why) for start, end, units in there if units < most)
    return resource.model_copy(update={"units": most, "limits": resource.limits + fewer})
