"""The difference of two problems: every row that is new, different or gone, and nothing else."""

import random

import pytest

from scheduler.domain.calendar import Calendar
from scheduler.domain.problem import Problem
from scheduler.files.tables.difference import POSITION, Change, ChangeKind, FieldChange, difference
from tests.builders import DAY, at, instalment, line, machine, mode, operation, order, shop, stock
from tests.files.tables.nasty import nasty_problem
from tests.random_shops import random_shop

SHOP = shop(
    resources=[machine("M1"), machine("M2")],
    orders=[order("A", "01-07"), order("B", "01-08")],
    operations=[operation("A1", modes=(mode("M1"), mode("M2", id_="other"))), operation("A2", after="A1")],
)


def with_orders(*orders: object) -> Problem:
    return SHOP.model_copy(update={"orders": orders})


def test_equal_problems_do_not_differ() -> None:
    assert difference(SHOP, SHOP) == []


def test_a_changed_cell_is_told_with_both_values_as_shown() -> None:
    later = order("A", "01-09", weight=5)
    assert difference(SHOP, with_orders(later, SHOP.orders[1])) == [
        Change("orders", ("A",), ChangeKind.CHANGED, (FieldChange("weight", 1, 5),)),
        Change(
            "order_lines",
            ("A", 1, 1),
            ChangeKind.CHANGED,
            tuple(
                FieldChange(key, at("01-07 12:00").date(), at("01-09 12:00").date())
                for key in ("requested", "first_committed", "committed")
            ),
        ),
    ]


def test_values_are_shown_in_the_language_asked_for() -> None:
    held = SHOP.orders[0].model_copy(update={"untradeable": True})
    (change,) = difference(SHOP, with_orders(held, SHOP.orders[1]), "zh-CN")
    assert change.fields == (("untradeable", "否", "是"),)


def test_new_rows_and_those_that_are_gone_are_told_with_their_parts() -> None:
    found = difference(SHOP, with_orders(order("C"), SHOP.orders[0]))
    assert [(change.table, change.identity, change.kind) for change in found] == [
        ("orders", ("C",), ChangeKind.ADDED),
        ("orders", ("B",), ChangeKind.GONE),
        ("order_lines", ("C", 1, 1), ChangeKind.ADDED),
        ("order_lines", ("B", 1, 1), ChangeKind.GONE),
    ]


def test_a_new_order_of_rows_alone_is_no_change_where_it_means_nothing() -> None:
    turned = SHOP.model_copy(
        update={
            name: getattr(SHOP, name)[::-1] for name in ("orders", "operations", "resources", "calendars", "workshops")
        }
    )
    assert turned != SHOP
    assert difference(SHOP, turned) == []


def test_the_order_of_modes_is_content_and_the_row_that_moved_is_told() -> None:
    first, second = SHOP.operations
    turned = first.model_copy(update={"modes": first.modes[::-1]})
    (change,) = difference(SHOP, SHOP.model_copy(update={"operations": (turned, second)}))
    assert (change.table, change.kind) == ("operation_modes", ChangeKind.CHANGED)
    assert change.fields in (((POSITION, 1, 2),), ((POSITION, 2, 1),))


def test_of_many_rows_only_the_one_that_moved_is_told() -> None:
    parts = [instalment(number, "01-07") for number in (1, 2, 3, 4)]
    old, new = (
        with_orders(order("A", lines=(line(1, *parts),))),
        with_orders(order("A", lines=(line(1, *parts[1:], parts[0]),))),
    )
    assert difference(old, new) == [
        Change("order_lines", ("A", 1, 1), ChangeKind.CHANGED, (FieldChange(POSITION, 1, 4),))
    ]


def test_a_row_put_between_others_moves_none_of_them() -> None:
    parts = [instalment(number, "01-07") for number in (1, 2, 3)]
    old = with_orders(order("A", lines=(line(1, parts[0], parts[2]),)))
    new = with_orders(order("A", lines=(line(1, *parts),)))
    assert [change.kind for change in difference(old, new)] == [ChangeKind.ADDED]


def test_predecessors_are_content_in_their_order() -> None:
    old, new = (
        shop(orders=[order("A")], operations=[operation("A1"), operation("A2"), operation("A3", after=after)])
        for after in (("A1", "A2"), ("A2", "A1"))
    )
    assert difference(old, new) == [
        Change("operations", ("A3",), ChangeKind.CHANGED, (FieldChange("after", "A1; A2", "A2; A1"),))
    ]


def test_rows_of_one_identity_are_paired_without_inventing_changes() -> None:
    one, two, three = (stock("copper", quantity) for quantity in (1, 2, 3))
    old = SHOP.model_copy(update={"stocks": (one, two)})
    assert difference(old, SHOP.model_copy(update={"stocks": (two, one)})) == []
    found = difference(old, SHOP.model_copy(update={"stocks": (two, three)}))
    assert [(change.kind, change.fields) for change in found] == [(ChangeKind.CHANGED, (("quantity", 1, 3),))]
    found = difference(old, SHOP.model_copy(update={"stocks": (two,)}))
    assert [(change.table, change.kind) for change in found] == [("stocks", ChangeKind.GONE)]


def test_shifts_are_compared_weekday_by_weekday() -> None:
    def calendar(*weekly: object) -> Problem:
        rest = tuple(one for one in SHOP.calendars if one.id != DAY.id)
        return SHOP.model_copy(update={"calendars": (*rest, Calendar(id=DAY.id, weekly=weekly))})  # type: ignore[arg-type]

    assert difference(SHOP, calendar(*DAY.weekly[::-1])) == []
    assert difference(SHOP, calendar(*DAY.weekly[:4])) == [
        Change("shifts", ("day", "Fri", DAY.weekly[4].start), ChangeKind.GONE)
    ]


def test_the_plant_is_one_row_without_identity() -> None:
    found = difference(SHOP, SHOP.model_copy(update={"as_of": at("01-06 08:00"), "zone": "Europe/Berlin"}))
    (change,) = found
    assert (change.table, change.identity, change.kind) == ("plant", (), ChangeKind.CHANGED)
    assert change.fields[0] == ("zone", "Asia/Shanghai", "Europe/Berlin")
    assert [str(value) for value in change.fields[1][1:]] == ["2026-01-05 08:00:00", "2026-01-06 01:00:00"]


@pytest.mark.parametrize("seed", range(12))
def test_no_difference_means_equal_up_to_the_order_of_rows_that_means_nothing(seed: int) -> None:
    """Shuffled tables don't differ; whatever single record is taken out or doubled does."""
    rng = random.Random(seed)
    for problem in (nasty_problem(seed), random_shop(seed)):
        tables = [name for name in type(problem).model_fields if isinstance(getattr(problem, name), tuple)]
        shuffled = {name: tuple(rng.sample(getattr(problem, name), len(getattr(problem, name)))) for name in tables}
        assert difference(problem, problem.model_copy(update=shuffled)) == []
        for name in tables:
            if rows := getattr(problem, name):
                less = problem.model_copy(update={name: rows[1:]})
                assert any(change.kind is ChangeKind.GONE for change in difference(problem, less)), name
                assert any(change.kind is ChangeKind.ADDED for change in difference(less, problem)), name
