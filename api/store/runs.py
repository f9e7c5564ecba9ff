"""The life of a run. Every change by a worker is fenced: it happens only while its attempt is the current
one.
"""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Update, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.store.plans import store_plan
from api.store.tables import ACTIVE, ProblemRow, RunEventRow, RunRow, RunStatus, now
from scheduler.domain.plan import Plan

STARTS = 50
"""A run that was started this often, however it ended each time, is given up: it may be what stops the
service.
"""


class KeyReused(Exception):
    """The idempotency key came before with another request."""


def create_run(
    session: Session, problem_id: str, limits: str, key: str | None = None, request_hash: str | None = None
) -> tuple[RunRow, bool]:
    """A new queued run and True; or the run that the same request with this key made before, and False."""
    if key is not None and (found := _by_key(session, key)) is not None:
        return _same_request(found, request_hash), False
    row = RunRow(problem_id=problem_id, limits=limits, idempotency_key=key, request_hash=request_hash)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        found = None if key is None else _by_key(session, key)
        if found is None:
            raise
        return _same_request(found, request_hash), False
    _tell(session, row.id, _next_event(session, row.id), "status", {"status": RunStatus.QUEUED})
    return row, True


def find_run(session: Session, run_id: str) -> RunRow | None:
    return session.get(RunRow, run_id)


def run_of_plan(session: Session, plan_id: str) -> RunRow | None:
    return session.scalar(select(RunRow).where(RunRow.plan_id == plan_id))


def active_runs(session: Session) -> Sequence[RunRow]:
    """Queued and running ones, oldest first."""
    return session.scalars(select(RunRow).where(RunRow.status.in_(ACTIVE)).order_by(RunRow.created_at, RunRow.id)).all()


def list_runs(session: Session, limit: int, offset: int = 0) -> Sequence[RunRow]:
    """Newest first."""
    return session.scalars(
        select(RunRow).order_by(RunRow.created_at.desc(), RunRow.id).limit(limit).offset(offset)
    ).all()


def begin_attempt(session: Session, run_id: str) -> int | None:
    """Claim the run: the number of the new attempt, which ends the right of all earlier ones; None if it has
    ended.
    """
    attempt: int | None = session.scalar(
        update(RunRow)
        .where(RunRow.id == run_id, RunRow.status.in_(ACTIVE))
        .values(
            attempt=RunRow.attempt + 1,
            status=RunStatus.RUNNING,
            started_at=func.coalesce(RunRow.started_at, now()),
            progress=None,
        )
        .returning(RunRow.attempt)
    )
    if attempt is None:
        return None
    if attempt > STARTS:
        fail_run(session, run_id, attempt, f"given up after {STARTS} starts")
        return None
    _tell(
        session,
        run_id,
        _next_event(session, run_id),
        "status",
        {"status": RunStatus.RUNNING, "attempt": attempt},
    )
    return attempt


def is_current(session: Session, run_id: str, attempt: int) -> bool:
    """Whether this attempt may still work on the run."""
    return bool(
        session.scalar(
            select(func.count()).where(
                RunRow.id == run_id, RunRow.attempt == attempt, RunRow.status == RunStatus.RUNNING
            )
        )
    )


def report_progress(session: Session, run_id: str, attempt: int, progress: str) -> bool:
    """Keep the newest report and tell it to followers; False if the attempt has lost its right."""
    number = session.scalar(
        _fenced(run_id, attempt).values(progress=progress, events=RunRow.events + 1).returning(RunRow.events)
    )
    if number is None:
        return False
    session.add(RunEventRow(run_id=run_id, number=number, event="progress", data=progress))
    return True


def count_crash(session: Session, run_id: str, attempt: int, allowed: int, how: str) -> bool:
    """Note that the solver process died; False if the run may not be tried again (it has failed, or is not
    ours).
    """
    crashes = session.scalar(_fenced(run_id, attempt).values(crashes=RunRow.crashes + 1).returning(RunRow.crashes))
    if crashes is None:
        return False
    if crashes >= allowed:
        fail_run(session, run_id, attempt, f"the solver process died {crashes} times, last {how}")
        return False
    return True


def fail_run(session: Session, run_id: str, attempt: int, error: str) -> bool:
    """End the run without a plan; False if the attempt has lost its right."""
    return _end(session, run_id, attempt, RunStatus.FAILED, error)


def finish_run(session: Session, run_id: str, attempt: int, plan: Plan) -> bool:
    """Publish the plan and end the run in one transaction; False, and nothing stored, if the attempt has lost
    its right.
    """
    if not _end(session, run_id, attempt, RunStatus.DONE, None):
        return False
    run = session.get_one(RunRow, run_id)
    store_plan(session, run, session.get_one(ProblemRow, run.problem_id), plan)
    return True


def cancel_run(session: Session, run_id: str) -> bool:
    """Stop a run whatever attempt is working on it; False if it had ended before."""
    number = session.scalar(
        update(RunRow)
        .where(RunRow.id == run_id, RunRow.status.in_(ACTIVE))
        .values(status=RunStatus.CANCELLED, ended_at=now(), events=RunRow.events + 1)
        .returning(RunRow.events)
    )
    if number is None:
        return False
    _tell(session, run_id, number, "status", {"status": RunStatus.CANCELLED})
    return True


def take_best(session: Session, run_id: str) -> bool:
    """Note that the best plan so far is good enough; False if the run has ended or it was said before."""
    taken = session.scalar(
        update(RunRow)
        .where(RunRow.id == run_id, RunRow.status.in_(ACTIVE), RunRow.taken_at.is_(None))
        .values(taken_at=now())
        .returning(RunRow.id)
    )
    return taken is not None


def is_taken(session: Session, run_id: str) -> bool:
    """Whether somebody takes the best plan so far."""
    return bool(session.scalar(select(func.count()).where(RunRow.id == run_id, RunRow.taken_at.is_not(None))))


def events_after(session: Session, run_id: str, number: int, limit: int = 500) -> Sequence[RunEventRow]:
    """What the run told after event `number`, in order."""
    query = (
        select(RunEventRow)
        .where(RunEventRow.run_id == run_id, RunEventRow.number > number)
        .order_by(RunEventRow.number)
        .limit(limit)
    )
    return session.scalars(query).all()


def _end(session: Session, run_id: str, attempt: int, status: RunStatus, error: str | None) -> bool:
    number = session.scalar(
        _fenced(run_id, attempt)
        .values(status=status, error=error, ended_at=now(), events=RunRow.events + 1)
        .returning(RunRow.events)
    )
    if number is None:
        return False
    _tell(
        session,
        run_id,
        number,
        "status",
        {"status": status} if error is None else {"status": status, "error": error},
    )
    return True


def _fenced(run_id: str, attempt: int) -> Update:
    return update(RunRow).where(RunRow.id == run_id, RunRow.attempt == attempt, RunRow.status == RunStatus.RUNNING)


def _next_event(session: Session, run_id: str) -> int:
    return session.execute(
        update(RunRow).where(RunRow.id == run_id).values(events=RunRow.events + 1).returning(RunRow.events)
    ).scalar_one()


def _tell(session: Session, run_id: str, number: int, event: str, data: Mapping[str, str | int]) -> None:
    session.add(RunEventRow(run_id=run_id, number=number, event=event, data=json.dumps(data)))


def _by_key(session: Session, key: str) -> RunRow | None:
    return session.scalar(select(RunRow).where(RunRow.idempotency_key == key))


def _same_request(run: RunRow, request_hash: str | None) -> RunRow:
    if run.request_hash != request_hash:
        raise KeyReused(f"this Idempotency-Key was used for another request (run {run.id})")
    return run
