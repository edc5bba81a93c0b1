"""Methods that carry a series on: lines stay lines, errors by hand, the best in the back-test is chosen, misses widen."""

from __future__ import annotations

import numpy as np
import pytest

from zhixing.kernel.monitoring import METHODS, backtest, chosen, extrapolated


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_carries_a_line_on(method: str) -> None:
    values = [3.0 * at for at in range(12)]
    ahead = extrapolated(values, 4, 4, method)
    if method == "damped":
        assert ahead.centre == pytest.approx(
            [33 + 3 * 0.9, 33 + 3 * (0.9 + 0.81), 33 + 3 * 2.439, 33 + 3 * 3.0951]
        )
    else:
        assert ahead.centre == pytest.approx([36, 39, 42, 45])
    assert ahead.error == pytest.approx([0, 0, 0, 0], abs=1e-9)


def test_bands_by_hand() -> None:
    """Steps 1, 3, 1, 3: mean 2, deviation sqrt(4/3); one ahead sqrt(4/3 * (1 + 1/4)), two ahead sqrt(4/3 * (2 + 4/4))."""
    ahead = extrapolated([0, 1, 4, 5, 8], 2, 1, "drift")
    assert ahead.centre == pytest.approx([10, 12])
    assert ahead.error == pytest.approx([np.sqrt(4 / 3 * 1.25), np.sqrt(4 / 3 * 3)])
    assert ahead.freedom == 3


def test_the_method_with_the_least_error_is_chosen() -> None:
    values = [0.0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23, 30]
    errors = backtest(values, 4)
    found = chosen(values, 4)
    assert found.error == errors["seasonal"] == min(errors.values())
    assert found.method == "seasonal"


def test_a_method_with_an_easier_test_is_held_against_the_same_test() -> None:
    """`seasonal` is tried from the calm end alone, where `drift` missed less still: its small mean error is no merit."""
    values = [0.0, 9, 1, 12, 4, 17, 18, 19, 20, 21, 22, 23]
    assert backtest(values, 4)["seasonal"] < backtest(values, 4)["drift"]
    early = backtest(values[:9], 4)
    assert set(early) == {"drift", "recent", "damped", "seasonal"}
    assert chosen(values[:9], 4).method != "seasonal"


def test_the_band_is_widened_by_what_was_missed() -> None:
    """Steps 1, 3, 1, 3, 1, 9, by hand, one period ahead.

    From four points `drift`: 5 + 5/3, error sqrt(4/3 * 4/3) = 4/3; 8 came: 4/3 off, square of the ratio 1.
    From five `drift` again: 8 + 2, error sqrt(4/3 * 5/4); 9 came: 1 off, 3/5.
    From six `damped`, which had missed 1.5 and 0.8 against 4/3 and 1: 9 + 0.9 * 1.8, error sqrt(1.2 * 6/5) = 1.2;
    18 came: 7.38 off, 6.15 ^ 2.
    """
    found = chosen([0, 1, 4, 5, 8, 9, 18], 1, 1)
    assert found.trials == 3
    assert found.widening == pytest.approx(np.sqrt((1 + 0.6 + 6.15**2) / 3))


def test_a_line_is_not_widened() -> None:
    assert chosen([2.0 * at for at in range(9)], 4, 8).widening == 1


@pytest.mark.parametrize("values", [[], [1, 2], [1, 2, float("nan"), 4], [1, 2, float("inf"), 4]])
def test_nothing_to_choose_from_says_so(values: list[float]) -> None:
    with pytest.raises(ValueError, match="three finite values"):
        chosen(values, 4)


def test_a_method_that_needs_a_longer_series_says_so() -> None:
    with pytest.raises(ValueError, match="longer series"):
        extrapolated([1, 2, 3], 1, 4, "seasonal")
