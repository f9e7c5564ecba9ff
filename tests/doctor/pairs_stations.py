"""Pairs about stations: set-ups, ovens, links between stations, maximum waits, and times at which modes are there."""

from scheduler.domain.goal import Approval
from scheduler.domain.operation import Link, Mode, Station
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Resource
from scheduler.domain.station import SetUp
from tests.builders import link, machine, mode, operation, outsourced, transport, use, weekly
from tests.doctor.pairs import Pair, with_operations
from tests.station_parts import doing, initial, oven, set_up, station, where

BOTH = (set_up(30, "red", "blue"), set_up(30, "blue", "red"))


def coloured(*rows: SetUp, **more: object) -> Problem:
    """A red and a blue operation on a station with these set-ups."""
    return with_operations(
        operation("A1", modes=(doing("M1", colour="red"),)),
        operation("A2", modes=(doing("M1", colour="blue"),)),
        resources=[station("M1", *rows, **more)],  # type: ignore[arg-type]
    )


SET_UPS = {
    "set_up_attribute_unused": Pair(
        coloured(*BOTH, set_up(10, attribute="film")),
        "resources[0].set_ups[2].attribute",
        coloured(*BOTH, set_up(10)),
        {"attribute": "film"},
    ),
    "set_up_value_unused": Pair(
        coloured(*BOTH, set_up(5, "red", "green")),
        "resources[0].set_ups[2].to_value",
        coloured(*BOTH, set_up(5, "red")),
        {"attribute": "colour", "values": "green"},
    ),
    "state_attribute_without_set_up": Pair(
        coloured(set_up(30, attribute="film")),
        "operations[0].modes[0].states[0].attribute",
        coloured(set_up(30)),
        {"resource": "M1", "attribute": "colour"},
    ),
    "state_without_set_ups": Pair(
        coloured(),
        "resources[0].set_ups",
        coloured(set_up(0)),
        {"resource": "M1", "values": "colour"},
    ),
    "duplicate_set_up": Pair(
        coloured(*BOTH, set_up(40, "red", "blue")),
        "resources[0].set_ups[2].minutes",
        coloured(*BOTH, set_up(40, "red")),
        {"change": "red → blue", "minutes": 30, "overruled": 40},
    ),
    "set_ups_take_nothing": Pair(
        coloured(set_up(0), set_up(0, "red")),
        "resources[0].set_ups",
        coloured(set_up(0), set_up(0, "red", cost=1)),
    ),
    "set_up_one_way": Pair(
        coloured(set_up(30, "red", "blue")),
        "resources[0].set_ups[0].to_value",
        coloured(set_up(30, "red", "blue"), set_up(0, "blue")),  # for all that comes after blue
        {"change": "red → blue", "back": "blue → red"},
    ),
    "unknown_initial_state": Pair(
        coloured(*BOTH, initially=[initial("rde")]),
        "resources[0].initial_states[0].value",
        coloured(*BOTH, initially=[initial("red")]),
        {"state": "rde", "nearest": "red", "number": 0},
    ),
    "duplicate_initial_state": Pair(
        coloured(*BOTH, units=2, initially=[initial("red"), initial("blue")]),
        "resources[0].initial_states[1].value",
        coloured(*BOTH, units=2, initially=[initial("red"), initial("blue", unit=1)]),
        {"state": "blue", "other": "red"},
    ),
    # by way of green it takes 10 + 19
    "set_up_detour": Pair(
        coloured(set_up(30, "red", "blue"), set_up(10, "red", "green"), set_up(19, "green", "blue")),
        "resources[0].set_ups[0].minutes",
        coloured(set_up(30, "red", "blue"), set_up(10, "red", "green"), set_up(20, "green", "blue")),
        {"by": "green", "minutes": 30, "detour": 29},
    ),
    "set_up_longer_than_opening": Pair(
        coloured(set_up(241), calendar="day"),
        "resources[0].set_ups[0].minutes",
        coloured(set_up(240), calendar="day"),  # from eight to noon
        {"change": "* → *", "longest": 240},
    ),
}

HOT = doing("O1", programme="hot", load=1)


def baked(*modes: Mode, on: Resource | None = None, resumable: bool = True) -> Problem:
    """An operation, on an oven that holds 10 or beside it."""
    return with_operations(
        operation("A1", modes=modes, resumable=resumable), resources=[on or oven("O1", hot=60), machine("M1")]
    )


def by_day(minutes: int) -> Problem:
    return baked(HOT, on=oven("O1", calendar="day", hot=minutes), resumable=False)


def on_benches(units: int, *, held: bool = True) -> Problem:
    bench = use("P", units, held=held)
    return with_operations(operation("A1", on=bench), resources=[station("P", set_up(5), units=2)])


