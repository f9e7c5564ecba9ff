"""Quotes: one order into a plan in which nobody else is moved.

The plan's operations stay where they are and keep the supplies they are pegged to. A bound over the gaps that are
left says what
date nobody can beat; insertions reach for it; only if none does, CP-SAT decides.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from scheduler.compile.compiled import Compiled
from scheduler.compile.compiling import compile_problem, with_longer_horizon
from scheduler.cpsat.arrival import earliest_arrival
from scheduler.cpsat.places import Places
from scheduler.domain.decompose import decomposed
from scheduler.domain.errors import refuse
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order, OrderStatus, Reservation
from scheduler.domain.plan import Assignment, Plan, SupplyKind
from scheduler.domain.problem import Problem, content_hash
from scheduler.domain.record import ArrivalId, OrderId
from scheduler.kernel import empty_shop, insertion
from scheduler.kernel.delivery import order_lateness
from scheduler.kernel.objective import broken_waits
from scheduler.kernel.state import PLACE, State
from scheduler.promise.answer import Proof, Quote
from scheduler.search import planning, starts
from scheduler.search.limits import Limits
from scheduler.search.starts import Context, HorizonTooShortError
from scheduler.search.variants import Variants
from scheduler.verify import verify

Int64 = npt.NDArray[np.int64]

MINUTE_WEIGHT = 1e6
"""Insertions look for the earliest end; the cost of a mode only decides between nearly equal ones."""

RANDOM_SEQUENCES = 20
"""Random insertion sequences tried when the planned ones miss the bound."""


def quote(
    problem: Problem,
    plan: Plan,
    order: Order,
    operations: Sequence[Operation] = (),
    limits: Limits | None = None,
) -> Quote:
    """Can this order be delivered as asked, and when at the earliest, if nobody in `plan` is moved?

    The order is planned as if it were effective: from its effectiveness (as-of if it has none) on. Without
    operations its
    products' routings are used. Raises InputError if the plan is not one of this problem or the order is already
    planned in it.
    """
    limits = limits or Limits()
    with_order = beside_plan(problem, plan, order, operations)
    compiled = compile_problem(with_order)
    while True:
        try:
            return _answer(problem, with_order, compiled, plan, order.id, limits)
        except HorizonTooShortError:
            compiled = with_longer_horizon(compiled, with_order)


def beside_plan(problem: Problem, plan: Plan, order: Order, operations: Sequence[Operation]) -> Problem:
    """The plan's problem with the order added, and with everything the plan uses up taken out of stocks and
    arrivals."""
    if plan.problem != problem.content_hash():
        raise refuse("plan", "it was made for another problem: quote against a plan of this one", "problem")
    wrong = verify(problem, plan)
    if wrong:
        raise refuse("plan", f"it breaks the rules of its problem in {len(wrong)} places, first: {wrong[0].text}")
    if any(outcome.order == order.id for outcome in plan.outcomes):
        raise refuse("order", "it is in the plan already: ask for its outcome there", "id", order.id)
    other = next((o for o in operations if o.order != order.id), None)
    if other is not None:
        raise refuse("order", f"it belongs to order {other.order!r}, not to {order.id!r}", "operations", other.id)
    whole = decomposed(problem)
    known = {operation.id for operation in whole.operations if operation.order != order.id}
    twice = next((o for o in operations if o.id in known), None)
    if twice is not None:
        raise refuse("order", "another order has an operation of this id", "operations", twice.id)
    stock, arrivals = _pegged(whole, plan)
    asked = order.model_copy(
        update={
            "status": OrderStatus.RESERVED,
            "reservation": Reservation(until=problem.as_of + timedelta(days=1), quote="asked"),
        }
    )
    own = tuple(operations) or tuple(o for o in whole.operations if o.order == order.id)
    others = tuple(o.model_copy(update={"needs": ()}) for o in whole.operations if o.order != order.id)
    left_stocks = []
    for entry in whole.stocks:
        taken = min(entry.quantity, stock[entry.material, entry.company])
        stock[entry.material, entry.company] -= taken
        left_stocks.append(entry.model_copy(update={"quantity": entry.quantity - taken}))
    return whole.model_copy(
        update={
            "orders": (*(o for o in whole.orders if o.id != order.id), asked),
            "operations": (*others, *own),
            "stocks": tuple(left_stocks),
            "arrivals": tuple(a.model_copy(update={"quantity": a.quantity - arrivals[a.id]}) for a in whole.arrivals),
            "published": (),
        }
    )


def _pegged(problem: Problem, plan: Plan) -> tuple[dict[tuple[str, str], Decimal], dict[ArrivalId, Decimal]]:
    """What the plan's pegs take of every stock (by material and company) and arrival."""
    company = {order.id: order.company for order in problem.orders}
    home = {assignment.operation: company[assignment.order] for assignment in plan.assignments}
    stock: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    arrivals: dict[ArrivalId, Decimal] = defaultdict(Decimal)
    for peg in plan.pegs:
        if peg.supply is SupplyKind.STOCK:
            stock[peg.material, peg.company or home[peg.operation]] += peg.quantity
        elif peg.arrival is not None:
            arrivals[peg.arrival] += peg.quantity
    return stock, arrivals


