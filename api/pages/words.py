"""Values of goals and the progress of a search, in words."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal, format_percent

from scheduler.domain.goal import Goal
from scheduler.domain.plan import LevelResult, PlanStatus
from scheduler.search.progress import Progress
from scheduler.texts import Language, duration_text, label, short_day_text, short_moment_text, text

SPANS = frozenset({Goal.FLOW_TIME, Goal.MAKESPAN})
"""Goals that are minutes of the clock; the others count or are money or weighted minutes."""


def goal_value(goal: Goal, value: int, language: Language) -> str:
    if goal in SPANS:
        return duration_text(value, language)
    return str(format_decimal(value, locale=language.locale))


def short_deadline_text(moment: datetime, zone: ZoneInfo, language: Language) -> str:
    """Like `deadline_text` without the year: midnight is 24:00 of the day before."""
    local = moment.astimezone(zone)
    if (local.hour, local.minute) != (0, 0):
        return short_moment_text(moment, zone, language)
    day = short_day_text(local.date() - timedelta(days=1), language)
    return text("moment.short", language, day=day, time="24:00")


CELL = re.compile(r"sheet (?P<sheet>.+), row (?P<row>\d+)(?:, column (?P<column>[A-Z]+) \((?P<heading>.*)\))?")
"""How `scheduler.files` writes where in a workbook something stands."""


def place_text(place: str, language: Language) -> str:
    """A cell or row of a workbook in the reader's language; other places, such as paths, as they are."""
    found = CELL.fullmatch(place)
    if found is None:
        return place
    return text("web.place.row" if found["column"] is None else "web.place.cell", language, **found.groupdict(""))


def gap(value: int, bound: int) -> float:
    """How far the bound is below the value, as a share of the value; 0 when the value is proven best."""
    return 0.0 if value <= bound else (value - bound) / value


def gap_text(level: LevelResult, language: Language) -> str:
    """0 %, or the share by which a better plan is not ruled out."""
    return str(format_percent(gap(level.value, level.bound), locale=language.locale))


def status_sentence(status: PlanStatus, levels: list[LevelResult], language: Language) -> str:
    """How good the plan is known to be: proven best, or the first goal that is not and by how much it could
    be better.
    """
    if status is PlanStatus.OPTIMAL:
        return text("web.status.optimal", language)
    open_level = next((level for level in levels if not level.proven), None)
    if open_level is None:
        return text("web.status.feasible", language)
    return text(
        "web.status.gap",
        language,
        goal=label(open_level.goal, language),
        value=goal_value(open_level.goal, open_level.value, language),
        bound=goal_value(open_level.goal, open_level.bound, language),
        gap=gap_text(open_level, language),
    )


def progress_sentence(progress: Progress | None, language: Language) -> str:
    """The best that was found so far and what is known about better: the first goals that are not zero."""
    if progress is None or not progress.best:
        return ""
    told = [goal for goal, value in progress.best.items() if value > 0][:2] or list(progress.best)[:1]
    parts = []
    for goal in told:
        value = progress.best[goal]
        words = text(
            "web.progress.best",
            language,
            goal=label(goal, language),
            value=goal_value(goal, value, language),
        )
        if goal in progress.bound:
            bound = goal_value(goal, progress.bound[goal], language)
            words = text("web.progress.bound", language, best=words, bound=bound)
        parts.append(words)
    return text("list.semicolon", language).join(parts)
