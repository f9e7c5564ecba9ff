"""Latest dates: argued by hand, and held against a forward walk and against the verdicts of plans of random shops."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from scheduler.domain.operation import Link, Mode, Operation, Relation, TaskKind
from scheduler.domain.order import Order
from scheduler.domain.plan import Plan, Verdict
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId, OrderId
from scheduler.sheets import Facts
from scheduler.sheets.departments import bought, departments, in_store, latest_in_store
from scheduler.verify.case import Case
from scheduler.verify.delivery_times import feeds, way
from scheduler.verify.empty_shop import earliest_place
from scheduler.verify.minutes import minute
from tests.builders import (
    arrival,
    at,
    destination,
    finished,
    link,
    machine,
    material,
    need,
    operation,
    order,
    outsourced,
    random_shop,
    shop,
    started,
    stock,
    transport,
    weekly,
)
from tests.seeds import seeds
from tests.sheets.plans import facts_of, rule_plan

SIZE = 9


def start_of(facts: Facts, id_: str) -> datetime | None:
    return facts.at(facts.latest.operations[OperationId(id_)].start)


def finish_of(facts: Facts, id_: str) -> datetime | None:
    return facts.at(facts.latest.operations[OperationId(id_)].finish)


# by hand


def test_the_way_back_from_the_customer_to_the_first_operation() -> None:
    """Due Wednesday 24:00. Received until 16:59, so it leaves by 14:59 (transit 120) and is packed by then; packing
    takes 30: A2 ends by 14:29. It works 08-12 and 13-17 for 150 minutes: 89 since 13:00, 61 before 12:00, so it
    starts by 10:59. The way from W1 to W2 takes 40 and the lag 20: A1 ends by 09:59 and, 60 minutes long, starts by
    08:59.
    """
    problem = shop(
        resources=[machine("M1", calendar="day"), machine("M2", calendar="day", workshop="W2")],
        transports=[transport("W1", "W2", 40)],
        destinations=[destination("site", transit=120, receiving="day")],
        orders=[order("A", "01-07", to="site", packing=30)],
        operations=[operation("A1", minutes=60), operation("A2", on="M2", minutes=150, after=link("A1", 20))],
    )
    facts = facts_of(problem)
    limit = facts.latest.deliveries[OrderId("A")][0]
    assert facts.at(limit.arrives) == at("2026-01-08 00:00")
    assert facts.at(limit.leaves) == facts.at(limit.ready) == at("01-07 14:59")
    assert (start_of(facts, "A2"), finish_of(facts, "A2")) == (at("01-07 10:59"), at("01-07 14:29"))
    assert (start_of(facts, "A1"), finish_of(facts, "A1")) == (at("01-07 08:59"), at("01-07 09:59"))


def test_dispatch_days_hold_back() -> None:
    """Lorries go on Mondays and Wednesdays, 14-15. Due Tuesday 24:00: the last one is Monday's, at 14:59."""
    problem = shop(
        calendars=[weekly("lorry", (1, 3), "14:00", "15:00")],
        companies=[shop().companies[0].model_copy(update={"dispatch_calendar": "lorry"})],
        destinations=[destination("site", transit=60)],
        orders=[order("A", "01-06", to="site")],
        operations=[operation("A1")],
    )
    facts = facts_of(problem)
    assert facts.at(facts.latest.deliveries[OrderId("A")][0].leaves) == at("01-05 14:59")
    assert finish_of(facts, "A1") == at("01-05 14:59")


def test_work_that_may_not_pause_needs_one_stretch() -> None:
    """240 minutes by 14:00: resumable from 09:00 on; in one stretch only the morning is long enough."""
    for resumable, begins in ((True, "09:00"), (False, "08:00")):
        problem = shop(
            resources=[machine("M1", calendar="day")],
            orders=[order("A", hour="14:00")],
            operations=[operation("A1", minutes=240, resumable=resumable)],
        )
        assert start_of(facts_of(problem), "A1") == at(begins)


def test_work_outside_goes_by_the_clock_and_has_no_way() -> None:
    problem = shop(
        resources=[machine("M1", calendar="day")],
        orders=[order("A", "01-07")],
        operations=[operation("A1"), operation("A2", modes=(outsourced(1000),), after="A1")],
    )
    facts = facts_of(problem)
    assert start_of(facts, "A2") == at("01-07 07:20")
    assert finish_of(facts, "A1") == at("01-07 07:20")
    assert start_of(facts, "A1") == at("01-06 16:00")


def test_the_most_urgent_follower_and_delivery_count() -> None:
    """A1 feeds A2 (120 minutes) and A3 (30): A2 decides."""
    problem = shop(
        resources=[machine("M1"), machine("M2"), machine("M3")],
        orders=[order("A", hour="20:00")],
        operations=[
            operation("A1"),
            operation("A2", on="M2", minutes=120, after="A1"),
            operation("A3", on="M3", minutes=30, after="A1"),
        ],
    )
    facts = facts_of(problem)
    assert finish_of(facts, "A1") == at("18:00")
    assert start_of(facts, "A3") == at("19:30")


