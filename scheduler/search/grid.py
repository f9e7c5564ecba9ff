"""Which ATC dispatching suits a shop: a few rules far apart, then the neighbours of the best.

A bad choice costs ten per cent and more, and what is good depends on how loaded the shop is. So the parameters are
searched for, four schedules at a time, and a plan says which ones it began with: the next plan of the same plant begins
there.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from scheduler.domain.plan import Plan
from scheduler.kernel.objective import better
from scheduler.search import starts
from scheduler.search.starts import Context, Dispatching, Found

FIRST = tuple(
    Dispatching(*values)
    for values in (
        (3, 0.25), (8, 0.5), (20, 0.25, 1, 0.5), (3, 1),
        (1.5, 0), (20, 0.5, 1, 0.75), (3, 0.5, 1.4), (8, 1, 1, 0.25),
    )
)  # fmt: skip
"""In order of how far apart they are: each four cover what shops were seen to need."""

TOGETHER = 4
"""Rules tried between two looks at the clock; not the number of workers, so that it changes no plan."""

MOST = 48
"""Rules tried at most."""

LOOK_AHEADS = (0.8, 60.0)
INFLATIONS = (1.0, 1.4, 2.0)


def explore(context: Context, workers: int, before: Plan | None) -> Iterator[Found]:
    """Schedules of ever better suited rules; the caller keeps the best and may stop at any time.

    `before` is an earlier plan of the same plant.
    """
    known = remembered(before)
    waiting = [*([known] if known is not None else []), *FIRST]
    tried: set[Dispatching] = set()
    best: tuple[Found, Dispatching] | None = None
    with ThreadPoolExecutor(workers, thread_name_prefix="dispatch") as pool:
        while len(tried) < MOST:
            waiting = [rule for rule in dict.fromkeys(waiting) if rule not in tried]
            if not waiting and best is not None:
                waiting = [rule for rule in neighbours(best[1]) if rule not in tried]
            if not waiting:
                return
            now, waiting = waiting[:TOGETHER], waiting[TOGETHER:]
            tried.update(now)
            for rule, state in zip(now, pool.map(lambda rule: starts.dispatch_atc(context, rule), now), strict=True):
                each = starts.found(context, state, rule.method, is_grid=True)
                if best is None or better(each.levels, best[0].levels):
                    best = each, rule
                yield each


def neighbours(rule: Dispatching) -> list[Dispatching]:
    """Rules with one parameter changed by a step."""
    found = [
        rule._replace(look_ahead=round(look_ahead, 2))
        for look_ahead in (rule.look_ahead * 1.6, rule.look_ahead / 1.6)
        if LOOK_AHEADS[0] <= look_ahead <= LOOK_AHEADS[1]
    ]
    for step in (0.25, -0.25):
        found += [rule._replace(order_exponent=rule.order_exponent + step)] * (0 <= rule.order_exponent + step <= 1)
        found += [rule._replace(exponent=rule.exponent + step)] * (0 <= rule.exponent + step <= 1.5)
    at = min(range(len(INFLATIONS)), key=lambda i: abs(INFLATIONS[i] - rule.inflation))
    found += [rule._replace(inflation=INFLATIONS[i]) for i in (at - 1, at + 1) if 0 <= i < len(INFLATIONS)]
    return found


def remembered(plan: Plan | None) -> Dispatching | None:
    """The dispatching rule that a plan began with, out of its method; None if none did."""
    numbers = re.search(r"atc\(([^()]*)\)", "" if plan is None else plan.method)
    if numbers is None:
        return None
    try:
        return Dispatching(*(float(number) for number in numbers[1].split(",")))
    except (TypeError, ValueError):  # an earlier version wrote it another way
        return None
