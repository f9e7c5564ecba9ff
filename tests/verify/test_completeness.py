"""Who is in the plan: every loading order once, whole or not at all; everybody else with a reason."""

from scheduler.domain.goal import Approval
from scheduler.domain.material import ProductStock
from scheduler.domain.operation import Mode
from scheduler.domain.order import OrderStatus
from scheduler.domain.plan import Message, NotLoaded, Outcome, Verdict
from scheduler.domain.problem import Settings, TentativeOrders
from scheduler.domain.product import Product, RoutingStep
from scheduler.domain.record import CompanyId, ProductId
from scheduler.verify import verify
from tests.builders import (
    assign,
    at,
    finished,
    machine,
    mode,
    operation,
    order,
    outsourced,
    shop,
    started,
)
from tests.verify.plans import complete, keys, said


def test_orders_are_planned_whole() -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1"), operation("A2", after="A1")])
    both = complete(problem, assign(problem, "A1", ("08:00", "09:00")), assign(problem, "A2", ("09:00", "10:00")))
    assert verify(problem, both) == []
    half = both.model_copy(update={"assignments": both.assignments[:1]})
    missing = [v for v in verify(problem, half) if v.rule == "completeness"]
    assert [(v.message.key, v.operation) for v in missing] == [("not_assigned_once", "A2")]


def test_an_order_without_work_is_planned_with_its_release() -> None:
    """Everything is in stock: packed and in store 45 minutes after its tasks are known at 10:00."""
    routed = Product(id=ProductId("goods"), routing=(RoutingStep(id="make", modes=(mode("M1"),)),))
    problem = shop(
        orders=[order("A", decomposed_at=at("10:00"), packing=45)],
        products=[routed],
        product_stocks=[ProductStock(product=ProductId("goods"), company=CompanyId("C1"), quantity=1)],
    )
    plan = complete(problem)
    assert verify(problem, plan) == []
    assert plan.outcomes[0].deliveries[0].arrives == at("10:45")


def test_tentative_orders_follow_the_setting() -> None:
    unpaid = order("A", status=OrderStatus.SIGNED, effective=None)
    for policy, verdicts in (
        (TentativeOrders.AFTER_BINDING, [(Verdict.ON_TIME, True)]),
        (TentativeOrders.LIKE_BINDING, [(Verdict.ON_TIME, False)]),
        (TentativeOrders.LEFT_OUT, []),
    ):
        problem = shop(orders=[unpaid], operations=[operation("A1")], settings=Settings(tentative_orders=policy))
        work = [assign(problem, "A1", ("08:00", "09:00"))] if verdicts else []
        plan = complete(problem, *work)
        assert verify(problem, plan) == []
        assert [(outcome.verdict, outcome.tentative) for outcome in plan.outcomes] == verdicts


def test_the_reason_for_not_loading_is_the_order_s_own() -> None:
    problem = shop(orders=[order("A", reserved_until=at("08:00"))])
    plan = complete(problem)
    assert verify(problem, plan) == []
    assert plan.not_loaded[0].reason.key == "reservation_lapsed"
    other = Message(key="reservation_lapsed", parameters={"until": "2026-01-05T00:01+00:00"})
    changed = plan.model_copy(update={"not_loaded": (NotLoaded(order=problem.orders[0].id, reason=other),)})
    assert keys(verify(problem, changed)) == {"wrong_reason_not_loaded"}


def test_a_good_order_can_not_be_left_out() -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    plan = complete(problem, assign(problem, "A1", ("08:00", "09:00")))
    dropped = Outcome(order=problem.orders[0].id, verdict=Verdict.NOT_PLANNABLE)
    left_out = plan.model_copy(update={"assignments": (), "outcomes": (dropped,)})
    assert "no_reason" in keys(verify(problem, left_out))


def test_outside_work_needs_an_approval_unless_it_is_reported() -> None:
    def modes(approval: Approval) -> tuple[Mode, ...]:
        return (mode("M1"), outsourced(60, approval=approval))

    for approval in Approval:
        problem = shop(orders=[order("A")], operations=[operation("A1", modes=modes(approval))])
        found = said(problem, assign(problem, "A1", ("08:00", "09:00"), mode_id="out"))
        assert ("not_approved" in found) is not approval.usable
    reported = shop(
        orders=[order("A")],
        operations=[operation("A1", modes=modes(Approval.REFUSED))],
        progress=[started("A1", "07:00", 30, mode_id="out")],
    )
    work = assign(reported, "A1", ("07:00", "08:00"), ("08:00", "08:30"), mode_id="out")
    assert said(reported, work) == set()


def test_finished_work_stands_as_reported_even_without_duration_or_stations() -> None:
    problem = shop(
        orders=[order("A")],
        operations=[operation("A1"), operation("A2", after="A1")],
        progress=[finished("A1", "07:00", "07:00"), finished("A2", "06:00", "06:45")],
    )
    instant = assign(problem, "A1", ("07:00", "07:00")).model_copy(update={"segments": ()})
    nowhere = instant.uses[0].model_copy(update={"units": ()})
    before = assign(problem, "A2", ("06:00", "06:45"))
    assert said(problem, instant.model_copy(update={"uses": (nowhere,)}), before) == set()
    moved = assign(problem, "A2", ("06:00", "06:46"))
    assert "changed_end" in said(problem, instant, moved)


def test_a_plan_for_another_problem_is_refused_however_small_the_difference() -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    plan = complete(problem, assign(problem, "A1", ("08:00", "09:00")))
    other = shop(resources=[machine("M1")], orders=[order("A", weight=2)], operations=[operation("A1")])
    assert keys(verify(other, plan)) == {"other_problem"}
