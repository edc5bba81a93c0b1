"""Periods: a day, month, quarter, year or a span of years, read from the short forms people write."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_FORMS = (
    (re.compile(r"(\d{4})$"), "year"),
    (re.compile(r"(\d{4})Q([1-4])$"), "quarter"),
    (re.compile(r"(\d{4})-(\d{2})$"), "month"),
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})$"), "day"),
)


@dataclass(frozen=True, order=True)
class Period:
    """From `start` to `end`, both days included; `text` is the short form it was written in."""

    start: date
    end: date
    text: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2018`, `2018Q1`, `2018-03`, `2018-05-07` or a span `2018..2022` of any two of them.

        Raises:
            ValueError: the text has none of these forms, or ends before it starts.
        """
        first, dots, last = text.strip().partition("..")
        start = cls._single(first)
        end = cls._single(last) if dots else start
        if end.end < start.start:
            raise ValueError(f"period ends before it starts: {text}")
        return cls(start.start, end.end, text.strip())

    @classmethod
    def _single(cls, text: str) -> Period:
        for form, grain in _FORMS:
            match = form.match(text.strip())
            if match:
                return cls(*_bounds(grain, [int(part) for part in match.groups()]), text.strip())
        raise ValueError(f"not a period: {text!r}")

    @classmethod
    def of_year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31), str(year))

    @property
    def years(self) -> range:
        """The calendar years touched, first to last."""
        return range(self.start.year, self.end.year + 1)

    def holds(self, other: Period | date) -> bool:
        """Whether `other` lies wholly inside."""
        if isinstance(other, date):
            return self.start <= other <= self.end
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        return self.text


def _bounds(grain: str, numbers: list[int]) -> tuple[date, date]:
    year = numbers[0]
    if grain == "year":
        return date(year, 1, 1), date(year, 12, 31)
    if grain == "quarter":
        last = numbers[1] * 3
        return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])
    if grain == "month":
        return date(year, numbers[1], 1), date(year, numbers[1], monthrange(year, numbers[1])[1])
    day = date(*numbers)
    return day, day
