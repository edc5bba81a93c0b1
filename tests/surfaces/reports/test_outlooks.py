"""Forecasts as they are shown: the series of a fan, the words beside it, a chart that names its method."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.kernel.monitoring.given import target

from zhixing.surfaces.reports.lamps import lamp_of
from zhixing.surfaces.reports.outlooks import Fan, fan_chart, fan_of, spoken
from zhixing.surfaces.reports.targets import Point, Standing

GIVEN: dict[str, Any] = {
    "target": "some-target", "place": "330000", "unit": "家", "deadline": date(2020, 12, 31), "points": 10,
    "method": "drift", "method_zh": "平均步长", "goal": 60.0, "central": 52.0, "low": 48.5, "high": 55.5, "level": 80.0,
    "probability": 0.034, "needed_per_period": 8.0, "every": "quarter", "backtest_error": 1.25, "widening": 1.4,
    "why_not": "",
    "past": [{"end": date(2020, 3, 31), "value": 40.0}, {"end": date(2020, 6, 30), "value": 44.0}],
    "series": [
        {"end": date(2020, 9, 30), "central": 48.0, "low": 46.0, "high": 50.0},
        {"end": date(2020, 12, 31), "central": 52.0, "low": 48.5, "high": 55.5},
    ],
}  # fmt: skip


def standing(kind: str = "cumulative", **fields: Any) -> Standing:
    aim = target(kind, at_least=60, unit="家", **fields)
    path = tuple(
        Point(end, Decimal(due), None)
        for end, due in ((date(2020, 6, 30), 30), (date(2020, 12, 31), 36), (date(2022, 12, 31), 60))
    )
    return Standing(
        aim, "", lamp_of("red", "far-behind"), {"unit": "家", "place": "330000"}, "", "", "", path
    )


def fan(kind: str = "cumulative", **more: Any) -> Fan:
    return fan_of(standing(kind), GIVEN | more)


def test_the_forecast_starts_where_the_figures_end() -> None:
    found = fan()
    assert found.observed[-1] == (date(2020, 6, 30), 44)
    assert found.ahead[0] == (date(2020, 6, 30), 44, 44, 44)
    assert found.ahead[-1] == (date(2020, 12, 31), 52, 48.5, 55.5)


def test_nothing_is_due_after_the_deadline() -> None:
    assert [end for end, _ in fan().expected] == [date(2020, 6, 30), date(2020, 12, 31)]


def test_a_year_of_its_own_is_due_from_nothing_to_its_goal() -> None:
    assert fan("annual-flow").expected == ((date(2019, 12, 31), 0), (date(2020, 12, 31), 60))


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.0, "<1"), (0.0099, "<1"), (0.034, "3"), (0.5, "50"), (0.99, "99"), (0.991, ">99"), (1.0, ">99")],
)
def test_no_chance_is_quite_nothing_or_everything(chance: float, words: str) -> None:
    assert fan(probability=chance).chance == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (12.34567, "12.35"), (0.0012345678, "0.001235"), (1234.5, "1\u2009235"), (-3.5, "\u22123.5")],
)
def test_figures_are_as_precise_as_they_deserve(value: float, words: str) -> None:
    assert spoken(float(value)) == words


def test_the_sentence_says_method_band_and_chance() -> None:
    assert fan().said == (
        "按“平均步长”外推（10 期数），到 2020-12-31 预计 52家，80% 区间 48.5–55.5，目标 60，"
        "达成概率 3%，今后需每季\u20098。"
    )


def test_the_chart_names_its_method_and_holds_no_script() -> None:
    drawn = str(fan_chart(fan(), "fan-1"))
    assert "方法：平均步长" in drawn
    assert "80% 区间" in drawn
    assert "<script" not in drawn
    assert drawn == str(fan_chart(fan(), "fan-1"))


def test_a_chart_of_one_flat_figure_can_be_drawn() -> None:
    flat = {"end": date(2020, 12, 31), "central": 0.0, "low": 0.0, "high": 0.0}
    drawn = fan_chart(fan(goal=0.0, past=[{"end": date(2020, 6, 30), "value": 0.0}], series=[flat]), "fan-2")
    assert "svg" in str(drawn)
