"""Jobs for children under test: a solver that is as slow, greedy or mortal as a problem's name says.

The name's first word chooses: `slow` reports until its time is up, `die` kills itself every time,
`die-once PATH` only while PATH does not exist, `greedy` takes all memory, `raise` raises, `foreign`
answers for another problem.
Anything else is planned at once: the first order on time, the others late, one after the other.

What is taken in is read in earnest and examined by a doctor who needs no engine: `ill` problems have one finding, in
their first order; one named `die in intake` kills the child that reads it, `greedy in intake` takes all its memory,
`slow in intake` keeps it for a second.
"""

import gzip
import os
import signal
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from api.work import intake, jobs
from api.work.child import Job, Report
from api.work.wire import Message
from scheduler.doctor.finding import Finding, Severity
from scheduler.domain.goal import Goal
from scheduler.domain.plan import (
    Cause,
    CauseMinutes,
    Check,
    DeliveryOutcome,
    LevelResult,
    Outcome,
    Plan,
    PlanStatus,
    Verdict,
)
from scheduler.domain.problem import Problem
from scheduler.domain.record import OrderId
from scheduler.domain.schema import load_order, load_problem
from scheduler.promise.answer import Proof, Quote
from scheduler.search.limits import Limits
from scheduler.search.progress import Phase, Progress

REPORT_SECONDS = 0.05


def solve(job: Message, report: Report) -> Message:
    problem = load_problem(gzip.decompress(job.documents[0]), "problem")
    limits = Limits.model_validate_json(str(job.header["limits"]))
    what, _, rest = problem.name.partition(" ")
    match what:
        case "slow":
            be_slow(limits.seconds, report)
        case "die":
            report(Phase.START, Progress(phase=Phase.START, seconds=0).model_dump_json())
            os.kill(os.getpid(), signal.SIGKILL)
        case "die-once" if not Path(rest).exists():
            Path(rest).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        case "greedy":
            hoard = [bytearray(16 * 1024 * 1024) for _ in range(100_000)]
            raise AssertionError(len(hoard))
        case "raise":
            raise ValueError("this problem can't be solved")
    plan = plan_of(problem, "0" * 64 if what == "foreign" else str(job.header["problem"]))
    return Message("done", {}, (plan.model_dump_json().encode(),))


def be_slow(seconds: float, report: Report) -> None:
    start = time.monotonic()
    while (passed := time.monotonic() - start) < seconds and not report.enough.is_set():
        phase = Phase.IMPROVE if passed > 0.2 else Phase.START
        cost = max(100, 10_000 - int(passed * 1000))
        progress = Progress(phase=phase, seconds=passed, best={Goal.COST: cost}, bound={Goal.COST: 50}, found_by="fake")
        report(phase, progress.model_dump_json())
        time.sleep(REPORT_SECONDS)


def plan_of(problem: Problem, content_hash: str) -> Plan:
    due = problem.as_of + timedelta(days=1)
    outcomes = []
    for place, order in enumerate(problem.orders):
        late = 120 * place
        arrives = due + timedelta(minutes=late)
        outcomes.append(
            Outcome(
                order=order.id,
                verdict=Verdict.LATE_CONTENDED if late else Verdict.ON_TIME,
                deliveries=(DeliveryOutcome(ready=arrives, leaves=arrives, arrives=arrives, due=due),),
                late_minutes=late,
                empty_shop_late_minutes=-60,
                lateness_cost=late,
                causes=(
                    CauseMinutes(cause=Cause.EMPTY_SHOP, minutes=-60),
                    CauseMinutes(cause=Cause.QUEUE, minutes=late + 60, behind=(problem.orders[0].id,)),
                )
                if late
                else (),
            )
        )
    return Plan(
        problem=content_hash,
        as_of=problem.as_of,
        status=PlanStatus.FEASIBLE,
        levels=(LevelResult(goal=Goal.COST, value=sum(o.lateness_cost for o in outcomes), bound=0, bound_name="zero"),),
        assignments=(),
        outcomes=tuple(outcomes),
        checks=(Check(rule="orders_whole", checked=len(outcomes), violations=0),),
    )


def quote(job: Message, report: Report) -> Message:
    request = load_order(job.documents[2], "order")
    if request.order.customer == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    problem = load_problem(gzip.decompress(job.documents[0]), "problem")
    answer = Quote(
        problem=str(job.header["problem"]),
        plan=str(job.header["plan"]),
        order=OrderId(request.order.id),
        feasible_as_asked=True,
        arrives=problem.as_of + timedelta(hours=5),
        late_minutes=-60,
        bound=problem.as_of + timedelta(hours=5),
        proof=Proof.PROVEN_EARLIEST,
    )
    return Message("done", {}, (answer.model_dump_json().encode(),))


def gantt(job: Message, report: Report) -> Message:
    return Message("done", {}, (f"<!doctype html><title>{job.header['by']}</title>".encode(),))


def take_in(job: Message, report: Report) -> Message:
    if b"die in intake" in job.documents[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"slow in intake" in job.documents[0]:
        time.sleep(1)
    if b"greedy in intake" in job.documents[0]:
        raise MemoryError
    return intake.take_in(job, doctor)


def findings(job: Message, report: Report) -> Message:
    return intake.examined(job, doctor)


def doctor(problem: Problem) -> list[Finding]:
    if not problem.name.startswith("ill"):
        return []
    order = problem.orders[0].id
    path = ("orders", 0, "lines", 0, "instalments", 0, "committed")
    due: dict[str, str | int] = {"due": "2026-01-02T16:00:00+00:00", "minutes": 60}
    return [Finding(key="due_passed", severity=Severity.WARNING, path=path, id=order, order=order, parameters=due)]


def sheets(job: Message, report: Report) -> Message:
    return Message("done", {}, (f"{job.header['format']} {job.header['language']}".encode(),))


def calendar(job: Message, report: Report) -> Message:
    return Message("done", {}, (f"calendar of {job.header['workshop']}".encode(),))


JOBS: Mapping[str, Job] = {
    **jobs.JOBS,
    "solve": solve,
    "quote": quote,
    "gantt": gantt,
    "intake": take_in,
    "findings": findings,
    "sheets": sheets,
    "calendar": calendar,
}


def warm_up() -> None:
    """Nothing to load."""
