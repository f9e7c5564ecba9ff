"""Problems as they were posted: stored once per content, never changed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from api.store.blobs import packed
from api.store.tables import ProblemRow
from scheduler.domain.problem import Problem


def store_problem(session: Session, problem: Problem) -> tuple[ProblemRow, bool]:
    """The row of this problem, and whether it is new."""
    content = problem.content_hash()
    if (found := _by_hash(session, content)) is not None:
        return found, False
    row = ProblemRow(
        content_hash=content,
        schema_version=problem.schema_version,
        name=problem.name.replace("\0", "\ufffd"),  # PostgreSQL stores no NUL in a text
        zone=problem.zone,
        as_of=problem.as_of,
        orders=len(problem.orders),
        operations=len(problem.operations),
        resources=len(problem.resources),
        document=packed(problem),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Somebody else stored the same content between our look and our insert (PostgreSQL).
        found = _by_hash(session, content)
        if found is None:
            raise
        return found, False
    return row, True


def find_problem(session: Session, problem_id: str) -> ProblemRow | None:
    return session.get(ProblemRow, problem_id)


def problem_with_document(session: Session, problem_id: str) -> ProblemRow | None:
    return session.get(ProblemRow, problem_id, options=[undefer(ProblemRow.document)])


def list_problems(session: Session, limit: int, offset: int = 0) -> Sequence[ProblemRow]:
    """Newest first."""
    order = (ProblemRow.created_at.desc(), ProblemRow.id)
    return session.scalars(select(ProblemRow).order_by(*order).limit(limit).offset(offset)).all()


def _by_hash(session: Session, content: str) -> ProblemRow | None:
    return session.scalar(select(ProblemRow).where(ProblemRow.content_hash == content))
