"""The kernel with every array index checked, which compiled code otherwise does not do.

Run it with `python -m pytest tests/kernel/test_bounds_check.py -m slow`; the first time takes about two minutes,
because everything is compiled anew into a cache folder of its own.
"""

import faulthandler
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
import numba
import numpy as np
from scheduler.kernel import delivery, insertion, objective, place
from scheduler.search.limits import Limits
from scheduler.search.solve import solve
from tests.builders import random_shop
from tests.kernel.schedules import as_plan, context_of, random_context, schedules, with_all_goals
from tests.random_rules import RULES, with_rules

assert numba.config.BOUNDSCHECK == 1

@numba.njit
def beyond(array):
    return array[len(array)]

try:
    beyond(np.zeros(3))
except IndexError:
    pass
else:
    raise AssertionError("indices are not checked")

late = 0
contexts = [random_context(seed) for seed in range(20)]
contexts += [context_of(with_all_goals(with_rules(random_shop(seed, 8), seed))) for seed in range(40)]
for context in contexts:
    net = context.network
    for name, state in schedules(context):
        plan = as_plan(context, state, context.compiled.problem)
        late += sum(bool(outcome.causes) for outcome in plan.outcomes)
        objective.measures(net, state)
        delivery.deliveries(net, state)
    for order in range(len(net.order)):
        own = net.sequence[net.order[order]["op_first"] : net.order[order]["op_end"]]
        insertion.remove_all(net, state, own)
        insertion.earliest_mode_ends_beside(net, state, order)
        anything = np.full(len(net.op), -1, np.int64)
        insertion.insert(net, state, own, anything, np.zeros(len(net.op), np.int64), 1.0)
    for op in range(len(net.op)):
        place.remove(net, state, op)
for problem in (random_shop(3, 40), with_rules(random_shop(3, 40), 3, *RULES)):
    solve(problem, Limits(seconds=3, workers=2))
print("checked, late orders explained:", late)
"""


@pytest.mark.slow
def test_no_index_of_the_kernel_leaves_its_array() -> None:
    faulthandler.cancel_dump_traceback_later()  # compiling alone may take longer than any other test may
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "NUMBA_BOUNDSCHECK": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("checked, late orders explained: ")
