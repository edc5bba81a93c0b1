"""Every month counts the same, a day as its part of its month."""

from datetime import date
from fractions import Fraction

import pytest

from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring import share_passed


@pytest.mark.parametrize(
    ("period", "day", "share"),
    [
        ("2018..2022", "2017-12-31", "0"),
        ("2018..2022", "2020-12-31", "3/5"),
        ("2018..2022", "2021-06-30", "7/10"),  # 42 of 60 months
        ("2018..2022", "2022-12-31", "1"),
        ("2018..2022", "2030-01-01", "1"),
        ("2020", "2020-02-29", "1/6"),
        ("2020", "2020-02-15", "11/87"),  # (1 + 15/29) / 12 = 44/348
        ("2018-05-07..2018-05-31", "2018-05-07", "1/25"),
    ],
)
def test_share_passed(period: str, day: str, share: str) -> None:
    assert share_passed(Period.parse(period), date.fromisoformat(day)) == Fraction(share)
