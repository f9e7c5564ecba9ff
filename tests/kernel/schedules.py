"""Random shops with their schedules, and what those take, counted minute by minute."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from scheduler.compile.compiling import compile_problem, with_longer_horizon
from scheduler.compile.network import Network
from scheduler.domain.goal import Goal
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.kernel.state import State
from scheduler.search import planning, starts
from scheduler.search.grid import FIRST
from scheduler.search.starts import Context, Found, HorizonTooShortError
from tests.builders import random_shop

Minutes = npt.NDArray[np.int64]


def minutes_of(context: Context) -> int:
    """More minutes than any schedule of the shop needs."""
    return int(context.earliest_end.max(initial=0)) + 60 * 1440


def with_all_goals(problem: Problem) -> Problem:
    settings = problem.settings.model_copy(update={"goals": tuple(Goal)})
    return problem.model_copy(update={"settings": settings})


def context_of(problem: Problem) -> Context:
    compiled = compile_problem(problem)
    while True:
        try:
            return starts.prepare(compiled)
        except HorizonTooShortError:
            compiled = with_longer_horizon(compiled, problem)


@cache
def random_context(seed: int, size: int = 8) -> Context:
    return context_of(with_all_goals(random_shop(seed, size)))


def schedules(context: Context) -> Iterator[tuple[str, State]]:
    """By each of the six rules and by the first dispatching rules."""
    for name, keys in starts.rule_keys(context).items():
        yield name, starts.generate(context, keys)
    for rule in FIRST:
        yield rule.method, starts.dispatch_atc(context, rule)


def first_plans(context: Context) -> list[Found]:
    """Replays of published work, the six rules and the first dispatching rules."""
    dispatched = [starts.found(context, starts.dispatch_atc(context, rule), rule.method, True) for rule in FIRST]
    return [*starts.starts(context, None), *dispatched]


def a_schedule(context: Context) -> State:
    return starts.generate(context, starts.rule_keys(context)["operation_due_date"])


def as_plan(context: Context, state: State, problem: Problem) -> Plan:
    """The plan that a schedule becomes, not verified."""
    none = dict.fromkeys(Goal, (0, "none"))
    return planning.draft(context, state, problem, none, "test", 0, ())


# counted minute by minute


_MASKS: dict[tuple[int, int], npt.NDArray[np.bool_]] = {}


def open_minutes(context: Context, class_: int) -> npt.NDArray[np.bool_]:
    """Which of the first minutes a calendar class is open; class -1 always is."""
    key = (id(context), class_)
    if key not in _MASKS:
        mask = np.full(minutes_of(context), class_ < 0)
        for start, end in context.compiled.classes.windows[class_] if class_ >= 0 else ():
            mask[start:end] = True
        _MASKS[key] = mask
    return _MASKS[key]


def taken_minutes(context: Context, state: State, resource: int) -> Minutes:
    """Units taken in each minute: held ones from start to end, released ones in open minutes."""
    net = context.network
    taken = np.zeros(minutes_of(context), np.int64)
    for start, end, mode in state.op.tolist():
        if mode < 0:
            continue
        row = net.mode[mode]
        for use in net.use[row["use_first"] : row["use_end"]]:
            if use["resource"] == resource:
                taken[start:end] += use["amount"] * busy(context, mode, bool(use["held"]), start, end)
    return taken


def busy(context: Context, mode: int, held: bool, start: int, end: int) -> npt.NDArray[np.bool_]:
    """In which minutes from start to end a use of the mode takes its units."""
    if held:
        return np.ones(end - start, bool)
    return open_minutes(context, int(context.network.mode[mode]["class_"]))[start:end]


def free_stock(context: Context, state: State, stock: int) -> Minutes:
    """What is left of a free supply in each minute before anything can be bought, in thousandths."""
    net: Network = context.network
    row = net.stock[stock]
    left = np.zeros(int(row["lead"]), np.int64)
    for level, time in net.supply[row["supply_first"] : row["supply_end"]].tolist():
        left[time:] = level
    for op, (start, _, mode) in enumerate(state.op.tolist()):
        if mode < 0 or net.op[op]["state"] != 0:
            continue
        for source in net.source[state.source[net.op[op]["need_first"] : net.op[op]["need_end"]]]:
            if source["stock"] == stock:
                left[start - source["delay"] :] -= source["quantity"]
    return left
