"""A place where one child process works, one job at a time; the process is kept warm and replaced now and
then.
"""

import json
import logging
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from api.work.child import ENOUGH, EXIT_MEMORY
from api.work.spawner import Spawner
from api.work.wire import Message, read, write
from scheduler.domain.errors import InputProblem

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
"""How often a waiting job looks at its deadline and asks its owner whether it is still wanted."""
START_SECONDS = 600.0
"""The longest a child may take to load its engines: the first start on a machine compiles the kernels."""


class JobFailed(Exception):
    """The job ended with a reason that trying again would not change; the message is for the user."""

    def __init__(self, message: str, problems: Sequence[InputProblem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        """What is wrong with the input, if that is to blame and not the program."""


class ChildDied(Exception):
    """The process ended in the middle of the job; the message says how."""


class Aborted(Exception):
    """The job was ended because nobody wants it any more."""


@dataclass(frozen=True)
class ChildSettings:
    """How children are started."""

    module: str = "api.work.jobs"
    nice: int = 15
    memory_mb: int = 4096
    jobs: int = 50
    """A child is replaced after this many."""


class Child:
    """One process and the thread that reads what it says."""

    def __init__(self, spawner: Spawner, settings: ChildSettings) -> None:
        self.process = spawner.spawn(
            [
                "-m",
                "api.work.child",
                settings.module,
                str(settings.nice),
                str(settings.memory_mb),
                str(os.getpid()),
            ]
        )
        self.said: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.jobs = 0
        self.sent = 0
        """Jobs that it was sent: the number of the last one."""
        self.ready = False
        self._reader = threading.Thread(target=self._read, name=f"read-{self.process.pid}", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with suppress(OSError, ValueError):
            while (message := read(self.process.stdout)) is not None:
                self.said.put(message)
        self.said.put(None)

    def send(self, message: Message) -> None:
        assert self.process.stdin is not None
        write(self.process.stdin, message)

    def end(self) -> None:
        """Kill it and take its exit status; harmless if it is dead already, and from any thread."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def how_it_ended(self) -> str:
        code = self.process.wait()
        return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"


class Slot:
    """Runs jobs in a child, which it starts when there is none. Only one thread calls `run` at a time."""

    def __init__(self, spawner: Spawner, settings: ChildSettings) -> None:
        self._spawner = spawner
        self._settings = settings
        self._child: Child | None = None
        self._lock = threading.Lock()
        self._closed = threading.Event()

    def warm(self) -> None:
        """Start the child now, so that the first job finds it loaded."""
        with self._lock:
            if self._child is None and not self._closed.is_set():
                self._child = Child(self._spawner, self._settings)

    def run(
        self,
        job: Message,
        seconds: float,
        wanted: Callable[[], bool] = lambda: True,
        told: Callable[[str], None] = lambda progress: None,
        enough: Callable[[], bool] = lambda: False,
    ) -> tuple[bytes, ...]:
        """The documents of the job's answer.

        `wanted` is asked every half second, and `enough`, whether the job is to end with its best so far; `told` gets
        every progress report as JSON. Raises JobFailed, ChildDied or Aborted; after the last two, and after a job
        that took too long, the process is gone and the next job gets a new one.
        """
        child = self._ready_child(wanted)
        try:
            answer = self._work(child, job, seconds, wanted, told, enough)
        except JobFailed as error:
            if error.__cause__ is not None:  # timed out: it is still busy
                self._drop(child)
            raise
        except BaseException:
            self._drop(child)
            raise
        child.jobs += 1
        if child.jobs >= self._settings.jobs:
            self._drop(child)
            self.warm()
        return answer

    def close(self) -> None:
        """End the child, whatever it is doing; a running job ends with Aborted."""
        self._closed.set()
        with self._lock:
            child = self._child
        if child is not None:
            child.end()

    @property
    def pid(self) -> int | None:
        """Process id of the child, for tests and logs."""
        child = self._child
        return None if child is None else child.process.pid

    def _ready_child(self, wanted: Callable[[], bool]) -> Child:
        self.warm()
        child = self._child
        if child is None:
            raise Aborted
        if child.process.poll() is not None:  # it died between two jobs, which is nobody's fault
            self._drop(child)
            return self._ready_child(wanted)
        deadline = time.monotonic() + START_SECONDS
        while not child.ready:
            message = self._next(child, deadline, wanted)
            child.ready = message.kind == "ready"
        return child

    def _work(
        self,
        child: Child,
        job: Message,
        seconds: float,
        wanted: Callable[[], bool],
        told: Callable[[str], None],
        enough: Callable[[], bool],
    ) -> tuple[bytes, ...]:
        try:
            child.send(job)
        except OSError:
            raise self._death(child) from None
        child.sent += 1
        passed_on = False

        def still_wanted() -> bool:
            nonlocal passed_on
            if not passed_on and enough():
                passed_on = True
                with suppress(OSError):  # a dead child is noticed by its silence
                    child.send(Message(ENOUGH, {"job": child.sent}))
            return wanted()

        deadline = time.monotonic() + seconds
        while True:
            message = self._next(child, deadline, still_wanted)
            match message.kind:
                case "progress":
                    told(str(message.header["progress"]))
                case "failed":
                    raise JobFailed(str(message.header["error"]))
                case "refused":
                    raise JobFailed(str(message.header["error"]), _problems(message.documents[0]))
                case _:
                    return message.documents

    def _next(self, child: Child, deadline: float, wanted: Callable[[], bool]) -> Message:
        """What the child says next. Progress must not starve the question whether the job is still wanted."""
        while True:
            if self._closed.is_set() or not wanted():
                self._drop(child)
                raise Aborted
            if time.monotonic() > deadline:
                raise JobFailed("ended because it took longer than allowed") from TimeoutError()
            try:
                message = child.said.get(timeout=TICK_SECONDS)
            except queue.Empty:
                continue
            if message is None:
                raise Aborted if self._closed.is_set() else self._death(child)
            return message

    def _death(self, child: Child) -> Exception:
        code = child.process.wait()
        if code == EXIT_MEMORY:
            return JobFailed(f"needs more than the {self._settings.memory_mb} MiB of memory that a solver may use")
        return ChildDied(child.how_it_ended())

    def _drop(self, child: Child) -> None:
        child.end()
        with self._lock:
            if self._child is child:
                self._child = None


def _problems(document: bytes) -> list[InputProblem]:
    """What a child said is wrong: file, place, id and message of each."""
    return [InputProblem(str(f), str(p), None if i is None else str(i), str(m)) for f, p, i, m in json.loads(document)]
