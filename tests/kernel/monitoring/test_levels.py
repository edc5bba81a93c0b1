"""Level-by, share and coverage: a straight line from the base year to the deadline."""

from datetime import date
from fractions import Fraction

from tests.kernel.monitoring.given import reading, stand, target, yearly

from zhixing.kernel.monitoring import Light, PathPoint

TEN_BY_2022 = target("level-by", at_least=10, unit="个")


def test_level_on_its_line() -> None:
    """Base 4 (2017), goal 10 (2022): due at the end of 2020 is 4 + 6 * 3/5 = 7.6; 8 is 4/6 of the way.

    Needed: (10 - 8) / 2 years = 1 a year.
    """
    now = stand(TEN_BY_2022, [*yearly(2017, 4, 5, 6, 8)], "2020-12-31")
    assert (now.observed, now.expected, now.progress) == (8, Fraction("7.6"), Fraction(2, 3))
    assert (now.light, now.reason.code, now.needed) == (Light.GREEN, "on-path", 1)
    assert now.calendar == Fraction(3, 5)
    assert now.observed_period is not None
    assert str(now.observed_period) == "2020"


def test_level_behind_is_yellow_then_red() -> None:
    """Due 7.6, a way of 3.6 from 4. Nine tenths of it is 3.24: 7.24 is yellow, 7.23 red."""
    history = yearly(2017, 4, 5, 6)
    assert stand(TEN_BY_2022, [*history, reading(2020, "7.6")], "2020-12-31").light is Light.GREEN
    assert stand(TEN_BY_2022, [*history, reading(2020, "7.59")], "2020-12-31").light is Light.YELLOW
    assert stand(TEN_BY_2022, [*history, reading(2020, "7.24")], "2020-12-31").light is Light.YELLOW
    assert stand(TEN_BY_2022, [*history, reading(2020, "7.23")], "2020-12-31").light is Light.RED


def test_path_goes_from_base_to_goal() -> None:
    """4, then 5.2 and 6.4 due after one and two years, 10 at the end."""
    now = stand(TEN_BY_2022, yearly(2017, 4, 5, 6), "2019-12-31")
    assert now.path == (
        PathPoint(date(2017, 12, 31), Fraction(4), Fraction(4)),
        PathPoint(date(2018, 12, 31), Fraction("5.2"), Fraction(5)),
        PathPoint(date(2019, 12, 31), Fraction("6.4"), Fraction(6)),
        PathPoint(date(2022, 12, 31), Fraction(10), None),
    )


def test_reached_before_the_deadline_is_blue() -> None:
    now = stand(TEN_BY_2022, yearly(2017, 4, 10), "2018-12-31")
    assert (now.light, now.reason.code, now.needed, now.progress) == (Light.REACHED, "reached", 0, 1)


def test_over_is_not_reached_at_the_figure_itself() -> None:
    over = target("level-by", over=10, unit="个")
    assert stand(over, yearly(2017, 4, 10), "2018-12-31").light is Light.GREEN
    assert stand(over, [reading(2022, 10)], "2022-12-31").reason.code == "missed"
    assert stand(over, [reading(2022, "10.01")], "2022-12-31").light is Light.REACHED


def test_falling_level_goes_down_its_line() -> None:
    """From 20 down to 10: due at the end of 2020 is 20 - 10 * 3/5 = 14; 13 is 7/10 of the way, 15 is 5/10.

    15: 0.5 / 0.6 = 0.83, red. Needed from 15: (10 - 15) / 2 = -2.5 a year.
    """
    fall = target("level-by", at_most=10, unit="个")
    good = stand(fall, [reading(2017, 20), reading(2020, 13)], "2020-12-31", direction="lower")
    assert (good.expected, good.progress, good.light) == (14, Fraction(7, 10), Light.GREEN)
    bad = stand(fall, [reading(2017, 20), reading(2020, 15)], "2020-12-31", direction="lower")
    assert (bad.light, bad.needed) == (Light.RED, Fraction("-2.5"))


def test_plain_number_means_reaching_it() -> None:
    """For an indicator where less is better the plain number is an upper bound."""
    plain = target("level-by", equals=10, unit="个")
    assert stand(plain, yearly(2017, 4, 12), "2018-12-31", direction="higher").light is Light.REACHED
    assert stand(plain, yearly(2017, 14, 9), "2018-12-31", direction="lower").light is Light.REACHED
    assert stand(plain, yearly(2017, 4, 9), "2018-12-31", direction="higher").light is Light.GREEN


def test_zero_base_is_a_plain_start() -> None:
    """From 0 to 10: due after 2 of 5 years is 4; 3 is 3/10 over 4/10 = 0.75."""
    now = stand(TEN_BY_2022, yearly(2017, 0, 1, 3), "2019-12-31")
    assert (now.expected, now.progress, now.light) == (4, Fraction(3, 10), Light.RED)


def test_sign_change_of_a_level_is_plain_arithmetic() -> None:
    """From -5 to 10 is a way of 15: due after 2 years is -5 + 6 = 1; 2 is 7/15 of the way."""
    now = stand(TEN_BY_2022, yearly(2017, -5, -1, 2), "2019-12-31")
    assert (now.expected, now.progress, now.light) == (1, Fraction(7, 15), Light.GREEN)


