"""What a schedule means for every order: deliveries, lateness, verdict and the chain of causes."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scheduler.compile.materials import PegFact
from scheduler.domain.due import lateness_cost
from scheduler.domain.loading import Load, loading
from scheduler.domain.plan import Cause, CauseMinutes, DeliveryOutcome, Outcome, Verdict
from scheduler.domain.record import MaterialId, OperationId, OrderId
from scheduler.kernel import chain, delivery
from scheduler.kernel.state import State
from scheduler.kernel.timeline import NEVER
from scheduler.search.result import WallClock, material_free
from scheduler.search.starts import Context

Int64 = npt.NDArray[np.int64]

CAUSES = tuple(Cause)
"""The kernel numbers causes in the order of the enumeration."""

NAMED_ORDERS = 5
"""At most so many orders are named as being ahead in one queue, those that held the resource longest."""


def outcomes(context: Context, state: State, facts: Sequence[PegFact], at: WallClock) -> tuple[Outcome, ...]:
    """One outcome per order that loads capacity, by id; causes for the late ones."""
    compiled, net = context.compiled, context.network
    moments = delivery.deliveries(net, state)
    explain = _Explainer(context, state, facts)
    found = []
    for index, order in enumerate(compiled.orders):
        first, end = int(net.order[index]["delivery_first"]), int(net.order[index]["delivery_end"])
        own = moments[first:end]
        late = int((own[:, 2] - net.delivery["due"][first:end]).max())
        contract_late = int((own[:, 2] - net.delivery["contract"][first:end]).max())
        alone = int((context.earliest_arrival[first:end] - net.delivery["due"][first:end]).max())
        late_because = Verdict.LATE_IMPOSSIBLE if alone > 0 else Verdict.LATE_CONTENDED
        verdict = late_because if late > 0 else Verdict.ON_TIME
        found.append(
            Outcome.model_construct(
                order=order.id,
                verdict=verdict,
                tentative=bool(net.order[index]["tentative"]),
                deliveries=tuple(
                    DeliveryOutcome(
                        line=due.line,
                        instalment=due.instalment,
                        ready=at(int(row[0])),
                        leaves=at(int(row[1])),
                        arrives=at(int(row[2])),
                        due=due.committed,
                    )
                    for due, row in zip(compiled.dues[index], own, strict=True)
                ),
                late_minutes=late,
                at_risk=late <= 0 and -late < compiled.problem.settings.at_risk_minutes,
                empty_shop_late_minutes=alone,
                lateness_cost=lateness_cost(order, late, contract_late),
                causes=explain.causes(index) if late > 0 else (),
                faults=(),
            )
        )
    tentative = {o.id for o in compiled.problem.orders if loading(o, compiled.problem).load is Load.TENTATIVE}
    found += [
        Outcome(order=id_, verdict=Verdict.NOT_PLANNABLE, tentative=id_ in tentative, faults=faults)
        for id_, faults in compiled.not_plannable.items()
    ]
    return tuple(sorted(found, key=lambda outcome: outcome.order))


class _Explainer:
    """Turns the kernel's chains into causes with names; looks queues up in the schedule."""

    def __init__(self, context: Context, state: State, facts: Sequence[PegFact]) -> None:
        self.context = context
        self.state = state
        self.material_free = material_free(context, facts)
        self.facts: dict[OperationId, list[PegFact]] = defaultdict(list)
        self.takers: dict[tuple[MaterialId, str], list[OrderId]] = defaultdict(list)
        for fact in facts:
            self.facts[fact.operation].append(fact)
            if not fact.purchased:
                self.takers[fact.material, fact.company].append(fact.order)
        self.lead = {m.id: m.lead_minutes + m.inspection_minutes for m in context.compiled.problem.materials}
        self._on_resource: dict[int, tuple[Int64, Int64]] = {}
        self._soon_after = _maximum_waits(context)

    def causes(self, order: int) -> tuple[CauseMinutes, ...]:
        """The chain of one late order, from its start to its end; the minutes add up to its lateness."""
        context = self.context
        rows = chain.explain(
            context.network,
            self.state,
            context.earliest_mode_end,
            context.earliest_end,
            context.earliest_arrival,
            self.material_free,
            order,
        )
        alone, *steps = [tuple(int(value) for value in row) for row in rows]
        waits = [self._cause(order, *step) for step in reversed(steps)]
        # Time lost to pauses at one operation is often made good at the next: what is left in the end counts.
        rest = sum(wait.minutes for wait in waits if wait.cause in (Cause.CALENDAR, Cause.SLACK))
        waits = [wait for wait in waits if wait.cause not in (Cause.CALENDAR, Cause.SLACK)]
        if rest:
            waits.append(CauseMinutes(cause=Cause.CALENDAR if rest > 0 else Cause.SLACK, minutes=rest))
        return (self._alone(order, alone[1]), *waits)

    def _alone(self, order: int, minutes: int) -> CauseMinutes:
        """The empty shop's share; if that is late, the operation its critical path begins with, and its material."""
        context = self.context
        row = context.network.order[order]
        own = slice(row["delivery_first"], row["delivery_end"])
        late = context.earliest_arrival[own] - context.network.delivery["due"][own]
        if minutes <= 0:
            return CauseMinutes(cause=Cause.EMPTY_SHOP, minutes=minutes)
        delivery_index = int(own.start) + int(late.argmax())
        op, begins = chain.critical_head(
            context.network,
            context.earliest_mode_start,
            context.earliest_mode_end,
            context.earliest_end,
            delivery_index,
        )
        if op < 0:
            return CauseMinutes(cause=Cause.EMPTY_SHOP, minutes=minutes)
        operation = context.compiled.operations[op].id
        waited_for = (
            fact.material
            for fact in self.facts[operation]
            if (self.lead[fact.material] if fact.purchased else fact.available) == begins > 0
        )
        return CauseMinutes(
            cause=Cause.EMPTY_SHOP, minutes=minutes, operation=operation, material=next(waited_for, None)
        )

    def _cause(self, order: int, cause: int, minutes: int, op: int, since: int, until: int) -> CauseMinutes:
        kind = CAUSES[cause]
        operation = self.context.compiled.operations[op].id
        if kind is Cause.QUEUE:
            resource, behind = self._queue(order, op, since, until)
            id_ = None if resource < 0 else self.context.compiled.resources[resource]
            return CauseMinutes(cause=kind, minutes=minutes, operation=operation, resource=id_, behind=behind)
        if kind is Cause.MATERIAL:
            last = max(self.facts[operation], key=lambda fact: (fact.purchased, fact.available))
            own = self.context.compiled.orders[order].id
            others = dict.fromkeys(o for o in self.takers[last.material, last.company] if o != own)
            return CauseMinutes(
                cause=kind,
                minutes=minutes,
                operation=operation,
                material=last.material,
                behind=tuple(others)[:NAMED_ORDERS],
            )
        return CauseMinutes(cause=kind, minutes=minutes, operation=operation)

    def _queue(self, order: int, op: int, since: int, until: int) -> tuple[int, tuple[OrderId, ...]]:
        """The resource that was busiest while the operation waited, and the orders it was busy with."""
        net = self.context.network
        op, since, until = self._held_back(op, since, until)
        mode = net.mode[self.state.op[op]["mode"]]
        best_load, best_resource, best_minutes = 0, -1, np.zeros(0, np.int64)
        for use in net.use[mode["use_first"] : mode["use_end"]]:
            others, amounts = self._operations_on(int(use["resource"]))
            places = self.state.op[others]
            shared = np.minimum(places["end"], until) - np.maximum(places["start"], since)
            waited_for = (shared > 0) & (others != op)
            taken = (shared * amounts)[waited_for]
            load = int(taken.sum()) * 1000 // int(net.res[use["resource"]]["units"])
            if load > best_load:
                owners = net.op["order"][others[waited_for]]
                best_load, best_resource = load, int(use["resource"])
                best_minutes = np.bincount(owners, taken, len(net.order))
        if best_resource < 0:
            return -1, ()
        best_minutes[order] = 0
        ranked = np.argsort(-best_minutes, kind="stable")[:NAMED_ORDERS]
        return best_resource, tuple(self.context.compiled.orders[o].id for o in ranked if best_minutes[o] > 0)

    def _held_back(self, op: int, since: int, until: int) -> tuple[int, int, int]:
        """What an operation really waited for: its follower, if that could not have come soon enough any earlier."""
        places = self.state.op
        end = since + int(places[op]["end"] - places[op]["start"])
        for follower, maximum in self._soon_after.get(op, ()):
            if int(places[follower]["start"]) - end > maximum:
                return self._held_back(follower, end, int(places[follower]["start"]))
        return op, since, until

    def _operations_on(self, resource: int) -> tuple[Int64, Int64]:
        """Operations placed on a resource, in order of index, and the units that each takes."""
        if resource not in self._on_resource:
            net = self.context.network
            amount = np.zeros(len(net.mode), np.int64)
            rows = np.flatnonzero(net.use["resource"] == resource)
            amount[np.searchsorted(net.mode["use_end"], rows, side="right")] = net.use["amount"][rows]
            taken = amount[self.state.op["mode"]]
            operations = np.flatnonzero(taken)
            self._on_resource[resource] = operations, taken[operations]
        return self._on_resource[resource]


def _maximum_waits(context: Context) -> dict[int, list[tuple[int, int]]]:
    """For every operation those that have to start so many minutes after its end at the most."""
    net = context.network
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    if net.limited:
        for row, op in enumerate(net.op):
            for edge in net.pred[op["pred_first"] : op["pred_end"]]:
                if edge["maximum"] < NEVER and not edge["from_start"] and not edge["to_end"]:
                    found[int(edge["op"])].append((row, int(edge["maximum"])))
    return found
