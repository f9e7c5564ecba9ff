"""`python -m api`: serve with the settings of the environment."""

import argparse
import sys

from api.main import serve
from api.settings import Settings, SettingsError


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m api", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        sys.exit(str(error))
    serve(settings, arguments.host, arguments.port)


if __name__ == "__main__":
    main()
