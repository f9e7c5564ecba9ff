"""The four relations of links: small shops whose earliest end is argued by hand, in both engines, and the planted
violation.

M1 and M2 never close, D works 08:00-12:00 and 13:00-17:00; now is Monday 08:00.
"""

from datetime import timedelta
from typing import NamedTuple

import pytest

from scheduler.compile.compiling import compile_problem
from scheduler.domain.goal import Goal
from scheduler.domain.operation import Operation, Relation
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem, Settings
from scheduler.domain.record import OperationId
from scheduler.search import starts
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from scheduler.verify import verify
from tests.builders import (
    at,
    finished,
    link,
    machine,
    mode,
    operation,
    order,
    outsourced,
    shop,
    started,
    transport,
    use,
    weekly,
)
from tests.cpsat.engines import solved
from tests.kernel.schedules import first_plans

FS, SS, FF, SF = Relation.FINISH_START, Relation.START_START, Relation.FINISH_FINISH, Relation.START_FINISH


def two(
    relation: Relation, minimum: int = 0, *, first: int = 60, then: int = 60, on: str = "M2", resumable: bool = True
) -> Problem:
    """A1 on M1, then A2 on another machine."""
    return plant(
        operation("A1", minutes=first),
        operation("A2", on=on, minutes=then, after=link("A1", minimum, relation=relation), resumable=resumable),
    )


def plant(*operations: Operation, **more: object) -> Problem:
    return shop(
        resources=[machine("M1"), machine("M2"), machine("D", calendar="day"), machine("W", workshop="W2")],
        orders=[order("A", "01-20")],
        operations=operations,
        **more,  # type: ignore[arg-type]
    )


class Case(NamedTuple):
    problem: Problem
    start: str
    end: str


CASES = {
    "after the end": Case(two(FS, 15), "09:15", "10:15"),
    "after the start": Case(two(SS, 15), "08:15", "09:15"),
    "with the start": Case(two(SS), "08:00", "09:00"),
    "ends after the end": Case(two(FF, 15, then=30), "08:45", "09:15"),
    "ends with the end": Case(two(FF, then=30), "08:30", "09:00"),
    "is long enough anyway": Case(two(FF, 15, then=90), "08:00", "09:30"),
    "ends after the start": Case(two(SF, 45, then=30), "08:15", "08:45"),
    "work that pauses, ended inside the shift": Case(two(FF, 120, first=240, then=60, on="D"), "13:00", "14:00"),
    # Three hours before 14:00 with the pause from 12:00 to 13:00 begin at 10:00.
    "work over a pause": Case(two(FF, 120, first=240, then=180, on="D"), "10:00", "14:00"),
    # 12:30 lies in the pause: work that would end at 12:00 ends too early, a minute more ends at 13:01.
    "an end that lies in a pause": Case(two(FF, 30, first=240, then=60, on="D"), "11:01", "13:01"),
    # 12:00 is still worked until: an end there is right.
    "an end when the shift ends": Case(two(FF, 0, first=240, then=60, on="D"), "11:00", "12:00"),
    # A pause of the night: 480 minutes that end 09:00 on Tuesday begin at 09:00 on Monday.
    "work over a night": Case(two(FF, 0, first=1500, then=480, on="D"), "09:00", "01-06 09:00"),
    "in one stretch": Case(two(FF, 30, first=240, then=60, on="D", resumable=False), "13:00", "14:00"),
    "in one stretch that just ends it": Case(two(FF, 0, first=240, then=60, on="D", resumable=False), "11:00", "12:00"),
    "outside": Case(
        plant(operation("A1"), operation("A2", modes=(outsourced(30),), after=link("A1", 15, relation=FF))),
        "08:45",
        "09:15",
    ),
    "with the way": Case(
        plant(
            operation("A1"),
            operation("A2", on="W", minutes=30, after=link("A1", 10, relation=SS)),
            transports=[transport("W1", "W2", 25)],
        ),
        "08:35",
        "09:05",
    ),
    # Started at 07:00: an hour after that start is now, an hour after now would be 09:00.
    "after the real start of reported work": Case(
        plant(
            operation("A1", minutes=240),
            operation("A2", on="M2", after=link("A1", 90, relation=SS)),
            progress=[started("A1", "07:00", 180)],
        ),
        "08:30",
        "09:30",
    ),
}


