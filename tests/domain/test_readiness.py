"""Kit readiness: moments and shares of operations and orders, and the slack of pegs. Now is Monday 08:00."""

from fractions import Fraction

from scheduler.domain.readiness import kits, order_kits, slack_minutes
from scheduler.domain.record import OperationId, OrderId
from tests.builders import assign, at, material, need, operation, order, shop
from tests.verify.plans import complete, from_arrival, from_stock
from tests.verify.supply_shop import elsewhere, supply_plan, supply_problem

PROBLEM = shop(
    orders=[order("A"), order("B")],
    operations=[
        operation("A1", needs=(need("copper", 3), need("tin", 1))),
        operation("A2", after="A1", needs=(need("copper", 1),)),
        operation("B1"),
    ],
    materials=[material("copper"), material("tin")],
)
PEGS = (
    from_stock("A1", "copper", 1),
    from_arrival("A1", "copper", 2, "PO", "08:30"),
    from_stock("A1", "tin", 1),
    from_arrival("A2", "copper", 1, "PO2", "09:15"),
)
PLAN = complete(
    PROBLEM,
    assign(PROBLEM, "A1", ("08:40", "09:40")),
    assign(PROBLEM, "A2", ("09:40", "10:40")),
    assign(PROBLEM, "B1", ("10:40", "11:40")),
    pegs=PEGS,
)


def test_a_need_is_there_when_all_of_it_is() -> None:
    """1 of 3 coppers is no copper yet."""
    kit = kits(PLAN.pegs)[OperationId("A1")]
    assert kit.ready_at == at("08:30")
    assert [kit.share(at(when)) for when in ("07:59", "08:00", "08:29", "08:30")] == [
        0,
        Fraction(1, 2),
        Fraction(1, 2),
        1,
    ]


def test_an_order_has_the_needs_of_all_its_operations() -> None:
    kit = order_kits(PLAN)[OrderId("A")]
    assert kit.ready_at == at("09:15")
    assert [kit.there(at(when)) for when in ("08:00", "08:30", "09:14", "09:15")] == [1, 2, 2, 3]
    assert kit.share(at("09:00")) == Fraction(2, 3)


def test_who_needs_nothing_has_no_kit() -> None:
    assert kits(PLAN.pegs).keys() == {"A1", "A2"}
    assert order_kits(PLAN).keys() == {"A"}


def test_the_slack_of_a_peg_is_the_wait_on_the_shelf() -> None:
    first, second = PLAN.assignments[:2]
    assert [slack_minutes(peg, first) for peg in PLAN.pegs[:3]] == [40, 10, 40]
    assert slack_minutes(PLAN.pegs[3], second) == 25


def test_substitutes_count_for_what_they_stand_for_and_missing_parts_are_late() -> None:
    plan = supply_plan(supply_problem())
    found = kits(plan.pegs)
    assert found[OperationId("A2")].needs == (("copper", at("09:40")),)
    assert found[OperationId("A3")].ready_at == at("10:00")
    assert slack_minutes(plan.pegs[6], plan.assignments[2]) == -120
    both = (from_stock("A1", "copper", 1), elsewhere(from_stock("A1", "tin", 1, "09:00"), instead_of="copper"))
    assert kits(both)[OperationId("A1")].needs == (("copper", at("09:00")),)
