"""Sources, missing parts, gates, storage, rework, outside waits and suppliers' capacity: in small shops the best plan,
argued by hand, is found by both engines.

Machines never close unless said; now is Monday 08:00. Copper has a lead of 300 and an inspection of 60: bought, it is
there at 14:00. C2 is 90 minutes away. A minute late costs 1 unless said.
"""

from typing import NamedTuple

import pytest

from scheduler.domain.goal import Goal
from scheduler.domain.operation import Operation
from scheduler.domain.order import Order, Payment
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.record import CompanyId, OperationId, SupplierId
from scheduler.domain.resource import Company, Supplier
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.verify import verify
from tests.builders import (
    arrival,
    at,
    destination,
    finished,
    link,
    machine,
    material,
    need,
    operation,
    order,
    shop,
    started,
    stock,
)
from tests.cpsat.engines import solved
from tests.kernel.schedules import first_plans
from tests.parts import at_supplier, rework, substitute, transfer, waiting

THERE = stock("copper", 3, company="C2")
TIN = substitute("tin", "1.5", cost=7)
A1 = operation("A1", needs=(need("copper", 3),))
B1 = operation("B1", on="M2", needs=(need("copper", 3),))


class Case(NamedTuple):
    problem: Problem
    ends: dict[str, str]
    cost: int


def group(*operations: Operation, orders: tuple[Order, ...], instead: bool = False, **more: object) -> Problem:
    return shop(
        companies=[Company(id=CompanyId(id_)) for id_ in ("C1", "C2")],
        resources=[machine("M1"), machine("M2"), machine("S", calendar="day", workshop="W2")],
        orders=orders,
        operations=operations,
        materials=[
            material("copper", lead=300, inspection=60, supplier="S1", substitutes=(TIN,) if instead else ()),
            material("tin", lead=100),
            material("label", lead=120),
        ],
        destinations=[destination("site", transit=60)],
        **more,  # type: ignore[arg-type]
    )


def due(id_: str, hour: str | None = None, day: str = "01-05", **more: object) -> Order:
    return order(id_, day, hour=hour, **more)  # type: ignore[arg-type]


def fetched(cost: int, *operations: Operation, orders: tuple[Order, ...]) -> Problem:
    """C2 has 3 coppers and gives them for so much."""
    return group(*operations, orders=orders, stocks=[THERE], group_transfers=[transfer("C2", "C1", 90, cost=cost)])


BATH = at_supplier("S", minutes=120, there=60, back=30)