def planned(problem: Problem, seconds: float = 1.0) -> Plan:
    return solve(problem, Limits(seconds=seconds, workers=1))


@pytest.mark.parametrize("name", CASES)
def test_the_earliest_place_is_the_one_argued(name: str) -> None:
    """`solve` proves it (CP-SAT), or the kernel and its bound meet; the plan is verified in any case."""
    problem, start, end = CASES[name]
    place = {a.operation: (a.start, a.end) for a in planned(problem).assignments}[OperationId("A2")]
    assert place[1] == at(end)
    assert place[0] == at(start)


@pytest.mark.parametrize("name", CASES)
def test_each_engine_finds_that_end_alone(name: str) -> None:
    """Every rule of the kernel, and CP-SAT from the worst of the rules' plans."""
    problem, _, end = CASES[name]
    found = solved(problem, worst=True)
    index = found.compiled.operation_index[OperationId("A2")]
    expected = found.compiled.clock.minute(at(end))
    for start in first_plans(found.context):
        assert start.state.op[index]["end"] == expected, start.method
    if found.exact.places is not None:  # nothing to improve: the first level's bound was met
        assert found.exact.places.end[index] == expected


@pytest.mark.parametrize("name", CASES)
def test_the_verifier_counts_to_the_minute(name: str) -> None:
    """A minimum of just what lies between the two ends in the plan is kept, one minute more is not."""
    problem = CASES[name].problem
    plan = planned(problem)
    first, then = ({a.operation: a for a in plan.assignments}[id_] for id_ in map(OperationId, ("A1", "A2")))
    link_ = problem.operations[1].after[0]
    from_ = first.start if link_.relation in (SS, SF) else first.end
    to = then.start if link_.relation in (FS, SS) else then.end
    between = (to - from_) // timedelta(minutes=1) - (25 if name == "with the way" else 0)
    key = "starts_before_predecessor" if link_.relation in (FS, SS) else "ends_before_predecessor"
    for minimum, wrong in ((between, False), (between + 1, True)):
        stricter = with_minimum(problem, minimum)
        said = {v.message.key for v in verify(stricter, plan.model_copy(update={"problem": stricter.content_hash()}))}
        assert (key in said) == wrong


def with_minimum(problem: Problem, minutes: int) -> Problem:
    first, second = problem.operations
    after = (second.after[0].model_copy(update={"minimum_minutes": minutes}),)
    return problem.model_copy(update={"operations": (first, second.model_copy(update={"after": after}))})


def test_an_order_is_ready_when_its_last_operation_ends_whatever_follows_it() -> None:
    """A2 starts with A1 and ends long before it: the order is ready at 12:00."""
    plan = planned(two(SS, first=240, then=60))
    assert plan.outcomes[0].deliveries[0].ready == at("12:00")


def test_overlap_saves_the_time_between_start_and_end_but_not_the_machine() -> None:
    """Both on M1: A2 may start with A1, but the machine does one after the other; 08:00-10:00 in all."""
    both = plant(operation("A1"), operation("A2", on="M1", minutes=60, after=link("A1", relation=SS)))
    plan = planned(both)
    assert max(a.end for a in plan.assignments) == at("10:00")


def test_of_two_machines_the_one_is_chosen_that_ends_first_with_the_relation() -> None:
    """On D the end after 12:30 is 13:01; on M2 it is 12:30: the slower machine ends first."""
    modes = (mode("D", minutes=60), mode(use("M2"), minutes=120))
    plan = planned(plant(operation("A1", minutes=240), operation("A2", modes=modes, after=link("A1", 30, relation=FF))))
    assert {a.operation: (a.mode, a.end) for a in plan.assignments}[OperationId("A2")] == ("M2", at("12:30"))


# --- maximum waits -----------------------------------------------------------------------------------


class Wait(NamedTuple):
    problem: Problem
    places: dict[str, tuple[str, str]]
    broken: dict[str, int]
    """Operations that come too late after another, with the minutes."""


