"""Facts of one city, read from reference material beside the checkout."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.kernel.monitoring.given import reading, stand, target

from zhixing.kernel.monitoring import Light, compare_growth, rank_places, sum_of_places

CITY = "丽水市"


def rules(name: str) -> dict[str, Any]:
    """A file of local rules with every scalar as text, so that no figure passes through a float."""
    beside = Path(__file__).resolve().parents[4] / "shared"
    path = Path(os.environ.get("ZHIXING_REFERENCE", beside)) / "local-rules" / name
    if not path.exists():
        pytest.skip(
            f"reference material is absent: set ZHIXING_REFERENCE to the folder that holds local-rules/{name}"
        )
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return loaded


@pytest.mark.shared
def test_robots_of_2020_add_to_the_headline() -> None:
    """52 + 54 + 60 + 68 + 35 + 47 + 27 + 25 + 19 + 60 = 447, over the 415 from which a year is excellent."""
    robots = rules("lishui-2020-monitoring.yaml")["county_data"]["robots"]
    parts = [reading(year, n, place=name) for year, row in robots.items() for name, n in row.items()]
    whole = sum_of_places(parts, CITY)
    assert whole[-1].value == 447
    excellent = target("annual-flow", at_least=415, unit="台", period="2018..2020")
    now = stand(excellent, list(whole), "2020-12-31")
    assert (now.observed, now.years[-1].light) == (447, Light.REACHED)
    assert [(y.year, y.observed) for y in now.years] == [(2018, 338), (2019, 388), (2020, 447)]
    assert now.reason.code == "missed-years"


@pytest.mark.shared
def test_low_scattered_firms_with_the_zone_make_the_city() -> None:
    """61 + 10 + 21 + 47 + 51 + 26 + 42 + 30 + 50 = 338 in nine counties; 338 + 55 = 393."""
    figures = dict(rules("lishui-2020-monitoring.yaml")["county_data"]["low_scattered_2020"])
    city, zone = Fraction(figures.pop("city_total")), figures.pop("implied 开发区")
    counties = [reading(2020, n, place=name) for name, n in figures.items()]
    assert sum_of_places(counties)[0].value == 338
    assert sum_of_places([*counties, reading(2020, zone, place="开发区")])[0].value == city == 393


@pytest.mark.shared
def test_growth_of_output_is_kept_as_published() -> None:
    """2018: 24.7 % published, 62.86 / 1201 = 5.234 % by levels. 2016: 5.0 against 5.02 is rounding."""
    rows = rules("lishui-2020-monitoring.yaml")["annual_series"]["above_scale_output_100m"]
    known = [reading(year, value, growth=growth) for year, value, growth in rows]
    by_year = {row.year: row for row in compare_growth(known)}
    assert (by_year[2018].published, by_year[2018].computed) == (Fraction("24.7"), Fraction(6286, 1201))
    assert by_year[2018].differs
    assert not by_year[2016].differs
    ten = target("average-annual-growth", at_least=10, unit="%", period="2018..2019")
    now = stand(ten, known, "2019-12-31")
    assert (now.growth_method, now.light, now.growth_differs) == ("published", Light.REACHED, True)
    # sqrt(1.247 * 1.113) = sqrt(1.387911) = 1.178096; sqrt(1400.16 / 1201) = sqrt(1.165828) = 1.079735
    assert (now.published_growth, now.computed_growth) == (Fraction("17.8096"), Fraction("7.9735"))


@pytest.mark.shared
def test_tax_per_mu_as_published_agrees_with_levels() -> None:
    series = rules("lishui-2019.yaml")["city"]["tax_per_mu_series"]
    rows = compare_growth([reading(s["year"], s["value"], growth=s["growth_percent"]) for s in series])
    assert [row.differs for row in rows] == [False, False, False]
    assert all(row.computed is not None for row in rows[1:])


@pytest.mark.shared
def test_ranking_leaves_three_blanks_out() -> None:
    """Value added per tonne emitted: 开发区 1445.33 is first, 庆元县 173.53 the seventh and last."""
    counties = rules("lishui-2019.yaml")["counties"]
    blank = ("null", "", "~")
    values = {
        name: None if row["va_per_emission"] in blank else Fraction(row["va_per_emission"])
        for name, row in counties.items()
    }
    ranked = rank_places(values)
    assert [(r.place, r.rank) for r in ranked if r.rank in (1, 7)] == [("开发区", 1), ("庆元县", 7)]
    assert {r.place for r in ranked if r.rank is None} == {"青田县", "缙云县", "松阳县"}
