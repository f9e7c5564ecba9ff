"""Days, moments and spans of time in words."""

from datetime import date, datetime, timedelta
from functools import lru_cache, reduce
from zoneinfo import ZoneInfo

from scheduler.texts.catalogue import text
from scheduler.texts.language import Language

HOUR = 60
DAY = 24 * HOUR


def duration_text(minutes: int, language: Language) -> str:
    """A span in elapsed days of 24 hours, hours and minutes, without parts that are zero: `2 d 3 h 05 min`,
    `2天3小时5分`.
    """
    days, rest = divmod(abs(minutes), DAY)
    hours, left = divmod(rest, HOUR)
    parts = []
    if days:
        parts.append(text("duration.days", language, n=days))
    if hours:
        parts.append(text("duration.hours", language, n=hours))
    if left or not parts:
        parts.append(text("duration.minutes_after" if parts else "duration.minutes", language, n=left))
    words = reduce(lambda first, rest: text("duration.joined", language, first=first, rest=rest), parts)
    return f"\u2212{words}" if minutes < 0 else words


def moment_text(moment: datetime, zone: ZoneInfo, language: Language) -> str:
    """Day and time on the plant's clock: `Tue 12 May 2026, 14:00`, `2026年5月12日（周二）14:00`."""
    local = moment.astimezone(zone)
    return text("moment.full", language, day=day_text(local.date(), language), time=f"{local:%H:%M}")


def deadline_text(moment: datetime, zone: ZoneInfo, language: Language) -> str:
    """Like `moment_text`, but midnight is the end of the day before: a due date reads `12 May, 24:00`, not
    `13 May, 00:00`.
    """
    local = moment.astimezone(zone)
    if (local.hour, local.minute) != (0, 0):
        return moment_text(moment, zone, language)
    return text("moment.full", language, day=day_text(local.date() - timedelta(days=1), language), time="24:00")


def short_moment_text(moment: datetime, zone: ZoneInfo, language: Language) -> str:
    """Day and time without the year, for tables and hovers: `Tue 12 May 14:00`, `5月12日 周二 14:00`."""
    local = moment.astimezone(zone)
    return text("moment.short", language, day=short_day_text(local.date(), language), time=f"{local:%H:%M}")


@lru_cache(maxsize=4096)
def day_text(day: date, language: Language) -> str:
    """A day with its year: `Tue 12 May 2026`, `2026年5月12日（周二）`."""
    return text("moment.day", language, **_day_parts(day, language))


@lru_cache(maxsize=4096)
def short_day_text(day: date, language: Language) -> str:
    """A day without its year: `Tue 12 May`, `5月12日 周二`."""
    return text("moment.short_day", language, **_day_parts(day, language))


def _day_parts(day: date, language: Language) -> dict[str, str | int]:
    return {
        "year": day.year,
        "month": text(f"month.{day.month}", language),
        "day": day.day,
        "weekday": text(f"weekday.{day.isoweekday()}", language),
    }
