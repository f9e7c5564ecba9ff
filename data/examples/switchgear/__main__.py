"""Writes the demo group: python -m data.examples.switchgear [--as-of …] [--seed …] [--operations …] [--output …]"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from scheduler.domain.errors import InputError
from scheduler.domain.schema import dump
from scheduler.files.json_file import write

from . import AS_OF, OPERATIONS, SEED, build
from .sizes import LEAST_OPERATIONS


def moment(text: str) -> datetime:
    """A moment with its zone, in whole minutes."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None or value.second or value.microsecond:
        raise argparse.ArgumentTypeError("give a moment with its zone, for example 2026-03-02T08:00+08:00")
    return value


def size(text: str) -> int:
    if int(text) < LEAST_OPERATIONS:
        raise argparse.ArgumentTypeError(f"at least {LEAST_OPERATIONS}")
    return int(text)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m data.examples.switchgear", description="Write the demo group.")
    parser.add_argument("--as-of", type=moment, default=AS_OF, help="the moment of planning, with its zone")
    parser.add_argument("--seed", type=int, default=SEED, help="of the everyday orders")
    parser.add_argument("--operations", type=size, default=OPERATIONS, help="about so many")
    parser.add_argument("--output", type=Path, help="instead of standard output")
    arguments = parser.parse_args()
    problem = build(arguments.as_of, arguments.seed, arguments.operations)
    if arguments.output is None:
        sys.stdout.buffer.write(dump(problem))
        return
    try:
        write(problem, arguments.output)
    except InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
