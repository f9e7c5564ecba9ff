"""What makes an order not plannable, each kind beside a near miss; and what in shared data stops a run."""

from itertools import pairwise
from typing import NamedTuple

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.compile.faults import SharedDataError, find_loop
from scheduler.domain.calendar import Calendar
from scheduler.domain.goal import Approval
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.pin import Pin, PinKind
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product, Routing, RoutingStep
from scheduler.domain.record import CalendarId, OperationId, ProductId
from tests.builders import (
    at,
    destination,
    finished,
    instalment,
    line,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    outsourced,
    pin,
    pool,
    resource,
    shop,
    started,
    use,
    weekly,
    workers,
)


def the_shop(
    a: Order, operations: tuple[Operation, ...], pins: tuple[Pin, ...] = (), products: tuple[Product, ...] = ()
) -> Problem:
    """Order `a` beside a faultless order Z; machines by day and by night, a pool of two, three people."""
    return shop(
        orders=(a, order("Z")),
        operations=(*operations, operation("Z1")),
        resources=(
            machine("M1"),
            machine("D", calendar="day"),
            machine("N", calendar="nights"),
            machine("O", calendar="morning"),
            pool("P", 2),
            workers("G", 3, calendar="day"),
        ),
        calendars=(
            weekly("nights", range(1, 8), "22:00", "06:00"),
            weekly("morning", range(1, 8), "06:00", "09:00"),
        ),
        materials=(material("copper"),),
        destinations=(destination("site"),),
        pins=pins,
        products=products,
    )


class Kind(NamedTuple):
    """One fault, and the same thing just not faulty."""

    fault: str
    wrong: Problem
    right: Problem


A = order("A")
TWO_PARTS = order("A", lines=(line(1, instalment(1, "01-05"), instalment(2, "01-06")),))

GOODS = Product(
    id=ProductId("goods"),
    alternatives=(Routing(id="by day", from_quantity=5, steps=(RoutingStep(id="cut", modes=(mode("M1"),)),)),),
)
BY_DAY, BY_NIGHT = (
    line(1, instalment(1, "01-05")).model_copy(update={"routing": routing}) for routing in ("by day", "by night")
)