@dataclass
class _Best:
    """The best insertion so far: maximum waits that it does not keep, minutes late (negative: early), and where every
    operation lies."""

    broken: int
    late: int
    places: npt.NDArray[np.void]
    source: Int64
    """What covers every need."""
    method: str


def _answer(
    problem: Problem, with_order: Problem, compiled: Compiled, plan: Plan, order: OrderId, limits: Limits
) -> Quote:
    base = Quote(
        problem=problem.content_hash(),
        plan=content_hash(plan),
        order=order,
        feasible_as_asked=None,
        arrives=None,
        late_minutes=None,
        bound=None,
        proof=None,
    )
    if order in compiled.not_plannable:
        return base.model_copy(update={"faults": compiled.not_plannable[order], "feasible_as_asked": False})
    context = starts.prepare(compiled)
    state = plan_state(context, plan)
    index = compiled.order_index[order]
    mode_end = context.earliest_mode_end
    if not compiled.network.shortcuts:  # else a set-up by way of the order's own operations might be shorter
        mode_end = insertion.earliest_mode_ends_beside(context.network, state, index)
    bound, arrival_bound = _bounds(context, mode_end, index)
    best = _insertions(context, state, index, mode_end, bound, limits.seed)
    if best.late > bound:
        free = np.zeros(len(compiled.operations), bool)
        free[compiled.network.order[index]["op_first"] : compiled.network.order[index]["op_end"]] = True
        start, end, mode = (best.places[name].astype(np.int64) for name in ("start", "end", "mode"))
        hint = Places(start, end, mode, best.source)
        found = earliest_arrival(
            compiled, hint, index, free, seconds=limits.seconds, workers=limits.workers, seed=limits.seed
        )
        bound = max(bound, found.bound)
        if found.places is not None and found.late < best.late:
            places = best.places.copy()
            for name in ("start", "end", "mode"):
                places[name] = getattr(found.places, name)
            best = _Best(best.broken, found.late, places, found.places.source, "cp_sat")
    return _stated(base, context, with_order, plan, best, (bound, arrival_bound), index)


def plan_state(context: Context, plan: Plan) -> State:
    """The kernel's state with every operation of the plan exactly where the plan has it."""
    compiled, net = context.compiled, context.network
    assigned = {assignment.operation: assignment for assignment in plan.assignments}
    variants = Variants(compiled, plan)
    places = np.full(len(net.op), -1, PLACE)
    for i, operation in enumerate(compiled.operations):
        assignment = assigned.get(operation.id)
        if assignment is None:
            continue
        places[i] = (
            compiled.clock.minute(_resumes(assignment, plan.as_of)),
            compiled.clock.minute(assignment.end),
            variants.of(assignment),
        )
    return starts.placed(context, places)


def _resumes(assignment: Assignment, as_of: datetime) -> datetime:
    """Start of an assignment; of started work, where what remains begins."""
    if assignment.start >= as_of:
        return assignment.start
    return next((s.start for s in assignment.segments if s.end > as_of), assignment.end)


def _bounds(context: Context, mode_end: Int64, order: int) -> tuple[int, int]:
    """(minutes late, last arrival) that no insertion of the order can beat."""
    arrivals = empty_shop.earliest_arrivals(context.network, mode_end)
    row = context.network.order[order]
    own = slice(row["delivery_first"], row["delivery_end"])
    return int((arrivals[own] - context.network.delivery["due"][own]).max()), int(arrivals[own].max())


