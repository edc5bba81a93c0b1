"""Tables instead of transcendental functions: right, and the same everywhere."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.kernel.synthesis.chance import UNIT, Purpose, exp, happens, log_units, normal, spread, stream
from zhixing.kernel.synthesis.sizes import Piece, ranked_revenue


@given(st.integers(-30 * UNIT, 30 * UNIT))
def test_exp_agrees_with_decimal_arithmetic(units: int) -> None:
    expected = float((Decimal(units) / UNIT).exp())
    assert float(exp(np.array([units]))[0]) == pytest.approx(expected, rel=1e-15)


def test_normal_draws_have_mean_nought_and_deviation_one() -> None:
    draws = normal(stream(1, Purpose.FIRMS), 200_000) / UNIT
    assert float(draws.mean()) == pytest.approx(0, abs=0.01)
    assert float(draws.std()) == pytest.approx(1, abs=0.01)


def test_streams_of_different_purposes_differ() -> None:
    one, other, third = (
        stream(*keys).integers(0, 10**9, 8).tolist()
        for keys in ((1, Purpose.WALK, 2018), (1, Purpose.YEAR, 2018), (2, Purpose.WALK, 2018))
    )
    assert one != other
    assert one != third


def test_draws_do_not_depend_on_how_many_follow() -> None:
    few, many = (normal(stream(3, Purpose.LAND), count).tolist() for count in (10, 1000))
    assert many[:10] == few


def test_spread_and_probability_by_hand() -> None:
    assert spread(np.array([UNIT, -2 * UNIT]), Decimal("0.25")).tolist() == [UNIT // 4, -UNIT // 2]
    assert happens(stream(1, Purpose.MARKS), 100, Decimal(0)).sum() == 0
    assert happens(stream(1, Purpose.MARKS), 100, Decimal(1)).sum() == 100
    assert log_units(Decimal(1)) == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(20, 3000), st.integers(5, 60), st.integers(15, 70))
def test_a_piece_has_its_total_within_its_bounds(count: int, low: int, percent: int) -> None:
    """Any mean between the bounds can be met; ranks fall; no firm leaves its piece."""
    high = low * 40
    mean = low + (high - low) * percent // 100
    revenue = exp(ranked_revenue((Piece(count, Decimal(low), Decimal(high), Decimal(mean * count)),)))
    assert float(revenue.sum()) == pytest.approx(mean * count, rel=1e-3)
    assert bool((np.diff(revenue) <= 0).all())
    assert low * 0.9999 <= revenue.min()
    assert revenue.max() <= high * 1.0001
