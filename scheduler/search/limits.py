"""How much a search may spend."""

from typing import Annotated

from pydantic import Field

from scheduler.domain.record import Record


class Limits(Record):
    """Time in wall-clock seconds, threads, and the seed of everything random.

    With `reproducible`, budgets count iterations and the solver's deterministic time instead of seconds: the same
    input, seed,
    wheels and processor then give the same plan, however busy the machine is.
    """

    seconds: Annotated[float, Field(gt=0, le=24 * 3600)] = 10.0
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    reproducible: bool = False
