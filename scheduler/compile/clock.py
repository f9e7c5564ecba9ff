"""The only place where wall-clock time becomes engine minutes and back.

Engine minutes are elapsed minutes (UTC) since as-of; the past is negative. Instants are whole minutes, so nothing is
rounded here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """Converts between instants and minutes since `origin`."""

    origin: datetime

    def minute(self, instant: datetime) -> int:
        return (instant - self.origin) // MINUTE

    def instant(self, minute: int) -> datetime:
        return self.origin + minute * MINUTE