def test_without_base_only_the_goal_is_compared() -> None:
    history = yearly(2018, 4, 5)
    now = stand(TEN_BY_2022, history, "2019-12-31")
    assert (now.light, now.reason.code, now.expected, now.progress) == (Light.NONE, "no-base", None, None)
    assert (now.observed, now.needed) == (5, Fraction(5, 3))
    assert stand(TEN_BY_2022, [*history, reading(2020, 11)], "2020-12-31").light is Light.REACHED
    assert stand(TEN_BY_2022, [*history, reading(2022, 9)], "2022-12-31").light is Light.RED


def test_base_year_of_the_target_goes_first() -> None:
    """Base 2018 = 6, goal 10 in 2022: due at the end of 2020 is 6 + 4 * 2/4 = 8."""
    own = target("level-by", at_least=10, unit="个", base_year=2018)
    assert stand(own, yearly(2017, 4, 6, 7, 8), "2020-12-31").expected == 8


def test_base_that_met_the_goal_must_hold_it() -> None:
    """Base 12 over a goal of 10: nothing to go; 11 is reached, 9 has slipped, 10 exactly is not `over`."""
    assert stand(TEN_BY_2022, yearly(2017, 12, 11), "2018-12-31").light is Light.REACHED
    slipped = stand(TEN_BY_2022, yearly(2017, 12, 9), "2018-12-31")
    assert (slipped.light, slipped.reason.code, slipped.progress) == (Light.RED, "slipped", None)
    over = target("level-by", over=10, unit="个")
    assert stand(over, yearly(2017, 10, 10), "2018-12-31").reason.code == "on-path"


def test_share_and_coverage_follow_the_same_line() -> None:
    """Share 25 -> 35 %: after 2.5 of 5 years 30 % is due; coverage 0 -> 100 %: 50 %."""
    share = target("share", at_least=35, unit="%")
    now = stand(share, [reading(2017, 25), reading("2020Q2", 30)], "2020-06-30")
    assert (now.expected, now.light) == (30, Light.GREEN)
    full = target("coverage", equals=100, unit="%")
    now = stand(full, [reading(2017, 0), reading("2020Q2", 44)], "2020-06-30")
    assert (now.expected, now.light, now.progress) == (50, Light.RED, Fraction(44, 100))
    assert stand(full, [reading(2022, 100)], "2022-12-31").light is Light.REACHED


def test_about_allows_its_share_below_and_anything_above() -> None:
    """About 10 with a tenth: 9 is reached, 8.9 is not, 14 is; the path still ends at 10."""
    about = target("level-by", about=10, tolerance="10%", unit="家")
    assert stand(about, [reading(2022, 9)], "2022-12-31").light is Light.REACHED
    assert stand(about, [reading(2022, "8.9")], "2022-12-31").light is Light.RED
    assert stand(about, [reading(2022, 14)], "2022-12-31").light is Light.REACHED
    assert stand(about, yearly(2017, 0, 1), "2018-12-31").path[-1].expected == 10


def test_about_is_two_sided_where_neither_way_is_better() -> None:
    about = target("level-by", about=10, tolerance="10%", unit="家")
    for value, code in ((9, "reached"), (11, "reached"), ("11.1", "missed"), ("8.9", "missed")):
        now = stand(about, [reading(2022, value)], "2022-12-31", direction="none")
        assert now.reason.code == code


def test_about_where_less_is_better() -> None:
    about = target("level-by", about=10, tolerance="10%", unit="家")
    assert stand(about, [reading(2022, 11)], "2022-12-31", direction="lower").light is Light.REACHED
    assert stand(about, [reading(2022, "11.1")], "2022-12-31", direction="lower").light is Light.RED


def test_band_is_walked_to_its_nearer_edge() -> None:
    """From 0 into 10..20 the path ends at 10; from 30 at 20. Needed from 25 above: (20 - 25) / 4."""
    band = target("level-by", between=[10, 20], unit="个")
    up = stand(band, yearly(2017, 0, 2), "2018-12-31")
    assert (up.goal, up.goal_high, up.path[-1].expected, up.light) == (10, 20, 10, Light.GREEN)
    down = stand(band, yearly(2017, 30, 25), "2018-12-31")
    assert (down.path[-1].expected, down.light, down.needed) == (20, Light.GREEN, Fraction("-1.25"))
    assert stand(band, yearly(2017, 0, 20), "2018-12-31").light is Light.REACHED
    assert stand(band, yearly(2017, 0, 21), "2018-12-31").reason.code == "beyond-band"


def test_figure_at_the_deadline_decides() -> None:
    """A level of 2021 says nothing final about 2022; a level of 2023 says nothing about it either."""
    before = yearly(2017, 4, 5, 6, 7, 12)
    assert stand(TEN_BY_2022, before, "2022-12-31").reason.code == "no-figure-at-deadline"
    late = stand(TEN_BY_2022, [*before, reading(2023, 15)], "2024-01-31")
    assert (late.light, late.reason.code, late.observed) == (Light.NONE, "no-figure-at-deadline", 12)
    assert [aside.why for aside in late.not_counted] == ["after-end"]
    assert stand(TEN_BY_2022, [*before, reading(2022, 9)], "2023-01-31").reason.code == "missed"


def test_published_growth_stands_beside_a_level() -> None:
    """12 against 10 is +20 %; published are 8 %."""
    now = stand(TEN_BY_2022, [reading(2017, 10), reading(2018, 12, growth=8)], "2018-12-31")
    assert (now.published_growth, now.computed_growth, now.growth_differs) == (8, 20, True)