KINDS = {
    "unknown_destination": Kind(
        "unknown_destination destination=moon",
        the_shop(order("A", to="moon"), (operation("A1"),)),
        the_shop(order("A", to="site"), (operation("A1"),)),
    ),
    "unknown_product": Kind(
        "unknown_product line=1 product=goods",
        the_shop(A, ()),
        the_shop(A, (operation("A1", line=1),)),  # a product without routing is fine if somebody decomposed it
    ),
    "unknown_routing": Kind(
        "unknown_routing line=1 product=goods routing=by night",
        the_shop(order("A", lines=(BY_NIGHT,)), (), products=(GOODS,)),
        the_shop(order("A", lines=(BY_DAY,)), (), products=(GOODS,)),
    ),
    "no_routing": Kind(
        "no_routing line=1 product=goods",
        the_shop(order("A", quantity=4), (), products=(GOODS,)),
        the_shop(order("A", quantity=5), (), products=(GOODS,)),
    ),
    "unknown_line": Kind(
        "unknown_line operation=A2 line=2",
        the_shop(A, (operation("A1"), operation("A2", line=2))),
        the_shop(A, (operation("A1"), operation("A2", line=1))),
    ),
    "unknown_instalment": Kind(
        "unknown_instalment operation=A1 instalment=3",
        the_shop(TWO_PARTS, (operation("A1", line=1, instalment=3),)),
        the_shop(TWO_PARTS, (operation("A1", line=1, instalment=2),)),
    ),
    "instalment without a line": Kind(
        "unknown_instalment operation=A1 instalment=1",
        the_shop(TWO_PARTS, (operation("A1", instalment=1),)),
        the_shop(TWO_PARTS, (operation("A1"),)),
    ),
    "unknown_predecessor": Kind(
        "unknown_predecessor operation=A1 predecessor=Z1",  # another order's operation is no predecessor
        the_shop(A, (operation("A1", after="Z1"),)),
        the_shop(A, (operation("A1", after="A0"), operation("A0"))),
    ),
    "unknown_material": Kind(
        "unknown_material operation=A1 material=tin",
        the_shop(A, (operation("A1", needs=(need("tin"),)),)),
        the_shop(A, (operation("A1", needs=(need("copper", 10**9),)),)),  # what nobody has can be bought
    ),
    "unknown_resource": Kind(
        "unknown_resource operation=A1 resource=M9",
        the_shop(A, (operation("A1", modes=(mode("M1"), mode("M9"))),)),  # even in one mode of several
        the_shop(A, (operation("A1", modes=(mode("M1"), mode("D"))),)),
    ),
    "too many units": Kind(
        "no_usable_mode operation=A1",
        the_shop(A, (operation("A1", modes=(mode(use("P", 3)),)),)),
        the_shop(A, (operation("A1", modes=(mode(use("P", 2)),)),)),
    ),
    "too many units for what goes on": Kind(
        "no_usable_mode operation=A1",
        the_shop(A, (operation("A1", modes=(mode(use("P", 3)),)),)).model_copy(
            update={"progress": (started("A1", "07:00", 60, mode_id="P"),)}
        ),
        the_shop(A, (operation("A1", modes=(mode(use("P", 3)),)),)).model_copy(
            update={"progress": (finished("A1", "06:00", "07:00", mode_id="P"),)}
        ),
    ),
    "not approved": Kind(
        "no_usable_mode operation=A1",
        the_shop(A, (operation("A1", modes=(outsourced(60, approval=Approval.PROPOSED),)),)),
        the_shop(A, (operation("A1", modes=(outsourced(60, approval=Approval.STANDING),)),)),
    ),
    "pinned elsewhere": Kind(
        "no_usable_mode operation=A1",
        the_shop(A, (operation("A1"),), (pin("p", "A1", PinKind.RESOURCE, to="D"),)),
        the_shop(A, (operation("A1"),), (pin("p", "A1", PinKind.RESOURCE, to="D", until="07:59"),)),
    ),
    "too long for any opening": Kind(
        "never_fits operation=A1 minutes=241",
        the_shop(A, (operation("A1", on="D", minutes=241, resumable=False),)),
        the_shop(A, (operation("A1", on="D", minutes=240, resumable=False),)),
    ),
    "too long, may pause": Kind(
        "never_fits operation=A1 minutes=60",
        the_shop(A, (operation("A1", on=("D", "N"), minutes=60),)),  # day and night are never open together
        the_shop(A, (operation("A1", on=("D", "O"), minutes=6000),)),  # an hour a day is enough
    ),
    "too long in all modes": Kind(
        "never_fits operation=A1 minutes=241",
        the_shop(A, (operation("A1", modes=(mode("D", minutes=241), mode("N", minutes=500)), resumable=False),)),
        the_shop(A, (operation("A1", modes=(mode("D", minutes=241), mode("M1", minutes=500)), resumable=False),)),
    ),
    "loop": Kind(
        "loop operations=A1 → A2 → A1",
        the_shop(A, (operation("A1", after="A2"), operation("A2", after="A1"))),
        the_shop(A, (operation("A1"), operation("A2", after=("A1", "A1")))),  # the same link twice is no loop
    ),
}


