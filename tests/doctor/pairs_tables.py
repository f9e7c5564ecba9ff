"""Pairs about shared tables: calendars, ids, amounts, and load against capacity."""

from scheduler.domain.calendar import Calendar, CalendarException
from scheduler.domain.material import ProductStock
from scheduler.domain.problem import Problem
from scheduler.domain.product import StepPart
from scheduler.domain.record import CalendarId, CompanyId, ProductId
from tests.builders import (
    ALWAYS,
    DAY,
    arrival,
    at,
    instalment,
    line,
    machine,
    material,
    mode,
    need,
    operation,
    order,
    resource,
    stock,
    transport,
)
from tests.doctor.pairs import A1, FAR, Pair, product, step, with_operations

NEVER = Calendar(id=CalendarId("never"))
COPPER = [material("copper")]


def closed(*spans: tuple[str, str]) -> Problem:
    """A machine whose calendar is closed in these spans, else always open."""
    exceptions = tuple(CalendarException(start=at(start), end=at(end), open=False) for start, end in spans)
    works = ALWAYS.model_copy(update={"id": CalendarId("works"), "exceptions": exceptions})
    return with_operations(resources=[machine("M1", calendar="works")], orders=[], calendars=[works])


def down(start: str, end: str) -> Problem:
    return with_operations(resources=[resource("M1", down=[(start, end)])], orders=[])


CALENDARS = {
    "calendar_never_opens": Pair(
        with_operations(A1, resources=[machine("M1"), machine("M2", calendar="never")], calendars=[NEVER]),
        "calendars[2].weekly",
        with_operations(A1, calendars=[NEVER]),
        {"calendar": "never", "users": "M2"},
    ),
    "idle_calendar_never_opens": Pair(
        with_operations(A1, calendars=[NEVER]),
        "calendars[2].weekly",
        with_operations(A1, calendars=[NEVER.model_copy(update={"weekly": DAY.weekly[:1]})]),
        {"calendar": "never"},
    ),
    "calendar_closed_long": Pair(
        closed(("02-07 00:00", "02-28 00:01")),
        "calendars[2].exceptions",
        closed(("02-07 00:00", "02-28 00:00")),  # 21 days
        {"users": "M1", "days": 21},
    ),
    "calendar_closes_for_good": Pair(
        closed(("2027-12-17 07:59", "2036-01-01 00:00")),
        "calendars[2].weekly",
        closed(("2027-12-17 08:00", "2036-01-01 00:00")),  # 21 days before the two years are over
        {"users": "M1", "since": "2027-12-16T23:59+00:00"},
    ),
    "resource_closed_long": Pair(
        down("02-07 00:00", "02-28 00:01"),
        "resources[0].downtimes[0].end",
        down("02-07 00:00", "02-28 00:00"),
        {"resource": "M1", "days": 21},
    ),
    "resource_closes_for_good": Pair(
        down("2027-12-17 07:59", "2036-01-01 00:00"),
        "resources[0].downtimes[0].end",
        down("2027-12-17 08:00", "2036-01-01 00:00"),
        {"resource": "M1", "since": "2027-12-16T23:59+00:00"},
    ),
}


def goods(quantity: int) -> ProductStock:
    return ProductStock(product=ProductId("goods"), company=CompanyId("C1"), quantity=quantity)


IDS = {
    "generated_id_taken": Pair(
        with_operations(operation("A/1/cut", of="B"), products=[product(step())]),
        "operations[0].id",
        with_operations(operation("A/1/cuts", of="B"), products=[product(step())]),
        {"operation": "A/1/cut"},
    ),
    "similar_ids": Pair(
        with_operations(A1, resources=[machine("M1"), machine("Ｍ 1")]),
        "resources[1].id",
        with_operations(A1, resources=[machine("M1"), machine("MI")]),
        {"similar": "Ｍ 1", "first": "M1", "table": "resources"},
    ),
    "duplicate_mode": Pair(
        with_operations(operation("A1", modes=(mode("M1"), mode("D", id_="M1")))),
        "operations[0].modes[1].id",
        with_operations(operation("A1", modes=(mode("M1"), mode("D", id_="m1")))),
        {"first": 1, "second": 2},
    ),
    "duplicate_transport": Pair(
        with_operations(A1, transports=[transport("W1", "W2", 30), transport("W1", "W2", 45)]),
        "transports[1].to_workshop",
        with_operations(A1, transports=[transport("W1", "W2", 30), transport("W2", "W1", 45)]),
        {"minutes": 45, "overruled": 30},
    ),
    "duplicate_stock": Pair(
        with_operations(A1, materials=COPPER, stocks=[stock("copper", 3), stock("copper", 4)]),
        "stocks[1].material",
        with_operations(
            A1,
            materials=COPPER,
            stocks=[stock("copper", 3), stock("copper", 4).model_copy(update={"place": "yard"})],
        ),
        {"quantity": "4", "other": "3"},
    ),
    "duplicate_product_stock": Pair(
        with_operations(A1, products=[product(step())], product_stocks=[goods(1), goods(2)]),
        "product_stocks[1].product",
        with_operations(A1, products=[product(step())], product_stocks=[goods(1)]),
        {"quantity": 2, "other": 1},
    ),
    "duplicate_line": Pair(
        with_operations(A1, order_=order("A", lines=(line(1, instalment(1, FAR)), line(2, instalment(1, FAR))))),
        "orders[0].lines[1].product",
        with_operations(
            A1, order_=order("A", lines=(line(1, instalment(1, FAR)), line(2, instalment(1, "2026-07-01"))))
        ),
        {"line": 2, "other": 1},
        ("A",),
    ),
}


