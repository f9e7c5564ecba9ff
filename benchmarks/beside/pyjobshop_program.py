"""Solves a shop with PyJobShop; runs in PyJobShop's own environment, so it imports nothing of ours.

`python pyjobshop_program.py SECONDS WORKERS SEED < shop.json` prints its answer as JSON. Operations in ovens are done
one at a time, because version 0.0.9 has no batches; everything else is expressed as it is.
"""

import json
import sys
import time
from importlib.metadata import version
from typing import Any

from pyjobshop import Model  # type: ignore[import-not-found]


def main() -> None:
    seconds, workers, seed = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    shop = json.load(sys.stdin)
    begun = time.perf_counter()
    model, first_modes = build(shop)
    built = time.perf_counter()
    result = model.solve(time_limit=seconds, num_workers=workers, display=False, random_seed=seed)
    solved = time.perf_counter()
    answer = {
        "version": version("pyjobshop"),
        "status": result.status.value,
        "objective": result.objective if result.best.tasks else None,
        "bound": result.lower_bound if result.best.tasks else None,
        "build_seconds": built - begun,
        "solve_seconds": solved - built,
        "places": [
            {"way": task.mode - first, "start": task.start, "end": task.end}
            for task, first in zip(result.best.tasks, first_modes, strict=False)
        ],
    }
    json.dump(answer, sys.stdout)


def build(shop: Any) -> tuple[Model, list[int]]:
    """The model, and the number of the first mode of each task."""
    model = Model()
    machines = [model.add_machine() for _ in range(shop["machines"])]
    jobs = [model.add_job(weight=job["weight"], due_date=job["due"]) for job in shop["jobs"]]
    tasks, first_modes, modes = [], [], 0
    users: list[list[int]] = [[] for _ in machines]
    for number, work in enumerate(shop["operations"]):
        task = model.add_task(job=jobs[work["job"]])
        tasks.append(task)
        first_modes.append(modes)
        for way in work["ways"]:
            model.add_mode(task, machines[way["machine"]], way["minutes"])
            users[way["machine"]].append(number)
            modes += 1
        for before in work["after"]:
            model.add_end_before_start(tasks[before], task)
    for machine, matrix in enumerate(shop["set_ups"]):
        for a in users[machine]:
            for b in users[machine]:
                minutes = matrix[shop["operations"][a]["family"]][shop["operations"][b]["family"]]
                if a != b and minutes:
                    model.add_setup_time(machines[machine], tasks[a], tasks[b], minutes)
    model.set_objective(weight_total_tardiness=1)
    return model, first_modes


if __name__ == "__main__":
    main()
