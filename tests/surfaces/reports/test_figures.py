"""Figures: rounding half away from zero, thin spaces, a true minus, nothing invented."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.surfaces.reports.charts import shade, short_place
from zhixing.surfaces.reports.figures import figure, figure_text, share, spaced, span_text, years_text


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Decimal("1234567.5"), 4, "1\u2009234\u2009567.5"),
        (Decimal("-0.00005"), 4, "\u22120.0001"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "\u22123"),
        (0.1, 12, "0.1"),
        (Fraction(1, 3), 4, "0.3333"),
        (None, 4, "—"),
        (12, 2, "12"),
    ],
)
def test_a_figure_is_rounded_and_spaced(
    value: Decimal | Fraction | float | None, places: int, shown: str
) -> None:
    assert figure(value, places) == shown


def test_signs_and_fixed_decimals() -> None:
    assert figure(Decimal("3.1"), 2, sign=True, fixed=True) == "+3.10"
    assert figure(Decimal("-3.1"), 2, sign=True, fixed=True) == "\u22123.10"
    assert figure(0, 2, sign=True) == "0"


@given(st.integers(-(10**14), 10**14), st.integers(0, 6))
def test_reading_a_figure_back_gives_the_number(whole: int, places: int) -> None:
    value = Decimal(whole).scaleb(-places)
    read = figure(value, 6).replace("\u2009", "").replace("\u2212", "-")
    assert Decimal(read) == value


def test_shares_periods_and_texts() -> None:
    assert share(1, 3) == "33.3"
    assert share(1, 0) == "—"
    assert span_text("2018-01-01..2022-12-31") == "2018–2022"
    assert span_text("2018-01-01..2022-09-30") == "2018-01-01–2022-09-30"
    assert span_text("2022Q4") == "2022Q4"
    assert span_text(None) == "—"
    assert years_text((2018, 2019, 2020)) == "2018–2020"
    assert years_text((2020,)) == "2020"
    assert years_text(()) == "—"
    assert figure_text("-1234.50") == "\u22121\u2009234.5"
    assert figure_text("—") == "—"
    assert spaced("由 -3 到 2018-05-07，x-1") == "由 \u22123 到 2018-05-07，x-1"


def test_the_best_grade_is_deepest_and_the_last_white() -> None:
    assert [shade(position, 4) for position in range(4)] == ["#14539a", "#6d9bcd", "#cfe0f3", "#ffffff"]
    assert [shade(position, 2) for position in range(2)] == ["#14539a", "#ffffff"]
    assert shade(0, 1) == "#14539a"


@pytest.mark.parametrize(
    ("title", "short"), [("萧山区", "萧山"), ("景宁畲族自治县", "景宁"), ("乐清市", "乐清"), ("沛县", "沛县")]
)
def test_short_names_of_places(title: str, short: str) -> None:
    assert short_place(title) == short
