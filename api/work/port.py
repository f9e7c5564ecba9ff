"""What the rest of the service asks of background work, without knowing who does it."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from api.store.tables import RunEventRow, RunRow


class Runs(Protocol):
    """Background solves that are finished once, whatever happens to the process in between."""

    def submit(self, session: Session, run_id: str) -> None:
        """Hand over a run that was created in this transaction; it is worked on if, and only if, the
        transaction commits.
        """

    def cancel(self, run_id: str) -> RunRow | None:
        """Stop a run. Returns it as it is now (it may have ended before); None if there is none."""

    def take_best(self, run_id: str) -> RunRow | None:
        """Let a run end soon with the best plan it has. Returns it as it is now; None if there is none."""

    def status(self, run_id: str) -> RunRow | None:
        """The run as it is now."""

    def events(self, run_id: str, after: int) -> Sequence[RunEventRow]:
        """What the run told after event number `after`, in order, without gaps."""

    def start(self) -> None:
        """Take up work, first what a former process left behind."""

    def stop(self) -> None:
        """End quickly; runs that are not finished go on when the service starts again."""