BUSY = operation("B1", on="M2", minutes=240)
"""Something of another order that holds M2."""


def beside(*operations: Operation, **more: object) -> Problem:
    return shop(
        resources=[machine("M1"), machine("M2"), machine("D", calendar="day"), machine("N", calendar="night")],
        calendars=[weekly("night", range(1, 8), "22:00", "04:00")],
        orders=[order("A", "01-20"), order("B", "01-20")],
        operations=operations,
        **more,  # type: ignore[arg-type]
    )


RUNNING = {"progress": [started("B1", "07:00", 240, mode_id="M2")]}
"""M2 is taken until 12:00."""

WAITS = {
    # M2 is free at 12:00; without a limit A1 would be done at once.
    "no wait": Wait(
        beside(operation("A1"), operation("A2", on="M2", after=link("A1", maximum=0)), BUSY, **RUNNING),
        {"A1": ("11:00", "12:00"), "A2": ("12:00", "13:00")},
        {},
    ),
    "two hours at most": Wait(
        beside(operation("A1"), operation("A2", on="M2", after=link("A1", maximum=120)), BUSY, **RUNNING),
        {"A1": ("09:00", "10:00"), "A2": ("12:00", "13:00")},
        {},
    ),
    "between 30 and 45 minutes": Wait(
        beside(
            operation("A1"),
            operation("A2", on="M2", after=link("A1", 30, maximum=45)),
            BUSY,
            **RUNNING,
        ),
        {"A1": ("10:15", "11:15"), "A2": ("12:00", "13:00")},
        {},
    ),
    # The first shift that holds both without a wait: 09:00 on Tuesday would do, 15:00-17:00 today is earlier.
    "over a pause": Wait(
        beside(
            operation("A1", on="D", minutes=60),
            operation("A2", on="D", minutes=60, after=link("A1", maximum=0)),
            progress=[],
            pins=[],
        ),
        {"A1": ("08:00", "09:00"), "A2": ("09:00", "10:00")},
        {},
    ),
    # The night shift opens at 22:00, the day shift ends at 17:00: five hours lie between, whatever is done.
    "never possible": Wait(
        beside(operation("A1", on="D"), operation("A2", on="N", after=link("A1", maximum=299))),
        {"A2": ("22:00", "23:00")},
        {"A2": 1},
    ),
    "just possible": Wait(
        beside(operation("A1", on="D"), operation("A2", on="N", after=link("A1", maximum=300))),
        {"A1": ("16:00", "17:00"), "A2": ("22:00", "23:00")},
        {},
    ),
    # A1 ended at 07:00; M2 is taken until 12:00: facts, 180 minutes over the two hours.
    "too late already": Wait(
        beside(
            operation("A1"),
            operation("A2", on="M2", after=link("A1", maximum=120)),
            BUSY,
            progress=[finished("A1", "06:00", "07:00"), *RUNNING["progress"]],
        ),
        {"A2": ("12:00", "13:00")},
        {"A2": 180},
    ),
    # Three in a row: the second must follow the first at once and the third the second.
    "three in a row": Wait(
        beside(
            operation("A1"),
            operation("A2", on="D", minutes=30, after=link("A1", maximum=0)),
            operation("A3", on="M2", after=link("A2", maximum=0)),
            BUSY,
            **RUNNING,
        ),
        # D is closed from 12:00 to 13:00: A2 ends at 12:00, when M2 is free.
        {"A1": ("10:30", "11:30"), "A2": ("11:30", "12:00"), "A3": ("12:00", "13:00")},
        {},
    ),
    # What lies between the two is placed with them: A2 may be anywhere between, A3 at most two hours after A1.
    "something between": Wait(
        beside(
            operation("A1"),
            operation("A2", on="M1", minutes=30, after="A1"),
            operation("A3", on="M2", after=("A2", link("A1", maximum=120))),
            BUSY,
            **RUNNING,
        ),
        {"A1": ("09:00", "10:00"), "A3": ("12:00", "13:00")},
        {},
    ),
    "start to start": Wait(
        beside(
            operation("A1", minutes=240),
            operation("A2", on="M2", after=link("A1", relation=SS, maximum=60)),
            BUSY,
            **RUNNING,
        ),
        {"A1": ("11:00", "15:00"), "A2": ("12:00", "13:00")},
        {},
    ),
    "finish to finish": Wait(
        beside(
            operation("A1"),
            operation("A2", on="M2", after=link("A1", relation=FF, maximum=30)),
            BUSY,
            **RUNNING,
        ),
        {"A1": ("11:30", "12:30"), "A2": ("12:00", "13:00")},
        {},
    ),
}


