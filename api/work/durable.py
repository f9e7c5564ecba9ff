"""Runs as durable workflows of DBOS Transact, on the same database as everything else.

A workflow is a thin shell around our own row of the run: the row says whether there is something to do, its
attempt number decides who may report, and publishing the plan and ending the run are one transaction.
Whatever DBOS repeats after a crash therefore finds out at once that it comes too late, or goes on.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from api.settings import Settings
from api.store.database import Database
from api.store.problems import problem_with_document
from api.store.runs import (
    active_runs,
    begin_attempt,
    cancel_run,
    count_crash,
    events_after,
    fail_run,
    find_run,
    finish_run,
    is_current,
    is_taken,
    report_progress,
    take_best,
)
from api.store.tables import RunEventRow, RunRow
from api.work.pool import Busy, Pool
from api.work.slot import Aborted, ChildDied, JobFailed, Slot
from api.work.wire import Message
from scheduler.domain.errors import InputError
from scheduler.domain.plan import Plan
from scheduler.domain.schema import load_plan
from scheduler.search.limits import Limits

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

APPLICATION = "production-scheduler"
WORKFLOW = "solve-run"
QUEUE = "solves"
VERSION = "1"
"""Of the workflow's code: raise it when a half-done run of the old code could not be taken up by the new."""
POLL_SECONDS = 0.25
RETRY_SECONDS = 1.0
DATABASE_DOWN = (OperationalError, InterfaceError)
"""What a database that can't be reached, is full or is locked raises; it may be well again later."""
DISPATCHES = 1000
"""How often DBOS may start a workflow; our own limits end a run long before."""


class Stopping(BaseException):
    """The service stops. Not an Exception, so that DBOS records no outcome and takes the workflow up again at
    the next start.
    """


