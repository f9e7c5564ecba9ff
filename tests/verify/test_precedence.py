"""Precedence and release: lag, way between workshops, facts, and the first minute of new work."""

import pytest

from scheduler.domain.order import ProductType
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import CompanyId
from scheduler.domain.resource import Company, Transport
from tests.builders import (
    assign,
    at,
    finished,
    link,
    machine,
    mode,
    operation,
    order,
    outsourced,
    shop,
    started,
    transport,
)
from tests.verify.plans import said


def chain(*, lag: int = 0, transports: tuple[Transport, ...] = (), default: int = 0) -> Problem:
    """A1 in W1, then A2 on M1 (W1), on M2 (W2), or outside."""
    return shop(
        resources=[machine("M1"), machine("M2", workshop="W2")],
        transports=transports,
        settings=Settings(default_transport_minutes=default),
        orders=[order("A")],
        operations=[
            operation("A1"),
            operation("A2", modes=(mode("M1"), mode("M2"), outsourced(60)), after=link("A1", lag)),
        ],
    )


@pytest.mark.parametrize(
    ("lag", "named", "default", "where", "earliest", "too_early"),
    [
        (0, 0, 25, "M1", "09:00", "08:59"),  # within a workshop nothing is carried
        (0, 0, 25, "M2", "09:25", "09:24"),
        (10, 0, 25, "M2", "09:35", "09:34"),  # the way comes on top of the lag
        (0, 40, 25, "M2", "09:40", "09:39"),  # a named way replaces the default
        (10, 40, 25, "out", "09:10", "09:09"),  # no way to work outside
    ],
)
def test_lag_and_way(lag: int, named: int, default: int, where: str, earliest: str, too_early: str) -> None:
    ways = (transport("W1", "W2", named), transport("W2", "W1", 999)) if named else ()
    problem = chain(lag=lag, transports=ways, default=default)
    first = assign(problem, "A1", ("08:00", "09:00"))

    def an_hour_from(start: str) -> str:
        return f"{int(start[:2]) + 1:02}{start[2:]}"

    def second(start: str) -> set[str]:
        return said(problem, first, assign(problem, "A2", (start, an_hour_from(start)), mode_id=where))

    assert second(earliest) == set()
    assert "starts_before_predecessor" in second(too_early)


def test_reported_work_is_a_fact_but_what_follows_it_waits() -> None:
    """A2 was started before its predecessor: that is so. A3 still has to wait for A2."""
    problem = shop(
        resources=[machine("M1"), machine("M2")],
        orders=[order("A")],
        operations=[operation("A1"), operation("A2", on="M2", after="A1"), operation("A3", after="A2")],
        progress=[started("A2", "07:00", 90, mode_id="M2")],
    )
    fixed = (
        assign(problem, "A1", ("08:00", "09:00")),
        assign(problem, "A2", ("07:00", "08:00"), ("08:00", "09:30")),
    )
    assert said(problem, *fixed, assign(problem, "A3", ("09:30", "10:30"))) == set()
    assert "starts_before_predecessor" in said(problem, *fixed, assign(problem, "A3", ("09:29", "10:29")))


def test_new_work_starts_at_as_of_at_the_earliest_and_reported_work_before_it() -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1")])
    assert said(problem, assign(problem, "A1", ("08:00", "09:00"))) == set()
    assert "starts_in_the_past" in said(problem, assign(problem, "A1", ("07:59", "08:59")))
    past = problem.model_copy(update={"progress": (finished("A1", "06:30", "07:30"),)})
    assert said(past, assign(past, "A1", ("06:30", "07:30"))) == set()


@pytest.mark.parametrize(
    ("product_type", "start", "before"),
    [
        (ProductType.OTHER, "12:00", "11:59"),  # effective 06:00 + 4 h instruction + 2 h decomposition
        (ProductType.COMPLETE_SET, "01-06 10:00", "01-06 09:59"),  # … + 24 h
    ],
)
def test_work_starts_after_instruction_and_decomposition(product_type: ProductType, start: str, before: str) -> None:
    problem = shop(
        companies=[Company(id=CompanyId("C1"), decomposition_minutes_other=120)],
        orders=[order("A", due="01-30", effective=at("06:00"), decomposed_at=None, product_type=product_type)],
        operations=[operation("A1", modes=(outsourced(600),))],
    )
    for moment, expected in ((start, False), (before, True)):
        begins = at(moment)
        work = assign(problem, "A1", ("08:00", "18:00"))
        shift = begins - at("08:00")
        moved = work.model_copy(
            update={
                "start": begins,
                "end": work.end + shift,
                "segments": tuple(
                    s.model_copy(update={"start": s.start + shift, "end": s.end + shift}) for s in work.segments
                ),
            }
        )
        assert ("starts_before_release" in said(problem, moved)) is expected


def test_an_operations_own_date() -> None:
    problem = shop(orders=[order("A")], operations=[operation("A1", not_before="10:00")])
    assert said(problem, assign(problem, "A1", ("10:00", "11:00"))) == set()
    assert said(problem, assign(problem, "A1", ("09:59", "10:59"))) == {
        "starts_before_not_before",
        "better_than_empty_shop",
    }
