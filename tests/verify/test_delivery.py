"""Delivery, lateness, and what an order could reach with the shop to itself."""

import pytest

from scheduler.domain.order import Order, Penalty
from scheduler.domain.pin import PinKind
from scheduler.domain.plan import Outcome, Verdict
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import CalendarId, CompanyId
from scheduler.domain.resource import Company
from scheduler.verify import verify
from tests.builders import (
    arrival,
    assign,
    at,
    destination,
    finished,
    instalment,
    line,
    link,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    outsourced,
    pin,
    shop,
    started,
    stock,
    transport,
)
from tests.verify.plans import complete, from_arrival, from_stock


def outcome_of(problem: Problem, *work: tuple[str, tuple[str, str]], **more: object) -> Outcome:
    """The only outcome of a plan that verifies."""
    plan = complete(problem, *(assign(problem, id_, span) for id_, span in work), **more)  # type: ignore[arg-type]
    assert verify(problem, plan) == []
    return plan.outcomes[0]


def to_site(ends: str, *, dispatch: bool, receiving: bool, transit: int = 60, packing: int = 0) -> Outcome:
    problem = shop(
        companies=[Company(id=CompanyId("C1"), dispatch_calendar=CalendarId("day") if dispatch else None)],
        destinations=[destination("site", transit=transit, receiving="day" if receiving else None)],
        orders=[order("A", due="01-30", to="site", packing=packing)],
        operations=[operation("A1")],
    )
    hour = int(ends[:2]) - 1
    return outcome_of(problem, ("A1", (f"{hour:02}{ends[2:]}", ends)))


@pytest.mark.parametrize(
    ("ends", "dispatch", "receiving", "leaves", "arrives"),
    [
        ("11:59", True, True, "11:59", "13:00"),  # there at 12:59, in the lunch break
        ("12:00", True, True, "13:00", "14:00"),  # nothing leaves in the lunch break
        ("12:00", False, True, "12:00", "13:00"),
        ("12:00", False, False, "12:00", "13:00"),
        ("11:30", True, False, "11:30", "12:30"),
        ("16:59", True, True, "16:59", "01-06 08:00"),
        ("17:00", True, True, "01-06 08:00", "01-06 09:00"),
    ],
)
def test_goods_leave_and_are_received_when_somebody_is_there(
    ends: str, dispatch: bool, receiving: bool, leaves: str, arrives: str
) -> None:
    (delivery,) = to_site(ends, dispatch=dispatch, receiving=receiving).deliveries
    assert (delivery.ready, delivery.leaves, delivery.arrives) == (at(ends), at(leaves), at(arrives))


def test_ex_works_arrives_when_it_is_packed() -> None:
    problem = shop(orders=[order("A", packing=45)], operations=[operation("A1")])
    (delivery,) = outcome_of(problem, ("A1", ("08:00", "09:00"))).deliveries
    assert delivery.ready == delivery.leaves == delivery.arrives == at("09:45")


def split(consent: bool) -> Outcome:
    """A1 for the first instalment, A2 for the second, A3 for their line, A4 for line 2, A5 for all."""
    problem = shop(
        resources=[machine(f"M{i}") for i in range(1, 6)],
        orders=[
            order(
                "A",
                consent=consent,
                lines=(
                    line(1, instalment(1, "01-05"), instalment(2, "01-06")),
                    line(2, instalment(1, "01-07")),
                ),
            )
        ],
        operations=[
            operation("A1", line=1, instalment=1, minutes=60),
            operation("A2", line=1, instalment=2, minutes=120, on="M2"),
            operation("A3", line=1, minutes=90, on="M3"),
            operation("A4", line=2, minutes=30, on="M4"),
            operation("A5", minutes=45, on="M5"),
        ],
    )
    ends = {"A1": "09:00", "A2": "10:00", "A3": "09:30", "A4": "08:30", "A5": "08:45"}
    return outcome_of(problem, *((id_, ("08:00", end)) for id_, end in ends.items()))


def test_with_consent_each_instalment_waits_only_for_what_feeds_it() -> None:
    ready = {(d.line, d.instalment): d.ready for d in split(consent=True).deliveries}
    assert ready == {(1, 1): at("09:30"), (1, 2): at("10:00"), (2, 1): at("08:45")}


def test_without_consent_the_last_piece_dates_the_order() -> None:
    (delivery,) = split(consent=False).deliveries
    assert (delivery.line, delivery.ready) == (None, at("10:00"))
    assert delivery.due == at("01-08 00:00")  # 24:00 of 7 January


def late_order(minutes: int, *, promised: Order, settings: Settings | None = None) -> Outcome:
    """A1 ends so many minutes after 10:00, which is when `promised` is due; alone it would end at 09:00."""
    problem = shop(orders=[promised], operations=[operation("A1")], settings=settings)
    end = 600 + minutes
    clock = f"{end // 60:02}:{end % 60:02}", f"{(end - 60) // 60:02}:{(end - 60) % 60:02}"
    return outcome_of(problem, ("A1", (clock[1], clock[0])))


