"""The order Gantt tells the truth: operations, materials, the way to the customer and due dates."""

from datetime import timedelta

import pytest

from scheduler.charts import order_gantt
from scheduler.charts.facts import Facts, operation_order
from scheduler.charts.orders import MOST_ORDERS
from scheduler.charts.rows import lanes
from scheduler.domain.plan import (
    DeliveryOutcome,
    Message,
    Outcome,
    Peg,
    Plan,
    ProposedPurchase,
    SupplyKind,
    Verdict,
)
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, OrderId
from scheduler.texts import Language
from tests.builders import arrival, assign, at, material, need, operation, order, shop
from tests.charts.factory import factory, greedy_plan, moment, plan_of
from tests.charts.reading import bars, hovers, marks, rows, traces

MONDAY = "2026-01-05"
MIDNIGHT = moment("2026-01-06 00:00")


def delivered(id_: str, ready: str, leaves: str, arrives: str, due: str = "2026-01-06 00:00") -> Outcome:
    delivery = DeliveryOutcome(ready=at(ready), leaves=at(leaves), arrives=at(arrives), due=at(due))
    late = (delivery.arrives - delivery.due) // timedelta(minutes=1)
    return Outcome(
        order=OrderId(id_),
        verdict=Verdict.LATE_CONTENDED if late > 0 else Verdict.ON_TIME,
        deliveries=(delivery,),
        late_minutes=late,
    )


def one_order() -> tuple[Problem, Plan]:
    """A1 and A2 run side by side, A3 after both; ready 12:00, leaves 13:00, arrives 15:00."""
    problem = shop(
        orders=[order("A")],
        materials=[material("breaker")],
        arrivals=[arrival("PO", "breaker", 5, "10:00")],
        operations=[
            operation("A3", after=("A1", "A2"), needs=(need("breaker"),)),
            operation("A1"),
            operation("A2"),
        ],
    )
    plan = plan_of(
        problem,
        assign(problem, "A1", ("08:00", "10:00")),
        assign(problem, "A2", ("09:00", "10:00")),
        assign(problem, "A3", ("10:00", "12:00")),
    )
    peg = Peg(
        operation=OperationId("A3"),
        material=problem.materials[0].id,
        quantity=problem.operations[0].needs[0].quantity,
        supply=SupplyKind.ARRIVAL,
        arrival=problem.arrivals[0].id,
        available_at=at("10:00"),
    )
    return problem, plan.model_copy(update={"outcomes": (delivered("A", "12:00", "13:00", "15:00"),), "pegs": (peg,)})


def test_an_orders_operations_stand_in_its_row_and_overlapping_ones_in_lanes() -> None:
    problem, plan = one_order()
    figure = order_gantt(problem, plan)
    assert list(rows(figure)) == ["A"]
    assert [(bar.start.hour, bar.end.hour) for bar in bars(figure)] == [(8, 10), (9, 10), (10, 12)]
    (trace,) = [trace for trace in traces(figure, "work") if len(trace.base)]
    lane = dict(zip(trace.base, trace.y, strict=True))
    assert lane[f"{MONDAY} 08:00"] == lane[f"{MONDAY} 10:00"] < lane[f"{MONDAY} 09:00"]
    # two bars of a row never touch
    height = trace.width[0]
    assert lane[f"{MONDAY} 09:00"] - lane[f"{MONDAY} 08:00"] > height


def test_the_way_to_the_customer_and_the_due_date_are_marked() -> None:
    problem, plan = one_order()
    figure = order_gantt(problem, plan)
    assert marks(figure, "leaves") == [(moment(f"{MONDAY} 13:00"), "A")]
    assert marks(figure, "delivered") == [(moment(f"{MONDAY} 15:00"), "A")]
    assert marks(figure, "due") == [(MIDNIGHT, "A")]
    (way,) = traces(figure, "way")
    assert list(way.x) == [f"{MONDAY} 12:00", f"{MONDAY} 13:00", f"{MONDAY} 15:00", None]
    (due,) = [trace for trace in figure.data if trace.name == "due"]
    assert (due.marker.symbol, due.marker.color) == ("diamond", "#000000")


