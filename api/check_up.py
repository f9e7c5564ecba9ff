"""What is said of tables that come in: what was passed over, what the doctor found, what changes.

Made in a child, which has the engines, and sent to the service as JSON.
"""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from scheduler.doctor.finding import Severity
from scheduler.domain.problem import Problem


class ProblemFacts(BaseModel):
    """What lists say of a problem, so that nobody has to open its document."""

    content_hash: str = Field(description="SHA-256 of the stored document; equal problems have equal hashes.")
    schema_version: int
    name: str
    zone: str
    as_of: datetime
    orders: int
    operations: int = Field(description="Decomposed by hand; more may come from routing templates.")
    resources: int

    @classmethod
    def of_problem(cls, problem: Problem) -> Self:
        return cls(
            content_hash=problem.content_hash(),
            schema_version=problem.schema_version,
            name=problem.name.replace("\0", "\ufffd"),  # PostgreSQL stores no NUL in a text
            zone=problem.zone,
            as_of=problem.as_of,
            orders=len(problem.orders),
            operations=len(problem.operations),
            resources=len(problem.resources),
        )


class NoteView(BaseModel):
    """Something that was passed over while reading: a column nobody knows, a sheet without a table."""

    key: str
    parameters: dict[str, str | int]
    sentence: str


class FindingView(BaseModel):
    """One thing that is wrong, or looks wrong, with a problem."""

    key: str
    severity: Severity = Field(description="stops, sets_aside, warning or hint: worst first.")
    place: str = Field(description="Sheet, row and column of a workbook; the path in a stored document.")
    id: str | None = Field(description="Id of the record that it is about.")
    orders: list[str] = Field(description="The orders that it concerns, if any.")
    sentence: str
    suggestion: str = Field(description="What to do about it.")
    parameters: dict[str, str | int]


class FieldChange(BaseModel):
    """One field of a changed row, as it was and as it is now."""

    field: str
    heading: str
    before: str
    after: str


class ChangeView(BaseModel):
    """One row that is new, changed or gone."""

    table: str
    title: str = Field(description="What the table is called in the reader's language.")
    identity: list[str]
    kind: str = Field(description="added, changed or gone.")
    fields: list[FieldChange]


class CheckUp(BaseModel):
    """What a planner should look at before the search is started."""

    in_all: int | None = Field(
        default=None, description="Operations by hand and from routing templates; none if they can't be made."
    )
    notes: list[NoteView] = []
    findings: list[FindingView] = []
    changes: list[ChangeView] | None = Field(default=None, description="Against `base`; none without one.")
