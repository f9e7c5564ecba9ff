"""The web pages from the command line: the service runs as a program of its own, `python -m api`.

Nothing in `scheduler` imports `api`; it is only started.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from scheduler.domain.errors import refuse

PORTS_TRIED = 20


def serve(host: str, port: int, database: str | None) -> NoReturn:
    """Serves until Ctrl-C: this process becomes the service. Raises InputError for an address it can't use.

    The service takes the place of this process instead of running beside it: signals, exit code and the end
    of the terminal reach it by themselves, and nothing can be left over. A setting that it can't use ends it
    with exit code 2 and one line.
    """
    if not _free(host, port):
        raise refuse("settings", f"port {port} of {host} is taken: choose another one with --port")
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-m", "api", "--host", host, "--port", str(port)]
    os.execve(sys.executable, command, _environment(database))


def adopt(problem_file: Path, plan_file: Path, seconds: float, database: str) -> None:
    """Puts a plan that was made here into the service's database, as the finished run it is."""
    command = [
        sys.executable,
        "-m",
        "api",
        "adopt",
        str(problem_file),
        str(plan_file),
        "--seconds",
        str(seconds),
    ]
    done = subprocess.run(command, env=_environment(database), capture_output=True, text=True, check=False)
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["no further words"]
        raise refuse(str(plan_file), f"the service did not take the plan over: {words[-1]}")


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
