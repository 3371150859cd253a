"""When a date of a file is: a whole date, or a month and a day, which means the next such date."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from cairn.catalog.edit.refusal import Unfit

MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
LONGEST = 9 * 366  # days until 29 February comes round, over a century


def when(given: Any, today: date, year_offset: Any = 0) -> date:
    """Raises Unfit with a sentence."""
    text = str(given or "").strip()
    try:
        if MONTH_DAY.fullmatch(text):
            return next_date(text, today, int(year_offset or 0))
        return date.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise Unfit(f"“{text[:30]}” is no date. Write 2027-08-12, or 08-12 for the next one.") from error


def next_date(month_day: str, today: date, year_offset: int = 0) -> date:
    """The first such date later than today, `year_offset` years on. 29 February waits for a leap year."""
    for days in range(1, LONGEST):
        day = today + timedelta(days=days)
        if day.strftime("%m-%d") == month_day:
            return day.replace(year=day.year + year_offset)
    raise ValueError(month_day)
