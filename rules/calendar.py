"""The statutory working-day calendar: weekends, days off and working weekends, from reference/calendar.toml."""

from __future__ import annotations

import datetime
from functools import cache

from rules.files import RulebookError, RuleFiles

SATURDAY = 5
FIRST, LAST = datetime.date(2009, 12, 1), datetime.date(2030, 12, 31)


@cache
def calendar_rows(files: RuleFiles) -> list[tuple[datetime.date, bool, int]]:
    """(day, is a working day, number of working days up to and including it) for every day of the calendar.

    Working days between two dates, the day after the first being day 1, are the difference of their numbers.

    Raises:
        RulebookError: a year's entry lacks a list or holds a day of another year.
    """
    off: set[datetime.date] = set()
    on: set[datetime.date] = set()
    for year, entry in files.toml("reference/calendar.toml").items():
        for key, days in (("days_off", off), ("working_weekends", on)):
            if not isinstance(entry, dict) or not isinstance(entry.get(key), list):
                raise RulebookError("reference/calendar.toml", f"{year}.{key}", "要写成日期的列表,如 [2018-01-01]")
            for day in entry[key]:
                if not isinstance(day, datetime.date) or str(day.year) != year:
                    raise RulebookError("reference/calendar.toml", f"{year}.{key}", f"{day} 不是 {year} 年的日子")
                days.add(day)
    rows = []
    number = 0
    day = FIRST
    while day <= LAST:
        is_working = day in on or (day.weekday() < SATURDAY and day not in off)
        number += is_working
        rows.append((day, is_working, number))
        day += datetime.timedelta(days=1)
    return rows


def add_working_days(files: RuleFiles, day: datetime.date, count: int) -> datetime.date:
    """The working day that is `count` working days after `day` (the day after it is day 1)."""
    left = count
    for later, is_working, _ in calendar_rows(files):
        if later > day and is_working:
            left -= 1
            if left <= 0:
                return later
    return LAST