def test_ex_works_there_is_one_mark_and_no_way() -> None:
    problem, plan = one_order()
    plan = plan.model_copy(update={"outcomes": (delivered("A", "12:00", "12:00", "12:00"),)})
    figure = order_gantt(problem, plan)
    assert marks(figure, "delivered") == [(moment(f"{MONDAY} 12:00"), "A")]
    assert marks(figure, "leaves") == []
    assert traces(figure, "way") == []


@pytest.mark.parametrize(("arrives", "tinted"), [("2026-01-06 00:00", False), ("2026-01-06 00:01", True)])
def test_time_is_tinted_from_the_due_date_only_to_a_late_arrival(arrives: str, tinted: bool) -> None:
    """At the due minute the order is on time."""
    problem, plan = one_order()
    plan = plan.model_copy(update={"outcomes": (delivered("A", "12:00", "12:00", arrives),)})
    late = bars(order_gantt(problem, plan), "late")
    assert [(bar.start, bar.end) for bar in late] == ([(MIDNIGHT, MIDNIGHT + timedelta(minutes=1))] if tinted else [])


def test_material_that_is_still_to_come_is_marked_where_it_can_be_used() -> None:
    problem, plan = one_order()
    figure = order_gantt(problem, plan)
    assert marks(figure, "material arrives") == [(moment(f"{MONDAY} 10:00"), "A")]
    assert any("Supply: arrival PO" in hover and "Quantity: 1" in hover for hover in hovers(figure))
    there = plan.model_copy(
        update={"pegs": tuple(peg.model_copy(update={"available_at": plan.as_of}) for peg in plan.pegs)}
    )
    assert marks(order_gantt(problem, there), "material arrives") == []


def test_a_proposed_purchase_says_by_when_to_order() -> None:
    problem, plan = one_order()
    peg = plan.pegs[0].model_copy(update={"supply": SupplyKind.PURCHASE, "arrival": None, "purchase": "buy-1"})
    purchase = ProposedPurchase(
        id="buy-1",
        material=peg.material,
        company=problem.companies[0].id,
        operation=peg.operation,
        quantity=peg.quantity,
        order_by=at("09:00"),
        need_by=at("10:00"),
    )
    plan = plan.model_copy(update={"pegs": (peg,), "purchases": (purchase,)})
    figure = order_gantt(problem, plan)
    assert marks(figure, "material to be bought") == [(moment(f"{MONDAY} 10:00"), "A")]
    assert any("Order by: Mon 5 Jan 2026, 09:00" in hover for hover in hovers(figure))


def test_a_chosen_order_has_a_row_for_every_operation_in_the_order_of_work() -> None:
    problem, plan = one_order()
    figure = order_gantt(problem, plan, orders=[OrderId("A")])
    assert list(rows(figure)) == ["<b>A</b>", "A1", "A2", "A3"]
    assert [(bar.row, bar.start.hour) for bar in bars(figure)] == [("A1", 8), ("A2", 9), ("A3", 10)]
    assert marks(figure, "material arrives") == [(moment(f"{MONDAY} 10:00"), "A3")]
    assert marks(figure, "due") == [(MIDNIGHT, "<b>A</b>")]


def test_chosen_orders_come_in_the_given_order_and_unknown_ones_not_at_all() -> None:
    problem = factory(6)
    plan = greedy_plan(problem)
    chosen = [problem.orders[3].id, OrderId("nobody"), problem.orders[1].id, problem.orders[3].id]
    heads = [label for label in rows(order_gantt(problem, plan, orders=chosen)) if label.startswith("<b>")]
    assert [head[3:10] for head in heads] == [problem.orders[3].id, problem.orders[1].id]


