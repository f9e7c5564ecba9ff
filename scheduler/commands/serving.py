"""The web pages from the command line. The only place here that knows `api`, and only when it is asked
for."""

import os
import socket
from contextlib import suppress

from scheduler.domain.errors import refuse
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.search.limits import Limits

PORTS_TRIED = 20


def serve(host: str, port: int, database: str | None) -> None:
    """Serves until Ctrl-C. Raises InputError for a setting or an address that can't be used."""
    from api.main import serve as serve_pages
    from api.settings import Settings, SettingsError

    try:
        settings = Settings.from_environment(_environment(database))
    except SettingsError as error:
        raise refuse("settings", str(error)) from None
    if not _free(host, port):
        raise refuse("settings", f"port {port} of {host} is taken: choose another one with --port")
    with suppress(KeyboardInterrupt):  # the ordinary way to end it, which uvicorn passes on after closing
        serve_pages(settings, host, port)


def adopt(problem: Problem, plan: Plan, limits: Limits, database: str) -> None:
    """Puts a plan that was made here into the service's database, as the finished run it is."""
    from api.store.database import Database
    from api.store.problems import store_problem
    from api.store.runs import begin_attempt, create_run, finish_run

    store = Database(database)
    try:
        store.migrate()
        with store.write() as session:
            row, _ = store_problem(session, problem)
            run, _ = create_run(session, row.id, limits.model_dump_json())
            attempt = begin_attempt(session, run.id)
            if attempt is not None:
                finish_run(session, run.id, attempt, plan)
    finally:
        store.close()


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the first free one after it."""
    return next((port for port in range(wanted, wanted + PORTS_TRIED) if _free(host, port)), wanted)


def _environment(database: str | None) -> dict[str, str]:
    given = dict(os.environ)
    if database is not None:
        given["SCHEDULER_DATABASE_URL"] = database if "://" in database else f"sqlite:///{database}"
    return given


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
