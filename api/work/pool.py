"""A few slots that are lent to whoever asks first."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.work.slot import ChildSettings, Slot
from api.work.spawner import Spawner


class Busy(Exception):
    """No slot became free in time."""


class Pool:
    """`size` slots; the one used last is lent first, so that its child stays warm."""

    def __init__(self, spawner: Spawner, settings: ChildSettings, size: int) -> None:
        self.slots = [Slot(spawner, settings) for _ in range(size)]
        self._free: queue.LifoQueue[Slot] = queue.LifoQueue()
        for slot in self.slots:
            self._free.put(slot)

    def warm(self) -> None:
        """Start all children in the background."""
        for slot in self.slots:
            threading.Thread(target=slot.warm, name="warm", daemon=True).start()

    @contextmanager
    def slot(self, seconds: float | None = None) -> Iterator[Slot]:
        """A slot of one's own; raises Busy if none is free within `seconds` (None: waits as long as it
        takes).
        """
        try:
            slot = self._free.get(timeout=seconds)
        except queue.Empty:
            raise Busy from None
        try:
            yield slot
        finally:
            self._free.put(slot)

    def close(self) -> None:
        for slot in self.slots:
            slot.close()
