"""Problems as they were posted: stored once per content, never changed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from api.check_up import ProblemFacts
from api.store.blobs import packed
from api.store.tables import ProblemRow
from scheduler.domain.problem import Problem


def store_problem(session: Session, problem: Problem) -> tuple[ProblemRow, bool]:
    """The row of this problem, and whether it is new."""
    return store_document(session, ProblemFacts.of_problem(problem), packed(problem))


def store_document(session: Session, facts: ProblemFacts, document: bytes) -> tuple[ProblemRow, bool]:
    """The row of the problem in a packed document, and whether it is new."""
    content = facts.content_hash
    if (found := _by_hash(session, content)) is not None:
        return found, False
    row = ProblemRow(**dict(facts), document=document)
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
