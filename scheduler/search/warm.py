"""Compiles every kernel once and stores the machine code: `python -m scheduler.search.warm`."""

import sys
import time
from pathlib import Path

from scheduler.kernel.cache import cache_folder

MARKER = "complete"


def main() -> int:
    """Compiles unless a complete cache of this version is there. Prints what it does and how long it took."""
    marker = cache_folder() / MARKER
    if marker.exists():
        return 0
    print("compiling the scheduling kernel, once for this version (about half a minute) …", flush=True)
    begun = time.perf_counter()
    from scheduler.search.warming import compile_kernels

    compile_kernels()
    Path(marker).touch()
    print(f"kernel compiled in {time.perf_counter() - begun:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
