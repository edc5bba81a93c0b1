"""Average annual growth, reduction and points a year."""

from fractions import Fraction

import pytest
from tests.kernel.monitoring.given import reading, stand, target, yearly

from zhixing.kernel.monitoring import Light

SEVEN = target("average-annual-growth", equals=7, unit="%")
FOUR_LESS = target("reduction-a-year", equals=4, unit="%")
TWO_POINTS = target("points-a-year", equals=2, unit="百分点")


def test_whole_term_of_seven_per_cent() -> None:
    """1.07 ** 5 = 1.4025517307: 100 must become 140.25517307 exactly."""
    reached = stand(SEVEN, [reading(2017, 100), reading(2022, "140.25517307")], "2022-12-31")
    assert (reached.light, reached.observed, reached.progress) == (Light.REACHED, 7, 1)
    missed = stand(SEVEN, [reading(2017, 100), reading(2022, "140.25517306")], "2022-12-31")
    assert (missed.light, missed.reason.code, missed.observed) == (Light.RED, "missed", 7)
    assert reached.levels[-1].expected == Fraction("140.25517307")
    assert [point.expected for point in reached.path] == [7]


def test_growth_on_its_way() -> None:
    """Two years at 7 % are +14.49 %. 113.1 is +13.1: 0.904, yellow; 113.04 is 0.89993, red; 114.49 green.

    sqrt(1.131) = 1.063485, so 6.3485 % a year is shown.
    """
    for level, light in (("114.49", Light.GREEN), ("113.1", Light.YELLOW), ("113.04", Light.RED)):
        assert stand(SEVEN, [reading(2017, 100), reading(2019, level)], "2019-12-31").light is light
    now = stand(SEVEN, [reading(2017, 100), reading(2019, "113.1")], "2019-12-31")
    assert (now.observed, now.expected) == (Fraction("6.3485"), 7)
    assert now.growth_method == "levels"
    assert now.progress == Fraction("0.131") / Fraction("0.4025517307")


def test_growth_needed_from_now_on() -> None:
    """100 -> 100 in four years: the fifth must bring 1.4025517307, 40.2552 %. After 107 still 7 % a year."""
    now = stand(SEVEN, [reading(2017, 100), reading(2021, 100)], "2021-12-31")
    assert now.needed == Fraction("40.2552")
    assert stand(SEVEN, yearly(2017, 100, 107), "2018-12-31").needed == 7


def test_level_of_the_whole_term_reached_early_is_blue() -> None:
    assert stand(SEVEN, yearly(2017, 100, 141), "2018-12-31").light is Light.REACHED


def test_published_growth_is_chained_and_counted() -> None:
    """1.08 * 1.07 = 1.1556, over 1.1449: on the path; the levels say -50 %. sqrt(1.1556) = 1.074988.

    sqrt(0.5) = 0.707107: -29.2893 % a year.
    """
    readings = [reading(2017, 100), reading(2018, 60, growth=8), reading(2019, 50, growth=7)]
    now = stand(SEVEN, readings, "2019-12-31")
    assert (now.light, now.growth_method) == (Light.GREEN, "published")
    assert (now.observed, now.published_growth) == (Fraction("7.4988"), Fraction("7.4988"))
    assert (now.computed_growth, now.growth_differs) == (Fraction("-29.2893"), True)


def test_published_growth_needs_no_base_level() -> None:
    readings = [reading(2018, None, growth=7), reading(2019, None, growth=7)]
    now = stand(SEVEN, readings, "2019-12-31")
    assert (now.light, now.observed, now.growth_method, now.levels) == (Light.GREEN, 7, "published", ())


def test_broken_chain_leaves_the_levels() -> None:
    """2018 has no published growth, so that of 2019 stands beside nothing and the levels count."""
    readings = [reading(2017, 100), reading(2018, 107), reading(2019, "114.49", growth=20)]
    now = stand(SEVEN, readings, "2019-12-31")
    assert (now.growth_method, now.observed, now.published_growth) == ("levels", 7, None)


