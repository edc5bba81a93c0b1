"""Every answer by name: each reason is given by the smallest question that leads to it."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from tests.kernel.monitoring.given import reading, stand, target, yearly
from tests.kernel.monitoring.test_plan import plan_of

from zhixing.kernel.monitoring import (
    REASONS,
    Assessment,
    Judgement,
    Light,
    Look,
    Override,
    after_card,
    lights_over_time,
)
from zhixing.kernel.plan import Card, Target

LEVEL = target("level-by", at_least=10, unit="个")
SUM = target("cumulative", at_least=10, unit="个")
LIMIT = target("cumulative", at_most=10, unit="个")
YEARLY = target("annual-flow", at_least=10, unit="个")
CARRIED = target("annual-flow", at_least=10, unit="个", carries_over=True)
GROWTH = target("average-annual-growth", at_least=7, unit="%")
BAND = target("cumulative", between=[10, 12], unit="个")
LINE = target("threshold", at_most=1, unit="万元/亩")
AIM = target("qualitative", judge="economy", evidence=["名录"])
JUDGED = Judgement(Light.GREEN, "economy", date(2019, 1, 5), ("名录",))

CASES: dict[str, Callable[[], Assessment]] = {
    "reached": lambda: stand(LEVEL, [reading(2018, 10)], "2018-12-31"),
    "reached-every-year": lambda: stand(YEARLY, yearly(2018, 10, 10, 10, 10, 10), "2022-12-31"),
    "kept": lambda: stand(LIMIT, [reading("2018..2022", 10)], "2022-12-31"),
    "on-path": lambda: stand(SUM, [reading(2018, 2)], "2018-12-31"),
    "within-limit": lambda: stand(LIMIT, [reading(2018, 2)], "2018-12-31"),
    "in-band": lambda: stand(BAND, [reading(2018, 11)], "2018-12-31"),
    "behind": lambda: stand(SUM, [reading(2018, "1.9")], "2018-12-31"),
    "far-behind": lambda: stand(SUM, [reading(2018, 1)], "2018-12-31"),
    "over-pace": lambda: stand(LIMIT, [reading(2018, 3)], "2018-12-31"),
    "over-limit": lambda: stand(LIMIT, [reading(2018, 11)], "2018-12-31"),
    "beyond-band": lambda: stand(BAND, [reading(2018, 13)], "2018-12-31"),
    "slipped": lambda: stand(LEVEL, yearly(2017, 12, 9), "2018-12-31"),
    "caught-up": lambda: stand(SUM, [reading(2018, 2)], "2018-12-31", previous=Light.RED),
    "missed": lambda: stand(LEVEL, [reading(2022, 9)], "2022-12-31"),
    "missed-years": lambda: stand(YEARLY, yearly(2018, 10, 9, 10, 10, 10), "2022-12-31"),
    "no-figure-at-deadline": lambda: stand(LEVEL, [reading(2021, 9)], "2022-12-31"),
    "gaps": lambda: stand(SUM, [reading(2018, 1), reading(2022, 1)], "2022-12-31"),
    "no-reading": lambda: stand(SUM, [], "2018-12-31"),
    "no-reading-earlier": lambda: stand(CARRIED, [reading(2019, 10)], "2019-12-31"),
    "not-begun": lambda: stand(LEVEL, [reading(2016, 9)], "2017-12-31"),
    "no-base": lambda: stand(LEVEL, [reading(2018, 9)], "2018-12-31"),
    "no-base-year": lambda: stand(GROWTH, yearly(2017, 1, 2), "2018-12-31", base_year=None),
    "zero-base": lambda: stand(GROWTH, yearly(2017, 0, 2), "2018-12-31"),
    "negative-base": lambda: stand(GROWTH, yearly(2017, -3, -2), "2018-12-31"),
    "sign-change": lambda: stand(GROWTH, yearly(2017, 3, -2), "2018-12-31"),
    "no-path": lambda: stand(GROWTH, yearly(2017, 3, 2), "2018-12-31", base_year=2022),
    "figure-in-force": lambda: stand(LINE, [], "2018-12-31"),
    "figure-not-in-force": lambda: stand(LINE, [], "2023-01-01"),
    "alarm": lambda: after_card(
        stand(SUM, [reading(2018, 2)], "2018-12-31"), Card(alarm_below=Fraction(3), on_alarm="约谈")
    ),
    "excellent": lambda: after_card(
        stand(SUM, [reading(2018, "1.9")], "2018-12-31"), Card(excellent_from=Fraction(1))
    ),
    "overridden": lambda: by_hand(SUM),
    "judged-by": lambda: stand(AIM, [], "2019-12-31", judgement=JUDGED),
    "not-judged": lambda: stand(AIM, [], "2018-12-31", judgement=JUDGED),
}


def by_hand(aim: Target) -> Assessment:
    """A light set by a named unit."""
    override = Override(aim.id, "330000", date(2018, 1, 1), None, Light.YELLOW, "经信厅", "核对口径", "纪要")
    [[lit]] = lights_over_time(plan_of(aim), {}, [Look(date(2018, 12, 31), ())], overrides=[override])
    return lit.assessment


def test_every_reason_has_its_case() -> None:
    of_parts = {"divisions-changed", "no-part"}  # in test_cascade
    assert set(CASES) | of_parts == set(REASONS)


@pytest.mark.parametrize("code", sorted(CASES))
def test_reason(code: str) -> None:
    found = CASES[code]()
    assert found.reason.code == code
    assert "{" not in found.reason.zh + found.reason.en


@pytest.mark.parametrize("kind", ["level-by", "share", "coverage", "cumulative", "annual-flow"])
@pytest.mark.parametrize("days", [("2017-06-30", "not-begun"), ("2019-06-30", "no-reading")])
def test_nothing_known(kind: str, days: tuple[str, str]) -> None:
    now = stand(target(kind, at_least=10, unit="个"), [], days[0])
    assert (now.light, now.reason.code, now.observed, now.needed) == (Light.NONE, days[1], None, None)


@pytest.mark.parametrize("kind", ["average-annual-growth", "reduction-a-year", "points-a-year"])
@pytest.mark.parametrize("days", [("2017-06-30", "not-begun"), ("2019-06-30", "no-reading")])
def test_no_rate_known(kind: str, days: tuple[str, str]) -> None:
    now = stand(target(kind, at_least=1, unit="%"), [reading(2017, 10)], days[0])
    assert (now.light, now.reason.code, now.observed) == (Light.NONE, days[1], None)


def test_rate_without_a_base_level() -> None:
    now = stand(GROWTH, [reading(2018, 10), reading(2019, 11)], "2019-12-31")
    assert (now.light, now.reason.code) == (Light.NONE, "no-base")


def test_base_after_the_deadline_makes_no_line() -> None:
    late = target("level-by", at_least=10, unit="个", base_year=2022)
    assert stand(late, [reading(2022, 9)], "2022-12-31").reason.code == "no-path"


def test_rate_that_would_end_below_zero_makes_no_path() -> None:
    gone = target("reduction-a-year", equals=100, unit="%")
    assert stand(gone, yearly(2017, 10, 1), "2018-12-31").reason.code == "no-path"
