"""Pairs about dates, promises, purchases and times that look like another unit."""

from scheduler.domain.material import Material
from scheduler.domain.pin import PinKind
from scheduler.domain.problem import Problem, Settings
from tests.builders import (
    arrival,
    at,
    finished,
    material,
    mode,
    need,
    operation,
    order,
    outsourced,
    pin,
    stock,
)
from tests.doctor.pairs import A1, FAR, Pair, named, with_operations

EXPECTED = Settings(overdue_arrivals=1440)

DATES = {
    # as-of is Monday 08:00: a commitment to 08:00 is not past
    "due_passed": Pair(
        with_operations(A1, order_=order("A", "01-05", hour="07:59")),
        "orders[0].lines[0].instalments[0].committed",
        with_operations(A1, order_=order("A", "01-05", hour="08:00")),
        {"minutes": 1},
        ("A",),
    ),
    "reservation_lapsed": Pair(
        with_operations(A1, order_=order("A", FAR, reserved_until=at("08:00"))),
        "orders[0].reservation.until",
        with_operations(A1, order_=order("A", FAR, reserved_until=at("08:01"))),
        orders=("A",),
    ),
    "effective_in_future": Pair(
        with_operations(A1, order_=order("A", FAR, effective=at("08:01"))),
        "orders[0].effective_at",
        with_operations(A1, order_=order("A", FAR, effective=at("08:00"))),
        orders=("A",),
    ),
    "reported_in_future": Pair(
        with_operations(A1, progress=[finished("A1", "07:00", "08:01")]),
        "progress[0].finished_at",
        with_operations(A1, progress=[finished("A1", "07:00", "08:00")]),
        orders=("A",),
    ),
    "not_before_after_due": Pair(
        with_operations(operation("A1", not_before="2026-07-01 00:00")),
        "operations[0].not_before",
        with_operations(operation("A1", not_before="2026-06-30 23:59")),
        orders=("A",),
    ),
    "pin_after_due": Pair(
        with_operations(A1, pins=[pin("p", "A1", PinKind.START, when="2026-07-01 00:00")]),
        "pins[0].at",
        with_operations(A1, pins=[pin("p", "A1", PinKind.NOT_AFTER, when="2026-07-01 00:00")]),
        orders=("A",),
    ),
}

PROMISES = {
    # from 08:00 to 24:00 there are 960 minutes
    "late_even_alone": Pair(
        with_operations(operation("A1", minutes=500), operation("A2", minutes=461, after="A1"), order_=order("A")),
        "orders[0].lines[0].instalments[0].committed",
        with_operations(operation("A1", minutes=500), operation("A2", minutes=460, after="A1"), order_=order("A")),
        {"minutes": 1, "earliest": "2026-01-05T16:01+00:00"},
        ("A",),
    ),
    "work_beyond_two_years": Pair(
        with_operations(operation("A1", minutes=732 * 1440 + 1)),
        "orders[0].id",
        with_operations(operation("A1", minutes=732 * 1440)),
        orders=("A",),
    ),
}


def copper_for_a(*arrivals: object, settings: Settings | None = None, due: str = FAR) -> Problem:
    """Order A needs 5 copper, which takes ten days to buy."""
    return with_operations(
        operation("A1", needs=(need("copper", 5),)),
        order_=order("A", due),
        materials=[material("copper")],
        arrivals=arrivals,
        settings=settings,
    )


def in_stock(quantity: int, due: str) -> Problem:
    """Orders A and B need 2 copper each, due on Monday and later; bought today it comes on 15 January, 08:00."""
    return with_operations(
        *(operation(id_, needs=(need("copper", 2),)) for id_ in ("A1", "B1")),
        orders=[order("A", "01-05"), order("B", due)],
        materials=[material("copper")],
        stocks=[stock("copper", quantity)],
    )


PURCHASES = {
    "overdue_arrival": Pair(
        copper_for_a(arrival("P1", "copper", 5, "07:59")),
        "arrivals[0].at",
        copper_for_a(arrival("P1", "copper", 5, "08:00")),
        {"arrival": "P1", "quantity": "5"},
        ("A",),
    ),
    "overdue_arrival_redated": Pair(
        copper_for_a(arrival("P1", "copper", 5, "07:59"), settings=EXPECTED),
        "arrivals[0].at",
        copper_for_a(arrival("P1", "copper", 5, "08:00"), settings=EXPECTED),
        {"at": "2026-01-06T00:00+00:00"},
        ("A",),
    ),
    "arrival_after_due": Pair(
        copper_for_a(arrival("P1", "copper", 5, "2026-06-30 23:00", dedicated_to="A", inspection=61)),
        "arrivals[0].at",
        copper_for_a(arrival("P1", "copper", 5, "2026-06-30 23:00", dedicated_to="A", inspection=60)),
        {"due": "2026-06-30T16:00+00:00"},
        ("A",),
    ),
    # A takes two of three; B misses one and is due on 14 January, 24:00, before more could be bought
    "lead_time_after_due": Pair(
        in_stock(3, "01-14"),
        "materials[0].lead_minutes",
        in_stock(4, "01-14"),
        {"material": "copper", "lead": 14400},
        ("B",),
    ),
}


def working(*minutes: int | str, set_up: bool = False, name: str = "bend") -> Problem:
    """One operation of each duration, of one kind on one machine."""
    modes = [mode("M1", set_up=int(m)) if set_up else mode("M1", minutes=m) for m in minutes]
    return with_operations(*(named(operation(f"A{i}", modes=(m,)), name) for i, m in enumerate(modes)))


def buying(*lead: int) -> Problem:
    materials: list[Material] = [material(f"m{i}", lead=minutes) for i, minutes in enumerate(lead)]
    return with_operations(A1, materials=materials)


def outside(*lead: int) -> Problem:
    return with_operations(*(operation(f"A{i}", modes=(outsourced(minutes),)) for i, minutes in enumerate(lead)))


UNITS = {
    # half an hour is 0.5 hours, and a quarter less is as near as that: 30 / 60 / 1.25
    "duration_stands_out": Pair(
        working(20, 30, 30, 30, 45, "0.4"),
        "operations[5].modes[0].minutes_per_unit",
        working(20, 30, 30, 30, 45, "0.399"),
        {"number": "0.4", "usual": "30", "unit": "hours"},
    ),
    "set_up_stands_out": Pair(  # the median is 10; 200 is just twenty times that
        working(10, 10, 10, 10, 12, 201, set_up=True),
        "operations[5].modes[0].set_up_minutes",
        working(10, 10, 10, 10, 12, 200, set_up=True),
        {"number": "201", "usual": "10", "unit": "unknown"},
    ),
    "lead_time_stands_out": Pair(
        buying(1440, 1440, 2880, 14400, 59),
        "materials[4].lead_minutes",
        buying(1440, 1440, 2880, 14400, 60),
        {"minutes": 59, "usual": 1440},
    ),
    "outside_time_stands_out": Pair(
        outside(1440, 1440, 2880, 14400, 5),
        "operations[4].modes[0].outsourcing.lead_minutes",
        outside(1439, 1439, 2880, 14400, 5),  # the median is no day
        {"minutes": 5, "usual": 1440},
    ),
}

PAIRS = {**DATES, **PROMISES, **PURCHASES, **UNITS}