def faults(problem: Problem) -> list[str]:
    """`key name=value …` of every fault of order A."""
    compiled = compile_problem(problem)
    assert [o.id for o in compiled.orders if o.id == "Z"] == ["Z"]  # nobody else suffers
    found = compiled.not_plannable
    assert set(found) <= {"A"}
    return [
        " ".join([fault.key, *(f"{name}={value}" for name, value in fault.parameters.items())])
        for faults_ in found.values()
        for fault in faults_
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_each_fault_sets_its_order_aside_and_the_near_miss_does_not(kind: str) -> None:
    fault, wrong, right = KINDS[kind]
    assert faults(wrong) == [fault]
    assert faults(right) == []


def test_all_faults_of_an_order_are_told_at_once() -> None:
    broken = the_shop(
        order("A", to="moon"),
        (operation("A1", line=7, after="nobody"), operation("A2", needs=(need("tin"),))),
    )
    assert {fault.split()[0] for fault in faults(broken)} == {
        "unknown_destination",
        "unknown_line",
        "unknown_predecessor",
        "unknown_material",
    }


def test_reported_work_is_possible_whatever_the_rules_say() -> None:
    """Outside work that nobody approved, but that is under way; a resource pin on it says nothing."""
    running = operation("A1", modes=(outsourced(60, id_="out", approval=Approval.REFUSED), mode("M1")))
    problem = the_shop(A, (running,), (pin("p", "A1", PinKind.RESOURCE, to="D"),))
    reported = problem.model_copy(update={"progress": (started("A1", "07:00", 30, "out"),)})
    assert faults(reported) == []
    unknown = problem.model_copy(update={"progress": (started("A1", "07:00", 30, "in-house"),)})
    assert faults(unknown) == ["no_usable_mode operation=A1"]


def test_a_loop_is_named_in_work_order_however_long_it_is() -> None:
    """4 after 3 after 2 after 1 after 4; 5 only hangs on to it. A deep chain without one has none."""
    after: dict[OperationId, list[OperationId]] = {
        OperationId(str(i)): [OperationId(str(j))] for i, j in ((5, 4), (4, 3), (3, 2), (2, 1), (1, 4))
    }
    loop = find_loop(after)
    assert loop[0] == loop[-1]
    assert sorted(loop[1:]) == ["1", "2", "3", "4"]
    assert all(one in after[two] for one, two in pairwise(loop))
    chain = {OperationId(str(i)): [OperationId(str(i - 1))] for i in range(1, 5000)}
    assert find_loop(chain) == []
    assert find_loop({OperationId("1"): [OperationId("1")]}) == ["1", "1"]


# --- shared data -------------------------------------------------------------------------------------


def test_a_calendar_that_never_opens_stops_the_run_only_if_it_is_used() -> None:
    closed = Calendar(id=CalendarId("closed"))
    unused = shop(calendars=(closed,), orders=(A,), operations=(operation("A1"),))
    assert compile_problem(unused).not_plannable == {}
    used = shop(
        calendars=(closed,),
        resources=(machine("M1"), machine("M2", calendar="closed")),
        orders=(A,),
        operations=(operation("A1"),),
    )
    with pytest.raises(SharedDataError, match=r"problem: calendars \(id 'closed'\): it never opens in the 732 days"):
        compile_problem(used)


def two_orders(*pins: Pin, progress: bool = False) -> Problem:
    """A1 then A2, B1 then B2, on one machine."""
    return shop(
        resources=(resource("M1"),),
        orders=(A, order("B")),
        operations=(
            operation("A1"),
            operation("A2", after="A1"),
            operation("B1"),
            operation("B2", after="B1"),
        ),
        pins=pins,
        progress=(started("A1", "07:00", 30),) if progress else (),
    )


def test_pins_across_orders_that_contradict_each_other_stop_the_run() -> None:
    """A2 before B1 and B2 before A1 can't both be kept. One of them alone can, and an expired one is no pin."""
    one = pin("p1", "A2", PinKind.BEFORE, other="B1")
    with pytest.raises(SharedDataError, match="pins and links form a loop that can't be kept: ") as raised:
        compile_problem(two_orders(one, pin("p2", "B2", PinKind.BEFORE, other="A1")))
    loop = raised.value.problems[0].message.rpartition(": ")[2].split(" → ")
    assert loop[0] == loop[-1]
    assert set(loop) <= {"A1", "A2", "B1", "B2"}
    compile_problem(two_orders(one))
    compile_problem(two_orders(one, pin("p2", "B2", PinKind.BEFORE, other="A1", until="07:59")))
    with pytest.raises(SharedDataError):  # in force in its last minute
        compile_problem(two_orders(one, pin("p2", "B2", PinKind.BEFORE, other="A1", until="08:00")))


def test_a_pin_on_work_that_has_begun_says_nothing_and_so_closes_no_loop() -> None:
    pins = (pin("p1", "A2", PinKind.BEFORE, other="B1"), pin("p2", "B2", PinKind.BEFORE, other="A1"))
    compiled = compile_problem(two_orders(*pins, progress=True))
    assert compiled.not_plannable == {}


def test_pins_of_orders_that_are_not_planned_say_nothing() -> None:
    """B is faulty, so the loop through it is gone."""
    problem = two_orders(pin("p1", "A2", PinKind.BEFORE, other="B1"), pin("p2", "B2", PinKind.BEFORE, other="A1"))
    broken = tuple(o.model_copy(update={"needs": (need("tin"),)}) if o.id == "B1" else o for o in problem.operations)
    compiled = compile_problem(problem.model_copy(update={"operations": broken}))
    assert set(compiled.not_plannable) == {"B"}
    assert compiled.clock.origin == at("08:00")
