"""Forecasts: lines come out as lines, units scale, goals order chances, and too little gives nothing by name."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.kernel.monitoring.given import reading, stand, target

from zhixing.kernel.monitoring import WHY_NOT, Forecast, Reading, forecast, forecasts_table
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


def by_years(
    aim: Target, levels: list[float], as_of: str, direction: str = "higher", **more: object
) -> Forecast:
    readings = [reading(2017 + at, Fraction(str(level))) for at, level in enumerate(levels)]
    readings += more.pop("also", [])  # type: ignore[arg-type]
    rule = Forecasting(least_points=more.pop("least", 4))
    found = stand(aim, readings, as_of)
    return forecast(aim, found, readings, rule, base_year=2017, direction=direction)  # type: ignore[arg-type]


def test_growth_is_forecast_on_levels_and_told_as_the_average_rate() -> None:
    """From 100 by 7 a year: 135 in 2022, which is (1.35 ^ (1/5) - 1) = 6.1859 % a year; 7 % asks for 140.2552.

    From 121 in 2020 two years of (140.2552 / 121) ^ (1/2) - 1 = 7.6631 % are needed.
    """
    found = by_years(
        target("average-annual-growth", at_least=7, unit="%"), [100, 107, 114, 121], "2020-12-31"
    )
    assert (found.goal, found.unit, found.every) == (7, "%", "year")
    assert found.central == pytest.approx(6.185876, abs=1e-5)
    assert (found.low, found.high, found.probability) == (found.central, found.central, 0)
    assert found.needed_per_period == pytest.approx(7.663070, abs=1e-5)
    assert [seen.value for seen in found.past] == pytest.approx([7, 6.770783, 6.560217], abs=1e-5)


def test_a_reduction_is_told_as_the_average_rate_too() -> None:
    """100 - 8 a year is 60 after five years: 1 - 0.6 ^ (1/5) = 9.7120 % a year, more than the 4 % asked for."""
    found = by_years(
        target("reduction-a-year", equals=4, unit="%"), [100, 92, 84, 76, 68], "2021-12-31", "lower"
    )
    assert found.goal == 4
    assert found.central == pytest.approx(9.711955, abs=1e-5)
    assert (found.probability, found.needed_per_period) == (1, 0)


def test_points_are_told_a_year() -> None:
    """From 50 by 3 a year is 15 in five years; 2 a year were asked for, so 50 + 10 is there already after four."""
    found = by_years(target("points-a-year", equals=2, unit="百分点"), [50, 53, 56, 59, 62], "2021-12-31")
    assert (found.central, found.goal, found.probability, found.needed_per_period) == (3, 2, 1, 0)


def test_a_wider_band_of_a_reduction_keeps_its_order() -> None:
    found = by_years(
        target("reduction-a-year", equals=4, unit="%"), [100, 97, 91, 90, 83], "2021-12-31", "lower"
    )
    assert found.low is not None
    assert found.high is not None
    assert found.central is not None
    assert found.low < found.central < found.high


def test_an_annual_flow_is_forecast_to_the_end_of_its_year() -> None:
    """10 a year: 3 a quarter give 12, whatever the years before brought; 6 are there, so 2 a quarter are needed."""
    aim = target("annual-flow", at_least=10, unit="家")
    found = looked(aim, [3] * 10, "2020-06-30")
    assert (found.deadline, found.goal, found.central) == (date(2020, 12, 31), 10, 12)
    assert found.needed_per_period == 2
    assert [(str(seen.end), seen.value) for seen in found.past] == [("2020-03-31", 3), ("2020-06-30", 6)]


def test_an_annual_flow_that_carries_over_is_forecast_as_a_sum() -> None:
    aim = target("annual-flow", at_least=10, unit="家", carries_over=True)
    found = looked(aim, [3] * 10, "2020-06-30")
    assert (found.goal, found.central, found.probability) == (30, 36, 1)


def test_a_sum_that_has_reached_its_goal_is_sure() -> None:
    found = looked(target("cumulative", at_least=40, unit="家"), [9, 0, 8, 0, 9, 1, 7, 0, 9, 0], "2020-06-30")
    assert (found.probability, found.needed_per_period) == (1, 0)


def test_a_limit_that_is_passed_cannot_be_kept() -> None:
    found = looked(target("cumulative", at_most=40, unit="家"), [9, 0, 8, 0, 9, 1, 7, 0, 9, 0], "2020-06-30")
    assert (found.probability, found.needed_per_period) == (0, 0)


def test_a_limit_is_likelier_the_higher_it_is() -> None:
    """Under a limit of 100 with 43 used ten quarters remain for 57: 5.7 each are still allowed."""
    uneven = [9, 0, 8, 0, 9, 1, 7, 0, 9, 0]
    tight, wide = (
        looked(target("cumulative", at_most=most, unit="家"), uneven, "2020-06-30") for most in (80, 100)
    )
    assert tight.probability is not None
    assert wide.probability is not None
    assert 0 < tight.probability < 0.5 < wide.probability < 1
    assert wide.needed_per_period == 5.7


def test_a_limit_and_its_opposite_share_the_whole_chance() -> None:
    uneven = [9, 0, 8, 0, 9, 1, 7, 0, 9, 0]
    least, most = (
        looked(target("cumulative", **{word: 90}, unit="家"), uneven, "2020-06-30").probability
        for word in ("at_least", "at_most")
    )
    assert (least or 0) + (most or 0) == pytest.approx(1)


def test_between_counts_what_falls_inside() -> None:
    uneven = [40, 44, 43, 47, 46, 50, 49, 52]
    aims = {"between": ["55", "70"], "under": "55", "over": "70"}
    chances = [
        looked(target("level-by", **{word: bound}, unit="个"), [], "2019-12-31",
               also=[reading(name, value) for name, value in zip(QUARTERS, uneven, strict=False)]).probability
        for word, bound in aims.items()
    ]  # fmt: skip
    assert all(chance is not None for chance in chances)
    assert sum(chance or 0 for chance in chances) == pytest.approx(1)


def test_counts_do_not_fall_below_zero() -> None:
    falling = [30, 22, 18, 9, 7, 3]
    found = looked(target("level-by", at_most=0, unit="个"), [], "2019-06-30", direction="lower",
                   also=[reading(name, value) for name, value in zip(QUARTERS, falling, strict=False)])  # fmt: skip
    assert (found.low, found.central) == (0, 0)


def test_a_year_that_is_over_is_not_forecast() -> None:
    aim = target("annual-flow", at_least=10, unit="家")
    assert looked(aim, [3] * 12, "2020-12-31").why_not == "over"
    assert looked(aim, [3] * 11, "2020-09-30").why_not == ""


GROWTH = target("average-annual-growth", at_least=7, unit="%")
STOCK = target("level-by", at_least=100, unit="个")


def quarters(*values: float, scope: str = "全省", start: int = 0) -> list[Reading]:
    return [reading(QUARTERS[start + at], value, scope=scope) for at, value in enumerate(values)]


def published(growths: list[str]) -> Forecast:
    """Levels of Lishui's above-scale output, 亿元, beside growth as published."""
    levels = ["1704.36", "1790.01", "1201.0", "1263.86", "1400.16"]
    readings = [
        reading(2015 + at, level, growth=growth)
        for at, (level, growth) in enumerate(zip(levels, growths, strict=True))
    ]
    found = stand(GROWTH, readings, "2019-12-31")
    return forecast(GROWTH, found, readings, Forecasting(least_points=4), base_year=2017, direction="higher")


