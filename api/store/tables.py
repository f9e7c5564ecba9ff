"""The tables. Problems and plans never change once written; a run is the only row with a life."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
)
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from scheduler.domain.plan import PlanStatus, Verdict

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite has no zones of its own and would hand back naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """The moment written into rows. Only the service reads a clock; `scheduler` never does."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh public id: 64 random bits in hex, so that ids tell nothing and cannot be counted."""
    return secrets.token_hex(8)


class RunStatus(StrEnum):
    """Where a background solve stands."""

    QUEUED = "queued"
    """Stored and waiting for a free solver."""
    RUNNING = "running"
    """A solver process is working on it, or is about to be started again after a crash."""
    DONE = "done"
    """Its plan is verified and stored."""
    FAILED = "failed"
    """It ended without a plan; the run's error says why."""
    CANCELLED = "cancelled"
    """Somebody stopped it; no plan will ever appear under its plan id."""

    @property
    def ended(self) -> bool:
        return self in (RunStatus.DONE, RunStatus.FAILED, RunStatus.CANCELLED)


ACTIVE = (RunStatus.QUEUED, RunStatus.RUNNING)

ID = String(16)
HASH = String(64)


def _enum(kind: type[StrEnum]) -> SqlEnum:
    """Stored by value as text, so that a new member needs no change of the table."""
    return SqlEnum(kind, native_enum=False, length=32, values_callable=lambda members: [m.value for m in members])


class Table(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[type, object]] = {
        datetime: Moment,
        RunStatus: _enum(RunStatus),
        Verdict: _enum(Verdict),
        PlanStatus: _enum(PlanStatus),
    }


class ProblemRow(Table):
    """One input as it was posted, found again by content."""

    __tablename__ = "problems"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    content_hash: Mapped[str] = mapped_column(HASH, unique=True)
    schema_version: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[datetime]
    orders: Mapped[int]
    operations: Mapped[int]
    resources: Mapped[int]
    document: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class RunRow(Table):
    """A background solve. `attempt` fences it: only the attempt that is current may report or publish."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id"), index=True)
    plan_id: Mapped[str] = mapped_column(ID, unique=True, default=new_id)
    """Given out at once; the plan appears under it when the run is done."""
    limits: Mapped[str] = mapped_column(Text)
    status: Mapped[RunStatus] = mapped_column(default=RunStatus.QUEUED, index=True)
    attempt: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(default=0)
    """How often its solver process died; a restart of the service does not count."""
    events: Mapped[int] = mapped_column(default=0)
    """Number of the newest row of `run_events`."""
    progress: Mapped[str | None] = mapped_column(Text)
    """The newest progress report as JSON."""
    error: Mapped[str | None] = mapped_column(Text)
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    request_hash: Mapped[str | None] = mapped_column(HASH)
    """Of the request that came with the idempotency key; another one with the same key is refused."""
    taken_at: Mapped[datetime | None]
    """When somebody said that the best plan so far is good enough; the search ends with it."""
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class RunEventRow(Table):
    """What a run told, numbered from 1 without gaps, so that a reader can go on where the line broke."""

    __tablename__ = "run_events"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[str] = mapped_column(String(16))
    data: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class PlanRow(Table):
    """A verified plan with the numbers that lists show."""

    __tablename__ = "plans"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    content_hash: Mapped[str] = mapped_column(HASH, index=True)
    problem_id: Mapped[str] = mapped_column(ForeignKey("problems.id"), index=True)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id"), unique=True)
    schema_version: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    as_of: Mapped[datetime]
    status: Mapped[PlanStatus]
    levels: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    on_time: Mapped[int]
    late: Mapped[int]
    not_plannable: Mapped[int]
    lateness_cost: Mapped[int] = mapped_column(BigInteger)
    checked: Mapped[int]
    violations: Mapped[int]
    document: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class PlanOrderRow(Table):
    """One order of one plan, so that late orders are found without opening the plan."""

    __tablename__ = "plan_orders"
    __table_args__ = (Index("ix_plan_orders_plan_id_verdict", "plan_id", "verdict"),)

    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True)
    order_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    verdict: Mapped[Verdict]
    tentative: Mapped[bool]
    at_risk: Mapped[bool]
    late_minutes: Mapped[int | None]
    due: Mapped[datetime | None]
    arrives: Mapped[datetime | None]
    lateness_cost: Mapped[int] = mapped_column(BigInteger)


class QuoteRow(Table):
    """An answer given to somebody, with the plan it was true against."""

    __tablename__ = "quotes"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), index=True)
    request: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    request_hash: Mapped[str | None] = mapped_column(HASH)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
