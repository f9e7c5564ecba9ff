"""The application that all commands register with, and what they share: options, printing, the data folder."""

import sys
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scheduler.texts import Language

# The commands import what they need themselves: `scheduler --help` must not wait for numba and OR-Tools.

VIOLATIONS = SET_ASIDE = 1
WRONG_INPUT, FAILED = 2, 3

app = typer.Typer(
    name="scheduler",
    help="Production scheduling: orders in, verified schedules and trustworthy delivery dates out.",
    epilog=(
        "Exit codes: 0 done; 1 verify found violations, or doctor what keeps an order out of the plan; "
        "2 wrong input or usage; 3 interrupted or failed."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Lang(StrEnum):
    EN = "en"
    ZH = "zh"


ProblemFile = Annotated[
    Path, typer.Argument(metavar="PROBLEM", help="What is to be planned: .json, .xlsx, or a folder of .csv files.")
]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan that `solve` wrote.")]
Seconds = Annotated[float, typer.Option(min=0.1, max=86_400, help="Wall-clock time for the search.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Threads the search may use.")]
Words = Annotated[Lang, typer.Option("--lang", help="Language of tables, sheets and charts.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an unexpected error.")] = False,
) -> None:
    """Production scheduling: orders in, verified schedules and trustworthy delivery dates out."""


def data_folder() -> Path:
    """The folder `data`: inside the installed package, or beside it in a clone."""
    installed = Path(str(files("scheduler"))) / "data"
    return installed if installed.is_dir() else installed.parents[1] / "data"


def language_of(lang: Lang) -> "Language":
    from scheduler.texts import Language

    return Language(lang.value)


def say(words: str) -> None:
    """To standard output as it is: no markup, no wrapping."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def check_output(path: Path, *endings: str, inputs: tuple[Path, ...] = ()) -> None:
    """Refuses a target that can't be written, whose name says another form, or that is one of the inputs."""
    from scheduler.domain.errors import refuse
    from scheduler.files.json_file import check_writable

    if not path.name.lower().endswith(endings):
        raise refuse(str(path), f"this is written as {endings[0]}: give it a name that ends so")
    if any(path.resolve() == other.resolve() for other in inputs):
        raise refuse(str(path), "is one of the inputs: it would be overwritten")
    check_writable(path)
