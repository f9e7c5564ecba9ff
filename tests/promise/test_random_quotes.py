"""Quotes into random plans: nobody is moved, bounds hold, and no earlier date exists where one can count."""

import random
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from threading import Event

import numpy as np
import numpy.typing as npt
import pytest

from scheduler.domain.operation import Operation
from scheduler.domain.order import Order, OrderStatus
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, OrderId
from scheduler.promise.answer import Proof
from scheduler.promise.quote import quote
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.verify import verify
from tests.builders import at, machine, mode, operation, order, pin, pool, random_shop, shop, use
from tests.seeds import seeds

LIMITS = Limits(seconds=1, workers=1)


@cache
def planned(seed: int) -> tuple[Problem, Plan]:
    problem = random_shop(seed, 8, faults=False)
    return problem, by_rules(problem)


def by_rules(problem: Problem) -> Plan:
    """The best plan of the rules, in which nothing could start earlier."""
    stop = Event()
    stop.set()
    return solve(problem, LIMITS, stop=stop)


def copy_of(problem: Problem, original: Order, release: datetime | None = None) -> tuple[Order, tuple[Operation, ...]]:
    """The same order once more, under the id X."""
    names = {o.id: OperationId(f"X/{o.id}") for o in problem.operations if o.order == original.id}
    mine = tuple(
        o.model_copy(
            update={
                "id": names[o.id],
                "order": OrderId("X"),
                "after": tuple(link.model_copy(update={"operation": names[link.operation]}) for link in o.after),
            }
        )
        for o in problem.operations
        if o.id in names
    )
    x = original.model_copy(
        update={
            "id": OrderId("X"),
            "status": OrderStatus.INQUIRY,
            "reservation": None,
            "decomposed_at": release or original.decomposed_at,
        }
    )
    return x, mine