CASES = {
    # There at 09:30 for 40, or bought for 14:00, which makes A 270 late.
    "a transfer pays": Case(fetched(40, A1, orders=(due("A", "10:30"),)), {"A1": "10:30"}, 40),
    "a transfer costs too much": Case(fetched(271, A1, orders=(due("A", "10:30"),)), {"A1": "15:00"}, 270),
    # A substitute is here for 3 x 7 = 21; the transfer would cost 40 and 30 minutes.
    "a substitute pays": Case(
        group(
            A1,
            orders=(due("A", "09:00"),),
            instead=True,
            stocks=[THERE, stock("tin", "4.5")],
            group_transfers=[transfer("C2", "C1", 90, cost=40)],
        ),
        {"A1": "09:00"},
        21,
    ),
    # A thousandth of tin is missing and bought for 09:40: done at 10:40, so 21 + 40 late; copper would come at 14:00.
    "a substitute is bought": Case(
        group(A1, orders=(due("A", "10:00"),), instead=True, stocks=[stock("tin", "4.499")]), {"A1": "10:40"}, 61
    ),
    # Copper is here, the label comes at 10:00; whichever is named first.
    "the last of two materials": Case(
        group(
            operation("A1", needs=(need("copper", 3), need("label"))),
            operation("B1", on="M2", needs=(need("label"), need("copper", 3))),
            orders=(due("A", "10:00"), due("B", "10:00")),
            stocks=[stock("copper", 6)],
        ),
        {"A1": "11:00", "B1": "11:00"},
        120,
    ),
    # Only one of them gets the 3 coppers of C2: A is twice as dear, so B waits for the purchase, 270 late.
    "two want one transfer": Case(
        fetched(40, A1, B1, orders=(due("A", "10:30", weight=2), due("B", "10:30"))),
        {"A1": "10:30", "B1": "15:00"},
        40 + 270,
    ),
    # C2 needs them for itself and is three times as dear: 360 minutes late without them.
    "the owner needs it more": Case(
        fetched(40, A1, B1, orders=(due("A", "10:30"), due("B", "09:00", weight=3, company="C2"))),
        {"A1": "15:00", "B1": "09:00"},
        270,
    ),
    "the owner can wait": Case(
        fetched(40, A1, B1, orders=(due("A", "10:30"), due("B", "15:00", company="C2"))),
        {"A1": "10:30", "B1": "15:00"},
        40,
    ),
    # One is dedicated: the other two come from C2, which has no more.
    "what dedicated arrivals leave": Case(
        group(
            A1,
            orders=(due("A", "10:30"),),
            stocks=[stock("copper", 2, company="C2")],
            arrivals=[arrival("PO", "copper", 1, "09:00", dedicated_to="A", inspection=0)],
            group_transfers=[transfer("C2", "C1", 90, cost=40)],
        ),
        {"A1": "10:30"},
        40,
    ),
    # 08:00 + 20 of usual delay + 60 of inspection.
    "an expected arrival is late as usual": Case(
        group(
            A1,
            orders=(due("A", "10:00"),),
            suppliers=[Supplier(id=SupplierId("S1"), usual_delay_minutes=20)],
            arrivals=[arrival("PO", "copper", 3, "08:00", confirmed=False)],
        ),
        {"A1": "10:20"},
        20,
    ),
    "what may follow delays nothing": Case(
        group(
            operation("A1", needs=(need("label", 5, may_follow=True),)),
            orders=(due("A", "09:00", consent=True),),
            stocks=[stock("label", 2)],
        ),
        {"A1": "09:00"},
        0,
    ),
    "without consent it does": Case(
        group(
            operation("A1", needs=(need("label", 5, may_follow=True),)),
            orders=(due("A", "09:00"),),
            stocks=[stock("label", 2)],
        ),
        {"A1": "11:00"},
        120,
    ),
    # The bath is an hour away and half an hour back; D works 08-12 and 13-17.
    "work at a supplier's": Case(
        group(
            operation("A1"),
            operation("A2", modes=(BATH,), after="A1"),
            operation("A3", on="M2", after=link("A2", 5)),
            orders=(due("A", "13:00"),),
        ),
        {"A1": "09:00", "A2": "12:00", "A3": "13:35"},
        35,
    ),
    "the way back delays the delivery": Case(
        group(operation("A1", modes=(BATH,)), orders=(due("A", "11:00"),)), {"A1": "11:00"}, 30
    ),
    # Two orders, one bath: B is there at 09:00 too, and waits; 11:00-12:00 and 13:00-14:00, back at 14:30.
    "the supplier's capacity": Case(
        group(
            operation("A1", modes=(BATH,)),
            operation("B1", modes=(BATH,)),
            orders=(due("A", "11:30"), due("B", "12:00")),
        ),
        {"A1": "11:00", "B1": "14:00"},
        150,
    ),
    "rework": Case(
        group(
            operation("A1"),
            operation("A2", on="M2", after=link("A1", 30)),
            orders=(due("A", "11:00"),),
            progress=[finished("A1", "07:00", "08:00")],
            reworks=[rework("R1", "A1", "M1", reported="09:20")],
        ),
        {"A2": "11:50"},
        50,
    ),
    "an overdue answer": Case(
        group(
            operation("A1", modes=(waiting(2880),)),
            operation("A2", on="M2", after="A1"),
            orders=(due("A", "09:00", "01-06"),),
            progress=[started("A1", "01-04 08:00", None, "wait", expected="08:00")],
        ),
        {"A1": "01-06 08:00", "A2": "01-06 09:00"},
        0,
    ),
    "an announced answer": Case(
        group(
            operation("A1", modes=(waiting(2880),)),
            operation("A2", on="M2", after="A1"),
            orders=(due("A", "09:00"),),
            progress=[started("A1", "01-04 08:00", None, "wait", expected="08:07")],
        ),
        {"A1": "08:07", "A2": "09:07"},
        7,
    ),
    "an answer nobody has asked for yet": Case(
        group(operation("A1", modes=(waiting(90),)), operation("A2", on="M2", after="A1"), orders=(due("A", "10:00"),)),
        {"A1": "09:30", "A2": "10:30"},
        30,
    ),
    # Ready at 09:00, paid at 10:00, there at 11:00; half an hour late.
    "a payment holds it": Case(
        group(operation("A1"), orders=(due("A", "10:30", to="site", payment=Payment(expected=at("10:00"))),)),
        {},
        30,
    ),
    "fetched goods arrive unpaid": Case(
        group(operation("A1"), orders=(due("A", "09:00", payment=Payment(expected=at("10:00"))),)), {"A1": "09:00"}, 0
    ),
    # 11 hours of work, due Tuesday: it leaves at 23:00 and is there at midnight, whenever it is done.
    "nothing early": Case(
        group(operation("A1", minutes=660), orders=(due("A", day="01-06", to="site", accepts_early=False),)),
        {},
        0,
    ),
}

