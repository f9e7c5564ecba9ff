"""Links that put two operations on one station, or on different ones."""

import pytest

from scheduler.domain.operation import Station
from scheduler.domain.plan import Message, Outcome, Verdict
from scheduler.domain.problem import Problem
from scheduler.verify import verify
from tests.builders import assign, at, finished, machine, mode, operation, order, outsourced, pool, shop, use, workers
from tests.station_parts import where
from tests.verify.plans import complete, keys, said, with_levels


def chain(station: Station, **more: object) -> Problem:
    """A1, then A2, each on a station of the pool P, on M1, by one of the people G, or outside."""
    modes = (mode("P"), mode("M1"), mode("G"), outsourced(60))
    return shop(
        resources=(pool("P", 2), machine("M1"), workers("G", 2)),
        orders=[order("A")],
        operations=[operation("A1", modes=modes), operation("A2", modes=modes, after=where("A1", station))],
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("P", 0), ("P", 0), True),
        (("P", 1), ("P", 1), True),
        (("P", 0), ("P", 1), False),
        (("P", 0), ("M1", 0), False),  # station 0 of something else
        (("M1", 0), ("M1", 0), True),
        (("G", 0), ("G", 0), True),  # of people the group counts
        (("G", 0), ("M1", 0), False),
        (("out", 0), ("M1", 0), None),
        (("M1", 0), ("out", 0), None),
    ],
)
def test_resource_and_station_are_compared(one: tuple[str, int], other: tuple[str, int], same: bool | None) -> None:
    """None: work outside is not compared."""
    for station, wrong in (
        (Station.SAME, "on_another_station" if same is False else None),
        (Station.DIFFERENT, "on_the_same_station" if same else None),
        (Station.ANY, None),
    ):
        problem = chain(station)
        jobs = [
            assign(problem, id_, span, mode_id=mode_id, units={"P": (unit,)})
            for id_, (mode_id, unit), span in (("A1", one, ("08:00", "09:00")), ("A2", other, ("09:00", "10:00")))
        ]
        assert said(problem, *jobs) == ({wrong} if wrong else set())


@pytest.mark.parametrize("station", [Station.SAME, Station.DIFFERENT])
def test_reported_work_is_not_compared(station: Station) -> None:
    problem = chain(station, progress=[finished("A1", "07:00", "08:00", mode_id="M1")])
    past = assign(problem, "A1", ("07:00", "08:00"), mode_id="M1")
    for mode_id in ("M1", "P"):
        assert said(problem, past, assign(problem, "A2", ("08:00", "09:00"), mode_id=mode_id)) == set()


def tied(*links: tuple[int, int, Station], stations: int = 2, **more: object) -> Problem:
    """Operations A1, A2 … on the pool P, each after earlier ones, on the same station or on another one."""
    count = max(later for later, _, _ in links)
    return shop(
        resources=(pool("P", stations), machine("M1")),
        orders=[order("A")],
        operations=[
            operation(
                f"A{number}",
                on="P",
                after=tuple(where(f"A{earlier}", station) for later, earlier, station in links if later == number),
            )
            for number in range(1, count + 1)
        ],
        **more,  # type: ignore[arg-type]
    )


def stuck(problem: Problem) -> list[str]:
    """For which operations `no_station` is a true reason."""
    found: list[str] = []
    for item in problem.operations:
        reason = Message(key="no_station", parameters={"operation": item.id})
        outcome = Outcome(order=problem.orders[0].id, verdict=Verdict.NOT_PLANNABLE, faults=(reason,))
        plan = complete(problem).model_copy(update={"outcomes": (outcome,)})
        said_ = keys(verify(problem, with_levels(problem, plan)))
        assert said_ <= {"untrue_reason"}
        if not said_:
            found.append(item.id)
    return found


SAME, DIFFERENT = Station.SAME, Station.DIFFERENT


@pytest.mark.parametrize(
    ("links", "stations", "expected"),
    [
        ([(2, 1, SAME)], 1, []),
        ([(2, 1, DIFFERENT)], 2, []),
        ([(2, 1, DIFFERENT)], 1, ["A1", "A2"]),
        ([(2, 1, SAME), (3, 2, SAME), (3, 1, DIFFERENT)], 9, ["A1", "A2", "A3"]),  # elsewhere than itself
        ([(2, 1, DIFFERENT), (3, 1, DIFFERENT)], 3, []),
        ([(2, 1, DIFFERENT), (3, 1, DIFFERENT)], 2, ["A1"]),  # A2 and A3 may have taken both
        ([(2, 1, DIFFERENT), (3, 1, DIFFERENT), (3, 2, SAME)], 2, []),
    ],
)
def test_links_may_leave_no_station(links: list[tuple[int, int, Station]], stations: int, expected: list[str]) -> None:
    assert stuck(tied(*links, stations=stations)) == expected


def test_what_is_possible_at_any_time_to_come_counts() -> None:
    """A1 is done on M1 only and A2 on M1 or P: elsewhere it has P. Together they have M1; with P alone, nothing."""
    for station, modes, expected in (
        (DIFFERENT, (mode("M1"), mode("P")), []),
        (DIFFERENT, (mode("M1"),), ["A1", "A2"]),
        (SAME, (mode("M1"), mode("P")), []),
        (SAME, (mode("P"),), ["A1", "A2"]),
        (SAME, (mode("M1").model_copy(update={"ends_by": at("12:00")}), mode("P")), ["A1", "A2"]),  # not for good
        (SAME, (mode(use("M1")),), []),
        (DIFFERENT, (mode(use("P", 2)),), ["A2"]),  # on both at once
        (SAME, (mode("P"), outsourced(60)), []),  # outside it is not compared
    ):
        problem = shop(
            resources=(pool("P", 2), machine("M1")),
            orders=[order("A")],
            operations=[operation("A1"), operation("A2", modes=modes, after=where("A1", station))],
        )
        assert stuck(problem) == expected


def test_reported_work_leaves_every_station() -> None:
    problem = tied((2, 1, DIFFERENT), stations=1, progress=[finished("A1", "07:00", "08:00", mode_id="P")])
    assert stuck(problem) == []
