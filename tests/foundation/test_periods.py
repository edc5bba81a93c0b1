"""Periods: the short forms, their bounds, and what lies inside what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.periods import Period

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018Q1", date(2018, 1, 1), date(2018, 3, 31)),
        ("2018Q4", date(2018, 10, 1), date(2018, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-05-07", date(2018, 5, 7), date(2018, 5, 7)),
        ("2018..2022", date(2018, 1, 1), date(2022, 12, 31)),
        ("2017..2018Q2", date(2017, 1, 1), date(2018, 6, 30)),
    ],
)
def test_the_short_forms(text: str, start: date, end: date) -> None:
    period = Period.parse(text)
    assert (period.start, period.end, str(period)) == (start, end, text)


@pytest.mark.parametrize(
    "text", ["", "18", "2018Q5", "2018-13", "2018-02-30", "2022..2018", "2018/2022", "2018.."]
)
def test_what_is_not_a_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.parse(text)


@given(first=days, second=days)
def test_a_span_holds_its_ends_and_nothing_outside(first: date, second: date) -> None:
    start, end = sorted((first, second))
    period = Period.parse(f"{start}..{end}")
    assert period.holds(start)
    assert period.holds(end)
    assert not period.holds(start - timedelta(days=1))
    assert not period.holds(end + timedelta(days=1))


@given(day=days)
def test_a_day_lies_in_its_month_its_quarter_and_its_year(day: date) -> None:
    quarter = f"{day.year}Q{(day.month + 2) // 3}"
    for text in (f"{day:%Y-%m}", quarter, str(day.year)):
        assert Period.parse(text).holds(Period.parse(day.isoformat()))
        assert Period.of_year(day.year).holds(Period.parse(text))


def test_the_years_touched() -> None:
    assert list(Period.parse("2017..2018Q2").years) == [2017, 2018]
