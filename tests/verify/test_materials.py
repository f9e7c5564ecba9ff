"""Materials: when each kind of supply can be used, and what purchases must say."""

import pytest

from scheduler.domain.material import Arrival, Stock
from scheduler.domain.plan import Peg
from scheduler.domain.problem import Problem, Settings
from tests.builders import arrival, assign, material, need, operation, order, shop, stock
from tests.verify.plans import bought, from_arrival, from_stock, proposed, said


def needing(
    quantity: int | str, *supplies: Stock | Arrival, settings: Settings | None = None, lead: int = 120
) -> Problem:
    """A1 (one hour) needs copper; inspection takes 30 minutes, buying 120 + 30, so until 10:30."""
    return shop(
        materials=[material("copper", lead=lead, inspection=30)],
        stocks=[supply for supply in supplies if isinstance(supply, Stock)],
        arrivals=[supply for supply in supplies if isinstance(supply, Arrival)],
        settings=settings,
        orders=[order("A")],
        operations=[operation("A1", needs=(need("copper", quantity),))],
    )


def from_nine(problem: Problem, *pegs: Peg) -> set[str]:
    """What is said of A1 from 09:00 to 10:00 with these pegs."""
    return said(problem, assign(problem, "A1", ("09:00", "10:00")), pegs=pegs)


def test_stock_of_all_places_adds_up_and_is_there_at_once() -> None:
    problem = needing("2.5", stock("copper", 2), stock("copper", "0.5"))
    peg = from_stock("A1", "copper", 2)
    assert from_nine(problem, peg.model_copy(update={"quantity": need("copper", "2.5").quantity})) == set()
    assert from_nine(problem, peg) == {"need_not_covered"}
    short = needing("2.5", stock("copper", 2))
    assert "stock_given_twice" in from_nine(short, peg.model_copy(update={"quantity": need("copper", "2.5").quantity}))


@pytest.mark.parametrize(
    ("arrives", "inspection", "usable"),
    [("08:30", None, True), ("08:31", None, False), ("09:00", 0, True), ("08:00", 61, False)],
)
def test_an_arrival_can_be_used_after_its_inspection(arrives: str, inspection: int | None, usable: bool) -> None:
    problem = needing(1, arrival("PO", "copper", 1, arrives, inspection=inspection))
    after = 30 if inspection is None else inspection
    hour, minute = divmod(int(arrives[:2]) * 60 + int(arrives[3:]) + after, 60)
    found = from_nine(problem, from_arrival("A1", "copper", 1, "PO", f"{hour:02}:{minute:02}"))
    assert ("material_too_late" in found) is not usable
    assert "wrong_available_at" not in found


@pytest.mark.parametrize(
    ("policy", "when", "expected"),
    [
        (None, "08:30", {"arrival_not_usable"}),
        (0, "08:30", set()),  # as if it came now: + 30 minutes of inspection
        (30, "09:00", set()),
        (30, "08:30", {"wrong_available_at"}),
        (31, "09:01", {"material_too_late"}),
    ],
)
def test_an_overdue_arrival_is_dated_by_the_policy(policy: int | None, when: str, expected: set[str]) -> None:
    settings = Settings(overdue_arrivals=policy)
    problem = needing(1, arrival("PO", "copper", 1, "07:59"), settings=settings)
    found = from_nine(problem, from_arrival("A1", "copper", 1, "PO", when))
    assert found & {"arrival_not_usable", "wrong_available_at", "material_too_late"} == expected


def test_what_arrives_at_as_of_is_not_overdue() -> None:
    problem = needing(1, arrival("PO", "copper", 1, "08:00"))
    assert from_nine(problem, from_arrival("A1", "copper", 1, "PO", "08:30")) == set()


@pytest.mark.parametrize(("use_expected", "expected"), [(True, set()), (False, {"arrival_not_usable"})])
def test_an_expected_arrival_counts_only_if_the_settings_say_so(use_expected: bool, expected: set[str]) -> None:
    settings = Settings(use_expected_arrivals=use_expected)
    problem = needing(1, arrival("PO", "copper", 1, "08:10", confirmed=False), settings=settings)
    found = from_nine(problem, from_arrival("A1", "copper", 1, "PO", "08:40"))
    assert found & {"arrival_not_usable"} == expected


@pytest.mark.parametrize(
    ("start", "order_by", "expected"),
    [
        ("10:30", "08:00", set()),  # ordered now, there after 120 minutes, inspected after 30 more
        ("11:00", "08:30", set()),
        ("11:00", "08:29", {"wrong_order_by"}),
        ("10:29", "07:59", {"order_by_in_the_past", "wrong_available_at"}),
    ],
)
def test_a_purchase_is_ordered_lead_and_inspection_before_it_is_needed(
    start: str, order_by: str, expected: set[str]
) -> None:
    problem = needing(2)
    end = f"{int(start[:2]) + 1}{start[2:]}"
    found = said(
        problem,
        assign(problem, "A1", (start, end)),
        pegs=[bought("A1", "copper", 2, "buy", start)],
        purchases=[proposed("buy", "A1", "copper", 2, order_by=order_by, need_by=start)],
    )
    assert found - {"better_than_empty_shop"} == expected


def test_one_stock_is_given_out_once() -> None:
    problem = shop(
        materials=[material("copper")],
        stocks=[stock("copper", 3)],
        orders=[order("A"), order("B")],
        operations=[operation(id_, needs=(need("copper", 2),)) for id_ in ("A1", "B1")],
    )
    work = (assign(problem, "A1", ("08:00", "09:00")), assign(problem, "B1", ("09:00", "10:00")))
    pegs = [from_stock("A1", "copper", 2), from_stock("B1", "copper", 2)]
    assert said(problem, *work, pegs=pegs) == {"stock_given_twice"}
    assert said(problem, *work, pegs=[pegs[0], from_stock("B1", "copper", 1)]) == {"need_not_covered"}


def test_a_need_of_nothing_needs_no_peg() -> None:
    problem = needing(0)
    assert from_nine(problem) == set()
