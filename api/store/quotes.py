"""Quotes as they were given."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.store.runs import KeyReused
from api.store.tables import QuoteRow


def find_quote(session: Session, quote_id: str) -> QuoteRow | None:
    return session.get(QuoteRow, quote_id)


def quote_with_key(session: Session, key: str, request_hash: str) -> QuoteRow | None:
    """The answer that this request got before; raises KeyReused if the key came with another one."""
    row = session.scalar(select(QuoteRow).where(QuoteRow.idempotency_key == key))
    if row is not None and row.request_hash != request_hash:
        raise KeyReused(f"this Idempotency-Key was used for another request (quote {row.id})")
    return row


def store_quote(
    session: Session, plan_id: str, request: str, answer: str, key: str | None, request_hash: str | None
) -> QuoteRow:
    """Keep an answer; if the same request was answered meanwhile under this key, that answer is the one."""
    row = QuoteRow(plan_id=plan_id, request=request, answer=answer, idempotency_key=key, request_hash=request_hash)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        found = None if key is None or request_hash is None else quote_with_key(session, key, request_hash)
        if found is None:
            raise
        return found
    return row
