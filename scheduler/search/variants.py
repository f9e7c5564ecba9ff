"""Which mode of the network an assignment of a plan is: its mode on its station, with chosen overtime or without."""

from collections import defaultdict

from scheduler.compile.compiled import Compiled
from scheduler.domain.plan import Assignment, Plan
from scheduler.domain.record import ModeId, OperationId


class Variants:
    """Looks up the modes of a network by what a plan says."""

    def __init__(self, compiled: Compiled, plan: Plan) -> None:
        self.compiled = compiled
        self.modes: dict[tuple[OperationId, ModeId], list[int]] = defaultdict(list)
        for index, key in enumerate(compiled.modes):
            self.modes[key].append(index)
        self.overtime = {use.operation for use in plan.overtime}

    def of(self, assignment: Assignment) -> int:
        """The mode's index; -1 if the network does not have it."""
        found = self.modes.get((assignment.operation, assignment.mode), [])
        if len(found) < 2:
            return found[0] if found else -1
        net = self.compiled.network
        stations = {(use.resource, unit) for use in assignment.uses for unit in use.units}
        resources, units = self.compiled.resources, self.compiled.units

        def fits(mode: int) -> tuple[bool, bool]:
            row = net.mode[mode]
            places = net.use["resource"][row["use_first"] : row["use_end"]].tolist()
            told_apart = {(resources[r], units[r]) for r in places if units[r] >= 0}
            chosen = row["overtime_first"] < row["overtime_end"]
            return told_apart <= stations, chosen == (assignment.operation in self.overtime)

        return max(found, key=lambda mode: (fits(mode), -mode))
