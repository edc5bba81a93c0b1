"""Cumulative and annual flows."""

from datetime import date
from fractions import Fraction

import pytest
from tests.kernel.monitoring.given import reading, stand, target, yearly

from zhixing.kernel.monitoring import Light, PathPoint

REFORMED = target("cumulative", equals=1200, unit="家")
CLOSED = target("annual-flow", at_least=1000, unit="家")


def test_cumulative_against_the_calendar() -> None:
    """1,200 over five years: due on 2021-06-30 is 1200 * 42/60 = 840; 641 is 0.763 of it.

    Needed: (1200 - 641) / 1.5 years = 372 2/3 a year.
    """
    flows = [*yearly(2018, 110, 160, 310), reading("2021Q1", 30), reading("2021Q2", 31)]
    now = stand(REFORMED, flows, "2021-06-30")
    assert (now.observed, now.expected, now.calendar) == (641, 840, Fraction(7, 10))
    assert (now.light, now.reason.code) == (Light.RED, "far-behind")
    assert now.needed == Fraction(1118, 3)
    assert (now.progress, now.covered) == (Fraction(641, 1200), 1)
    assert str(now.observed_period) == "2018-01-01..2021-06-30"


def test_cumulative_path_is_the_running_sum() -> None:
    now = stand(REFORMED, yearly(2018, 250, 260), "2019-12-31")
    assert now.path == (
        PathPoint(date(2018, 12, 31), Fraction(240), Fraction(250)),
        PathPoint(date(2019, 12, 31), Fraction(480), Fraction(510)),
        PathPoint(date(2022, 12, 31), Fraction(1200), None),
    )
    assert now.light is Light.GREEN


def test_flows_before_the_start_never_count() -> None:
    """2017 lies before; 2017-07..2018-06 runs across the start; only 2018Q3 and Q4 count: 30."""
    flows = [
        reading(2017, 900),
        reading("2017-07..2018-06", 800),
        reading("2018Q3", 10),
        reading("2018Q4", 20),
    ]
    now = stand(REFORMED, flows, "2018-12-31")
    assert (now.observed, now.covered) == (30, Fraction(1, 2))
    assert {(a.reading.period.text, a.why) for a in now.not_counted} == {
        ("2017", "before-start"),
        ("2017-07..2018-06", "straddles-start"),
    }


def test_flows_after_the_end_never_count() -> None:
    flows = [reading("2018..2022", 1100), reading("2022-07..2023-06", 70), reading(2023, 300)]
    now = stand(REFORMED, flows, "2024-12-31")
    assert (now.observed, now.reason.code, now.light) == (1100, "missed", Light.RED)
    assert [a.why for a in now.not_counted] == ["straddles-end", "after-end"]


def test_period_not_yet_ended_does_not_count() -> None:
    now = stand(REFORMED, [reading("2018Q1", 70), reading(2018, 400)], "2018-03-31")
    assert now.observed == 70
    assert [a.why for a in now.not_counted] == ["not-ended"]


def test_longer_period_counts_and_its_parts_do_not() -> None:
    flows = [reading("2018Q1", 70), reading("2018Q2", 80), reading("2018-01..2018-09", 240)]
    now = stand(REFORMED, flows, "2018-09-30")
    assert (now.observed, now.covered) == (240, 1)
    assert [a.why for a in now.not_counted] == ["inside-another"] * 2


def test_reached_sum_stays_blue_whatever_is_missing() -> None:
    now = stand(REFORMED, [reading(2018, 1200)], "2023-12-31")
    assert (now.light, now.needed, now.covered) == (Light.REACHED, 0, Fraction(1, 5))


def test_sum_without_its_last_months_is_not_missed_yet() -> None:
    assert (
        stand(REFORMED, yearly(2018, 200, 200, 200, 200), "2022-12-31").reason.code == "no-figure-at-deadline"
    )
    assert stand(REFORMED, yearly(2018, 200, 200, 200, 200, 300), "2022-12-31").reason.code == "missed"


def test_sum_with_a_year_missing_inside_is_not_missed_yet() -> None:
    """2019 is unknown: 900 of 1,200 may or may not be all."""
    now = stand(REFORMED, yearly(2018, 200, None, 200, 200, 300), "2022-12-31")
    assert (now.light, now.reason.code, now.covered) == (Light.NONE, "gaps", Fraction(4, 5))


def test_goal_of_zero_has_no_share_of_the_way() -> None:
    nothing = target("cumulative", at_least=0, unit="家")
    now = stand(nothing, [reading(2018, 0)], "2018-12-31")
    assert (now.light, now.progress) == (Light.REACHED, None)
    below = stand(nothing, [reading(2018, -1)], "2018-12-31")
    assert (below.light, below.progress) == (Light.RED, None)


@pytest.mark.parametrize(
    ("total", "light", "code"),
    [
        (20, Light.GREEN, "within-limit"),
        (22, Light.YELLOW, "over-pace"),  # 20 / 22 = 0.909
        (23, Light.RED, "over-pace"),  # 20 / 23 = 0.870
        (101, Light.RED, "over-limit"),
        (-5, Light.GREEN, "within-limit"),
    ],
)
def test_limit_watches_the_pace(total: int, light: Light, code: str) -> None:
    """At most 100 in five years: 20 may be used up after one."""
    limit = target("cumulative", at_most=100, unit="家")
    now = stand(limit, [reading(2018, total)], "2018-12-31", direction="lower")
    assert (now.expected, now.light, now.reason.code) == (20, light, code)


