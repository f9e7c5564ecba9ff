"""Every reason for leaving an order out: true of the faulty order, untrue of a sound one."""

import pytest

from scheduler.domain.goal import Approval
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Message, Outcome, Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.product import Product, Routing, RoutingStep
from scheduler.domain.record import ProductId
from scheduler.verify import verify
from tests.builders import (
    finished,
    instalment,
    line,
    machine,
    mode,
    need,
    operation,
    order,
    outsourced,
    pin,
    shop,
    started,
    use,
    weekly,
    workers,
)
from tests.verify.plans import complete, keys, with_levels

SOUND = (operation("A1"), operation("A2", after="A1"))


def fault(key: str, **parameters: str | int) -> Message:
    return Message(key=key, parameters=parameters)


def with_operations(*operations: Operation, order_: Order | None = None, **more: object) -> Problem:
    return shop(
        resources=[
            machine("M1"),
            machine("Mday", calendar="day"),
            machine("Mnight", calendar="night"),
            workers("G", 2),
        ],
        calendars=[weekly("night", range(1, 8), "20:00", "06:00")],
        orders=[order_ or order("A")],
        operations=operations,
        **more,  # type: ignore[arg-type]
    )


def left_out(problem: Problem, *reasons: Message) -> set[str]:
    """What is said when order A is left out for these reasons."""
    outcome = Outcome(order=problem.orders[0].id, verdict=Verdict.NOT_PLANNABLE, faults=reasons)
    plan: Plan = complete(problem).model_copy(update={"outcomes": (outcome,)})
    return keys(verify(problem, with_levels(problem, plan)))


FIVE_OR_MORE = Product(
    id=ProductId("goods"),
    alternatives=(Routing(id="series", from_quantity=5, steps=(RoutingStep(id="cut", modes=(mode("M1"),)),)),),
)
CHOSEN = order("A", lines=(line(1, instalment(1, "01-05")).model_copy(update={"routing": "by night"}),))

REASONS = [
    (fault("unknown_product", line=1, product="goods"), with_operations()),
    (
        fault("no_routing", line=1, product="goods"),
        with_operations(order_=order("A", quantity=4), products=[FIVE_OR_MORE]),
    ),
    (
        fault("unknown_routing", line=1, product="goods", routing="by night"),
        with_operations(order_=CHOSEN, products=[FIVE_OR_MORE]),
    ),
    (fault("unknown_resource", operation="A1", resource="M9"), with_operations(operation("A1", on="M9"))),
    (
        fault("unknown_predecessor", operation="A1", predecessor="B1"),
        with_operations(operation("A1", after="B1")),
    ),
    (
        fault("loop", operations="A1 → A2 → A1"),
        with_operations(operation("A1", after="A2"), operation("A2", after="A1")),
    ),
    (
        fault("unknown_material", operation="A1", material="x"),
        with_operations(operation("A1", needs=(need("x"),))),
    ),
    (
        fault("unknown_destination", destination="moon"),
        with_operations(operation("A1"), order_=order("A", to="moon")),
    ),
    (
        fault("unknown_line", operation="A1", line=2),
        with_operations(operation("A1", line=2), operation("A2")),
    ),
    (
        fault("unknown_instalment", operation="A1", instalment=2),
        with_operations(operation("A1", line=1, instalment=2)),
    ),
    (
        fault("unknown_instalment", operation="A1", instalment=1),
        with_operations(operation("A1", instalment=1)),
    ),
    (fault("no_usable_mode", operation="A1"), with_operations(operation("A1", modes=(mode(use("G", 3)),)))),
    (
        fault("no_usable_mode", operation="A1"),
        with_operations(operation("A1", modes=(outsourced(60, approval=Approval.PROPOSED),))),
    ),
    (
        fault("no_usable_mode", operation="A1"),
        with_operations(operation("A1"), pins=[pin("p", "A1", PinKind.RESOURCE, to="G")]),
    ),
    (
        fault("never_fits", operation="A1", minutes=241),  # the longest stretch of the day shift is four hours
        with_operations(operation("A1", on="Mday", minutes=241, resumable=False)),
    ),
    (
        fault("never_fits", operation="A1", minutes=5),  # never open together
        with_operations(operation("A1", on=("Mday", "Mnight"), minutes=5)),
    ),
]


@pytest.mark.parametrize(("reason", "problem"), REASONS, ids=[f"{i}-{r.key}" for i, (r, _) in enumerate(REASONS)])
def test_a_true_reason_is_accepted_and_the_same_of_a_sound_order_is_not(reason: Message, problem: Problem) -> None:
    assert left_out(problem, reason) == set()
    assert left_out(with_operations(*SOUND), reason) == {"untrue_reason"}


@pytest.mark.parametrize(
    "problem",
    [
        with_operations(operation("A1", on="Mday", minutes=240, resumable=False)),  # fits exactly
        with_operations(operation("A1", on="Mday", minutes=241)),  # may pause
        with_operations(operation("A1", on="Mday", modes=(mode("Mday", minutes=241), mode("M1")), resumable=False)),
    ],
)
def test_what_fits_is_not_said_never_to_fit(problem: Problem) -> None:
    assert left_out(problem, fault("never_fits", operation="A1", minutes=241)) == {"untrue_reason"}


def test_one_usable_mode_is_enough() -> None:
    two = operation("A1", modes=(mode(use("G", 3)), mode(use("G", 2), id_="two")))
    assert left_out(with_operations(two), fault("no_usable_mode", operation="A1")) == {"untrue_reason"}


def test_finished_work_needs_no_usable_mode_but_started_work_needs_its_units() -> None:
    crew = operation("A1", modes=(mode(use("G", 3)),))
    reason = fault("no_usable_mode", operation="A1")
    over = with_operations(crew, progress=[finished("A1", "06:00", "07:00", mode_id="G")])
    assert left_out(over, reason) == {"untrue_reason"}
    under_way = with_operations(crew, progress=[started("A1", "06:00", 60, mode_id="G")])
    assert left_out(under_way, reason) == set()


def test_a_loop_must_be_walked_in_work_order_through_this_order() -> None:
    three = (operation("A1", after="A3"), operation("A2", after="A1"), operation("A3", after="A2"))
    problem = with_operations(*three)
    assert left_out(problem, fault("loop", operations="A1 → A2 → A3 → A1")) == set()
    for untrue in ("A1 → A3 → A2 → A1", "A1 → A2", "A1", "", "B1 → B1"):
        assert left_out(problem, fault("loop", operations=untrue)) == {"untrue_reason"}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (order("A", quantity=5), fault("no_routing", line=1, product="goods")),
        (
            order("A", lines=(CHOSEN.lines[0].model_copy(update={"routing": "series"}),)),
            fault("unknown_routing", line=1, product="goods", routing="series"),
        ),
    ],
)
def test_a_line_for_which_a_routing_is_meant_has_one(asked: Order, reason: Message) -> None:
    """Five are a series; and a routing that was asked for need not be meant for the quantity."""
    assert left_out(with_operations(order_=asked, products=[FIVE_OR_MORE]), reason) == {"untrue_reason"}
