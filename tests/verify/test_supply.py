"""Transfers, substitutes, usual delays and missing parts: what they cost, and where their edges lie.

What is planted into the same hand-made plan is in `supply_shop`."""

import pytest

from scheduler.domain.goal import Goal
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from scheduler.verify import verify
from tests.builders import arrival, assign, at, machine, material, need, operation, order, shop, stock
from tests.parts import substitute, transfer
from tests.verify.plans import bought, complete, from_stock, proposed, said
from tests.verify.supply_shop import (
    MISSING,
    PEGS,
    PURCHASES,
    elsewhere,
    supply_plan,
    supply_problem,
)

PROBLEM = supply_problem()
PLAN = supply_plan(PROBLEM)


def test_what_is_covered_from_elsewhere_costs() -> None:
    """The transfer 40; 1.001 of copper at 7 is 7.007, so 8. Nothing is late: A and B are due at the end of the day."""
    level = PLAN.level(Goal.COST)
    assert level is not None
    assert level.value == 48


def test_a_substitute_costs_for_what_dedicated_arrivals_leave() -> None:
    """3 copper, 1 dedicated: 2 x 7."""
    problem = shop(
        orders=[order("A")],
        materials=[material("copper", substitutes=(substitute("tin", cost=7),)), material("tin")],
        stocks=[stock("tin", 2)],
        arrivals=[arrival("PO", "copper", 1, "08:00", dedicated_to="A")],
        operations=[operation("A1", needs=(need("copper", 3),))],
    )
    first = PEGS[0].model_copy(update={"arrival": "PO", "available_at": at("08:00")})
    plan = complete(
        problem,
        assign(problem, "A1", ("08:00", "09:00")),
        pegs=[first, elsewhere(from_stock("A1", "tin", 2), instead_of="copper")],
    )
    assert verify(problem, plan) == []
    level = plan.level(Goal.COST)
    assert level is not None
    assert level.value == 14


def test_the_last_transfer_sets_out_a_minute_before_the_lead_time_is_over() -> None:
    """Bought, copper is there at 14:00: what sets out at 13:59 is there at 15:29."""
    late = shop(
        companies=PROBLEM.companies,
        orders=[order("A")],
        materials=PROBLEM.materials,
        stocks=[stock("copper", 4, company="C2")],
        group_transfers=PROBLEM.group_transfers,
        operations=[operation("A1", needs=(need("copper", 4),))],
    )
    peg = elsewhere(from_stock("A1", "copper", 4, "09:30"), company="C2")
    assert said(late, assign(late, "A1", ("15:29", "16:29")), pegs=[peg]) == set()
    assert said(late, assign(late, "A1", ("15:30", "16:30")), pegs=[peg]) == {"transferred_after_lead"}


def follow(consent: bool, *, start: str = "08:00") -> set[str]:
    """A3 of the hand-made plan alone, at another time or without the customer's consent."""
    problem = shop(
        resources=[machine("M3")],
        orders=[order("A", consent=consent)],
        operations=[operation("A3", on="M3", needs=(need("label", 5, may_follow=True),))],
        materials=[material("label", lead=120)],
        stocks=[stock("label", 2)],
        arrivals=[arrival("PO-L", "label", 2, "09:00")],
    )
    end = f"{int(start[:2]) + 1:02}{start[2:]}"
    return said(
        problem,
        assign(problem, "A3", (start, end)),
        pegs=PEGS[4:7],
        purchases=PURCHASES[:1],
        missing=[MISSING] if start == "08:00" else [],
    )


def test_parts_are_missing_only_with_the_customers_consent() -> None:
    assert follow(True) == set()
    assert "material_too_late" in follow(False)
    assert follow(False, start="10:00") == set()  # all is there
    assert follow(True, start="10:00") == set()
    assert "missing_part_not_listed" in follow(True, start="09:59")


def test_what_may_follow_may_be_ordered_later_for_a_later_start() -> None:
    problem = shop(
        orders=[order("A", consent=True)],
        operations=[operation("A1", needs=(need("label", 5, may_follow=True),))],
        materials=[material("label", lead=120)],
    )
    for start in ("10:00", "12:00"):
        end = f"{int(start[:2]) + 1:02}:00"
        order_by = f"{int(start[:2]) - 2:02}:00"
        found = said(
            problem,
            assign(problem, "A1", (start, end)),
            pegs=[bought("A1", "label", 5, "buy", start)],
            purchases=[proposed("buy", "A1", "label", 5, order_by=order_by, need_by=start)],
        )
        assert found == set()


# --- with the shop to itself -----------------------------------------------------------------------


def alone(problem: Problem) -> int:
    """Minutes from now to the end of the earliest hour of work that order A can do."""
    plan = complete(problem, assign(problem, "A1", ("20:00", "21:00")))
    late = plan.outcomes[0].empty_shop_late_minutes
    assert late is not None
    return late + 16 * 60


@pytest.mark.parametrize(
    ("transfers", "there", "tin", "expected"),
    [
        ((), 3, None, 360),  # bought
        ((transfer("C2", "C1", 90),), 3, None, 90),
        ((transfer("C2", "C1", 400),), 3, None, 360),
        ((transfer("C2", "C1", 90),), "2.999", None, 360),
        ((transfer("C2", "C1", 90),), 3, "4.5", 0),  # tin is here
        ((transfer("C2", "C1", 90),), 0, "4.499", 100),  # or bought
    ],
)
def test_the_source_that_is_there_first_counts(
    transfers: tuple[object, ...], there: int | str, tin: str | None, expected: int
) -> None:
    instead = () if tin is None else (substitute("tin", "1.5"),)
    problem = shop(
        companies=PROBLEM.companies,
        orders=[order("A")],
        materials=[material("copper", lead=300, inspection=60, substitutes=instead), material("tin", lead=100)],
        stocks=[stock("copper", there, company="C2"), *([] if tin is None else [stock("tin", tin)])],
        group_transfers=transfers,  # type: ignore[arg-type]
        operations=[operation("A1", needs=(need("copper", 3),))],
    )
    assert alone(problem) == expected + 60


def test_what_may_follow_delays_nothing_there_either() -> None:
    for consent, expected in ((True, 60), (False, 180)):
        problem = shop(
            orders=[order("A", consent=consent)],
            materials=[material("label", lead=120)],
            operations=[operation("A1", needs=(need("label", 1, may_follow=True),))],
        )
        assert alone(problem) == expected


def test_what_is_dedicated_is_waited_for_also_as_a_missing_part() -> None:
    """Bought, labels are there at 10:00; of an arrival at 10:01 only a dedicated one is waited for."""
    for dedicated, expected in (("A", set()), (None, {"missing_part_comes_late"})):
        problem = shop(
            orders=[order("A", consent=True)],
            operations=[operation("A1", needs=(need("label", 3, may_follow=True),))],
            materials=[material("label", lead=120)],
            arrivals=[arrival("PO", "label", 3, "10:01", dedicated_to=dedicated)],
        )
        missing = MISSING.model_copy(update={"operation": OperationId("A1"), "available_at": at("10:01")})
        peg = PEGS[5].model_copy(
            update={"operation": "A1", "arrival": "PO", "quantity": MISSING.quantity, "available_at": at("10:01")}
        )
        found = said(problem, assign(problem, "A1", ("08:00", "09:00")), pegs=[peg], missing=[missing])
        assert found == expected
