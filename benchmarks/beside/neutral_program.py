"""Solves an instance of the neutral form with PyJobShop, in PyJobShop's own environment; imports nothing of ours.

`python neutral_program.py INSTANCE.json SOLUTION.json SECONDS WORKERS SEED` writes the solution, if there is one, and
prints what it says of itself as JSON. Resources of capacity 1 become machines (one task at a time), all others
renewable or consumable resources. An operation may also have a "release" of its own, which the neutral form has not.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyjobshop import Model  # type: ignore[import-not-found]

NEVER_LATE = 2**40
"""Due date of a job without one: PyJobShop wants one for each, where tardiness counts."""


def main() -> None:
    instance, solution = Path(sys.argv[1]), Path(sys.argv[2])
    seconds, workers, seed = float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
    document = json.loads(instance.read_text("utf-8"))
    begun = time.perf_counter()
    model, first_modes = build(document)
    built = time.perf_counter()
    result = model.solve(time_limit=seconds, num_workers=workers, display=False, random_seed=seed)
    solved = time.perf_counter()
    found = bool(result.best.tasks)
    answer = {
        "version": version("pyjobshop"),
        "status": result.status.value,
        "objective": round(result.objective) if found else None,
        "bound": int(-(-(result.lower_bound - 1e-6) // 1)) if found else None,
        "seconds": solved - begun,
        "build_seconds": built - begun,
    }
    if found:
        places = {
            operation["id"]: {"mode": task.mode - first, "start": task.start, "end": task.end}
            for operation, task, first in zip(document["operations"], result.best.tasks, first_modes, strict=True)
        }
        stated = {"name": document["name"], "first_seconds": 0, **answer, "operations": places}
        solution.write_text(json.dumps(stated) + "\n", "utf-8")
    json.dump(answer, sys.stdout)


def build(instance: Any) -> tuple[Model, list[int]]:
    """The model, and the number of the first mode of each task."""
    model = Model()
    resources = {one["id"]: _resource(model, one) for one in instance["resources"]}
    is_machine = {one["id"]: _is_machine(one) for one in instance["resources"]}
    tardiness = instance["objective"] != "makespan"
    jobs = {}
    for job in instance["jobs"]:
        due = NEVER_LATE if job["due"] is None and tardiness else job["due"]
        jobs[job["id"]] = model.add_job(weight=job["weight"], release_date=job.get("release", 0), due_date=due)
    tasks, first_modes, modes = {}, [], 0
    for operation in instance["operations"]:
        release = operation.get("release", 0)
        task = tasks[operation["id"]] = model.add_task(job=jobs[operation["job"]], earliest_start=release)
        first_modes.append(modes)
        for mode in operation["modes"]:
            used = {id_: amount for id_, amount in mode["uses"].items() if amount}
            demands = [0 if is_machine[id_] else amount for id_, amount in used.items()]
            model.add_mode(task, [resources[id_] for id_ in used], mode["duration"], demands)
            modes += 1
    for operation in instance["operations"]:
        for before in operation["after"]:
            model.add_end_before_start(tasks[before], tasks[operation["id"]])
    if tardiness:
        model.set_objective(weight_total_tardiness=1)
    else:
        model.set_objective(weight_makespan=1)
    return model, first_modes


def _is_machine(resource: Any) -> bool:
    return resource["capacity"] == 1 and not resource.get("consumable")


def _resource(model: Model, resource: Any) -> Any:
    if _is_machine(resource):
        return model.add_machine()
    if resource.get("consumable"):
        return model.add_consumable(resource["capacity"])
    return model.add_renewable(resource["capacity"])


if __name__ == "__main__":
    main()
