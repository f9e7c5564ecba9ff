"""The bodies of answers, and how rows become them."""

import json
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from api.check_up import CheckUp, ProblemFacts
from api.store.tables import PlanRow, ProblemRow, QuoteRow, RunRow, RunStatus
from scheduler.domain.plan import LevelResult, PlanStatus, Verdict
from scheduler.promise.answer import Quote
from scheduler.search.limits import Limits
from scheduler.search.progress import Progress


class Identified(BaseModel):
    """First in the answer: what it can be asked for again."""

    id: str


class ProblemView(ProblemFacts, Identified):
    """A stored problem without its document."""

    created_at: datetime

    @classmethod
    def of(cls, row: ProblemRow) -> "ProblemView":
        return ProblemView(**{name: getattr(row, name) for name in ProblemView.model_fields})


class IntakeView(CheckUp, ProblemView):
    """A problem that was just stored, with what a planner should know of it."""


class DryRunView(CheckUp, ProblemFacts):
    """What would have been stored, and what a planner should know of it."""


class RunView(BaseModel):
    """A background solve."""

    id: str
    status: RunStatus
    problem: str
    plan: str = Field(description="Id under which the plan appears when the run is done.")
    limits: Limits
    attempt: int = Field(description="How often it was started; more than 1 after a crash or a restart.")
    progress: Progress | None = Field(description="The newest report of the search.")
    taken_at: datetime | None = Field(description="When somebody took the best plan so far.")
    error: str | None = Field(description="Why it failed.")
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, row: RunRow) -> Self:
        return cls(
            id=row.id,
            status=row.status,
            problem=row.problem_id,
            plan=row.plan_id,
            limits=Limits.model_validate_json(row.limits),
            attempt=row.attempt,
            progress=None if row.progress is None else Progress.model_validate_json(row.progress),
            taken_at=row.taken_at,
            error=row.error,
            created_at=row.created_at,
            started_at=row.started_at,
            ended_at=row.ended_at,
        )


class PlanView(BaseModel):
    """A stored plan without its document."""

    id: str
    content_hash: str
    problem: str
    run: str | None
    name: str
    as_of: datetime
    result: PlanStatus = Field(description="optimal: every goal is proven best; feasible: the gap stands in `levels`.")
    levels: list[LevelResult]
    on_time: int
    late: int
    not_plannable: int
    lateness_cost: int
    checked: int = Field(description="Things the independent verifier looked at.")
    violations: int
    created_at: datetime

    @classmethod
    def of(cls, row: PlanRow) -> Self:
        return cls(
            id=row.id,
            content_hash=row.content_hash,
            problem=row.problem_id,
            run=row.run_id,
            name=row.name,
            as_of=row.as_of,
            result=row.status,
            levels=[LevelResult.model_validate_json(json.dumps(level)) for level in row.levels],
            on_time=row.on_time,
            late=row.late,
            not_plannable=row.not_plannable,
            lateness_cost=row.lateness_cost,
            checked=row.checked,
            violations=row.violations,
            created_at=row.created_at,
        )


class PlanPending(BaseModel):
    """Answered with 202 while the plan is not there yet."""

    id: str
    status: RunStatus
    run: str


class NewPlan(BaseModel):
    """What to plan, and how long to search."""

    model_config = {"extra": "forbid"}

    problem: str = Field(max_length=64, description="Id of a stored problem.")
    limits: Limits = Limits()


class CauseView(BaseModel):
    """One link of the chain that makes an order late."""

    cause: str
    minutes: int
    sentence: str
    operation: str | None
    resource: str | None
    material: str | None
    behind: list[str] = Field(description="Orders that were served first.")


class OrderView(BaseModel):
    """What the plan means for one order, with the reasons in words."""

    order: str
    name: str
    customer: str
    verdict: Verdict
    tentative: bool
    at_risk: bool
    late_minutes: int | None
    due: datetime | None
    arrives: datetime | None
    lateness_cost: int
    sentence: str
    causes: list[CauseView]
    faults: list[str] = Field(description="Why it can't be planned.")


class QuoteView(BaseModel):
    """An answer to "can we deliver this by then?", as it was given."""

    id: str
    plan: str
    created_at: datetime
    sentence: str
    quote: Quote

    @classmethod
    def of(cls, row: QuoteRow, sentence: str) -> Self:
        return cls(
            id=row.id,
            plan=row.plan_id,
            created_at=row.created_at,
            sentence=sentence,
            quote=Quote.model_validate_json(row.answer),
        )


class Health(BaseModel):
    status: str
