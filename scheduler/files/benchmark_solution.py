"""Solutions of public benchmark instances out, in the form that their README asks for."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from scheduler.domain.json_text import parse
from scheduler.domain.plan import Plan
from scheduler.domain.record import OperationId
from scheduler.files.benchmark import ORIGIN
from scheduler.files.benchmark_forms import Neutral, name_of, real_predecessors, validated


def best_known(text: bytes, source: str) -> int | None:
    """The best objective that the instance says was ever reached, if it does."""
    document = parse(text, source)
    found = document.get("best_known") if isinstance(document, dict) else None
    return found if isinstance(found, int) else None


def solution(text: bytes, source: str, plan: Plan, seconds: float, first_seconds: float) -> bytes:
    """A plan of the instance `text` as a solution file: mode index, start, end, and in factories the station.

    `seconds` is what the search took, `first_seconds` what its first plan took. Milestones, which are no operations of
    the problem, stand where their predecessors end.
    """
    document = parse(text, source)
    is_neutral = isinstance(document, dict) and "resources" in document
    operations: dict[str, dict[str, int | None]] = {}
    for assignment in plan.assignments:
        place: dict[str, int | None] = {"mode": int(assignment.mode.removeprefix("m"))}
        if not is_neutral:
            units = assignment.uses[0].units if assignment.uses else ()
            place["station"] = units[0] if units else None
        operations[assignment.operation] = place | {"start": _minute(assignment.start), "end": _minute(assignment.end)}
    if is_neutral:
        instance = validated(Neutral, text, source)
        ends = {assignment.operation: _minute(assignment.end) for assignment in plan.assignments}
        for id_, at in _milestone_moments(instance, ends).items():
            operations[id_] = {"mode": 0, "start": at, "end": at}
    level = plan.levels[0]
    name = document.get("name") if isinstance(document, dict) else None
    solved = {
        "name": name_of(name if isinstance(name, str) else "", source),
        "objective": level.value,
        "bound": level.bound,
        "seconds": round(seconds, 3),
        "first_seconds": round(first_seconds, 3),
        "operations": operations,
    }
    return (json.dumps(solved, ensure_ascii=False) + "\n").encode()


def _milestone_moments(instance: Neutral, ends: Mapping[OperationId, int]) -> dict[str, int]:
    """When each milestone is reached: its real predecessors' last end, or its job's release."""
    milestones = instance.milestones()
    release = {job.id: job.release for job in instance.jobs}
    every = {operation.id: operation for operation in instance.operations}
    return {
        id_: max(
            release[every[id_].job],
            *(ends[OperationId(p)] for p in real_predecessors(every[id_], every, milestones)),
            0,
        )
        for id_ in milestones
    }


def _minute(moment: datetime) -> int:
    return (moment - ORIGIN) // timedelta(minutes=1)
