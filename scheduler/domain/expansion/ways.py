"""Operations whose modes become several: what the expansions of people's rules have in common."""

from collections.abc import Callable, Sequence

from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.operation import Mode, Operation
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, OperationId

MOST_WAYS = 1_000
"""Modes of one operation; more come from a mistake, not from a shop."""

Ways = Callable[[Operation, Mode, bool], Sequence[Mode] | None]
"""What a mode of an operation becomes; None: it stays as it is. The last argument says whether the operation has been
reported: then also what can't be chosen any more is needed, because it may be what was done."""


def in_ways(problem: Problem, ways: Ways) -> Problem:
    """The same problem with every mode replaced by its ways; the same object if none changes.

    Reported work keeps a mode under the id that was reported: the first way, if none has that id. Raises InputError if
    two modes of an operation get one id, or an operation more than `MOST_WAYS`.
    """
    reported: dict[OperationId, set[ModeId]] = {}
    for report in problem.progress:
        reported.setdefault(report.operation, set()).add(report.mode)
    operations = tuple(
        _operation(operation, ways, reported.get(operation.id, frozenset())) for operation in problem.operations
    )
    if all(new is old for new, old in zip(operations, problem.operations, strict=True)):
        return problem
    return problem.model_copy(update={"operations": operations})


def _operation(operation: Operation, ways: Ways, reported: set[ModeId] | frozenset[ModeId]) -> Operation:
    changed = {
        mode.id: found
        for mode in operation.modes
        if (found := ways(operation, mode, bool(reported))) is not None
    }  # fmt: skip
    if not changed:
        return operation
    modes: list[Mode] = []
    for mode in operation.modes:
        found = changed.get(mode.id, (mode,))
        if found and mode.id in reported and all(way.id != mode.id for way in found):
            modes.append(found[0].model_copy(update={"id": mode.id}))
        modes += found
    refuse_too_many(operation, len(modes))
    ids = [mode.id for mode in modes]
    twice = next((id_ for id_ in ids if ids.count(id_) > 1), None) if len(set(ids)) < len(ids) else None
    if twice is not None:
        raise refused(operation, f"it has two modes with the id {twice!r}: one was made by a rule of the shop")
    return operation.model_copy(update={"modes": tuple(modes)})


def refuse_too_many(operation: Operation, count: int) -> None:
    """Raises InputError if an operation would get more modes than a shop has."""
    if count > MOST_WAYS:
        raise refused(
            operation, f"its skills, crews, helpers and periods make {count:,} modes, more than {MOST_WAYS:,}"
        )


def refused(operation: Operation, message: str) -> InputError:
    return InputError([InputProblem("problem", "operations", operation.id, message)])
