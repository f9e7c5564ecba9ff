"""Outside waits that have begun: how long they still take follows from the moment that was announced."""

from datetime import timedelta

from scheduler.domain.errors import InputError, InputProblem
from scheduler.domain.operation import Progress, ProgressStatus
from scheduler.domain.problem import Problem
from scheduler.domain.record import ModeId, OperationId

MINUTE = timedelta(minutes=1)


def expanded(problem: Problem) -> Problem:
    """Every started wait with an announced moment has the minutes that remain until then.

    A moment that has passed, as-of included, is overdue: the answer is taken to come `Settings.overdue_confirmations`
    after as-of. Raises InputError where started work says neither what remains nor, as an outside wait, when it ends.
    """
    if not problem.progress:
        return problem
    waits = _waits(problem)
    known = {operation.id for operation in problem.operations}
    for report in problem.progress:
        announced = report.expected_at is not None and (report.operation, report.mode) in waits
        started = report.status is ProgressStatus.STARTED
        if started and report.remaining_minutes is None and not announced and report.operation in known:
            message = "it has started and is no outside wait: give remaining_minutes"
            raise InputError([InputProblem("problem", "progress", report.operation, message)])
    reports = tuple(_with_remaining(problem, report, waits) for report in problem.progress)
    if all(new is old for new, old in zip(reports, problem.progress, strict=True)):
        return problem
    return problem.model_copy(update={"progress": reports})


def overdue_waits(problem: Problem) -> tuple[OperationId, ...]:
    """Started outside waits whose announced moment is not after as-of, by id. `problem` may be decomposed or not."""
    waits = _waits(problem)
    return tuple(
        sorted(
            report.operation
            for report in problem.progress
            if report.status is ProgressStatus.STARTED
            and (report.operation, report.mode) in waits
            and report.expected_at is not None
            and report.expected_at <= problem.as_of
        )
    )


def _waits(problem: Problem) -> set[tuple[OperationId, ModeId]]:
    """Modes of reported operations in which somebody outside is waited for."""
    reported = {report.operation for report in problem.progress}
    return {
        (operation.id, mode.id)
        for operation in (problem.operations if reported else ())
        if operation.id in reported
        for mode in operation.modes
        if mode.waiting is not None
    }


def _with_remaining(problem: Problem, report: Progress, waits: set[tuple[OperationId, ModeId]]) -> Progress:
    if report.expected_at is None or report.status is not ProgressStatus.STARTED:
        return report
    if (report.operation, report.mode) not in waits:
        return report
    remaining = (report.expected_at - problem.as_of) // MINUTE
    if remaining < 1:
        remaining = problem.settings.overdue_confirmations
    return (
        report if remaining == report.remaining_minutes else report.model_copy(update={"remaining_minutes": remaining})
    )
