"""Instants as whole minutes since 1970 in UTC, the numbers in which the rules compare."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def minute(instant: datetime) -> int:
    """Elapsed minutes since the epoch; instants of the domain are whole minutes, so nothing is lost."""
    since = instant - EPOCH
    return since.days * 1440 + since.seconds // 60


def instant(minutes: int) -> datetime:
    return EPOCH + timedelta(minutes=minutes)
