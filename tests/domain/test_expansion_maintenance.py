"""Maintenance as orders: their dates to the minute, what they take, and what else notices them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.decompose import decomposed
from scheduler.domain.due import dues
from scheduler.domain.errors import InputError
from scheduler.domain.loading import Load, loading, work_may_start
from scheduler.domain.operation import Operation, Relation, Station
from scheduler.domain.order import OrderClass
from scheduler.domain.problem import Problem
from scheduler.domain.resource import Maintenance, Resource
from scheduler.domain.station import SetUp
from tests.builders import at, machine, operation, order, pool, shop, workers
from tests.people import maintained


def of(*resources: Resource, **more: object) -> Problem:
    return shop(resources=resources, **more)  # type: ignore[arg-type]


def added(problem: Problem) -> list[Operation]:
    return [o for o in decomposed(problem).operations if o not in problem.operations]


def test_maintenance_is_an_untradeable_order_with_one_operation_that_takes_all_units() -> None:
    problem = of(maintained(pool("P", 3, workshop="W2"), "oil", 90, "10:00", "01-06 12:34"))
    (made,) = decomposed(problem).orders
    assert (made.id, made.order_class, made.untradeable, made.weight) == (
        "maintenance:P/oil", OrderClass.MAINTENANCE, True, 1
    )  # fmt: skip
    assert made.company == "C1"
    assert loading(made, problem).load is Load.BINDING
    assert work_may_start(made, problem) == at("10:00")
    assert [due.committed for due in dues(made, ZoneInfo(problem.zone))] == [at("01-06 12:34")]
    (work,) = added(problem)
    (mode,) = work.modes
    assert (str(work.id), work.order, work.resumable) == (made.id, made.id, True)
    assert [(use.resource, use.units) for use in mode.uses] == [("P", 3)]
    assert (mode.set_up_minutes, int(mode.minutes_per_unit)) == (90, 0)
    assert decomposed(problem).resources[0].maintenance == ()


@pytest.mark.parametrize(
    "latest",
    [
        datetime(2026, 10, 24, 22, 0, tzinfo=UTC),  # midnight of the 25th in Berlin
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02:30, the first time
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 02:30, the second time
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # 03:00, when 02:00 has just been skipped
        datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
    ],
)
def test_the_latest_end_is_due_to_the_minute_also_where_clocks_change(latest: datetime) -> None:
    work = Maintenance(id="oil", minutes=60, earliest=latest - timedelta(days=1), latest=latest)
    worn = machine("M1").model_copy(update={"maintenance": (work,)})
    problem = shop(resources=[worn], zone="Europe/Berlin")
    (made,) = decomposed(problem).orders
    assert [due.committed for due in dues(made, ZoneInfo("Europe/Berlin"))] == [latest]


def test_several_maintenances_are_several_orders_and_a_second_expansion_changes_nothing() -> None:
    twice = maintained(maintained(machine("M1"), "oil", 60, "08:00", "12:00"), "belt", 30, "08:00", "12:00")
    problem = of(twice, maintained(workers("G", 2), "oil", 60, "08:00", "12:00"))
    once = decomposed(problem)
    assert [order.id for order in once.orders] == ["maintenance:M1/oil", "maintenance:M1/belt", "maintenance:G/oil"]
    assert decomposed(once) is once


def test_stations_that_remember_are_maintained_one_by_one() -> None:
    """An operation each, all on different stations; a single one that remembers is like any other."""
    worn = maintained(pool("P", 3), "oil", 60, "08:00", "12:00")
    remembering = worn.model_copy(update={"set_ups": (SetUp(attribute="colour", minutes=10),)})
    made = added(of(remembering))
    assert [o.id for o in made] == [f"maintenance:P/oil/{number}" for number in (1, 2, 3)]
    assert [o.modes[0].uses[0].units for o in made] == [1, 1, 1]
    assert [[link.operation for link in o.after] for o in made] == [[], [made[0].id], [made[0].id, made[1].id]]
    assert {(link.relation, link.station) for o in made for link in o.after} == {
        (Relation.START_START, Station.DIFFERENT)
    }
    alone = machine("M1").model_copy(update={"set_ups": remembering.set_ups})
    (single,) = added(of(maintained(alone, "oil", 60, "08:00", "12:00")))
    assert single.id == "maintenance:M1/oil"


def test_an_oven_is_maintained_empty() -> None:
    oven = machine("O").model_copy(update={"most_load": Decimal("2.5")})
    (work,) = added(of(maintained(oven, "clean", 60, "08:00", "12:00")))
    assert work.modes[0].load == Decimal("2.5")


def test_an_order_or_operation_of_that_id_is_refused() -> None:
    worn = maintained(machine("M1"), "oil", 60, "08:00", "12:00")
    for taken in (
        {"orders": [order("maintenance:M1/oil")]},
        {"orders": [order("A")], "operations": [operation("maintenance:M1/oil", of="A")]},
    ):
        with pytest.raises(InputError, match="M1"):
            decomposed(of(worn, **taken))