def test_orders_stand_by_due_date_and_unplannable_ones_last_with_their_fault() -> None:
    problem = shop(orders=[order("A"), order("B"), order("C")], operations=[operation("A1"), operation("B1")])
    fault = Message(key="unknown_product", parameters={"line": 1, "product": "goods"})
    plan = plan_of(problem).model_copy(
        update={
            "outcomes": (
                Outcome(order=OrderId("C"), verdict=Verdict.NOT_PLANNABLE, faults=(fault,)),
                delivered("A", "12:00", "12:00", "12:00", due="2026-01-07 00:00"),
                delivered("B", "12:00", "12:00", "12:00", due="2026-01-06 00:00"),
            )
        }
    )
    figure = order_gantt(problem, plan)
    assert list(rows(figure)) == ["B", "A", "C"]
    assert marks(figure, "not plannable") == [(moment(f"{MONDAY} 08:00"), "C")]
    assert any("line 1 asks for product goods" in hover for hover in hovers(figure))


def test_a_window_leaves_out_orders_that_have_nothing_in_it() -> None:
    """A works and is due in it; B's work ends when the window starts and its due date is when it ends."""
    problem = shop(orders=[order("A"), order("B")], operations=[operation("A1"), operation("B1")])
    plan = plan_of(
        problem, assign(problem, "A1", ("09:00", "10:00")), assign(problem, "B1", ("08:00", "09:00"))
    ).model_copy(
        update={
            "outcomes": (
                delivered("A", "10:00", "10:00", "10:00"),
                delivered("B", "09:00", "09:00", "08:59", due="11:00"),
            )
        }
    )
    assert list(rows(order_gantt(problem, plan, window=(at("09:00"), at("11:00"))))) == ["A"]
    assert list(rows(order_gantt(problem, plan, window=(at("09:00"), at("11:01"))))) == ["B", "A"]


def test_of_too_many_orders_the_latest_are_shown_and_the_rest_is_counted() -> None:
    ids = [f"O-{number}" for number in range(MOST_ORDERS + 2)]
    outcomes = tuple(
        delivered(id_, "12:00", "12:00", f"2026-01-06 0{2 if id_ in ('O-0', 'O-7') else 3}:00") for id_ in ids
    )
    plan = plan_of(shop()).model_copy(update={"outcomes": outcomes[:-2]})
    assert len(rows(order_gantt(shop(), plan))) == MOST_ORDERS
    shown = list(rows(order_gantt(shop(), plan.model_copy(update={"outcomes": outcomes}))))
    assert len(shown) == MOST_ORDERS + 1
    assert shown[-1].startswith("<b>2 more orders")
    assert not {"O-0", "O-7"} & set(shown)  # an hour less late than all others


def test_both_languages() -> None:
    problem = factory(6)
    plan = greedy_plan(problem)
    figure = order_gantt(problem, plan, Language.ZH)
    names = {trace.name for trace in figure.data if trace.name}
    assert {"按期", "交付", "交货期", "包装及发运"} <= names
    assert any("造纸厂" in label or "医院" in label or "数据中心" in label for label in rows(figure))


def test_a_loop_of_operations_is_listed_and_ends() -> None:
    problem = shop(
        orders=[order("A")],
        operations=[operation("A1", after="A2"), operation("A2", after="A1"), operation("A3")],
    )
    facts = Facts(problem, plan_of(problem), Language.EN)
    assert operation_order(facts, list(problem.operations)) == ["A3", "A1", "A2"]


def test_lanes_are_reused_when_work_only_touches() -> None:
    day = [(at(start), at(end)) for start, end in (("08:00", "10:00"), ("09:00", "11:00"), ("10:00", "12:00"))]
    assert lanes(day) == [0, 1, 0]
    assert lanes(list(reversed(day))) == [0, 1, 0]
    assert lanes([]) == []
