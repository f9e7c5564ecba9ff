"""`python -m api`: serve with the settings of the environment; `… adopt PROBLEM PLAN`: take a plan over."""

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from api.settings import Settings, SettingsError
from scheduler.domain.errors import InputError

WRONG_INPUT = 2
"""Exit code for settings and files that can't be used, as of the command `scheduler`."""


def main() -> int:
    arguments = _arguments()
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        return _refuse(f"settings: {error}")
    if arguments.command == "adopt":
        from api.adopt import adopt
        from scheduler.search.limits import Limits

        try:
            adopt(arguments.problem, arguments.plan, Limits(seconds=arguments.seconds), settings.database_url)
        except InputError as error:
            return _refuse(str(error))
        except OSError as error:
            return _refuse(f"{error.filename}: {error.strerror}")
        return 0
    from api.main import serve

    with suppress(KeyboardInterrupt):  # the ordinary way to end it, which uvicorn passes on after closing
        serve(settings, arguments.host, arguments.port)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m api", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    commands = parser.add_subparsers(dest="command", metavar="adopt")
    take = commands.add_parser("adopt", help="store a problem and its finished plan, made by the command `scheduler`")
    take.add_argument("problem", type=Path)
    take.add_argument("plan", type=Path)
    take.add_argument("--seconds", type=float, default=10.0, help="time limit of the search that made the plan")
    return parser.parse_args()


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)
    return WRONG_INPUT


if __name__ == "__main__":
    sys.exit(main())
