"""Makes hostile files in a process of its own, so that what they cost to make is not counted to their import.

Run as `python -m tests.files.hostile_make FOLDER SEEDS KIND ...` (no kind: all); what must become of each file is
written to FOLDER/manifest.jsonl.
"""

import json
import sys
from pathlib import Path

from scheduler.domain import schema
from tests.files.hostile import all_kinds, make


def main() -> None:
    folder, seeds, kinds = Path(sys.argv[1]), sys.argv[2].split(","), sys.argv[3:]
    every = list(all_kinds())
    with (folder / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for name in kinds or every:
            for seed in seeds:
                made = make(name, int(seed), folder / f"{name}-{seed}")
                right = None if made.right is None else schema.dump(made.right).decode()
                told = {
                    "kind": name,
                    "seed": int(seed),
                    "path": str(made.path),
                    "right": right,
                    "refusal": made.refusal,
                }
                manifest.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
