"""The parts of a running service, made by `create_app` and started and stopped with the application."""

import threading
from dataclasses import dataclass, field

from api.settings import Settings
from api.store.database import Database
from api.store.documents import Documents
from api.work.desk import Desk
from api.work.durable import DurableRuns
from api.work.pool import Pool
from api.work.port import Runs
from api.work.slot import ChildSettings
from api.work.spawner import Spawner


@dataclass
class Service:
    settings: Settings
    database: Database
    documents: Documents
    solvers: Pool
    clerks: Pool
    runs: Runs
    desk: Desk
    closing: threading.Event = field(default_factory=threading.Event)
    """Set when the process is asked to end, so that streams end before the server waits for them."""
    started: bool = False

    def start(self) -> None:
        """Migrate, start the children, take up what a former process left. Raises if the database can't be
        used.
        """
        self.database.migrate()
        self.solvers.warm()
        self.clerks.warm()
        self.runs.start()
        self.started = True

    def stop(self) -> None:
        self.closing.set()
        self.started = False
        self.runs.stop()
        self.clerks.close()
        self.database.close()


def make_service(settings: Settings, jobs: str = "api.work.jobs") -> Service:
    """The parts, wired but not started. `jobs` is the module of what children can do; tests put their own."""
    database = Database(settings.database_url)
    spawner = Spawner()
    children = ChildSettings(
        module=jobs, nice=settings.child_nice, memory_mb=settings.child_memory_mb, jobs=settings.child_jobs
    )
    solvers = Pool(spawner, children, settings.solver_slots)
    clerks = Pool(spawner, children, settings.desk_slots)
    return Service(
        settings=settings,
        database=database,
        documents=Documents(),
        solvers=solvers,
        clerks=clerks,
        runs=DurableRuns(database, settings, solvers),
        desk=Desk(clerks, settings),
    )
