"""The command line. Results go to standard output, progress and problems to standard error.

Exit codes: 0 done; 1 `verify` found violations, or `doctor` what keeps an order out of the plan; 2 wrong input or
usage; 3 interrupted or failed.
"""

import sys
from collections.abc import Sequence

from scheduler.cli import benchmark, planning, service, tables  # noqa: F401  (importing them registers their commands)
from scheduler.cli.app import FAILED, WRONG_INPUT, app, data_folder

__all__ = ["FAILED", "WRONG_INPUT", "app", "data_folder", "main", "run"]

INTERRUPTED_BY_TYPER = 130


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command line. The one place where errors become words: no traceback reaches the
    user."""
    from scheduler.domain.errors import InputError

    debug = "--debug" in arguments
    try:
        app(args=[a for a in arguments if a != "--debug"], prog_name="scheduler")
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED_BY_TYPER:
            return _stop("Stopped.", FAILED)
        return leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else FAILED
    except InputError as error:
        return _stop(str(error), WRONG_INPUT)
    except KeyboardInterrupt:
        return _stop("Stopped.", FAILED)
    except Exception as error:
        if debug:
            raise
        words = " ".join(str(error).split()) or "no further words"
        return _stop(f"Unexpected error, {type(error).__name__}: {words} (--debug shows where)", FAILED)
    return 0


def main() -> None:
    """The command `scheduler`."""
    sys.exit(run(sys.argv[1:]))


def _stop(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code
