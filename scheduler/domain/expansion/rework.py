"""Rework that inspection reported becomes an operation: after the work that failed, before all that follows it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.loading import Load, loading
from scheduler.domain.operation import Link, Operation, Relation, Rework, Station
from scheduler.domain.problem import Problem
from scheduler.domain.record import OperationId

WAITING_FOR_AN_END = (Relation.FINISH_START, Relation.FINISH_FINISH)

Repairs = Mapping[OperationId, Sequence[OperationId]]
"""The reworks of each operation; a rework may itself be done again."""


def expanded(problem: Problem) -> Problem:
    """The same problem with an operation for every rework, with the id `operation~rework/id`.

    It belongs to the same order, line and instalment, comes after the operation's end and not before it was reported.
    Every link that waits for the operation's end waits for the rework too, at the same distance; a maximum counts from
    the rework instead. A second time nothing changes any more. Raises InputError for a rework of an unknown operation
    (unless its order loads no capacity) and for one whose id another operation has.
    """
    if not problem.reworks:
        return problem
    operations = {operation.id: operation for operation in problem.operations}
    repairs: dict[OperationId, list[OperationId]] = defaultdict(list)
    added = []
    for rework in _bases_first(problem, operations):
        base = operations[rework.operation]
        id_ = rework_id(rework)
        repairs[base.id].append(id_)
        present = operations.get(id_)
        if present is None:
            operations[id_] = _operation(rework, base)
            added.append(id_)
        elif present.order != base.order or all(link.operation != base.id for link in present.after):
            raise InputError([_problem(rework, f"the operation {id_!r} exists already")])
    if not added:
        return problem
    waiting = tuple(_waiting_too(operation, repairs) for operation in problem.operations)
    return problem.model_copy(update={"operations": waiting + tuple(operations[id_] for id_ in added)})


def rework_id(rework: Rework) -> OperationId:
    """The id of the operation that a rework becomes; its progress is reported under it."""
    return OperationId(f"{rework.operation}~rework/{rework.id}")


def _bases_first(problem: Problem, operations: Mapping[OperationId, Operation]) -> Iterator[Rework]:
    """The reworks in their order, but each after the one that it does again."""
    known = set(operations)
    left = list(problem.reworks)
    while ready := [rework for rework in left if rework.operation in known]:
        yield from ready
        known.update(rework_id(rework) for rework in ready)
        left = [rework for rework in left if rework not in ready]
    # The operations of such orders are not made from their templates.
    idle = tuple(f"{order.id}/" for order in problem.orders if loading(order, problem).load is Load.NONE)
    strays = [rework for rework in left if not rework.operation.startswith(idle)]
    if strays:
        raise InputError(_problem(rework, f"its operation {rework.operation!r} does not exist") for rework in strays)


def _operation(rework: Rework, base: Operation) -> Operation:
    return Operation(
        id=rework_id(rework),
        order=base.order,
        line=base.line,
        instalment=base.instalment,
        names=base.names,
        kind=base.kind,
        quantity=rework.quantity,
        modes=rework.modes,
        after=(Link(operation=base.id),),
        resumable=base.resumable,
        not_before=rework.reported_at,
    )


def _waiting_too(operation: Operation, repairs: Repairs) -> Operation:
    """The operation with its links to reworked ones extended to the reworks."""
    after: list[Link] = []
    own = {link.operation for link in operation.after}
    for link in operation.after:
        again = [id_ for id_ in _all(link.operation, repairs) if id_ not in own]
        if link.relation not in WAITING_FOR_AN_END or not again or operation.id in again:
            after.append(link)
            continue
        after.append(link.model_copy(update={"maximum_minutes": None}))
        after += [link.model_copy(update={"operation": id_, "station": Station.ANY}) for id_ in again]
    return operation if len(after) == len(operation.after) else operation.model_copy(update={"after": tuple(after)})


def _all(operation: OperationId, repairs: Repairs) -> Iterator[OperationId]:
    for id_ in repairs.get(operation, ()):
        yield id_
        yield from _all(id_, repairs)


def _problem(rework: Rework, message: str) -> InputProblem:
    return InputProblem("problem", "reworks", rework.id, message)
