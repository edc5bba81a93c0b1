"""How much of a period has passed: every month counts the same, a day as its part of its month.

So the end of June is half of the year and the end of 2020 is three fifths of 2018..2022, as people reckon.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction
from functools import lru_cache

from zhixing.foundation.periods import Period


@lru_cache(maxsize=4096)
def months_through(day: date) -> Fraction:
    """Months from year 0 to the end of `day`.

    >>> months_through(date(2021, 6, 30)) - months_through(date(2020, 12, 31))
    Fraction(6, 1)
    """
    return 12 * day.year + day.month - 1 + Fraction(day.day, monthrange(day.year, day.month)[1])


def months_before(day: date) -> Fraction:
    """Months from year 0 to the start of `day`."""
    return 12 * day.year + day.month - 1 + Fraction(day.day - 1, monthrange(day.year, day.month)[1])


@lru_cache(maxsize=4096)
def months_of(period: Period) -> Fraction:
    """Length of a period in months."""
    return months_through(period.end) - months_before(period.start)


@lru_cache(maxsize=4096)
def share_passed(period: Period, day: date) -> Fraction:
    """Share of `period` that has passed at the end of `day`: 0 before it starts, 1 from its last day on."""
    gone = months_through(day) - months_before(period.start)
    return min(max(gone / months_of(period), Fraction(0)), Fraction(1))


@lru_cache(maxsize=4096)
def years_between(first: date, last: date) -> Fraction:
    """Years from the end of `first` to the end of `last`; 0 when `last` is not later."""
    return max((months_through(last) - months_through(first)) / 12, Fraction(0))


def year_end(year: int) -> date:
    """The last day of a year."""
    return date(year, 12, 31)
