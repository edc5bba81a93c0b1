"""Forecasts: lines come out as lines, units scale, goals order chances, and too little gives nothing by name."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel.monitoring.given import reading, stand, target

from zhixing.kernel.monitoring import METHODS, WHY_NOT, Forecast, backtest, chosen, extrapolated, forecast
from zhixing.kernel.plan import Forecasting, Target

RULE = Forecasting()
SUM = target("cumulative", at_least=100, unit="家")
QUARTERS = [f"{year}Q{quarter}" for year in range(2018, 2023) for quarter in range(1, 5)]


def looked(
    aim: Target, amounts: list[float], as_of: str, rule: Forecasting = RULE, **more: object
) -> Forecast:
    readings = [reading(name, Fraction(str(amount))) for name, amount in zip(QUARTERS, amounts, strict=False)]
    readings += more.pop("also", [])  # type: ignore[arg-type]
    found = stand(aim, readings, as_of)
    return forecast(aim, found, readings, rule, base_year=2017, direction=more.pop("direction", "higher"))  # type: ignore[arg-type]


def test_a_straight_line_is_carried_on_exactly() -> None:
    """4 a quarter for three years: 48 so far, 80 at the end, no band; 100 will not be reached, 6.5 a quarter are needed."""
    found = looked(SUM, [4] * 12, "2020-12-31")
    assert (found.why_not, found.method, found.points) == ("", "drift", 12)
    assert (found.central, found.low, found.high) == (80, 80, 80)
    assert found.probability == 0
    assert found.needed_per_period == 6.5
    assert [str(point.end) for point in found.series][-1] == "2022-12-31"
    assert len(found.series) == 8


def test_a_line_above_the_goal_is_sure() -> None:
    assert looked(SUM, [6] * 12, "2020-12-31").probability == 1


def test_a_season_is_carried_on() -> None:
    """1, 1, 1, 7 each year: the same quarters again give 10 a year, 50 at the end."""
    found = looked(target("cumulative", at_least=60, unit="家"), [1, 1, 1, 7] * 3, "2020-12-31")
    assert (found.method, found.central) == ("seasonal", 50)


def test_sums_do_not_fall_below_what_is_there() -> None:
    found = looked(SUM, [9, 0, 8, 0, 9, 1, 7, 0, 9, 0], "2020-06-30")
    assert found.low is not None
    assert found.low >= 43


def test_a_share_stays_a_share() -> None:
    aim = target("share", at_least=99, unit="%")
    found = looked(aim, [60, 70, 75, 88, 90, 97], "2019-06-30", also=[reading(2017, 50)])
    assert found.high == 100
    assert found.low is not None
    assert 0 <= found.low <= (found.central or 0) <= 100


def test_growth_asks_for_the_level_it_ends_at() -> None:
    """7 % a year from 100 in 2017: 140.26 in 2022 (1.07^5 = 1.40255)."""
    aim = target("average-annual-growth", at_least=7, unit="%")
    readings = [reading(2017 + at, 100 + 7 * at) for at in range(4)]
    found = forecast(
        aim,
        stand(aim, readings, "2020-12-31"),
        readings,
        Forecasting(least_points=4),
        base_year=2017,
        direction="higher",
    )
    assert found.goal == pytest.approx(140.25517, abs=1e-5)
    assert found.central == 135
    assert found.every == "year"


def test_a_reduction_is_better_below() -> None:
    aim = target("reduction-a-year", equals=4, unit="%")
    readings = [reading(2017 + at, 100 - 8 * at) for at in range(5)]
    found = forecast(
        aim,
        stand(aim, readings, "2021-12-31"),
        readings,
        Forecasting(least_points=4),
        base_year=2017,
        direction="lower",
    )
    assert found.goal == pytest.approx(100 * 0.96**5)
    assert (found.central, found.probability) == (60, 1)


def test_an_annual_flow_is_forecast_to_the_end_of_its_year() -> None:
    """10 a year: 3 a quarter give 12; in the third year 24 were there before, so 34 must be."""
    aim = target("annual-flow", at_least=10, unit="家")
    found = looked(aim, [3] * 10, "2020-06-30")
    assert (found.deadline, found.goal, found.central) == (date(2020, 12, 31), 34, 36)


def test_a_year_that_is_over_is_not_forecast() -> None:
    aim = target("annual-flow", at_least=10, unit="家")
    assert looked(aim, [3] * 12, "2020-12-31").why_not == "over"
    assert looked(aim, [3] * 11, "2020-09-30").why_not == ""


CASES = {
    "no-path": lambda: looked(target("qualitative", judge="economy", evidence=["名录"]), [], "2020-06-30"),
    "over": lambda: looked(SUM, [4] * 20, "2022-12-31"),
    "not-begun": lambda: looked(SUM, [], "2017-06-30"),
    "no-base": lambda: looked(target("average-annual-growth", at_least=7, unit="%"), [], "2020-06-30"),
    "too-few-points": lambda: looked(SUM, [4] * 5, "2019-03-31"),
    "gaps": lambda: looked(SUM, [4] * 3, "2020-12-31", also=[reading(f"2019Q{q}", 4) for q in (1, 2, 3, 4)]),
    "mixed-periods": lambda: looked(SUM, [4] * 4, "2020-12-31", also=[reading(2019, 16), reading(2020, 16)]),
}


@pytest.mark.parametrize("why", sorted(WHY_NOT))
def test_no_forecast_says_why(why: str) -> None:
    found = CASES[why]()
    assert found.why_not == why
    assert (found.central, found.probability, found.series) == (None, None, ())
    for language in ("zh", "en"):
        assert "{" not in found.why_not_in(language, RULE.least_points)


def test_the_least_number_of_points_is_the_plans() -> None:
    assert looked(SUM, [4] * 5, "2019-03-31", Forecasting(least_points=5)).why_not == ""


amounts = st.lists(st.integers(0, 40), min_size=6, max_size=16)


@settings(max_examples=60, deadline=None)
@given(amounts, st.integers(2, 9))
def test_another_unit_gives_the_same_forecast(drawn: list[int], factor: int) -> None:
    """Everything `factor` times as large, the goal too: figures scale, chances stay."""
    as_of = str(reading(QUARTERS[len(drawn) - 1]).period.end)
    one = looked(SUM, list(drawn), as_of)
    other = looked(target("cumulative", at_least=100 * factor, unit="家"), [x * factor for x in drawn], as_of)
    assert other.method == one.method
    assert other.central == pytest.approx((one.central or 0) * factor, abs=1e-4)
    assert other.probability == pytest.approx(one.probability, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(amounts, st.lists(st.integers(1, 900), min_size=2, max_size=5))
def test_a_higher_goal_is_never_likelier(drawn: list[int], goals: list[int]) -> None:
    as_of = str(reading(QUARTERS[len(drawn) - 1]).period.end)
    chances = [
        looked(target("cumulative", at_least=goal, unit="家"), list(drawn), as_of).probability
        for goal in sorted(goals)
    ]
    assert all(chance is not None and 0 <= chance <= 1 for chance in chances)
    assert chances == sorted(chances, reverse=True)


@settings(max_examples=40, deadline=None)
@given(amounts, st.permutations(range(16)))
def test_the_order_of_figures_does_not_matter(drawn: list[int], order: list[int]) -> None:
    as_of = str(reading(QUARTERS[len(drawn) - 1]).period.end)
    readings = [reading(name, amount) for name, amount in zip(QUARTERS, drawn, strict=False)]
    turned = [readings[at] for at in order if at < len(readings)]
    found = [
        forecast(SUM, stand(SUM, given, as_of), given, RULE, base_year=2017, direction="higher")
        for given in (readings, turned)
    ]
    assert found[0] == found[1]


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
    name, error = chosen(values, 4)
    assert error == min(errors.values())
    assert name == "seasonal"


def test_a_method_that_needs_a_longer_series_says_so() -> None:
    with pytest.raises(ValueError, match="longer series"):
        extrapolated([1, 2, 3], 1, 4, "seasonal")