def test_on_time_to_the_minute_and_late_one_minute_after() -> None:
    exact = late_order(0, promised=order("A", hour="10:00"))
    assert (exact.verdict, exact.late_minutes, exact.lateness_cost) == (Verdict.ON_TIME, 0, 0)
    late = late_order(1, promised=order("A", hour="10:00", weight=7, penalty=Penalty(fixed=100, per_day=10)))
    assert (late.verdict, late.late_minutes, late.lateness_cost) == (Verdict.LATE_CONTENDED, 1, 7 + 100 + 10)
    assert late.empty_shop_late_minutes == -60


@pytest.mark.parametrize(("minutes", "at_risk"), [(-30, False), (-29, True), (0, True), (1, False)])
def test_at_risk_is_on_time_with_less_slack_than_the_threshold(minutes: int, at_risk: bool) -> None:
    outcome = late_order(minutes, promised=order("A", hour="10:00"), settings=Settings(at_risk_minutes=30))
    assert outcome.at_risk is at_risk


@pytest.mark.parametrize(("hour", "verdict"), [("09:00", Verdict.LATE_CONTENDED), ("08:59", Verdict.LATE_IMPOSSIBLE)])
def test_impossible_means_late_even_alone(hour: str, verdict: Verdict) -> None:
    assert late_order(0, promised=order("A", hour=hour)).verdict is verdict


# the shop to itself


def alone(problem: Problem, *work: tuple[str, tuple[str, str]], **more: object) -> int | None:
    """Minutes after Tuesday 00:00 at which order A would arrive alone; the plan given is later."""
    return outcome_of(problem, *work, **more).empty_shop_late_minutes


def until_midnight(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:]) - 1440


def test_alone_takes_the_modes_that_suit_each_other() -> None:
    """A1 is faster on M1 (60), A2 exists only in W2, one way is 50 minutes: M2 (90) ends at 09:30, M1 at
    09:50."""
    problem = shop(
        resources=[machine("M1"), machine("M2", workshop="W2")],
        transports=[transport("W1", "W2", 50)],
        orders=[order("A")],
        operations=[
            operation("A1", modes=(mode("M1", minutes=60), mode("M2", minutes=90))),
            operation("A2", on="M2", minutes=30, after=link("A1", 5)),
        ],
    )
    assert alone(problem, ("A1", ("10:00", "11:00")), ("A2", ("11:55", "12:25"))) == until_midnight("10:05")


def test_alone_knows_calendars_lead_times_and_own_dates_but_no_pins() -> None:
    problem = shop(
        resources=[machine("M1", calendar="day")],
        orders=[order("A")],
        operations=[
            operation("A1", minutes=120, not_before="10:30", resumable=False),  # 13:00-15:00
            operation("A2", modes=(outsourced(90),), after="A1"),  # 16:30
        ],
        pins=[pin("p", "A1", PinKind.NOT_BEFORE, when="14:00")],
    )
    assert alone(problem, ("A1", ("14:00", "16:00")), ("A2", ("16:00", "17:30"))) == until_midnight("16:30")


def test_alone_material_dedicated_to_the_order_is_waited_for_and_the_rest_found_or_bought() -> None:
    def with_supplies(*arrivals_: object, lead: int = 300) -> int | None:
        problem = shop(
            materials=[material("copper", lead=lead)],
            stocks=[stock("copper", 5)],
            arrivals=arrivals_,  # type: ignore[arg-type]
            orders=[order("A")],
            operations=[operation("A1", needs=(need("copper", 4),))],
        )
        pegs = [from_stock("A1", "copper", 4)]
        if arrivals_:
            pegs = [from_stock("A1", "copper", 1), from_arrival("A1", "copper", 3, "PO", "11:00")]
        return alone(problem, ("A1", ("15:00", "16:00")), pegs=pegs)

    assert with_supplies() == until_midnight("09:00")
    dedicated = arrival("PO", "copper", 3, "11:00", dedicated_to="A")
    assert with_supplies(dedicated) == until_midnight("12:00")


def test_alone_what_is_reported_stays_as_it_is() -> None:
    problem = shop(
        resources=[machine("M1"), machine("M2", calendar="day")],
        orders=[order("A")],
        operations=[
            operation("A1"),
            operation("A2", on="M2", after="A1"),
            operation("A3", minutes=15, after="A2"),
        ],
        progress=[finished("A1", "06:00", "07:00"), started("A2", "07:00", 30, mode_id="M2")],
    )
    plan = complete(
        problem,
        assign(problem, "A1", ("06:00", "07:00")),
        assign(problem, "A2", ("07:00", "08:00"), ("08:00", "08:30")),
        assign(problem, "A3", ("09:00", "09:15")),
    )
    assert verify(problem, plan) == []
    assert plan.outcomes[0].empty_shop_late_minutes == until_midnight("08:45")
