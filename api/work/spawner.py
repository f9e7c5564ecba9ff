"""The one thread that starts child processes."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""Where `api` and `scheduler` are imported from; children must find the same ones."""


class Spawner:
    """Starts processes from a thread that lives as long as the service.

    The kernel's "die with your parent" is about the parent *thread*: a child started by a worker thread of a
    request would be killed as soon as that thread ended.
    """

    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[tuple[Sequence[str], Future[subprocess.Popen[bytes]]]] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="spawner", daemon=True).start()

    def spawn(self, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
        """A Python process with pipes to its standard input and output; raises OSError if it can't be
        started.
        """
        started: Future[subprocess.Popen[bytes]] = Future()
        self._orders.put((arguments, started))
        return started.result()

    def _work(self) -> None:
        while True:
            arguments, started = self._orders.get()
            try:
                started.set_result(_popen(arguments))
            except BaseException as error:
                started.set_exception(error)


def _popen(arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    search_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": search_path},
        # Its own session: a Ctrl-C in the terminal is for the service, which ends its children itself.
        start_new_session=True,
    )
