"""Compiles every kernel once and stores the machine code: `python -m scheduler.search.warm`.

Two processes share the work: each compiles a half and stores it, and the first one loads what the other has left.
"""

import subprocess
import sys
import time

from scheduler.search.warming import compile_graphs_and_prices, compile_placing, ensure_compiled, is_compiled

HALF = "--half"
"""Asks for the second half only, without a word."""


def main() -> int:
    """Compiles unless a complete cache of this version is there. Prints what it does and how long it took."""
    if sys.argv[1:] == [HALF]:
        compile_graphs_and_prices()
        return 0
    if is_compiled():
        return 0
    print("compiling the scheduling kernel, once for this version (two to four minutes) …", flush=True)
    begun = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "scheduler.search.warm", HALF]) as other:
        try:
            compile_placing()
        except BaseException:
            other.kill()
            raise
    ensure_compiled()  # whatever became of the other half
    print(f"kernel compiled in {time.perf_counter() - begun:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
