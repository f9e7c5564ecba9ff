"""The network of operations as the plan walks it: each in its chosen mode, with the ways between workshops."""

from collections import defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter

from scheduler.domain.durations import working_minutes
from scheduler.domain.operation import Link, Mode, Operation, ProgressStatus
from scheduler.domain.plan import Assignment, Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, OrderId, WorkshopId


class Network:
    """Planned operations by id, in both directions. `problem` must be decomposed."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.resources = {resource.id: resource for resource in problem.resources}
        self.progress = {report.operation: report for report in problem.progress if report.piece == 0}
        self.assignments: dict[OperationId, Assignment] = {a.operation: a for a in plan.assignments}
        self.operations: dict[OperationId, Operation] = {
            operation.id: operation for operation in problem.operations if operation.id in self.assignments
        }
        self.modes: dict[OperationId, Mode] = {
            id_: next(mode for mode in operation.modes if mode.id == self.assignments[id_].mode)
            for id_, operation in self.operations.items()
        }
        self.of_order: dict[OrderId, list[OperationId]] = defaultdict(list)
        self.followers: dict[OperationId, list[tuple[OperationId, Link]]] = defaultdict(list)
        for operation in self.operations.values():
            self.of_order[operation.order].append(operation.id)
            for link in self.links(operation.id):
                self.followers[link.operation].append((operation.id, link))
        self._transports = {(way.from_workshop, way.to_workshop): way.minutes for way in problem.transports}
        self._default_transport = problem.settings.default_transport_minutes

    def links(self, id_: OperationId) -> tuple[Link, ...]:
        """What an operation had to wait for; reported work waits for nothing, whatever the network says."""
        return () if id_ in self.progress else self.operations[id_].after

    def finished(self, id_: OperationId) -> bool:
        return id_ in self.progress and self.progress[id_].status is ProgressStatus.FINISHED

    def work(self, id_: OperationId) -> int:
        """Minutes of work in the chosen mode; elapsed ones outside."""
        return working_minutes(self.operations[id_], self.modes[id_], self.resources)

    def workshop(self, id_: OperationId) -> WorkshopId | None:
        """Where it is done: at its mode's first resource; None outside."""
        mode = self.modes[id_]
        return self.resources[mode.uses[0].resource].workshop if mode.uses and mode.outsourcing is None else None

    def way(self, before: OperationId, after: OperationId) -> int:
        """Transport minutes; none within a workshop. From and to a supplier's resource the way back and the way
        there."""
        source, target = self.workshop(before), self.workshop(after)
        if source is None or target is None or source == target:
            return self.way_back(before) + self.way_there(after)
        return self._transports.get((source, target), self._default_transport)

    def way_there(self, id_: OperationId) -> int:
        """Minutes to the supplier whose resource does it; a lead time holds its ways inside."""
        outside = self.modes[id_].outsourcing
        return outside.there_minutes if outside is not None and outside.lead_minutes is None else 0

    def way_back(self, id_: OperationId) -> int:
        """Minutes from there."""
        outside = self.modes[id_].outsourcing
        return outside.back_minutes if outside is not None and outside.lead_minutes is None else 0

    def backwards(self, order: OrderId) -> Iterator[OperationId]:
        """The order's operations, each before everything it waits for."""
        sorter = TopologicalSorter({id_: [then for then, _ in self.followers[id_]] for id_ in self.of_order[order]})
        return iter(sorter.static_order())