def test_reported_work_has_no_latest_start_but_others_wait_for_it() -> None:
    problem = shop(
        resources=[machine("M1"), machine("M2")],
        orders=[order("A", hour="20:00")],
        operations=[operation("A1"), operation("A2", on="M2", after="A1"), operation("A3", after="A2")],
        progress=[finished("A1", "06:00", "07:00"), started("A2", "07:00", 30, "M2")],
    )
    facts = facts_of(problem)
    assert start_of(facts, "A1") is None
    assert start_of(facts, "A2") is None
    assert finish_of(facts, "A2") == at("19:00")
    assert finish_of(facts, "A1") == at("20:00")  # nobody that is still to come waits for it


def test_a_date_in_the_past_has_latest_dates_in_the_past() -> None:
    """Due on Friday the 2nd at 24:00: with a day machine the work must have been done by then."""
    problem = shop(
        resources=[machine("M1", calendar="day")], orders=[order("A", "01-02")], operations=[operation("A1")]
    )
    facts = facts_of(problem)
    assert start_of(facts, "A1") == at("01-02 16:00")


def test_material_is_needed_before_its_inspection() -> None:
    """A1 starts by 19:00; with 90 minutes of inspection the arrival must be in store by 17:30."""
    problem = shop(
        materials=[material("steel", inspection=90)],
        stocks=[stock("steel", 1)],
        arrivals=[arrival("PO", "steel", 5, "10:00")],
        orders=[order("A", hour="20:00")],
        operations=[operation("A1", needs=(need("steel", 3),))],
    )
    facts = facts_of(problem)
    pegs = list(bought(facts, facts.work[OrderId("A")][0]))
    assert [in_store(facts, peg) for peg in pegs] == [at("10:00")]
    assert [latest_in_store(facts, peg) for peg in pegs] == [at("17:30")]


def test_days_on_which_the_clocks_change_lose_no_hour() -> None:
    """Berlin, Sunday 29 March 2026 has 23 hours. Due that day, 24:00; outside work of 1,380 minutes begins at 00:00."""
    problem = shop(
        zone="Europe/Berlin",
        orders=[order("A", "03-29")],
        operations=[operation("A1", modes=(outsourced(23 * 60),)), operation("A2", minutes=1)],
    )
    facts = facts_of(problem)
    begins = facts.local(start_of(facts, "A1"))
    assert begins is not None
    assert begins.replace(tzinfo=None) == datetime(2026, 3, 29)  # noqa: DTZ001 - what the clock on the wall shows


# against plans of random shops


@pytest.fixture(scope="module", params=seeds(16, of=48))
def planned(request: pytest.FixtureRequest) -> tuple[Problem, Plan]:
    problem = random_shop(request.param, SIZE)
    return problem, rule_plan(problem)


def beyond(facts: Facts, order: Order) -> Iterator[bool]:
    """For every operation, delivery and supply of an order: whether it is planned after its latest date."""
    for assignment in facts.work.get(order.id, ()):
        latest = facts.latest.operations[assignment.operation]
        yield latest.finish is None or facts.minute(assignment.end) > latest.finish
        if facts.progress(assignment.operation) is None:
            yield latest.start is None or facts.minute(assignment.start) > latest.start
        for peg in bought(facts, assignment):
            needed = latest_in_store(facts, peg)
            yield needed is None or in_store(facts, peg) > needed
    yield from ready_late(facts, order)


def ready_late(facts: Facts, order: Order) -> Iterator[bool]:
    deliveries = facts.outcomes[order.id].deliveries
    for delivery, limit in zip(deliveries, facts.latest.deliveries[order.id], strict=True):
        yield limit.ready is None or facts.minute(delivery.ready) > limit.ready
        yield limit.leaves is None or facts.minute(delivery.leaves) > limit.leaves
        yield facts.minute(delivery.arrives) > limit.arrives


def test_an_order_is_on_time_exactly_if_nothing_is_planned_after_its_latest_date(planned: tuple[Problem, Plan]) -> None:
    """For late orders that also holds before the goods are on their way: an operation, or being packed."""
    facts = facts_of(*planned)
    for order_, outcome in facts.planned:
        late = outcome.verdict is not Verdict.ON_TIME
        assert any(beyond(facts, order_)) is late, order_.id
        if late and not reported_before(facts, order_):
            ends = [facts.minute(a.end) for a in facts.work.get(order_.id, ())]
            limits = [facts.latest.operations[a.operation].finish for a in facts.work.get(order_.id, ())]
            too_late = [limit is None or end > limit for end, limit in zip(ends, limits, strict=True)]
            assert any(too_late) or not ends, order_.id


