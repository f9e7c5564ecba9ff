"""The database: its tables are what the migrations make, writers wait for each other, fences hold."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.exc import StatementError

from api.store.blobs import packed, unpacked
from api.store.database import Database, alembic_config
from api.store.plans import find_plan, plan_orders
from api.store.problems import store_problem
from api.store.runs import (
    STARTS,
    begin_attempt,
    cancel_run,
    count_crash,
    create_run,
    events_after,
    fail_run,
    find_run,
    finish_run,
    is_current,
    is_taken,
    report_progress,
    take_best,
)
from api.store.tables import ProblemRow, RunStatus, Table, now
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.schema import load_problem
from scheduler.search.limits import Limits
from tests.api.fakes import plan_of
from tests.api.requests import problem as problem_json


def example(name: str = "") -> Problem:
    return load_problem(json.dumps(problem_json(name)).encode(), "example")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'scheduler.db'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def run_id(database: Database) -> str:
    with database.write() as session:
        row, _ = store_problem(session, example())
        run, _ = create_run(session, row.id, Limits().model_dump_json())
        return run.id


def plan_for(problem: Problem) -> Plan:
    return plan_of(problem, problem.content_hash())


def status(database: Database, run_id: str) -> RunStatus:
    with database.read() as session:
        run = find_run(session, run_id)
        assert run is not None
        return run.status


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_migrating_is_harmless_when_nothing_is_to_be_done(database: Database, run_id: str) -> None:
    database.migrate()
    assert status(database, run_id) is RunStatus.QUEUED


def test_migrations_can_be_taken_back(database: Database) -> None:
    with database.engine.connect() as connection, connection.begin():
        command.downgrade(alembic_config(connection), "base")
    with database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}


def test_runs_of_the_first_release_are_kept_by_every_later_one(database: Database, run_id: str) -> None:
    with database.engine.connect() as connection, connection.begin():
        command.downgrade(alembic_config(connection), "0001")
        assert "taken_at" not in {column["name"] for column in inspect(connection).get_columns("runs")}
    database.migrate()
    with database.read() as session:
        run = find_run(session, run_id)
        assert run is not None
        assert (run.status, run.taken_at) == (RunStatus.QUEUED, None)


def test_the_best_plan_is_taken_once_and_only_while_the_run_goes_on(database: Database, run_id: str) -> None:
    with database.write() as session:
        assert not is_taken(session, run_id)
        assert take_best(session, run_id)
        assert is_taken(session, run_id)
        assert not take_best(session, run_id)
        assert not take_best(session, "none")
    with database.write() as session:
        run, _ = create_run(session, find_run(session, run_id).problem_id, Limits().model_dump_json())  # type: ignore[union-attr]
        assert cancel_run(session, run.id)
        assert not take_best(session, run.id)
        assert not is_taken(session, run.id)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with contextlib.suppress(ZeroDivisionError), database.write() as session:
        store_problem(session, example("never"))
        1 / 0  # noqa: B018 - something fails in the middle
    with database.read() as session:
        assert session.query(ProblemRow).count() == 0


def test_writers_wait_for_each_other(database: Database) -> None:
    """Both read before they write, which fails at once on SQLite unless the lock is taken first."""
    entered = threading.Event()

    def slowly() -> None:
        with database.write() as session:
            entered.set()
            session.query(ProblemRow).count()
            time.sleep(0.3)
            store_problem(session, example("first"))

    writer = threading.Thread(target=slowly)
    writer.start()
    entered.wait()
    with database.write() as session:
        session.query(ProblemRow).count()
        store_problem(session, example("second"))
    writer.join()
    with database.read() as session:
        assert session.query(ProblemRow).count() == 2


def test_moments_keep_their_zone_and_naive_ones_are_refused(database: Database) -> None:
    with database.write() as session:
        row, _ = store_problem(session, example())
    with database.read() as session:
        found = session.get_one(ProblemRow, row.id)
        assert found.as_of == datetime(2026, 1, 5, tzinfo=UTC)
        assert found.as_of.tzinfo is UTC
    with pytest.raises(StatementError, match="zone"), database.write() as session:
        session.get_one(ProblemRow, row.id).created_at = datetime(2026, 1, 5)  # noqa: DTZ001 - the point


def test_documents_are_packed_to_the_same_bytes(database: Database) -> None:
    assert packed(example("same")) == packed(example("same"))
    assert load_problem(unpacked(packed(example("back"))), "x") == example("back")


def test_only_the_current_attempt_may_speak(database: Database, run_id: str) -> None:
    with database.write() as session:
        assert begin_attempt(session, run_id) == 1
        assert begin_attempt(session, run_id) == 2  # somebody took it over
        assert not is_current(session, run_id, 1)
        assert is_current(session, run_id, 2)
        assert not report_progress(session, run_id, 1, "{}")
        assert not fail_run(session, run_id, 1, "too late")
        assert not count_crash(session, run_id, 1, 3, "too late")
        assert not finish_run(session, run_id, 1, plan_for(example()))
        assert report_progress(session, run_id, 2, "{}")
    assert status(database, run_id) is RunStatus.RUNNING
    with database.write() as session:
        run = find_run(session, run_id)
        assert run is not None
        assert find_plan(session, run.plan_id) is None
        assert finish_run(session, run_id, 2, plan_for(example()))
        assert not finish_run(session, run_id, 2, plan_for(example()))  # once
        assert find_plan(session, run.plan_id) is not None
    assert status(database, run_id) is RunStatus.DONE


def test_nothing_is_published_after_a_cancel_nor_cancelled_after_the_end(database: Database, run_id: str) -> None:
    with database.write() as session:
        assert begin_attempt(session, run_id) == 1
        assert cancel_run(session, run_id)
        assert not finish_run(session, run_id, 1, plan_for(example()))
        assert begin_attempt(session, run_id) is None
        assert not cancel_run(session, run_id)
        other, _ = create_run(session, session.query(ProblemRow).one().id, Limits().model_dump_json())
        assert begin_attempt(session, other.id) == 1
        assert finish_run(session, other.id, 1, plan_for(example()))
        assert not cancel_run(session, other.id)
    assert status(database, run_id) is RunStatus.CANCELLED


def test_crashes_are_allowed_up_to_the_limit(database: Database, run_id: str) -> None:
    for attempt in (1, 2, 3):
        with database.write() as session:
            assert begin_attempt(session, run_id) == attempt
            assert count_crash(session, run_id, attempt, 3, "by signal SIGSEGV") is (attempt < 3)
    assert status(database, run_id) is RunStatus.FAILED


def test_a_run_that_is_started_for_ever_is_given_up(database: Database, run_id: str) -> None:
    """The service itself may be what dies each time; restarts do not count as crashes of the solver."""
    for attempt in range(1, STARTS + 1):
        with database.write() as session:
            assert begin_attempt(session, run_id) == attempt
    with database.write() as session:
        assert begin_attempt(session, run_id) is None
    assert status(database, run_id) is RunStatus.FAILED


def test_events_are_numbered_without_gaps(database: Database, run_id: str) -> None:
    with database.write() as session:
        begin_attempt(session, run_id)
        for number in range(3):
            report_progress(session, run_id, 1, f'{{"n": {number}}}')
        report_progress(session, run_id, 7, "{}")  # not the current attempt: takes no number
        finish_run(session, run_id, 1, plan_for(example()))
    with database.read() as session:
        events = events_after(session, run_id, 0)
        assert [event.number for event in events] == [1, 2, 3, 4, 5, 6]
        assert [event.event for event in events] == ["status", "status", *["progress"] * 3, "status"]
        assert [event.number for event in events_after(session, run_id, 4)] == [5, 6]


def test_a_plan_is_stored_with_an_index_row_for_each_order(database: Database, run_id: str) -> None:
    problem = example()
    with database.write() as session:
        begin_attempt(session, run_id)
        finish_run(session, run_id, 1, plan_for(problem))
        run = find_run(session, run_id)
        assert run is not None
        rows = plan_orders(session, run.plan_id)
        assert [(row.order_id, row.late_minutes, row.lateness_cost) for row in rows] == [
            ("SO-2", 120, 120),
            ("SO-1", 0, 0),
        ]
        assert [row.order_id for row in plan_orders(session, run.plan_id, only_late=True)] == ["SO-2"]
        assert run.ended_at is not None
        assert run.ended_at <= now()