STORED = group(
    operation("A1"), orders=(due("A", day="01-30", to="site", payment=Payment(expected=at("01-07 08:00")), storage=10),)
)
"""Done at once it stands for two started days; done when it is paid, for none."""


def planned(problem: Problem) -> Plan:
    return solve(problem, Limits(seconds=1.0, workers=1))


def cost(plan: Plan) -> int:
    level = plan.level(Goal.COST)
    assert level is not None
    return level.value


@pytest.mark.parametrize("name", CASES)
def test_the_plan_is_the_one_argued(name: str) -> None:
    """`solve` verifies it; it costs what was argued."""
    case = CASES[name]
    plan = planned(case.problem)
    assert cost(plan) == case.cost
    ends = {a.operation: a.end for a in plan.assignments}
    assert {id_: ends[OperationId(id_)] for id_ in case.ends} == {id_: at(end) for id_, end in case.ends.items()}


@pytest.mark.parametrize("name", CASES)
def test_no_engine_alone_finds_less_and_the_exact_one_finds_it(name: str) -> None:
    """CP-SAT from the worst of the rules' plans, with proof; every rule's plan costs at least as much."""
    case = CASES[name]
    found = solved(case.problem, worst=True)
    assert found.values[Goal.COST] == case.cost
    assert all(level.value == level.bound for level in found.exact.levels)
    place = [goal for goal in case.problem.settings.goals if goal is not Goal.UNPLANNED].index(Goal.COST)
    assert all(levels[place] >= case.cost for levels in found.rules)


def test_storage_is_avoided_by_doing_it_later() -> None:
    """The rules do it at once, for 20; the best plan ends when it leaves."""
    plan = planned(STORED)
    assert cost(plan) == 0
    assert plan.outcomes[0].deliveries[0].leaves == at("01-07 08:00")
    found = solved(STORED, worst=True)
    assert found.values[Goal.COST] == 0


def test_missing_parts_are_listed() -> None:
    problem = CASES["what may follow delays nothing"].problem
    plan = planned(problem)
    (part,) = plan.missing_parts
    assert (part.operation, int(part.quantity), part.available_at) == ("A1", 3, at("10:00"))
    assert verify(problem, plan) == []


def test_pegs_say_where_it_comes_from() -> None:
    (peg,) = planned(CASES["a transfer pays"].problem).pegs
    assert (peg.company, peg.instead_of, peg.available_at) == ("C2", None, at("09:30"))
    (peg,) = planned(CASES["a substitute pays"].problem).pegs
    assert (peg.company, peg.instead_of, peg.material, peg.available_at) == (None, "copper", "tin", at("08:00"))


@pytest.mark.parametrize("name", CASES)
def test_every_rule_of_the_kernel_takes_from_what_is_there(name: str) -> None:
    """Its stocks never fall below nothing."""
    found = solved(CASES[name].problem, seconds=1)
    for start in first_plans(found.context):
        for first, count in zip(start.state.stocks.ptr.tolist(), start.state.stocks.size.tolist(), strict=False):
            assert (start.state.stocks.point["level"][first : first + count] >= 0).all()
