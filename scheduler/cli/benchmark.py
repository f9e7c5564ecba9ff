"""The command that measures the engine on public instances."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.app import WRONG_INPUT, Seconds, Workers, app
from scheduler.cli.planning import Reproducible, Seed


@app.command()
def benchmark(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES", help="Instances: factories or the neutral form, .json or .json.gz.")
    ],
    seconds: Seconds = 10.0,
    workers: Workers = 2,
    seed: Seed = 0,
    solutions: Annotated[Path | None, typer.Option(help="Write every solution into this folder.")] = None,
    reproducible: Reproducible = False,
) -> None:
    """Solve public benchmark instances one after another, and print a table of what came out."""
    from scheduler.commands.benchmark import benchmark as run
    from scheduler.search.limits import Limits

    limits = Limits(seconds=seconds, workers=workers, seed=seed, reproducible=reproducible)
    if not run(files, limits, solutions):
        raise typer.Exit(WRONG_INPUT)
