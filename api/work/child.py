"""The program of a child process: takes jobs from a pipe, one after the other, and dies with the service.

Started as `python -m api.work.child MODULE NICE MEMORY_MB PARENT_PID`. MODULE offers `JOBS`, functions by
kind of message, and `warm_up`.
"""

import contextlib
import ctypes
import importlib
import itertools
import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import IO

from api.work.wire import Message, read, write
from scheduler.domain.errors import InputError

PROGRESS_SECONDS = 0.25
"""Of reports of one phase that come faster than this only the newest is sent."""


class Report:
    """What a job tells while it works, and what it is told: `enough` is set when its best so far will do."""

    def __init__(self, outgoing: IO[bytes], enough: threading.Event) -> None:
        self.enough = enough
        self._outgoing = outgoing
        self._lock = threading.Lock()
        self._phase, self._at = "", 0.0
        self._waiting: str | None = None
        self._timer: threading.Timer | None = None

    def __call__(self, phase: str, progress: str) -> None:
        """Sends progress as JSON: at once in a new phase, else not too often, and the newest always in the end."""
        with self._lock:
            wait = self._at + PROGRESS_SECONDS - time.monotonic() if phase == self._phase else 0.0
            self._phase, self._waiting = phase, progress
            if wait <= 0:
                self._send()
            elif self._timer is None:
                self._timer = threading.Timer(wait, self._send_later)
                self._timer.daemon = True
                self._timer.start()

    def end(self) -> None:
        """Nothing is told any more: the answer is next."""
        with self._lock:
            self._waiting = None
            if self._timer is not None:
                self._timer.cancel()

    def _send_later(self) -> None:
        with self._lock:
            self._timer = None
            self._send()

    def _send(self) -> None:
        if self._waiting is not None:
            self._at = time.monotonic()
            write(self._outgoing, Message("progress", {"progress": self._waiting}))
            self._waiting = None


class _Wishes:
    """Which jobs, by number, are to end with their best so far. A wish may come before its job begins, or after."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._enough: dict[int, threading.Event] = {}

    def of(self, job: int) -> threading.Event:
        with self._lock:
            return self._enough.setdefault(job, threading.Event())


Job = Callable[[Message, Report], Message]

ENOUGH = "enough"
"""Kind of a message that is no job: the one with its number is to end with its best so far."""

EXIT_MEMORY = 86
"""Exit code of a child that ran out of its memory: the service must not try the same job again."""
MIB = 1024 * 1024


def main(arguments: list[str]) -> None:
    module, nice, memory_mb, parent = arguments[0], int(arguments[1]), int(arguments[2]), int(arguments[3])
    die_with(parent)
    step_back(nice)
    limit_memory(memory_mb)
    incoming, outgoing = _private_pipes()
    jobs: queue.SimpleQueue[Message] = queue.SimpleQueue()
    wishes = _Wishes()
    threading.Thread(target=_listen, args=(incoming, jobs, wishes), daemon=True, name="listen").start()
    work = importlib.import_module(module)
    table: Mapping[str, Job] = work.JOBS
    work.warm_up()
    write(outgoing, Message("ready"))
    for number in itertools.count(1):
        job = jobs.get()
        report = Report(outgoing, wishes.of(number))
        answer = _answer(table, job, report)
        report.end()
        write(outgoing, answer)


def _answer(table: Mapping[str, Job], job: Message, report: Report) -> Message:
    """A job that raises is answered with the reason; one that runs out of memory ends the process."""
    try:
        return table[job.kind](job, report)
    except MemoryError:
        os._exit(EXIT_MEMORY)
    except InputError as error:
        problems = [[problem.file, problem.place, problem.id, problem.message] for problem in error.problems]
        return Message("refused", {"error": str(error)}, (json.dumps(problems).encode(),))
    except Exception as error:
        # The trace is for the log of the service (standard error); users get no inner workings to see.
        sys.excepthook(*sys.exc_info())
        return Message("failed", {"error": f"an internal error in {job.kind} ({type(error).__name__}), see the log"})


def _listen(incoming: IO[bytes], jobs: "queue.SimpleQueue[Message]", wishes: _Wishes) -> None:
    """The end of the pipe means that the service is gone, or does not need this child any more."""
    while (message := read(incoming)) is not None:
        if message.kind == ENOUGH:
            wishes.of(int(message.header["job"] or 0)).set()
        else:
            jobs.put(message)
    os._exit(0)


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The pipes on descriptors of our own: whatever a library prints goes to standard error, not into a
    message.
    """
    incoming, outgoing = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def die_with(parent: int) -> None:
    """On Linux the kernel kills us when the parent's spawning thread ends; elsewhere the end of the pipe
    does.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            set_death_signal = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
            ctypes.CDLL(None, use_errno=True).prctl(set_death_signal, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(0)


def step_back(nice: int) -> None:
    if hasattr(os, "nice"):
        os.nice(nice)


def limit_memory(memory_mb: int) -> None:
    """Let allocations beyond the limit fail in this process instead of driving the machine into swap."""
    if sys.platform == "linux":
        import resource

        # Private writable memory: address space alone would count the unused reserves of every thread.
        resource.setrlimit(resource.RLIMIT_DATA, (memory_mb * MIB, memory_mb * MIB))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(sys.argv[1:])
