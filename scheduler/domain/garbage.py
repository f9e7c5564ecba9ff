"""Python's garbage collector, paused where only objects are made that stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Looking for garbage among a hundred thousand new records that all stay doubles the time to make them.

    Objects are still freed as soon as nothing refers to them. Calls may be nested.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
