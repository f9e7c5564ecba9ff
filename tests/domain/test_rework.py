"""Reported rework as an operation of its own: what it waits for, and what waits for it."""

import pytest

from scheduler.domain.decompose import decomposed
from scheduler.domain.errors import InputError
from scheduler.domain.operation import Link, Operation, Relation, Rework, Station
from scheduler.domain.order import OrderStatus
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId
from tests.builders import at, finished, instalment, line, link, operation, order, shop
from tests.parts import rework

AGAIN = "A1~rework/R1"


def reworked(*operations: Operation, reworks: tuple[Rework, ...], **more: object) -> Problem:
    return decomposed(shop(orders=[order("A")], operations=operations, reworks=reworks, **more))  # type: ignore[arg-type]


def found(problem: Problem, id_: str) -> Operation:
    return next(item for item in problem.operations if item.id == id_)


def links(problem: Problem, id_: str) -> list[tuple[str, str, int, int | None]]:
    return [
        (one.operation, one.relation.value, one.minimum_minutes, one.maximum_minutes)
        for one in found(problem, id_).after
    ]


def test_it_belongs_where_its_operation_does_and_comes_after_it() -> None:
    two = (line(1, instalment(1, "01-06"), instalment(2, "01-07")),)
    base = operation("A1", line=1, instalment=2, resumable=False)
    problem = decomposed(
        shop(orders=[order("A", lines=two)], operations=[base], reworks=[rework("R1", "A1", "M1", reported="09:20")])
    )
    made = found(problem, AGAIN)
    assert (made.order, made.line, made.instalment, made.kind) == ("A", 1, 2, base.kind)
    assert made.after == (Link(operation=OperationId("A1")),)
    assert made.not_before == at("09:20")
    assert not made.resumable
    assert [item.id for item in problem.operations] == ["A1", AGAIN]


def test_what_waits_for_the_end_waits_for_the_rework_too() -> None:
    relations = [(f"A{i + 2}", relation) for i, relation in enumerate(Relation)]
    followers = [operation(id_, after=link("A1", 30, relation=relation)) for id_, relation in relations]
    problem = reworked(operation("A1"), *followers, reworks=(rework("R1", "A1", "M1"),))
    for id_, relation in relations:
        own = ("A1", relation.value, 30, None)
        waits = relation in (Relation.FINISH_START, Relation.FINISH_FINISH)
        assert links(problem, id_) == ([own, (AGAIN, relation.value, 30, None)] if waits else [own])


def test_a_maximum_counts_from_the_rework_and_the_same_station_from_the_first() -> None:
    there = link("A1", 5, maximum=60).model_copy(update={"station": Station.SAME})
    problem = reworked(operation("A1"), operation("A2", after=there), reworks=(rework("R1", "A1", "M1"),))
    assert links(problem, "A2") == [("A1", "finish_start", 5, None), (AGAIN, "finish_start", 5, 60)]
    assert [one.station for one in found(problem, "A2").after] == [Station.SAME, Station.ANY]


def test_several_reworks_do_not_wait_for_each_other_but_one_of_a_rework_does() -> None:
    """Listed in any order: R3 is a rework of the rework R1."""
    reworks = (rework("R3", AGAIN, "M1"), rework("R1", "A1", "M1"), rework("R2", "A1", "M1"))
    problem = reworked(operation("A1"), operation("A2", after="A1"), reworks=reworks)
    again = f"{AGAIN}~rework/R3"
    assert links(problem, AGAIN) == links(problem, "A1~rework/R2") == [("A1", "finish_start", 0, None)]
    assert links(problem, again) == [(AGAIN, "finish_start", 0, None)]
    assert {one[0] for one in links(problem, "A2")} == {"A1", AGAIN, again, "A1~rework/R2"}


def test_a_second_time_nothing_changes_and_a_new_one_is_added() -> None:
    problem = reworked(operation("A1"), operation("A2", after="A1"), reworks=(rework("R1", "A1", "M1"),))
    assert decomposed(problem) is problem
    later = decomposed(problem.model_copy(update={"reworks": (*problem.reworks, rework("R2", "A1", "M1"))}))
    assert sorted(one[0] for one in links(later, "A2")) == ["A1", AGAIN, "A1~rework/R2"]
    assert links(later, AGAIN) == [("A1", "finish_start", 0, None)]


def test_its_progress_is_reported_under_its_own_id() -> None:
    problem = reworked(
        operation("A1"),
        reworks=(rework("R1", "A1", "M1"),),
        progress=[finished("A1", "05:00", "06:00"), finished(AGAIN, "06:00", "07:00")],
    )
    assert [report.operation for report in problem.progress] == ["A1", AGAIN]


def test_a_rework_of_nothing_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"reworks \(id 'R1'\): its operation 'A9' does not exist"):
        reworked(operation("A1"), reworks=(rework("R1", "A9", "M1"),))
    taken = operation(AGAIN, of="A")
    with pytest.raises(InputError, match=r"reworks \(id 'R1'\): the operation 'A1~rework/R1' exists already"):
        reworked(operation("A1"), taken, reworks=(rework("R1", "A1", "M1"),))


def test_an_order_that_loads_nothing_need_not_have_its_operations() -> None:
    """On hold nothing is made from its template, so the rework waits with it; other orders' are still refused."""
    idle = shop(orders=[order("A", status=OrderStatus.ON_HOLD)], reworks=[rework("R1", "A/1/weld", "M1")])
    assert decomposed(idle) is idle
    with pytest.raises(InputError):
        decomposed(shop(orders=[order("A")], operations=[operation("A1")], reworks=[rework("R1", "A/1/weld", "M1")]))
