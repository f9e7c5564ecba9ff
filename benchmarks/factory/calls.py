"""How often each compiled function is called for one placement: run as a program of its own, uncompiled.

`python -m benchmarks.factory.calls SIZE SEED RULE …` prints JSON: for every rule (`none`, `all`, or its name) the
pass that was profiled (`generate`, `dispatch_atc`) and, by function, its calls divided by the number of operations.
A count says more than a profiler here: most of these functions are inlined where they are called.
"""

import cProfile
import json
import os
import pstats
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

UNCOMPILED = {"NUMBA_DISABLE_JIT": "1"}
"""The environment in which this has to be run."""

Network_ = TypeVar("Network_", bound=NamedTuple)


def main() -> None:
    assert os.environ.get("NUMBA_DISABLE_JIT") == "1", "with compiled code there would be nothing to count"
    size, seed, *rules = sys.argv[1:]
    print(json.dumps({rule: count(int(size), int(seed), rule) for rule in rules}))


def count(size: int, seed: int, rule: str) -> dict[str, dict[str, float]]:
    """Calls for one placement of a due-date pass and of one dispatching, by function."""
    from benchmarks.factory import build, rules_of
    from scheduler.compile.compiling import compile_problem
    from scheduler.kernel import state
    from scheduler.search import starts

    empty = state.new_state
    vars(starts)["new_state"] = lambda net, segments: _readable(empty(net, segments))
    compiled = compile_problem(build(size, seed, rules_of(rule)))
    context = starts.prepare(replace(compiled, network=_readable(compiled.network)))
    keys = starts.rule_keys(context)["operation_due_date"]
    passes: dict[str, Callable[[], object]] = {
        "generate": lambda: starts.generate(context, keys),
        "dispatch_atc": lambda: starts.dispatch_atc(context, starts.Dispatching(8.0, 1.0)),
    }
    return {name: _calls(run, len(compiled.operations)) for name, run in passes.items()}


def _calls(run: Callable[[], object], operations: int) -> dict[str, float]:
    profile = cProfile.Profile()
    profile.runcall(run)
    found: dict[str, float] = {}
    for (file, _, function), (calls, *_) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        path = Path(file)
        if path.parent.name == "kernel":
            found[f"{path.stem}.{function}"] = round(calls / operations, 2)
    return found


def _readable(tables: Network_) -> Network_:
    """The same tables with columns as attributes, which compiled code has of every structured array."""
    import numpy as np

    changed = {}
    for name, value in zip(tables._fields, tables, strict=True):
        if hasattr(value, "_fields"):
            changed[name] = _readable(value)
        elif value.__class__ is np.ndarray and value.dtype.names:
            changed[name] = value.view(np.recarray)
    return tables._replace(**changed)


if __name__ == "__main__":
    main()
