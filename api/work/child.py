"""The program of a child process: takes jobs from a pipe, one after the other, and dies with the service.

Started as `python -m api.work.child MODULE NICE MEMORY_MB PARENT_PID`. MODULE offers `JOBS`, functions by
kind of message, and `warm_up`.
"""

import contextlib
import ctypes
import importlib
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
"""Reports of one phase that come faster than this are dropped; the next one tells more anyway."""

Report = Callable[[str, str], None]
"""Called by a job with (phase, progress as JSON)."""

Job = Callable[[Message, Report], Message]

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
    threading.Thread(target=_listen, args=(incoming, jobs), daemon=True, name="listen").start()
    work = importlib.import_module(module)
    table: Mapping[str, Job] = work.JOBS
    work.warm_up()
    write(outgoing, Message("ready"))
    while True:
        job = jobs.get()
        write(outgoing, _answer(table, job, _reporter(outgoing)))


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


def _reporter(outgoing: IO[bytes]) -> Report:
    last_phase, last_at = "", 0.0

    def report(phase: str, progress: str) -> None:
        nonlocal last_phase, last_at
        at = time.monotonic()
        if phase == last_phase and at - last_at < PROGRESS_SECONDS:
            return
        last_phase, last_at = phase, at
        write(outgoing, Message("progress", {"progress": progress}))

    return report


def _listen(incoming: IO[bytes], jobs: "queue.SimpleQueue[Message]") -> None:
    """The end of the pipe means that the service is gone, or does not need this child any more."""
    while (message := read(incoming)) is not None:
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