def test_chain_that_stops_short_leaves_the_levels() -> None:
    readings = [reading(2017, 100), reading(2018, 107, growth=20), reading(2019, 100)]
    now = stand(SEVEN, readings, "2019-12-31")
    assert (now.growth_method, now.observed) == ("levels", 0)


def test_rounding_is_no_difference() -> None:
    """17.5 / 12.01 is +45.71 %; published are 45.7 %."""
    readings = [reading(2017, "12.01"), reading(2018, "17.5", growth="45.7")]
    now = stand(SEVEN, readings, "2018-12-31")
    assert (now.published_growth, now.computed_growth) == (Fraction("45.7"), Fraction("45.7119"))
    assert not now.growth_differs


def test_growth_takes_whole_years_only() -> None:
    readings = [reading(2017, 100), reading(2018, 107), reading("2019Q1", 40)]
    now = stand(SEVEN, readings, "2019-03-31")
    assert (now.observed, str(now.observed_period)) == (7, "2018")
    assert [a.why for a in now.not_counted] == ["not-a-whole-year"]


def test_growth_strictly_over() -> None:
    over = target("average-annual-growth", over=10, unit="%")
    assert stand(over, [reading(2017, 1), reading(2022, "1.61051")], "2022-12-31").light is Light.RED
    assert stand(over, [reading(2017, 1), reading(2022, "1.61052")], "2022-12-31").light is Light.REACHED


def test_growth_with_a_lid() -> None:
    """At most 2 % a year: 104.04 after two years is the lid; no yellow, and blue only at the end."""
    lid = target("average-annual-growth", at_most=2, unit="%")
    for level, light in (("104.04", Light.GREEN), ("104.05", Light.RED)):
        now = stand(lid, [reading(2017, 100), reading(2019, level)], "2019-12-31", direction="lower")
        assert now.light is light
    end = stand(lid, [reading(2017, 100), reading(2022, 110)], "2022-12-31", direction="lower")
    assert end.light is Light.REACHED


def test_growth_in_a_band() -> None:
    """Between 5 and 10 % a year, after one year: 104.6 is 0.92 of the nearer edge, 111 beyond the other."""
    band = target("average-annual-growth", between=[5, 10], unit="%")
    for level, code in ((107, "in-band"), ("104.6", "behind"), (111, "beyond-band"), (99, "far-behind")):
        assert stand(band, yearly(2017, 100, level), "2018-12-31").reason.code == code
    assert stand(band, [reading(2017, 100), reading(2022, 140)], "2022-12-31").light is Light.REACHED


def test_reduction_in_a_band() -> None:
    """Between 2 and 4 % less a year: 97 is inside, 95 beyond, 98.1 is 1.9 of 2, 101 the wrong way."""
    band = target("reduction-a-year", between=[2, 4], unit="%")
    for level, code in ((97, "in-band"), (95, "beyond-band"), ("98.1", "behind"), (101, "far-behind")):
        assert stand(band, yearly(2017, 100, level), "2018-12-31", direction="lower").reason.code == code


def test_reduction_a_year() -> None:
    """0.96 ** 2 = 0.9216: 92.16 is on the path, 92.17 is (1 - 0.9217)/0.0784 = 0.9987, yellow.

    sqrt(0.9217) = 0.960052: 3.9948 % less a year.
    """
    on = stand(FOUR_LESS, [reading(2017, 100), reading(2019, "92.16")], "2019-12-31", direction="lower")
    assert (on.light, on.observed, on.expected) == (Light.GREEN, 4, 4)
    off = stand(FOUR_LESS, [reading(2017, 100), reading(2019, "92.17")], "2019-12-31", direction="lower")
    assert (off.light, off.observed) == (Light.YELLOW, Fraction("3.9948"))
    assert off.computed_growth == Fraction("-3.9948")
    whole = [reading(2017, 100), reading(2022, "81.53726976")]  # 0.96 ** 5 = 0.8153726976
    assert stand(FOUR_LESS, whole, "2022-12-31", direction="lower").light is Light.REACHED


