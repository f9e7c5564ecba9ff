"""One call of the solver: limits, the stop signal, and what came out of it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model

from scheduler.cpsat.model import Model
from scheduler.cpsat.places import Place


class Status(StrEnum):
    """What the solver says of one or of all levels."""

    OPTIMAL = "optimal"
    """Every level is proven."""
    FEASIBLE = "feasible"
    UNKNOWN = "unknown"
    """Nothing was found in time."""
    CLAIMED_INFEASIBLE = "claimed_infeasible"
    """The solver said that there is no plan: never to be shown as truth, because there always is one."""


@dataclass(frozen=True)
class Budget:
    """How much a run may spend; with `deterministic`, `seconds` are the solver's own and one worker is
    used."""

    seconds: float
    workers: int
    seed: int
    deterministic: bool = False
    stop: threading.Event | None = None

    @property
    def stopped(self) -> bool:
        return self.stop is not None and self.stop.is_set()


@dataclass(frozen=True)
class Run:
    """Result of one call."""

    status: Status
    rows: list[Place] | None
    bound: int | None
    spent: float
    """Seconds; of deterministic time if the budget is deterministic."""


class _Report(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: Model, report: Callable[[list[Place]], None]) -> None:
        super().__init__()
        self._model = model
        self._report = report

    def on_solution_callback(self) -> None:
        self._report(self._model.rows(self.value))


def run(
    model: Model,
    budget: Budget,
    seconds: float,
    report: Callable[[list[Place]], None] | None = None,
    *,
    quick: bool = False,
) -> Run:
    """Solves a model with an objective for at most so many seconds of the budget.

    `quick`: a small model with a good hint, which is searched at once instead of being presolved.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = budget.seed
    if budget.deterministic:
        parameters.num_workers = 1
        parameters.max_deterministic_time = seconds
    else:
        parameters.num_workers = budget.workers
        parameters.max_time_in_seconds = seconds
    if quick:
        parameters.cp_model_presolve = False
        parameters.linearization_level = 0
    callback = None if report is None else _Report(model, report)
    with _stopping(solver, budget.stop):
        status = solver.solve(model.proto, callback)
    spent = solver.deterministic_time if budget.deterministic else solver.wall_time
    if status == cp_model.MODEL_INVALID:
        raise AssertionError(f"the model is invalid: {model.proto.validate()}")
    if status == cp_model.INFEASIBLE:
        return Run(Status.CLAIMED_INFEASIBLE, None, None, spent)
    bound = None if not model.proto.has_objective() else _whole(solver.best_objective_bound)
    if status == cp_model.UNKNOWN:
        return Run(Status.UNKNOWN, None, bound, spent)
    found = Status.OPTIMAL if status == cp_model.OPTIMAL else Status.FEASIBLE
    return Run(found, model.rows(solver.value), bound, spent)


def _whole(bound: float) -> int | None:
    """A bound on whole numbers, rounded up unless it is whole but for floating point noise; None if there
    is none."""
    if not abs(bound) < 2.0**52:
        return None
    nearest = round(bound)
    return nearest if abs(bound - nearest) < 1e-6 else int(-(-bound // 1))


@contextmanager
def _stopping(solver: cp_model.CpSolver, stop: threading.Event | None) -> Iterator[None]:
    """Stops the solver within a tenth of a second after the event is set."""
    if stop is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            if stop.wait(0.1):
                while not done.wait(0.02):
                    solver.stop_search()  # again and again: a stop before the search has begun is lost
                return

    watcher = threading.Thread(target=watch, name="stop the solver", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