def _insertions(context: Context, state: State, order: int, mode_end: Int64, bound: int, seed: int) -> _Best:
    """The best of several insertion sequences; stops at the first that reaches the bound."""
    net = context.network
    first, end = int(net.order[order]["op_first"]), int(net.order[order]["op_end"])
    any_mode = np.full(len(net.op), -1, np.int64)
    fastest = any_mode.copy()
    for op in range(first, end):
        modes = slice(net.op[op]["mode_first"], net.op[op]["mode_end"])
        fastest[op] = modes.start + int(np.argmin(mode_end[modes]))
    latest = np.zeros(len(net.op), np.int64)
    best: _Best | None = None
    for sequence in _sequences(context, first, end, seed):
        for forced in (any_mode, fastest):
            if insertion.insert(net, state, sequence, forced, latest, MINUTE_WEIGHT) != 0:
                raise HorizonTooShortError
            late = int(order_lateness(net, state, order)[0])
            broken = sum(int(broken_waits(net, state, op)) for op in range(first, end)) if net.limited else 0
            if best is None or (broken, late) < (best.broken, best.late):
                best = _Best(broken, late, state.op.copy(), state.source.copy(), "insertion")
            insertion.remove_all(net, state, sequence)
            if (best.broken, best.late) == (0, bound):
                return best
    assert best is not None
    return best


def _sequences(context: Context, first: int, end: int, seed: int) -> Iterator[npt.NDArray[np.int64]]:
    """Orders in which the operations can be placed, predecessors first and units together: as planned, most urgent
    first, then random ones."""
    yield context.network.sequence[first:end]
    yield _ordered(context, first, end, context.latest_end[first:end].astype(np.float64))
    random = np.random.default_rng(seed)
    for _ in range(RANDOM_SEQUENCES):
        yield _ordered(context, first, end, random.random(end - first))


def _ordered(context: Context, first: int, end: int, keys: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Operations of one order by key, unit by unit, each unit after everything that comes before one of its own."""
    net = context.network
    spans = {int(net.op[op]["unit_first"]): int(net.op[op]["unit_end"]) for op in range(first, end)}
    members = {unit: net.sequence[unit:until].tolist() for unit, until in spans.items()}
    key = {unit: min(float(keys[op - first]) for op in own) for unit, own in members.items()}
    waiting = dict.fromkeys(spans, 0)
    behind: dict[int, list[int]] = {unit: [] for unit in spans}
    for unit, own in members.items():
        for op in own:
            for before in net.pred["op"][net.op[op]["pred_first"] : net.op[op]["pred_end"]].tolist():
                other = int(net.op[before]["unit_first"])
                if first <= before < end and other != unit:
                    waiting[unit] += 1
                    behind[other].append(unit)
    ready = [(key[unit], unit) for unit, count in waiting.items() if not count]
    heapq.heapify(ready)
    sequence: list[int] = []
    while ready:
        _, unit = heapq.heappop(ready)
        sequence += members[unit]
        for then in behind[unit]:
            waiting[then] -= 1
            if not waiting[then]:
                heapq.heappush(ready, (key[then], then))
    return np.array(sequence, np.int64)


def _stated(
    base: Quote, context: Context, with_order: Problem, plan: Plan, best: _Best, bounds: tuple[int, int], order: int
) -> Quote:
    """The answer in wall-clock time, after the whole plan with the new order in it has passed the verifier."""
    compiled, net = context.compiled, context.network
    state = starts.placed(context, best.places, best.source)
    own = compiled.operations[net.order[order]["op_first"] : net.order[order]["op_end"]]
    goals = dict.fromkeys(compiled.problem.settings.goals, (0, "none"))
    draft = planning.draft(context, state, with_order, goals, best.method, 0, ())
    checked = planning.verified(with_order, draft, {operation.id for operation in own})
    _assert_nobody_moved(plan, checked, base.order)
    outcome = next(outcome for outcome in checked.outcomes if outcome.order == base.order)
    late_bound, arrival_bound = bounds
    arrives = max(delivery.arrives for delivery in outcome.deliveries)
    proven = best.late <= late_bound
    asked = best.late <= 0
    return base.model_copy(
        update={
            "feasible_as_asked": True if asked else False if late_bound > 0 else None,
            "arrives": arrives,
            "late_minutes": best.late,
            "bound": arrives if proven else compiled.clock.instant(arrival_bound),
            "proof": Proof.PROVEN_EARLIEST if proven else Proof.FOUND,
            "deliveries": outcome.deliveries,
            "assignments": tuple(a for a in checked.assignments if a.order == base.order),
            "method": best.method,
        }
    )


def _assert_nobody_moved(plan: Plan, after: Plan, order: OrderId) -> None:
    before = {a.operation: (a.mode, a.start, a.end) for a in plan.assignments}
    now = {a.operation: (a.mode, a.start, a.end) for a in after.assignments if a.order != order}
    if before != now:
        moved = sorted(id_ for id_ in before.keys() | now.keys() if before.get(id_) != now.get(id_))
        raise RuntimeError(f"a quote moved operations of other orders: {', '.join(moved[:5])}")
