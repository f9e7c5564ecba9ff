"""The public holidays of a country as days of a calendar, with the weekends on which is worked in exchange."""

import re
from collections.abc import Sequence
from datetime import date

import holidays

from scheduler.domain.errors import refuse

DAYS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LANGUAGE = "zh_CN"
"""In it the library names the day for which another one was given free, as an ISO date."""
YEARS = range(2000, 2101)


def public_holidays(country: str, years: Sequence[int]) -> tuple[list[date], dict[date, int]]:
    """The days off, and for each make-up day the weekday (1 is Monday) that it is worked like.

    A make-up day is worked like the day for which it was exchanged; where that is not known, like a Monday. Years that
    the government has not announced yet are estimates of the library `holidays`. Raises InputError.
    """
    unusual = [year for year in years if year not in YEARS]
    if not years or unusual:
        raise refuse(country, f"expected years from {YEARS[0]} to {YEARS[-1]} for its holidays, found {list(years)}")
    try:
        found = holidays.country_holidays(country, years=list(years))
        if LANGUAGE in found.supported_languages:
            found = holidays.country_holidays(country, years=list(years), language=LANGUAGE)
    except NotImplementedError:
        raise refuse(
            country, "expected a country by its two letters (CN, DE, US), found one that is not known"
        ) from None
    exchanged = {
        date.fromisoformat(day): free.isoweekday() for free, name in found.items() for day in DAYS.findall(name)
    }
    worked = sorted(day for day in found.weekend_workdays if day.year in years)
    return sorted(found), {day: exchanged.get(day, 1) for day in worked}
