"""The demo factory: the committed file is what the generator makes, and it shows what it promises."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from data.examples.demo_factory import AS_OF, CASES, SEED, build, order_id
from data.examples.demo_shop import calendars
from scheduler.domain.decompose import decomposed
from scheduler.domain.order import OrderClass, OrderStatus
from scheduler.domain.problem import Problem
from scheduler.domain.schema import dump, load_problem

FILE = Path(__file__).parents[2] / "data" / "examples" / "demo.json"


@pytest.fixture(scope="module")
def demo() -> Problem:
    return build()


def test_the_committed_file_is_what_the_generator_makes(demo: Problem) -> None:
    assert FILE.read_bytes() == dump(demo), "python -m data.examples.demo_factory > data/examples/demo.json"
    assert load_problem(FILE.read_bytes(), "demo") == demo
    assert FILE.stat().st_size < 1_000_000


def test_a_seed_and_a_moment_make_the_demo() -> None:
    assert build(AS_OF, SEED + 1) != build(AS_OF, SEED)
    later = build(AS_OF + timedelta(days=90))
    assert load_problem(dump(later), "later").as_of == AS_OF.astimezone(UTC) + timedelta(days=90)


def test_the_demo_has_the_size_that_was_asked_for(demo: Problem) -> None:
    assert 24 <= len(demo.orders) <= 27
    assert 480 <= len(decomposed(demo).operations) <= 540


def test_everything_has_a_chinese_and_an_english_name(demo: Problem) -> None:
    tables = (
        demo.companies, demo.workshops, demo.calendars, demo.resources, demo.suppliers, demo.materials,
        demo.products, demo.destinations, demo.orders, decomposed(demo).operations,
    )  # fmt: skip
    for table in tables:
        for record in table:
            assert record.names.en.isascii() or "×" in record.names.en, record.id
            assert not record.names.zh.isascii(), record.id


def test_the_demo_holds_every_situation_it_promises(demo: Problem) -> None:
    """One look at each: who reads the demo should find all of them."""
    orders = {order.id: order for order in demo.orders}
    statuses = Counter(order.status for order in demo.orders)
    assert statuses[OrderStatus.SIGNED] == statuses[OrderStatus.RESERVED] == statuses[OrderStatus.INQUIRY] == 1
    assert [order.id for order in demo.orders if order.untradeable] == [order_id(1)]
    consenting = [order for order in demo.orders if order.part_delivery_consent]
    assert [len(order.lines[0].instalments) for order in consenting] == [2]
    assert sum(order.penalty is not None for order in demo.orders) >= 2
    assert sum(order.order_class is OrderClass.NON_STANDARD for order in demo.orders) == 2
    assert sum(order.destination is not None for order in demo.orders) >= 5
    assert [a.id for a in demo.arrivals if a.at < demo.as_of] == ["PO-109"]
    dedicated = [a for a in demo.arrivals if a.order and a.at > demo.as_of]
    assert [orders[a.order].id for a in dedicated if a.order] == [order_id(3)]
    by_hand = {operation.order for operation in demo.operations}
    assert by_hand == {order_id(6), order_id(24), order_id(25)}
    assert len(demo.progress) == 3
    assert len(demo.pins) == 1


def test_only_the_faulty_order_points_nowhere(demo: Problem) -> None:
    operations = decomposed(demo).operations
    known = {operation.id for operation in operations}
    lost = {o.order for o in operations for link in o.after if link.operation not in known}
    assert lost == {order_id(24)}


def test_instalments_share_the_work_and_the_parts(demo: Problem) -> None:
    """Together the two halves of order 6 need what its template says, in every step and every part."""
    case = next(case for case in CASES if case.special == "instalments")
    order = order_id(case.number)
    template = [o for o in decomposed(demo.model_copy(update={"operations": ()})).operations if o.order == order]
    halves = [operation for operation in demo.operations if operation.order == order]
    assert len(halves) == 2 * len(template)
    for operation in template:
        step = operation.id.rsplit("/", 1)[1]
        parts = [half for half in halves if half.id.endswith(f"/{step}")]
        assert sum(half.quantity for half in parts) == operation.quantity
        for row, need in enumerate(operation.needs):
            assert sum(half.needs[row].quantity for half in parts) == need.quantity


def test_day_shift_calendar_is_the_official_one() -> None:
    """Another library's list of China's working days, day by day until the end of the official year."""
    day_shift = calendars(AS_OF, 90)[0]
    weekdays = {shift.weekday for shift in day_shift.weekly}
    made_up = {day.day for day in day_shift.make_up_days}
    day = AS_OF.date()
    while day <= date(2026, 11, 28):
        works = day in made_up or (day.isoweekday() in weekdays and day not in day_shift.holidays)
        assert works == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
    assert {date(2026, 5, 9), date(2026, 9, 20)} <= made_up


def test_moments_of_the_demo_are_whole_hours_of_the_plant(demo: Problem) -> None:
    assert demo.as_of == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
    assert all(arrival.at.minute == 0 for arrival in demo.arrivals)