CASES = {
    "judged": lambda: looked(target("qualitative", judge="economy", evidence=["名录"]), [], "2020-06-30"),
    "no-path": lambda: looked(target("threshold", at_least=1, unit="个"), [], "2020-06-30"),
    "over": lambda: looked(SUM, [4] * 20, "2022-12-31"),
    "not-begun": lambda: looked(SUM, [], "2017-06-30"),
    "no-base": lambda: looked(GROWTH, [], "2020-06-30"),
    "no-rate-from-base": lambda: by_years(GROWTH, [0, 1, 2, 3], "2020-12-31"),
    "too-few-points": lambda: looked(SUM, [4] * 5, "2019-03-31"),
    "gaps": lambda: looked(SUM, [4] * 3, "2020-12-31", also=[reading(f"2019Q{q}", 4) for q in (1, 2, 3, 4)]),
    "mixed-periods": lambda: looked(SUM, [4] * 4, "2020-12-31", also=[reading(2019, 16), reading(2020, 16)]),
    "odd-periods": lambda: looked(
        SUM, [], "2018-12-31", also=[reading(f"2018-{m:02}", 4) for m in range(1, 13)]
    ),
    "constant": lambda: looked(STOCK, [], "2019-12-31", also=quarters(*[40] * 8)),
    "scope-breaks": lambda: looked(
        STOCK, [], "2019-12-31", also=[*quarters(1, 2, 3, 4, 5, 6), *quarters(9, 10, scope="全国", start=6)]
    ),
    "population-breaks": lambda: published(["-7.3", "5.0", "10.6", "24.7", "11.3"]),
}