def test_limit_is_kept_only_when_every_month_is_known() -> None:
    limit = target("cumulative", at_most=100, unit="家")
    whole = stand(limit, yearly(2018, 20, 20, 20, 20, 20), "2022-12-31", direction="lower")
    assert (whole.light, whole.reason.code) == (Light.REACHED, "kept")
    gap = stand(limit, [reading(2018, 20), reading(2022, 20)], "2022-12-31", direction="lower")
    assert (gap.light, gap.reason.code, gap.covered) == (Light.NONE, "gaps", Fraction(2, 5))
    running = stand(limit, yearly(2018, 20, 20), "2019-12-31", direction="lower")
    assert running.needed == 20  # still allowed: (100 - 40) / 3


def test_band_of_a_sum() -> None:
    """Between 100 and 120 in all: 50 of 60 due after three years is 0.83; inside is green until the end."""
    band = target("cumulative", between=[100, 120], unit="家")
    assert stand(band, yearly(2018, 10, 20, 20), "2020-12-31").light is Light.RED
    assert stand(band, yearly(2018, 10, 20, 80), "2020-12-31").reason.code == "in-band"
    assert stand(band, [reading("2018..2022", 110)], "2022-12-31").reason.code == "reached"
    assert stand(band, yearly(2018, 110), "2022-12-31").reason.code == "no-figure-at-deadline"
    assert stand(band, yearly(2018, 121), "2018-12-31").reason.code == "beyond-band"


def test_year_on_its_own() -> None:
    """By the end of 2019Q3, 750 of 1,000 are due; 690 is 0.92. The 500 too many of 2018 repay nothing."""
    flows = [reading(2018, 1500), reading("2019-01..2019-09", 690)]
    now = stand(CLOSED, flows, "2019-09-30")
    assert (now.observed, now.expected, now.calendar) == (690, 750, Fraction(3, 4))
    assert (now.light, now.needed, now.progress) == (Light.YELLOW, 310, Fraction(69, 100))
    assert [(y.year, y.observed, y.light.value) for y in now.years] == [
        (2018, 1500, "reached"),
        (2019, 690, "yellow"),
        (2020, None, "none"),
        (2021, None, "none"),
        (2022, None, "none"),
    ]
    assert [y.reason.code for y in now.years[2:]] == ["not-begun"] * 3


def test_surplus_carries_over_only_where_the_plan_says_so() -> None:
    """With carry-over 1,500 + 690 = 2,190 stand against 2 * 1,000: reached; due by now were 1,750."""
    carrying = target("annual-flow", at_least=1000, unit="家", carries_over=True)
    flows = [reading(2018, 1500), reading("2019-01..2019-09", 690)]
    now = stand(carrying, flows, "2019-09-30")
    assert (now.observed, now.expected, now.light) == (2190, 1750, Light.REACHED)
    assert now.path[-1].expected == 5000
    behind = stand(carrying, [reading(2018, 400), reading(2019, 1200)], "2019-12-31")
    assert (behind.observed, behind.expected, behind.reason.code) == (1600, 2000, "missed")
    assert "2000" in behind.reason.zh
    assert [y.observed for y in behind.years[:2]] == [400, 1200]


def test_all_years_decide_after_the_term() -> None:
    good = stand(CLOSED, yearly(2018, 1000, 1100, 1200, 1000, 1000), "2023-06-30")
    assert (good.light, good.reason.code) == (Light.REACHED, "reached-every-year")
    bad = stand(CLOSED, yearly(2018, 1000, 900, 5000, 999, 1000), "2023-06-30")
    assert (bad.light, bad.reason.code) == (Light.RED, "missed-years")
    assert "2019、2021" in bad.reason.zh
    gap = stand(CLOSED, yearly(2018, 1000, None, 1200, 1000, 1000), "2023-06-30")
    assert (gap.light, gap.reason.code) == (Light.NONE, "no-reading")


def test_year_reached_early_is_blue_and_a_year_without_figures_grey() -> None:
    assert stand(CLOSED, [reading("2018Q1", 1000)], "2018-03-31").light is Light.REACHED
    now = stand(CLOSED, [reading(2018, 1000)], "2019-03-31")
    assert (now.light, now.reason.code, now.observed) == (Light.NONE, "no-reading", None)


def test_flow_across_years_belongs_to_no_year() -> None:
    now = stand(CLOSED, [reading("2018-07..2019-06", 900), reading("2019Q3", 10)], "2019-09-30")
    assert now.observed == 10
    assert [a.why for a in now.not_counted] == ["across-years"]


def test_first_year_may_be_short() -> None:
    """A target from July on: half of July to December has passed at the end of September."""
    late = target("annual-flow", at_least=1000, unit="家", period="2018-07..2019-12")
    now = stand(late, [reading("2018Q2", 300), reading("2018Q3", 500)], "2018-09-30")
    assert (now.observed, now.expected) == (500, 500)
    assert [a.why for a in now.not_counted] == ["before-start"]


def test_yearly_limit() -> None:
    """At most 100 a year: 50 by mid-year is the pace; the year is kept at its end."""
    limit = target("annual-flow", at_most=100, unit="家")
    assert stand(limit, [reading("2018-01..2018-06", 55)], "2018-06-30").light is Light.YELLOW
    assert stand(limit, [reading(2018, 100)], "2018-12-31").reason.code == "kept"
