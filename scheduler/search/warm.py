"""Compiles every kernel once and stores the machine code: `python -m scheduler.search.warm`."""

import sys
import time

from scheduler.search.warming import ensure_compiled, is_compiled


def main() -> int:
    """Compiles unless a complete cache of this version is there. Prints what it does and how long it took."""
    if is_compiled():
        return 0
    print("compiling the scheduling kernel, once for this version (about four minutes) …", flush=True)
    begun = time.perf_counter()
    ensure_compiled()
    print(f"kernel compiled in {time.perf_counter() - begun:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
