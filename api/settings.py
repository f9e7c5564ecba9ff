"""The settings of the service, read once from environment variables and handed to `create_app`.

`docs/service.md` holds the same table for readers; a test compares the two.
"""

import os
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "SCHEDULER_"
MIB = 1024 * 1024


class SettingsError(Exception):
    """A setting has a value the service cannot start with; the message names the variable."""


class Settings(BaseModel):
    """Everything that differs between one installation and another. Field x is read from SCHEDULER_X."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = Field(
        default="sqlite:///scheduler.db",
        description="Where everything is stored: an SQLite file, or postgresql://user:password@host/database.",
    )
    solver_slots: Annotated[int, Field(ge=0, le=64)] = Field(
        default=1, description="Solves that run at the same time; 0 makes a process that only serves pages."
    )
    desk_slots: Annotated[int, Field(ge=1, le=16)] = Field(
        default=1, description="Quotes, charts, check-ups and files worked on at the same time, beside the solves."
    )
    solver_threads: Annotated[int, Field(ge=1, le=64)] = Field(
        default=2, description="The most threads one solve may ask for."
    )
    max_solve_seconds: Annotated[float, Field(gt=0, le=24 * 3600)] = Field(
        default=3600.0, description="The longest time limit a run may ask for, in seconds."
    )
    solve_grace_seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        default=120.0,
        description="A solve may take this much longer than its limit, to load, verify and explain.",
    )
    quote_seconds: Annotated[float, Field(gt=0, le=600)] = Field(
        default=30.0,
        description="The longest a quote, a chart, a check-up or a file may take, waiting included, in seconds.",
    )
    child_memory_mb: Annotated[int, Field(ge=256)] = Field(
        default=4096,
        description="Memory one solver process may use, in MiB (enforced by the operating system on Linux).",
    )
    child_nice: Annotated[int, Field(ge=0, le=19)] = Field(
        default=15, description="How far solver processes step back for everything else on the machine."
    )
    child_jobs: Annotated[int, Field(ge=1)] = Field(
        default=50, description="A solver process is replaced by a fresh one after this many jobs."
    )
    attempts: Annotated[int, Field(ge=1, le=20)] = Field(
        default=3,
        description="How often a run whose solver process dies is tried before it counts as failed.",
    )
    max_body_mb: Annotated[int, Field(ge=1, le=1024)] = Field(
        default=32, description="The largest request body that is read, in MiB; a larger one is answered 413."
    )
    executor_id: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[\w.-]+$")] = Field(
        default="service",
        description="Name of this process among those that share the database, the same after every restart.",
    )
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError("not a database URL, for example sqlite:///scheduler.db") from None
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise ValueError("only sqlite and postgresql databases are supported")
        if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
            raise ValueError("an SQLite database needs a file: the service and its background work share it")
        return value

    @property
    def max_body_bytes(self) -> int:
        return self.max_body_mb * MIB

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Settings from SCHEDULER_* variables; raises SettingsError naming the variable that is wrong."""
        given = os.environ if environment is None else environment
        values = {name: given[PREFIX + name.upper()] for name in cls.model_fields if PREFIX + name.upper() in given}
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            name = PREFIX + str(first["loc"][0]).upper()
            # The value itself is left out: a database URL holds a password.
            raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None