@pytest.mark.parametrize("seed", seeds(4, of=8))
def test_quotes_into_random_plans(seed: int) -> None:
    """Two orders each, asked for a second time.

    That nobody is moved and that plan and order together pass the verifier is checked inside `quote`.
    """
    problem, plan = planned(seed)
    last = max([problem.as_of, *(a.end for a in plan.assignments)])
    before = plan.model_dump_json()
    rng = random.Random(seed)
    begun = {p.operation for p in problem.progress}
    under_way = {o.order for o in problem.operations if o.id in begun}
    planned_orders = {a.order for a in plan.assignments} - under_way
    for original in rng.sample([o for o in problem.orders if o.id in planned_orders], 2):
        answer = quote(problem, plan, *copy_of(problem, original), LIMITS)
        assert answer.faults == ()
        assert answer.arrives is not None
        assert answer.bound is not None
        assert answer.late_minutes is not None
        assert answer.bound <= answer.arrives
        assert (answer.proof is Proof.PROVEN_EARLIEST) == (answer.bound == answer.arrives)
        assert answer.arrives == max(d.arrives for d in answer.deliveries)
        assert answer.late_minutes == max((d.arrives - d.due) // timedelta(minutes=1) for d in answer.deliveries)
        if answer.feasible_as_asked is not None:
            assert answer.feasible_as_asked == (answer.late_minutes <= 0)
        # Behind everybody else it can't be earlier than where it likes.
        behind = quote(problem, plan, *copy_of(problem, original, last), LIMITS)
        assert behind.late_minutes is not None
        assert answer.late_minutes <= behind.late_minutes
    assert plan.model_dump_json() == before
    assert verify(problem, plan) == []


# --- counted out -------------------------------------------------------------------------------------

SLOT = 30
SLOTS = 5 * 48
"""Five days of half hours: everything begins and ends on one, so the earliest arrival does too."""

Busy = npt.NDArray[np.int64]


def half_hour_shop(seed: int) -> tuple[Problem, Order, tuple[Operation, ...]]:
    """Some fixed work with gaps on two machines and a pool; X has two operations and one that follows both."""
    rng = random.Random(seed)
    resources = (machine("M1", calendar="day"), machine("M2"), pool("P", 2, calendar="day"))

    def work(id_: str, after: tuple[str, ...] = ()) -> Operation:
        chosen = rng.sample(("M1", "M2", "P"), rng.randint(1, 2))
        modes = tuple(
            mode(use(on, rng.randint(1, 2) if on == "P" else 1), minutes=SLOT * rng.randint(1, 7), id_=on)
            for on in chosen
        )
        return operation(id_, modes=modes, after=after, resumable=rng.random() < 0.7)

    others = [f"{letter}{n}" for letter in "ABCDE" for n in (1, 2)]
    problem = shop(
        resources=resources,
        orders=tuple(order(id_, due="01-09") for id_ in "ABCDE"),
        operations=tuple(work(id_) for id_ in others),
        pins=tuple(
            pin(f"p{id_}", id_, PinKind.NOT_BEFORE, when=f"01-05 {rng.randint(8, 20):02}:{rng.choice(('00', '30'))}")
            for id_ in others
        ),
    )
    ready = at(f"01-05 {rng.randint(8, 14):02}:00")
    own = (work("X1"), work("X2", ("X1",) if rng.random() < 0.4 else ()), work("X3", ("X1", "X2")))
    return problem, order("X", due="01-09", decomposed_at=ready), own


def earliest_end(problem: Problem, plan: Plan, x: Order, own: tuple[Operation, ...]) -> int:
    """Half hours until the last operation can be done at the earliest, by trying every combination of places."""
    units = {str(r.id): r.units for r in problem.resources}
    open_slots = {str(r.id): _open(str(r.calendar)) for r in problem.resources}
    taken: dict[str, Busy] = {id_: np.zeros(SLOTS, np.int64) for id_ in units}
    for assignment in plan.assignments:
        for held in assignment.uses:
            taken[held.resource][_slot(assignment.start) : _slot(assignment.end)] += held.amount
    assert x.decomposed_at is not None
    release = _slot(x.decomposed_at)

    def places(work: Operation) -> list[tuple[int, int, str, int]]:
        """(start, end, resource, amount) of every place that the others leave, earliest end first."""
        found = []
        for way in work.modes:
            (used,) = way.uses
            length = int(way.minutes_per_unit) // SLOT
            for start in range(release, SLOTS):
                worked = np.flatnonzero(open_slots[used.resource][start:])[:length] + start
                if len(worked) < length or worked[0] != start:
                    continue
                end = int(worked[-1]) + 1
                if not work.resumable and end - start != length:
                    continue
                if (taken[used.resource][start:end] + used.units <= units[used.resource]).all():
                    found.append((start, end, str(used.resource), used.units))
        return sorted(found, key=lambda place: place[1])

    first, second, last = (places(work) for work in own)
    chained = bool(own[1].after)
    ends_from = [min((p[1] for p in last if p[0] >= ready), default=SLOTS) for ready in range(SLOTS + 1)]
    best = SLOTS
    for one, two in product(first, second):
        if ends_from[max(one[1], two[1])] >= best:
            continue
        apart = one[1] <= two[0] or (two[1] <= one[0] and not chained)
        beside = not chained and (one[2] != two[2] or _fit_together(one, two, taken[one[2]], units))
        if apart or beside:
            best = ends_from[max(one[1], two[1])]
    return best


def _fit_together(
    one: tuple[int, int, str, int], two: tuple[int, int, str, int], taken: Busy, units: dict[str, int]
) -> bool:
    overlap = slice(max(one[0], two[0]), min(one[1], two[1]))
    return bool((taken[overlap] + one[3] + two[3] <= units[one[2]]).all())


def _open(calendar: str) -> npt.NDArray[np.bool_]:
    """Half hours from Monday 08:00 on; `day` is 08-12 and 13-17."""
    if calendar == "always":
        return np.ones(SLOTS, bool)
    hours = [(8 + slot / 2) % 24 for slot in range(SLOTS)]
    return np.array([8 <= hour < 12 or 13 <= hour < 17 for hour in hours])


def _slot(moment: datetime) -> int:
    return (moment - at("08:00")) // timedelta(minutes=SLOT)


@pytest.mark.parametrize("seed", seeds(15, of=30))
def test_the_earliest_date_equals_trying_every_combination_of_places(seed: int) -> None:
    problem, x, own = half_hour_shop(seed)
    plan = by_rules(problem)
    answer = quote(problem, plan, x, own, LIMITS)
    assert answer.proof is Proof.PROVEN_EARLIEST
    assert answer.arrives == at("08:00") + timedelta(minutes=SLOT * earliest_end(problem, plan, x, own))