def reported_before(facts: Facts, order_: Order) -> bool:
    """Whether a delivery was packed before as-of: then it could have left before, and only the plan leaves now."""
    return any(delivery.ready < facts.plan.as_of for delivery in facts.outcomes[order_.id].deliveries)


def test_departments_say_the_same(planned: tuple[Problem, Plan]) -> None:
    facts = facts_of(*planned)
    for order_, outcome in facts.planned:
        dates = departments(facts, order_, outcome)
        late = outcome.verdict is not Verdict.ON_TIME
        assert any(one.late for one in dates.values()) is late
        assert any(one.latest is None or one.planned > one.latest for one in dates.values() if one.late) is late
        for one in dates.values():
            assert one.late or one.latest is None or one.planned <= one.latest


def test_a_minute_after_the_latest_finish_is_too_late(planned: tuple[Problem, Plan]) -> None:
    """Forward from one operation's end alone, as the verifier walks: at its latest finish every delivery is on time, a
    minute later one is late. Only from as-of on, where the verifier's calendars begin, also for those whose end waits
    for it; and where something counts from the operation's start, its end alone says too little."""
    problem, plan = planned
    facts, case = facts_of(problem, plan), Case(problem, plan)
    from_start = {
        entry.operation
        for operation in case.operations.values()
        for entry in operation.after
        if entry.relation in (Relation.START_START, Relation.START_FINISH)
    }
    past = starting_in_the_past(case, facts)
    for id_, latest in facts.latest.operations.items():
        if latest.finish is not None and latest.finish >= 0 and id_ not in from_start | past:
            assert meets(case, id_, case.as_of + latest.finish), id_
            assert not meets(case, id_, case.as_of + latest.finish + 1), id_


def starting_in_the_past(case: Case, facts: Facts) -> set[OperationId]:
    """Operations before one whose end waits for another, and which would have to start before as-of."""
    found: set[OperationId] = set()
    for _ in case.operations:
        for follower in case.operations.values():
            for entry in follower.after:
                latest = facts.latest.operations.get(follower.id)
                waits = entry.relation in (Relation.FINISH_FINISH, Relation.START_FINISH)
                early = latest is not None and waits and (latest.start is None or latest.start < 0)
                if early or follower.id in found:
                    found.add(entry.operation)
    return found


def placed(
    case: Case,
    one: Operation,
    own: Mode,
    held: list[Link],
    starts: dict[OperationId, int],
    ends: dict[OperationId, int],
) -> tuple[int, int]:
    """Start and end of an operation that only these links hold back."""
    start = until = case.as_of - 10**6
    for entry in held:
        before = case.jobs[entry.operation].mode
        assert before is not None
        from_start = entry.relation in (Relation.START_START, Relation.START_FINISH)
        joined = (starts if from_start else ends)[entry.operation]
        joined += entry.minimum_minutes + case.transport_minutes(before, own)
        if entry.relation in (Relation.START_START, Relation.FINISH_START):
            start = max(start, joined)
        else:
            until = max(until, joined)
    place = earliest_place(case, one, own, max(start, case.as_of), until, case.working_minutes(one, own))
    assert place is not None
    return place


def meets(case: Case, moved: OperationId, end: int) -> bool:
    """Whether every delivery is on time if one operation ends then and nothing but it holds the others back."""
    mine = case.operations_of[case.operations[moved].order]
    order_ = case.orders[case.operations[moved].order]
    long_ago = case.as_of - 10**6
    starts = {operation.id: long_ago for operation in mine}
    ends = dict(starts)
    ends[moved] = end
    waiting = [operation for operation in mine if operation.id not in case.progress and operation.id != moved]
    reached = {moved}
    for _ in waiting:  # as often as the longest chain can be
        for one in waiting:
            own = case.jobs[one.id].mode
            held = [entry for entry in one.after if entry.operation in reached]
            if held and own is not None:
                starts[one.id], ends[one.id] = placed(case, one, own, held, starts, ends)
                reached.add(one.id)
    for due in case.dues(order_.id):
        if any(feeds(operation, due) and operation.id in reached for operation in mine):
            found = way(case, order_, due, ends)
            assert found is not None
            if found.arrives > minute(due.committed):
                return False
    return True


def test_the_random_shops_have_late_orders_and_orders_on_time() -> None:
    facts = [facts_of(random_shop(seed, SIZE)) for seed in range(12)]
    verdicts = [outcome.verdict for one in facts for _, outcome in one.planned]
    assert verdicts.count(Verdict.ON_TIME) > 10
    assert len(verdicts) - verdicts.count(Verdict.ON_TIME) > 10
    assert any(one.operation(a).kind is TaskKind.FABRICATION for one in facts for a in one.plan.assignments)