@pytest.mark.parametrize("why", sorted(WHY_NOT))
def test_no_forecast_says_why(why: str) -> None:
    found = CASES[why]()
    assert found.why_not == why
    assert (found.central, found.probability, found.series) == (None, None, ())
    for language in ("zh", "en"):
        assert found.why_not_in(language)
        assert "{" not in found.why_not_in(language)
    (row,) = forecasts_table([found]).to_pylist()
    assert (row["why_not"], row["why_not_zh"]) == (why, found.why_not_in("zh"))


def test_the_first_break_of_the_population_is_named() -> None:
    """In 2017 the levels fell by 32.9 % and growth was published as 10.6 %."""
    assert "2017 年公布增速与绝对数增速相差超过 10 个百分点" in CASES["population-breaks"]().why_not_in("zh")
    assert published(["-7.3", "5.0", "-32.9", "5.2", "11.3"]).why_not == ""


def test_figures_of_another_scope_for_one_period_do_not_break_a_series() -> None:
    also = [*quarters(1, 2, 3, 4, 5, 7), *quarters(9, scope="全国", start=6)]
    assert looked(STOCK, [], "2019-09-30", also=also).why_not == ""


def test_without_a_forecast_it_is_still_said_what_is_needed() -> None:
    """20 of 100 after five quarters: 80 in the fifteen that are left."""
    found = looked(SUM, [4] * 5, "2019-03-31")
    assert (found.why_not, found.needed_per_period, found.every) == ("too-few-points", 5.333333, "quarter")


@pytest.mark.parametrize("fields", [{"least_points": 3}, {"level": 40}, {"level": "99.5"}])
def test_a_rule_that_no_series_can_carry_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Forecasting.model_validate(fields)


def test_the_least_number_of_points_is_the_plans() -> None:
    assert looked(SUM, [4] * 5, "2019-03-31", Forecasting(least_points=5)).why_not == ""


amounts = st.lists(st.integers(0, 40), min_size=6, max_size=16).filter(lambda drawn: any(drawn[1:]))


@settings(max_examples=60, deadline=None)
@given(amounts, st.integers(2, 9))
def test_another_unit_gives_the_same_forecast(drawn: list[int], factor: int) -> None:
    """Everything `factor` times as large, the goal too: figures scale, chances stay."""
    as_of = str(reading(QUARTERS[len(drawn) - 1]).period.end)
    one = looked(SUM, list(drawn), as_of)
    other = looked(target("cumulative", at_least=100 * factor, unit="家"), [x * factor for x in drawn], as_of)
    assert other.method == one.method
    for name in ("central", "low", "high", "needed_per_period", "backtest_error"):
        assert getattr(other, name) == pytest.approx(getattr(one, name) * factor, rel=1e-8, abs=1e-4)
    assert other.probability == pytest.approx(one.probability, abs=1e-5)
    assert other.widening == pytest.approx(one.widening, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=19), st.sampled_from(["cumulative", "annual-flow"]))
def test_any_number_of_figures_gives_a_forecast_or_a_reason(drawn: list[int], kind: str) -> None:
    as_of = str(reading(QUARTERS[max(len(drawn) - 1, 0)]).period.end)
    found = looked(target(kind, at_least=100, unit="家"), list(drawn), as_of)
    if found.why_not:
        assert found.why_not_in("zh")
        assert not found.series
        return
    low, central, high = found.low, found.central, found.high
    assert low is not None
    assert central is not None
    assert high is not None
    assert low <= central <= high
    assert 0 <= (found.probability or 0) <= 1
    assert (found.widening or 0) >= 1


@settings(max_examples=40, deadline=None)
@given(amounts)
def test_a_wider_level_holds_the_narrower_band(drawn: list[int]) -> None:
    as_of = str(reading(QUARTERS[len(drawn) - 1]).period.end)
    narrow, wide = (looked(SUM, list(drawn), as_of, Forecasting(level=level)) for level in (50, 95))
    assert (wide.low or 0) <= (narrow.low or 0) <= (narrow.high or 0) <= (wide.high or 0)
    assert wide.probability == narrow.probability


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
