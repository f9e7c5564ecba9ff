"""A child process that reads what strangers send: with little memory, little time, and no way to hurt anybody."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[2]
"""Where `scheduler` is imported from; the child must find the same one."""

COMPLAINT_BYTES = 4096
"""Of what the child says on its error output, to tell a lack of memory from a crash."""


class Cut(Enum):
    """Why a child was stopped or stopped by itself."""

    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output"
    CRASH = "crash"


class CutShort(Exception):
    """The child did not finish its work. `detail` is for the log, not for people."""

    def __init__(self, why: Cut, detail: str = "") -> None:
        self.why = why
        super().__init__(f"{why.value}: {detail}")


def lines(
    module: str, arguments: Sequence[str], file: BinaryIO, seconds: float, output_bytes: int
) -> Generator[bytes, None, None]:
    """What `python -m module` writes, line by line as it comes; `file` is its standard input.

    Raises CutShort if it runs longer than `seconds`, writes more than `output_bytes` or does not end well. Whenever the
    caller stops listening, the child and everything that it started are gone.
    """
    with _child(module, arguments, file) as child:
        assert child.stdout is not None
        late = threading.Event()

        def end() -> None:
            late.set()
            _kill_group(child)

        clock = threading.Timer(seconds, end)
        clock.daemon = True
        clock.start()
        try:
            left = output_bytes
            while line := child.stdout.readline(left + 1):
                left -= len(line)
                if left < 0:
                    raise CutShort(Cut.OUTPUT)
                yield line
            status = _ended(child)
        finally:
            clock.cancel()
            clock.join()
        if status != 0:
            raise CutShort(Cut.TIME) if late.is_set() else _told(child, status)


@contextmanager
def _child(module: str, arguments: Sequence[str], file: BinaryIO) -> Iterator["subprocess.Popen[bytes]"]:
    search_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    child = subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", module, *arguments],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": search_path, "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    with child:
        try:
            yield child
        finally:
            _kill_group(child)


def _ended(child: "subprocess.Popen[bytes]") -> int:
    """Waits for the child, which has closed its output; whatever it started ends with it."""
    if hasattr(os, "waitid"):
        os.waitid(
            os.P_PID, child.pid, os.WEXITED | os.WNOWAIT
        )  # not yet forgotten: its group's number is still its own
        _kill_group(child)
    return child.wait()


def _kill_group(child: "subprocess.Popen[bytes]") -> None:
    """The child with all that it started; one that was waited for already is left alone."""
    if child.returncode is not None:
        return
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()


def _told(child: "subprocess.Popen[bytes]", status: int) -> CutShort:
    """Why a child ended badly, by its last words and the signal that ended it."""
    assert child.stderr is not None
    words = child.stderr.read(COMPLAINT_BYTES).decode("utf-8", "replace")
    if status == -getattr(signal, "SIGXCPU", 0):
        return CutShort(Cut.TIME, words)
    if status == -getattr(signal, "SIGKILL", 0):  # not by us: the system ran out of memory
        return CutShort(Cut.MEMORY, words)
    if "memory allocation of" in words or "MemoryError" in words or "capacity overflow" in words:
        return CutShort(Cut.MEMORY, words)
    return CutShort(Cut.CRASH, f"status {status}: {words}")
