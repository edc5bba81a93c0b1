"""Days targets are looked at, lights over them, and what cards and named units do to a light."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.kernel.monitoring.given import reading, stand, target, yearly
from tests.kernel.monitoring.test_plan import plan_of

from zhixing.kernel.monitoring import (
    Judgement,
    Light,
    Look,
    Override,
    after_card,
    ends_of,
    lights_over_time,
    looks_until,
)
from zhixing.kernel.plan import Card, Cycle

CYCLES = [
    Cycle.model_validate(one)
    for one in (
        {"id": "quarterly", "title": "季", "clause": "4.1", "every": "quarter"},
        {"id": "yearly", "title": "年", "clause": "4.1", "every": "year"},
        {"id": "mid-term", "title": "中期", "clause": "4.1", "on": "2020-06-30"},
    )
]
SUM = target("cumulative", at_least=100, unit="家", indicator="count")


def test_a_day_carries_every_cycle_that_ends_on_it_the_strongest_last() -> None:
    looks = {look.day: look for look in looks_until(CYCLES, date(2020, 1, 1), date(2020, 12, 31))}
    assert sorted(looks) == [date(2020, 3, 31), date(2020, 6, 30), date(2020, 9, 30), date(2020, 12, 31)]
    assert looks[date(2020, 6, 30)].cycles == ("quarterly", "mid-term")
    assert looks[date(2020, 12, 31)].cycle == "yearly"
    assert looks[date(2020, 3, 31)].cycle == "quarterly"


def test_a_day_that_was_asked_for_is_looked_at_too() -> None:
    looks = looks_until(CYCLES, date(2020, 1, 1), date(2020, 5, 15))
    assert [(look.day, look.cycle) for look in looks] == [
        (date(2020, 3, 31), "quarterly"),
        (date(2020, 5, 15), ""),
    ]


def test_half_years_end_in_june_and_december() -> None:
    assert list(ends_of("half-year", date(2019, 7, 1), date(2020, 12, 31))) == [
        date(2019, 12, 31), date(2020, 6, 30), date(2020, 12, 31),
    ]  # fmt: skip


def test_a_red_that_has_caught_up_is_yellow_once() -> None:
    """100 in five years: 5 are due each quarter. 1, then 9 more, then 5: red, yellow (10 of 10), green (15 of 15)."""
    readings = {"some-target": [reading("2018Q1", 1), reading("2018Q2", 9), reading("2018Q3", 5)]}
    looks = looks_until(CYCLES[:1], date(2018, 1, 1), date(2018, 9, 30))
    history = lights_over_time(plan_of(SUM), readings, looks)
    assert [row[0].light for row in history] == [Light.RED, Light.YELLOW, Light.GREEN]
    assert history[1][0].assessment.reason.code == "caught-up"


def test_an_override_holds_for_its_days_and_keeps_the_computed_light() -> None:
    readings = {"some-target": [reading("2018Q1", 1)]}
    override = Override(
        "some-target", "330000", date(2018, 6, 1), date(2018, 6, 30), Light.GREEN, "经信厅", "补报在途", "函"
    )
    looks = looks_until(CYCLES[:1], date(2018, 1, 1), date(2018, 9, 30))
    history = lights_over_time(plan_of(SUM), readings, looks, overrides=[override])
    assert [(row[0].computed, row[0].light) for row in history] == [
        (Light.RED, Light.RED), (Light.RED, Light.GREEN), (Light.RED, Light.RED),
    ]  # fmt: skip
    said = history[1][0].assessment.reason
    assert said.code == "overridden"
    assert "经信厅" in said.zh and "补报在途" in said.zh and "落后" in said.zh  # noqa: PT018
    assert history[1][0].override is override


def test_of_two_overrides_the_one_known_last_counts() -> None:
    one = Override(
        "some-target", "330000", date(2018, 1, 1), None, Light.GREEN, "甲", "先", "函", date(2018, 1, 5)
    )
    two = Override(
        "some-target", "330000", date(2018, 1, 1), None, Light.RED, "乙", "后", "函", date(2018, 2, 5)
    )
    for order in ([one, two], [two, one]):
        [[lit]] = lights_over_time(plan_of(SUM), {}, [Look(date(2018, 3, 31), ())], overrides=order)
        assert lit.light is Light.RED


def test_of_several_judgements_the_latest_by_the_day_counts() -> None:
    aim = target("qualitative", judge="economy", evidence=["名录"])
    given = [
        Judgement(Light.RED, "economy", date(2019, 6, 30), ("名录",)),
        Judgement(Light.GREEN, "economy", date(2018, 6, 30), ("名录",)),
    ]
    looks = looks_until(CYCLES[1:2], date(2017, 1, 1), date(2020, 12, 31))
    history = lights_over_time(plan_of(aim), {}, looks, judgements={"some-target": given})
    assert [row[0].light for row in history] == [Light.NONE, Light.GREEN, Light.RED, Light.RED]


@pytest.mark.parametrize(
    ("card", "light", "reason"),
    [
        (Card(alarm_below=Fraction(20)), Light.GREEN, "on-path"),
        (Card(alarm_at_most=Fraction(20)), Light.RED, "alarm"),
        (Card(alarm_above=Fraction(19)), Light.RED, "alarm"),
        (Card(excellent_from=Fraction(20)), Light.GREEN, "on-path"),
        (Card(on="growth", alarm_below=Fraction(0)), Light.GREEN, "on-path"),
    ],
)
def test_a_card_at_its_line(card: Card, light: Light, reason: str) -> None:
    """20 where 20 are due: green. `below` does not hold at the line itself, `at most` does."""
    found = after_card(stand(SUM, [reading(2018, 20)], "2018-12-31"), card)
    assert (found.light, found.reason.code) == (light, reason)


def test_a_card_on_growth_looks_at_what_was_published() -> None:
    """The real alarm of a city: growth below 0 alarms, 10 per cent and more is excellent."""
    card = Card(on="growth", alarm_below=Fraction(0), excellent_from=Fraction(10), on_alarm="约谈")
    level = target("level-by", at_least=1000, unit="亿元")
    fell = stand(level, [*yearly(2017, 900, 920), reading(2019, 950, growth=-1)], "2019-12-31")
    assert after_card(fell, card).light is Light.RED
    rose = stand(level, [*yearly(2017, 900, 920), reading(2019, 937, growth=10)], "2019-12-31")
    assert rose.light is Light.YELLOW
    assert after_card(rose, card).reason.code == "excellent"


def test_a_card_leaves_what_is_reached_and_what_is_unknown() -> None:
    card = Card(alarm_at_most=Fraction(1000), excellent_from=Fraction(0))
    reached = stand(SUM, [reading(2018, 100)], "2018-12-31")
    assert after_card(reached, card) is reached
    unknown = stand(SUM, [], "2018-12-31")
    assert after_card(unknown, card) is unknown
    assert after_card(unknown, None) is unknown