def test_reduction_from_published_changes() -> None:
    """-5 % and -3 %: 0.95 * 0.97 = 0.9215 <= 0.9216."""
    readings = [reading(2018, None, growth=-5), reading(2019, None, growth=-3)]
    now = stand(FOUR_LESS, readings, "2019-12-31", direction="lower")
    assert (now.light, now.growth_method) == (Light.GREEN, "published")


def test_reduction_needed() -> None:
    """Nothing saved in four years: 1 - 0.8153726976 = 18.4627 % in the fifth."""
    now = stand(FOUR_LESS, [reading(2017, 100), reading(2021, 100)], "2021-12-31", direction="lower")
    assert (now.needed, now.light, now.observed) == (Fraction("18.4627"), Light.RED, 0)


def test_points_a_year() -> None:
    """50 % -> 55 % in two years is 2.5 points a year; needed: (10 - 5) / 3 = 5/3."""
    now = stand(TWO_POINTS, [reading(2017, 50), reading(2019, 55)], "2019-12-31")
    assert (now.observed, now.light, now.needed) == (Fraction("2.5"), Light.GREEN, Fraction(5, 3))
    assert [point.expected for point in now.levels] == [50, 52, 54, 56, 58, 60]
    assert (now.progress, now.computed_growth) == (Fraction(1, 2), None)
    assert stand(TWO_POINTS, [reading(2017, 50), reading(2022, 60)], "2022-12-31").light is Light.REACHED
    assert stand(TWO_POINTS, [reading(2017, 50), reading(2022, "59.9")], "2022-12-31").light is Light.RED
    assert stand(TWO_POINTS, yearly(2017, 50, 49), "2018-12-31").light is Light.RED


def test_points_take_a_level_at_the_end_of_the_year() -> None:
    readings = [reading("2017Q4", 50), reading("2018Q3", 60), reading("2018-12", 52)]
    now = stand(TWO_POINTS, readings, "2018-12-31")
    assert (now.observed, now.light) == (2, Light.GREEN)
    assert [a.why for a in now.not_counted] == ["not-a-whole-year"]


def test_points_over_a_zero_or_negative_base_are_plain() -> None:
    assert stand(TWO_POINTS, yearly(2017, 0, 2), "2018-12-31").light is Light.GREEN
    assert stand(TWO_POINTS, yearly(2017, -1, 1), "2018-12-31").light is Light.GREEN


@pytest.mark.parametrize(
    ("base", "level", "code"),
    [(0, 5, "zero-base"), (5, -1, "sign-change"), (-5, 5, "sign-change"), (-5, -4, "negative-base")],
)
def test_rates_without_an_answer_are_named(base: int, level: int, code: str) -> None:
    now = stand(SEVEN, yearly(2017, base, level), "2018-12-31")
    assert (now.light, now.reason.code, now.observed) == (Light.NONE, code, None)


def test_level_that_fell_to_zero() -> None:
    now = stand(SEVEN, yearly(2017, 5, 0), "2018-12-31")
    assert (now.light, now.observed, now.needed) == (Light.RED, -100, None)


def test_chain_below_minus_hundred_is_named() -> None:
    assert stand(SEVEN, [reading(2018, None, growth=-120)], "2018-12-31").reason.code == "sign-change"


def test_negative_goal_has_no_way_but_a_bound() -> None:
    """At least -2 % a year: 98 is on it, 97.9 under it."""
    floor = target("average-annual-growth", at_least=-2, unit="%")
    assert stand(floor, yearly(2017, 100, 98), "2018-12-31").light is Light.GREEN
    assert stand(floor, yearly(2017, 100, "97.9"), "2018-12-31").light is Light.RED