@pytest.mark.parametrize("name", WAITS)
def test_waits_are_kept_or_passed_openly(name: str) -> None:
    """The last operation ends as early as argued, whoever found the plan; only what is impossible is passed."""
    case = WAITS[name]
    plan = planned(case.problem)
    ends = {a.operation: a.end for a in plan.assignments}
    last = max(case.places)
    assert ends[OperationId(last)] == at(case.places[last][1])
    assert {str(wait.operation): wait.minutes for wait in plan.broken_waits} == case.broken


@pytest.mark.parametrize("name", WAITS)
def test_rules_keep_waits_with_the_least_delay(name: str) -> None:
    """The kernel alone: what comes first is moved later, just as far as it must be."""
    case = WAITS[name]
    context = starts.prepare(compile_problem(case.problem))
    index = context.compiled.operation_index
    for found in first_plans(context):
        for id_, (start, end) in case.places.items():
            place = found.state.op[index[OperationId(id_)]]
            expected = tuple(context.compiled.clock.minute(at(moment)) for moment in (start, end))
            assert (place["start"], place["end"]) == expected, (found.method, id_)
        assert found.levels[list(case.problem.settings.goals).index(Goal.BROKEN_PINS)] == len(case.broken)


def test_a_wait_counts_to_the_minute() -> None:
    problem = two(FS)
    plan = planned(problem)
    between = with_minimum(problem, 0)
    first, then = ({a.operation: a for a in plan.assignments}[id_] for id_ in map(OperationId, ("A1", "A2")))
    waited = (then.start - first.end) // timedelta(minutes=1)
    for maximum, wrong in ((waited, False), (waited - 1, True)):
        if maximum < 0:
            continue
        limited = between.operations[1].after[0].model_copy(update={"maximum_minutes": maximum})
        stricter = between.model_copy(
            update={
                "operations": (
                    between.operations[0], between.operations[1].model_copy(update={"after": (limited,)})
                )
            }
        )  # fmt: skip
        said = {v.message.key for v in verify(stricter, plan.model_copy(update={"problem": stricter.content_hash()}))}
        assert ("long_wait_not_stated" in said) == wrong


def test_links_of_one_relation_between_the_same_two_are_one() -> None:
    """At least 30 and at most 5 minutes: one wait that can't be kept, not two."""
    after = (link("A1", 30), link("A1", maximum=10), link("A1", maximum=5))
    plan = planned(beside(operation("A1"), operation("A2", on="M2", after=after)))
    assert [(str(wait.operation), wait.minutes) for wait in plan.broken_waits] == [("A2", 25)]
    level = plan.level(Goal.BROKEN_PINS)
    assert level is not None
    assert level.value == 1


@pytest.mark.parametrize("goals", [(Goal.COST,), (Goal.COST, Goal.MAKESPAN)])
def test_waits_are_kept_also_where_no_goal_counts_them(goals: tuple[Goal, ...]) -> None:
    """D closes at 12:00: from 08:30 on there are 210 minutes, the two need 211, so both are done from 13:00 to 16:31.

    With A1 before noon and A2 at 13:00 the order would be there at 14:01, for less money.
    """
    problem = shop(
        resources=[machine("D", calendar="day")],
        orders=[order("A", "01-05", hour="12:00")],
        operations=[
            operation("A1", on="D", minutes=150, not_before="08:30", resumable=False),
            operation("A2", on="D", minutes=61, after=link("A1", maximum=0), resumable=False),
        ],
        settings=Settings(goals=goals),
    )
    plan = planned(problem)
    assert plan.broken_waits == ()
    assert max(a.end for a in plan.assignments) == at("16:31")