OVENS = {
    "unknown_programme": Pair(
        baked(doing("O1", programme="hto", load=1)),
        "operations[0].modes[0].programme",
        baked(HOT),
        {"programme": "hto", "nearest": "hot"},
    ),
    "load_over_most": Pair(
        baked(doing("O1", programme="hot", load=3, per_unit="7.001")),
        "operations[0].modes[0].load_per_unit",
        baked(doing("O1", programme="hot", load=3, per_unit=7)),
        {"load": "10.001", "most": "10"},
        ("A",),
    ),
    "oven_without_load": Pair(
        baked(doing("O1", programme="hot")),
        "operations[0].modes[0].load_per_unit",
        baked(doing("O1", programme="hot", per_unit="0.001")),
        {"resource": "O1"},
    ),
    "load_without_oven": Pair(
        baked(doing("M1", load=1), HOT),
        "operations[0].modes[0].load",
        baked(doing("M1"), HOT),
        {"resource": "M1"},
    ),
    "programmes_without_load": Pair(
        baked(HOT, on=oven("O1", hot=60).model_copy(update={"most_load": None})),
        "resources[0].most_load",
        baked(HOT),
    ),
    "unused_programme": Pair(
        baked(HOT, on=oven("O1", hot=60, cold=30)),
        "resources[0].programmes[1].id",
        baked(HOT, doing("O1", programme="cold", load=1, id_="cold"), on=oven("O1", hot=60, cold=30)),
        {"programme": "cold"},
    ),
    "programme_with_minutes": Pair(
        baked(HOT.model_copy(update={"set_up_minutes": 1})),
        "operations[0].modes[0].set_up_minutes",
        baked(HOT),
    ),
    "programme_longer_than_opening": Pair(
        by_day(241),
        "resources[0].programmes[0].minutes",
        by_day(240),
        {"minutes": 241, "longest": 240},
    ),
    "station_not_first": Pair(
        baked(doing("M1", "O1")),
        "operations[0].modes[0].uses[1].resource",
        baked(doing("O1", "M1", programme="hot", load=1)),
        {"resource": "O1"},
    ),
    "several_stations": Pair(on_benches(2), "operations[0].modes[0].uses[0].units", on_benches(1), {"units": 2}),
    "station_not_held": Pair(
        on_benches(1, held=False), "operations[0].modes[0].uses[0].held", on_benches(1), {"resource": "P"}
    ),
}


def linked(to: Link, *, on: str = "M1", then: str = "M1") -> Problem:
    """A1, then A2: M1 in one workshop, M2 in another half an hour away, N open by night and D by day."""
    return with_operations(
        operation("A1", on=on),
        operation("A2", on=then, after=to),
        resources=[
            machine("M1"),
            machine("M2", workshop="W2"),
            machine("D", calendar="day"),
            machine("N", calendar="night"),
        ],
        calendars=[weekly("night", range(1, 8), "20:00", "06:00")],
        transports=[transport("W1", "W2", 30)],
    )


def with_work_between(maximum: int) -> Problem:
    """A2, an hour, between A1 and A3."""
    return with_operations(
        operation("A1"),
        operation("A2", after="A1"),
        operation("A3", after=("A2", link("A1", maximum=maximum))),
    )


LINKS = {
    "same_station_impossible": Pair(
        linked(where("A1", Station.SAME), then="D"),
        "operations[1].after[0].station",
        linked(where("A1", Station.SAME)),
        orders=("A",),
    ),
    "different_station_impossible": Pair(
        linked(where("A1", Station.DIFFERENT)),
        "operations[1].after[0].station",
        linked(where("A1", Station.DIFFERENT), then="D"),
        orders=("A",),
    ),
    "wait_shorter_than_way": Pair(
        linked(link("A1", maximum=29), then="M2"),
        "operations[1].after[0].maximum_minutes",
        linked(link("A1", maximum=30), then="M2"),
        {"maximum": 29, "minutes": 30},
        ("A",),
    ),
    "wait_shorter_than_work": Pair(
        with_work_between(59),
        "operations[2].after[1].maximum_minutes",
        with_work_between(60),
        {"operation": "A3", "predecessor": "A1", "minutes": 60},
        ("A",),
    ),
    # by night until six, by day from eight
    "wait_never_open": Pair(
        linked(link("A1", maximum=119), on="N", then="D"),
        "operations[1].after[0].maximum_minutes",
        linked(link("A1", maximum=120), on="N", then="D"),
        {"maximum": 119},
        ("A",),
    ),
}


def timed(**window: str) -> Problem:
    """An hour's work on a machine, or in a mode that is there for a while."""
    return with_operations(operation("A1", modes=(mode("M1"), doing("D", **window))))  # type: ignore[arg-type]


def offered(approval: Approval) -> Problem:
    outside = outsourced(1440, approval=Approval.PROPOSED), outsourced(2880, id_="later", approval=approval)
    return with_operations(operation("A1", modes=(mode("M1"), *outside)))


WINDOWS = {
    "no_lasting_mode": Pair(
        with_operations(operation("A1", modes=(doing("M1", ends_by="01-10 00:00"),))),
        "operations[0].modes",
        with_operations(operation("A1", modes=(doing("M1", starts_from="01-10 00:00"),))),
        orders=("A",),
    ),
    "mode_window_empty": Pair(
        timed(starts_from="10:00", starts_before="10:00"),
        "operations[0].modes[1].starts_before",
        timed(starts_from="10:00", starts_before="10:01"),
        {"mode": "D"},
    ),
    "mode_window_passed": Pair(
        timed(ends_by="08:00", starts_before="09:00"),
        "operations[0].modes[1].ends_by",
        timed(ends_by="08:01", starts_before="09:00"),
        {"mode": "D"},
    ),
    "mode_window_too_short": Pair(
        timed(ends_by="08:59"),
        "operations[0].modes[1].ends_by",
        timed(ends_by="09:00"),
        {"minutes": 60},
        ("A",),
    ),
    "supplier_never_approved": Pair(
        offered(Approval.REFUSED),
        "operations[0].modes[1].outsourcing.approval",
        offered(Approval.APPROVED),
        {"supplier": "S1", "count": 2},
    ),
}

PAIRS = {**SET_UPS, **OVENS, **LINKS, **WINDOWS}
