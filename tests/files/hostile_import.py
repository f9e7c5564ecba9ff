"""Imports the files of a manifest, one after the other, as the program does, and tells what became of each.

Run as `python -m tests.files.hostile_import FOLDER`; a line of JSON for each file.
"""

import json
import re
import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from scheduler.domain import schema
from scheduler.domain.errors import InputError
from scheduler.domain.problem import Problem
from scheduler.files.any_form import read_any
from tests.files.hostile import SECRET


def main() -> None:
    for line in (Path(sys.argv[1]) / "manifest.jsonl").read_text("utf-8").splitlines():
        made = json.loads(line)
        print(json.dumps({"kind": made["kind"], "seed": made["seed"], **attempt(made)}), flush=True)


def attempt(made: Mapping[str, str | None]) -> dict[str, object]:
    """Outcome, fault (None if all is well), seconds of the import, and the peaks of memory up to now in MB."""
    path = Path(made["path"] or "")
    before = sorted(path.parent.rglob("*"))
    begun = time.perf_counter()
    problem: Problem | None = None
    said = ""
    try:
        problem = read_any(path).problem
    except InputError as error:
        said = str(error)
    seconds = time.perf_counter() - begun
    peaks = [own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]
    fault = _fault(made, problem, said)
    if sorted(path.parent.rglob("*")) != before:
        fault = "files were written"
    outcome = "refused" if problem is None else "imported"
    return {"outcome": outcome, "said": said[:300], "fault": fault, "seconds": round(seconds, 2), "peaks": peaks}


def own_peak() -> int:
    """Megabytes of this process's program alone; what `getrusage` says of itself includes the one that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _fault(made: Mapping[str, str | None], problem: Problem | None, said: str) -> str | None:
    if problem is None:
        refusal = made["refusal"]
        if refusal is None or not re.search(refusal, said):
            return f"expected {refusal or 'an import'}, got the refusal {said[:600]!r}"
        if str(made["path"]) not in said:
            return f"the refusal does not name the file: {said[:300]!r}"
        return "the canary was read" if SECRET in said else None
    right = made["right"]
    if right is None:
        return "it was imported"
    return None if problem == schema.load_problem(right.encode(), "right") else "it was imported, and wrongly"


if __name__ == "__main__":
    main()
