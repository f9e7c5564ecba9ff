"""One database: its engine, its transactions, its migrations."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 30
"""How long a writer waits for another one on SQLite before it gives up."""
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """Transactions on one database. Open it once per process; `close` returns its connections."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.url.get_backend_name() == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        self.engine = _engine(self)
        self._writing = self.engine.execution_options(begin="BEGIN IMMEDIATE")

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view; nothing is ever written by it."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end of the block and is undone by any exception.

        On SQLite it takes the write lock at once: a transaction that starts by reading and turns into a
        writer would fail immediately, whatever the busy timeout, if somebody else wrote in between.
        """
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the tables to the newest version; several processes may start at once."""
        if self.is_sqlite and self.url.database:
            Path(self.url.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
        with self._writing.connect() as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('scheduler.migrate'))"))
            command.upgrade(alembic_config(connection), "head")

    def answers(self) -> bool:
        """Whether the database can be read now."""
        try:
            with self.read() as session:
                session.execute(text("SELECT 1 FROM problems LIMIT 1"))
        except Exception:
            return False
        return True

    def close(self) -> None:
        self.engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration without a file, running inside the given connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _engine(database: Database) -> Engine:
    if not database.is_sqlite:
        return create_engine(database.url, pool_pre_ping=True, pool_size=10, max_overflow=10)
    engine = create_engine(database.url, connect_args={"timeout": BUSY_SECONDS}, pool_size=10, max_overflow=30)

    @event.listens_for(engine, "connect")
    def configure(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)
        # The driver must not begin transactions by its own rules: `begin` below does.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(str(connection.get_execution_options().get("begin", "BEGIN")))

    return engine