class DurableRuns:
    """The port `Runs` on DBOS, which keeps one instance per process."""

    def __init__(self, database: Database, settings: Settings, pool: Pool) -> None:
        self._database = database
        self._settings = settings
        self._pool = pool
        self._stopping = threading.Event()
        self._client: DBOSClient | None = None

    def start(self) -> None:
        logging.getLogger("dbos").setLevel(logging.WARNING)
        url = self._database.url.render_as_string(hide_password=False)
        serializer = DBOSPortableJSONSerializer()
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": url,
            "sys_db_pool_size": 5,
            "executor_id": self._settings.executor_id,
            "application_version": VERSION,
            "serializer": serializer,
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": 1.0,
        }
        DBOS(config=config)

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=DISPATCHES)
        def solve_run(run_id: str) -> str:
            return self._work_on(run_id)

        if self._settings.solver_slots == 0:
            DBOS.listen_queues([])
        DBOS.launch()
        # A solve holds its workflow for minutes: no more are taken from the queue than can run.
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=max(1, self._settings.solver_slots),
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )
        self._client = DBOSClient(system_database_url=url, serializer=serializer, application_name=APPLICATION)
        self._repair()

    def stop(self) -> None:
        self._stopping.set()
        self._pool.close()
        if self._client is not None:
            self._client.destroy()
            self._client = None
        DBOS.destroy(destroy_registry=True)

    def submit(self, session: Session, run_id: str) -> None:
        assert self._client is not None, "the service has not started"
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": QUEUE,
            "workflow_id": run_id,
            "app_version": VERSION,
        }
        self._client.enqueue_in_transaction(session, options, run_id)

    def cancel(self, run_id: str) -> RunRow | None:
        """The attempt that works on it, here or elsewhere, asks twice a second and then kills its child."""
        with self._database.write() as session:
            cancel_run(session, run_id)
            return find_run(session, run_id)

    def take_best(self, run_id: str) -> RunRow | None:
        """The attempt that works on it, here or elsewhere, asks twice a second and tells its child."""
        with self._database.write() as session:
            take_best(session, run_id)
            return find_run(session, run_id)

    def status(self, run_id: str) -> RunRow | None:
        with self._database.read() as session:
            return find_run(session, run_id)

    def events(self, run_id: str, after: int) -> Sequence[RunEventRow]:
        with self._database.read() as session:
            return events_after(session, run_id, after)

    def _repair(self) -> None:
        """Bring our rows and the queue together again, for example after a backup was restored."""
        with self._database.read() as session:
            runs = active_runs(session)
        for run in runs:
            workflow = DBOS.get_workflow_status(run.id)
            if workflow is None:
                logger.warning("run %s had no workflow: queued again", run.id)
                with self._database.write() as session:
                    self.submit(session, run.id)
            elif workflow.status not in ("PENDING", "ENQUEUED", "DELAYED"):
                logger.error("run %s: its workflow ended as %s without a result", run.id, workflow.status)
                with self._database.write() as session:
                    if (attempt := begin_attempt(session, run.id)) is not None:
                        fail_run(session, run.id, attempt, "the background work ended without a result")

    def _work_on(self, run_id: str) -> str:
        """Work on a run until it has ended; returns its status. Safe to be started any number of times."""
        going_on = True
        while going_on:
            with self._slot() as slot:
                going_on = self._attempt(run_id, slot)
        run = self.status(run_id)
        return "gone" if run is None else run.status.value

    @contextmanager
    def _slot(self) -> Iterator[Slot]:
        """A free slot, however long it takes; raises Stopping when the service ends."""
        with ExitStack() as stack:
            while True:
                if self._stopping.is_set():
                    raise Stopping
                with suppress(Busy):
                    slot = stack.enter_context(self._pool.slot(seconds=1.0))
                    break
            yield slot

    def _attempt(self, run_id: str, slot: Slot) -> bool:
        """One try in a child; whether another one is needed."""
        attempt = self._write(lambda session: begin_attempt(session, run_id))
        if attempt is None:
            return False
        try:
            plan = self._solve(run_id, attempt, slot)
            if not self._write(lambda session: finish_run(session, run_id, attempt, plan)):
                logger.warning("run %s: the plan of attempt %d comes too late and is dropped", run_id, attempt)
        except Aborted:
            if self._stopping.is_set():
                raise Stopping from None
            logger.info("run %s: attempt %d is not wanted any more", run_id, attempt)
        except ChildDied as death:
            how = str(death)
            logger.warning("run %s, attempt %d: the solver process died %s", run_id, attempt, how)
            allowed = self._settings.attempts
            return self._write(lambda session: count_crash(session, run_id, attempt, allowed, how))
        except JobFailed as error:
            reason = str(error)
            self._write(lambda session: fail_run(session, run_id, attempt, reason))
        except Exception:
            logger.exception("run %s, attempt %d", run_id, attempt)
            self._write(lambda session: fail_run(session, run_id, attempt, "an internal error, see the log"))
        return False

    def _solve(self, run_id: str, attempt: int, slot: Slot) -> Plan:
        """The plan, made in the slot's child. Raises what `Slot.run` raises."""
        with self._database.read() as session:
            run = session.get_one(RunRow, run_id)
            problem = problem_with_document(session, run.problem_id)
            assert problem is not None, "runs refer to problems that exist"
        limits = Limits.model_validate_json(run.limits)

        def wanted() -> bool:
            # While the database does not answer nobody can have cancelled the run.
            with suppress(*DATABASE_DOWN), self._database.read() as session:
                return is_current(session, run_id, attempt)
            return True

        def enough() -> bool:
            with suppress(*DATABASE_DOWN), self._database.read() as session:
                return is_taken(session, run_id)
            return False

        def told(progress: str) -> None:
            with suppress(*DATABASE_DOWN), self._database.write() as session:
                report_progress(session, run_id, attempt, progress)

        job = Message("solve", {"problem": problem.content_hash, "limits": run.limits}, (problem.document,))
        (document,) = slot.run(job, limits.seconds + self._settings.solve_grace_seconds, wanted, told, enough)
        try:
            plan = load_plan(document, "plan")
        except InputError as error:
            raise JobFailed(f"the solver's answer can't be read: {error}") from None
        if plan.problem != problem.content_hash:
            raise JobFailed("the solver's answer belongs to another problem")
        return plan

    def _write(self, action: Callable[[Session], Answer]) -> Answer:
        """Do it in a transaction; while the database does not answer, wait for it: a finished plan is worth
        that.
        """
        while True:
            try:
                with self._database.write() as session:
                    return action(session)
            except DATABASE_DOWN:
                logger.exception("the database does not answer; trying again")
                if self._stopping.wait(RETRY_SECONDS):
                    raise Stopping from None
