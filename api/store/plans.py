"""Verified plans and the index of their orders."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from api.store.blobs import packed
from api.store.tables import PlanOrderRow, PlanRow, ProblemRow, RunRow
from scheduler.domain.plan import Outcome, Plan, Verdict
from scheduler.domain.problem import content_hash

LATE = (Verdict.LATE_CONTENDED, Verdict.LATE_IMPOSSIBLE)


def store_plan(session: Session, run: RunRow, problem: ProblemRow, plan: Plan) -> PlanRow:
    """Write a plan under the id its run gave out, with one index row per order."""
    verdicts = Counter(outcome.verdict for outcome in plan.outcomes)
    row = PlanRow(
        id=run.plan_id,
        content_hash=content_hash(plan),
        problem_id=problem.id,
        run_id=run.id,
        schema_version=plan.schema_version,
        name=problem.name,
        as_of=plan.as_of,
        status=plan.status,
        levels=[level.model_dump(mode="json") for level in plan.levels],
        on_time=verdicts[Verdict.ON_TIME],
        late=sum(verdicts[verdict] for verdict in LATE),
        not_plannable=verdicts[Verdict.NOT_PLANNABLE],
        lateness_cost=sum(outcome.lateness_cost for outcome in plan.outcomes),
        checked=sum(check.checked for check in plan.checks),
        violations=sum(check.violations for check in plan.checks),
        document=packed(plan),
    )
    session.add(row)
    session.flush()
    session.add_all(_order_row(row.id, outcome) for outcome in plan.outcomes)
    return row


def _order_row(plan_id: str, outcome: Outcome) -> PlanOrderRow:
    """The delivery that decides is the one that is latest against its own due date."""
    worst = max(outcome.deliveries, key=lambda delivery: delivery.arrives - delivery.due, default=None)
    return PlanOrderRow(
        plan_id=plan_id,
        order_id=outcome.order,
        verdict=outcome.verdict,
        tentative=outcome.tentative,
        at_risk=outcome.at_risk,
        late_minutes=outcome.late_minutes,
        due=None if worst is None else worst.due,
        arrives=None if worst is None else worst.arrives,
        lateness_cost=outcome.lateness_cost,
    )


def find_plan(session: Session, plan_id: str) -> PlanRow | None:
    return session.get(PlanRow, plan_id)


def plan_with_document(session: Session, plan_id: str) -> PlanRow | None:
    return session.get(PlanRow, plan_id, options=[undefer(PlanRow.document)])


def list_plans(session: Session, limit: int, offset: int = 0, problem_id: str | None = None) -> Sequence[PlanRow]:
    """Newest first, of one problem if it is named."""
    query = select(PlanRow).order_by(PlanRow.created_at.desc(), PlanRow.id).limit(limit).offset(offset)
    if problem_id is not None:
        query = query.where(PlanRow.problem_id == problem_id)
    return session.scalars(query).all()


def plan_orders(session: Session, plan_id: str, only_late: bool = False) -> Sequence[PlanOrderRow]:
    """Orders that can't be planned, then the latest first; without the punctual ones if `only_late`."""
    query = (
        select(PlanOrderRow)
        .where(PlanOrderRow.plan_id == plan_id)
        .order_by(PlanOrderRow.late_minutes.is_not(None), PlanOrderRow.late_minutes.desc(), PlanOrderRow.order_id)
    )
    if only_late:
        query = query.where(PlanOrderRow.verdict != Verdict.ON_TIME)
    return session.scalars(query).all()