def weights(*weight: int) -> Problem:
    return with_operations(orders=[order(f"O{i}", FAR, weight=w) for i, w in enumerate(weight)])


def arriving(quantity: int) -> Problem:
    return with_operations(A1, materials=COPPER, arrivals=[arrival("P1", "copper", quantity, "01-06 08:00")])


def needing(quantity: int) -> Problem:
    return with_operations(operation("A1", needs=(need("copper", quantity),)), materials=COPPER)


def with_part(per_unit: int) -> Problem:
    part = StepPart(product=ProductId("part"), quantity_per_unit=per_unit)
    return with_operations(A1, products=[product(step("weld", parts=(part,))), product(step(), id_="part")])


AMOUNTS = {
    "efficiency_one": Pair(
        with_operations(A1, resources=[machine("M1", efficiency=1)]),
        "resources[0].efficiency_percent",
        with_operations(A1, resources=[machine("M1", efficiency=2)]),
    ),
    "weight_zero": Pair(
        with_operations(A1, order_=order("A", FAR, weight=0)),
        "orders[0].weight",
        with_operations(A1, order_=order("A", FAR, weight=1)),
        orders=("A",),
    ),
    "weight_stands_out": Pair(  # the median is 2; 40 is just 20 times that
        weights(1, 2, 2, 3, 41),
        "orders[4].weight",
        weights(1, 2, 2, 3, 40),
        {"weight": 41, "median": 2},
        ("O4",),
    ),
    "operation_without_quantity": Pair(
        with_operations(operation("A1", quantity=0)),
        "operations[0].quantity",
        with_operations(operation("A1", quantity="0.001")),
    ),
    "need_without_quantity": Pair(
        needing(0),
        "operations[0].needs[0].quantity",
        needing(1),
        {"material": "copper"},
    ),
    "part_without_quantity": Pair(
        with_part(0),
        "products[0].routing[0].parts[0].quantity_per_unit",
        with_part(1),
        {"product": "part"},
    ),
    "arrival_without_quantity": Pair(arriving(0), "arrivals[0].quantity", arriving(1)),
    "mode_without_minutes": Pair(
        with_operations(operation("A1", minutes=0)),
        "operations[0].modes[0].minutes_per_unit",
        with_operations(operation("A1", modes=(mode("M1", minutes=0, set_up=1),))),
    ),
}

JANUARY = 27 * 24 * 60 - 8 * 60
"""Minutes from Monday 5 January, 08:00, to the end of the month."""


def busy(*minutes: int) -> Problem:
    """Orders due at the end of January with work on one machine that is always open, beside an idle one."""
    return with_operations(
        *(operation(f"O{i}1", of=f"O{i}", minutes=m) for i, m in enumerate(minutes)),
        orders=[order(f"O{i}", "2026-01-31") for i in range(len(minutes))],
        resources=[machine("M1"), machine("M2", workshop="W2")],
    )


CAPACITY = {
    "workshop_overloaded": Pair(
        busy(JANUARY - 100, 101),
        "workshops[0].id",
        busy(JANUARY - 100, 100),
        {"workshop": "W1", "month": "2026-01", "percent": 101},
        ("O0", "O1"),
    ),
    "resource_overloaded": Pair(
        busy(JANUARY - 100, 101),
        "resources[0].id",
        busy(JANUARY - 100, 100),
        {"resource": "M1", "month": "2026-01", "percent": 101},
        ("O0", "O1"),
    ),
    "workshop_nearly_full": Pair(
        busy(JANUARY * 85 // 100 + 1),
        "workshops[0].id",
        busy(JANUARY * 85 // 100),
        {"percent": 86, "load": JANUARY * 85 // 100 // 60, "capacity": JANUARY // 60},
        ("O0",),
    ),
    "resource_nearly_full": Pair(
        busy(JANUARY),  # full, but not more than that
        "resources[0].id",
        busy(JANUARY + 1),
        {"percent": 100},
        ("O0",),
    ),
}

PAIRS = {**CALENDARS, **IDS, **AMOUNTS, **CAPACITY}
