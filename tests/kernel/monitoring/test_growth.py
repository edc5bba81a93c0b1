"""Growth as published beside growth from levels, and the roots behind average rates."""

from fractions import Fraction

import pytest
from tests.kernel.monitoring.given import reading

from zhixing.kernel.monitoring import compare_growth
from zhixing.kernel.monitoring.roots import floor_root, yearly_rate


def test_published_growth_is_kept() -> None:
    """62.86 / 1201 = 5.234 % against 24.7 % published; 136.3 / 1263.86 = 10.784 % against 11.3 %."""
    rows = compare_growth(
        [
            reading(2019, "1400.16", growth="11.3"),
            reading(2017, "1201.0", growth="10.6"),
            reading(2018, "1263.86", growth="24.7"),
        ]
    )
    assert [(r.year, r.published, r.differs) for r in rows] == [
        (2017, Fraction("10.6"), False),
        (2018, Fraction("24.7"), True),
        (2019, Fraction("11.3"), True),
    ]
    assert rows[0].computed is None
    assert rows[1].computed == Fraction(6286, 1201)


def test_no_growth_is_computed_over_a_gap_or_an_unusable_base() -> None:
    rows = compare_growth(
        [
            reading(2015, 1),
            reading(2017, 0),
            reading(2018, 2),
            reading(2019, -1),
            reading(2020, None, growth=1),
        ]
    )
    assert [r.computed for r in rows] == [None] * 5


def test_quarters_are_passed_over() -> None:
    assert compare_growth([reading("2018Q4", 5)]) == ()


@pytest.mark.parametrize(
    ("number", "degree"), [(0, 3), (1, 5), (26, 3), (27, 3), (28, 3), (10**40 - 1, 4), (10**40, 4)]
)
def test_floor_root_is_exact(number: int, degree: int) -> None:
    root = floor_root(number, degree)
    assert root**degree <= number < (root + 1) ** degree


@pytest.mark.parametrize(
    ("factor", "years", "rate"),
    [
        ("1.1449", 2, "7"),
        ("2", 1, "100"),
        ("0", 3, "-100"),
        ("0.9216", 2, "-4"),
        ("2", 2, "41.4214"),  # 1.41421356
        ("1.00000050", 1, "0.0001"),  # 0.00005 is half: away from zero
        ("0.99999950", 1, "-0.0001"),
        ("0.99999951", 1, "0"),
    ],
)
def test_yearly_rate_is_rounded_half_away_from_zero(factor: str, years: int, rate: str) -> None:
    assert yearly_rate(Fraction(factor), years) == Fraction(rate)
