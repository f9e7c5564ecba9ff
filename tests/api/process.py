"""A real service process for tests that kill it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import httpx2 as httpx

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from api.main import serve
from api.settings import Settings
from scheduler.texts import refuse_missing_texts
refuse_missing_texts()
serve(Settings.from_environment(), port=int(sys.argv[1]), jobs=sys.argv[2])
"""

Found = TypeVar("Found")


class ServiceProcess:
    """`python` serving on a port of its own, with its database in `folder`. It can be killed and started
    again.
    """

    def __init__(self, folder: Path, jobs: str, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._jobs = jobs
        self._port = free_port()
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self._port}", timeout=10, trust_env=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it is ready."""
        environment = {
            **os.environ,
            "SCHEDULER_DATABASE_URL": f"sqlite:///{self.folder / 'scheduler.db'}",
            "SCHEDULER_CHILD_NICE": "0",
            "PYTHONPATH": str(ROOT),
            **self._settings,
        }
        with (self.folder / "service.log").open("ab") as log:
            command = [sys.executable, "-c", PROGRAM, str(self._port), self._jobs]
            self._process = subprocess.Popen(command, env=environment, cwd=self.folder, stdout=log, stderr=log)
        eventually(self.is_ready, seconds=60, why=self.log)

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def is_ready(self) -> bool:
        try:
            return self.client.get("/ready").status_code == 200
        except httpx.TransportError:
            assert self._process is not None
            assert self._process.poll() is None, self.log()
            return False

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def wait(self, seconds: float = 20) -> int:
        assert self._process is not None
        return self._process.wait(timeout=seconds)

    def kill(self) -> None:
        """kill -9: no chance to tidy up."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        self.client.close()
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def log(self) -> str:
        return (self.folder / "service.log").read_text()

    def children(self) -> list[int]:
        """Process ids of the solver processes that this service has now."""
        listed = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [int(child) for task in listed for child in task.read_text().split()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(
    found: Callable[[], Found], seconds: float = 15, why: Callable[[], str] = lambda: "it never happened"
) -> Found:
    """The first true value; fails with a reason after a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError(why())
