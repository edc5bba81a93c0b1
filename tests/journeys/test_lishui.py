"""Lishui's own figures of 2019 and 2020, from a file to the ranking: real numbers that others published.

The reference material is beside the checkout of its developers only; without it these tests are skipped.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from tests.kernel.support import table_of

from zhixing.foundation.periods import Period
from zhixing.kernel.engine import Engine
from zhixing.kernel.facts import Lake, cell_of, load_file, snapshot
from zhixing.kernel.indicators import PLACES, rollup
from zhixing.kernel.monitoring import Reading, compare_growth, rank_places
from zhixing.kernel.plan import CompiledPlan

pytestmark = pytest.mark.shared

SCOPE = "规上工业（丽水公布）"
COLUMNS = ("指标", "地区代码", "时期", "口径", "数值", "单位", "公布增速（%）", "来源")
INDICATORS = {
    "tax-per-mu": ("tax_per_mu", "万元/亩"),
    "value-added-per-mu": ("va_per_mu", "万元/亩"),
    "value-added-per-energy": ("va_per_tce", "万元/吨标准煤"),
    "value-added-per-emission": ("va_per_emission", "万元/吨"),
    "labour-productivity": ("labour_productivity", "万元/人"),
}
SOURCE = "丽水市亩均论英雄（2019年）"


@pytest.fixture(scope="module")
def published(reference: Path) -> dict[str, Any]:
    """The figures of 2019 as restated by research."""
    content: dict[str, Any] = yaml.safe_load(
        (reference / "local-rules" / "lishui-2019.yaml").read_text(encoding="utf-8")
    )
    return content


def code_of(plan: CompiledPlan, name: str) -> str | None:
    """The GB/T 2260 code of a county of Lishui; its development zone has none."""
    counties = [p for p in plan.places.values() if p.parent == "331100"]
    return next((p.id for p in counties if p.title.startswith(name[:2])), None)


@pytest.fixture(scope="module")
def lake(plan: CompiledPlan, published: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A file as a city office would send it, loaded; a blank of the city's is the stroke it printed."""
    folder = tmp_path_factory.mktemp("lishui")
    with (folder / "丽水2019.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for name, figures in published["counties"].items():
            code = code_of(plan, name)
            if code is None:
                continue
            for indicator, (key, unit) in INDICATORS.items():
                value = "/" if figures[key] is None else figures[key]
                writer.writerow((indicator, code, "2019", SCOPE, value, unit, "", SOURCE))
        for row in published["city"]["tax_per_mu_series"]:
            line = (
                "tax-per-mu",
                "331100",
                row["year"],
                SCOPE,
                row["value"],
                "万元/亩",
                row["growth_percent"],
                SOURCE,
            )
            writer.writerow(line)
    lake = Lake(folder / "lake")
    receipt = load_file(
        plan, lake, folder / "丽水2019.csv", dataset="place-figures", known_on=date(2020, 8, 1)
    )
    assert receipt.counts.refused == 0
    assert receipt.counts.accepted == 9 * 5 + 3
    return lake


def figures(plan: CompiledPlan, lake: Lake) -> list[dict[str, Any]]:
    """Everything known."""
    with Engine(threads=1) as engine:
        taken = snapshot(plan, lake, "place-figures", None)
        taken.register(engine)
        rows: list[dict[str, Any]] = engine.table(taken.tree).to_pylist()
    return rows


def test_the_city_is_the_ratio_of_totals(plan: CompiledPlan, published: dict[str, Any]) -> None:
    """573564 / 30341 = 18.90 and 2236605 / 30341 = 73.72; the mean of the ten areas' ratios is 20.96, another number."""
    city = published["city"]
    whole = {
        "enterprise": "全市", "year": 2019, "county": "331102", "industry": "1711", "above_scale": True,
        "tax": Decimal(city["tax_10k_yuan"]), "value_added": Decimal(city["industrial_value_added_10k_yuan"]),
        "land_registered": Decimal(city["land_mu"]),
    }  # fmt: skip
    place = {"place": "331102", "level": "county", "prefecture": "331100", "province": "330000"}
    with Engine(threads=1) as engine:
        engine.register("enterprise-year", table_of(plan, "enterprise-year", [whole]))
        engine.register(PLACES, pa.Table.from_pylist([place]))
        rows = engine.table(rollup(plan, "enterprise-year", 2019)).to_pylist()
    found = {r["indicator"]: r["value"] for r in rows if r["entity"] == "331100" and r["scope"] == "all"}
    assert round(found["tax-per-mu"], 2) == 18.90 == city["indicators"]["tax_per_mu"]
    assert round(found["value-added-per-mu"], 2) == 73.72
    ratios = [Fraction(str(area["tax_per_mu"])) for area in published["counties"].values()]
    assert round(float(sum(ratios) / len(ratios)), 2) == 20.96


def test_three_blanks_are_left_out_of_the_ranking_and_not_ranked_as_nothing(
    plan: CompiledPlan, lake: Lake
) -> None:
    values = {
        row["place"]: None if row["value"] is None else Fraction(row["value"])
        for row in figures(plan, lake)
        if row["indicator"] == "value-added-per-emission"
    }
    assert sorted(place for place, value in values.items() if value is None) == ["331121", "331122", "331124"]
    ranked = {one.place: one.rank for one in rank_places(values)}
    assert {place for place, rank in ranked.items() if rank is None} == {"331121", "331122", "331124"}
    assert ranked["331102"] == 1
    assert max(rank for rank in ranked.values() if rank is not None) == 6


def test_the_ranking_of_tax_per_mu(plan: CompiledPlan, lake: Lake) -> None:
    values = {
        row["place"]: Fraction(row["value"])
        for row in figures(plan, lake)
        if row["indicator"] == "tax-per-mu" and row["place"] != "331100"
    }
    order = [one.place for one in sorted(rank_places(values), key=lambda one: one.rank or 99)]
    assert order[:3] == ["331102", "331122", "331181"]
    assert order[-1] == "331127"


def test_a_blank_leads_back_to_the_stroke_in_the_file(lake: Lake) -> None:
    key = {"indicator": "value-added-per-emission", "place": "331122", "period": "2019", "scope": SCOPE}
    cell = cell_of(lake, "place-figures", key, "value", None)
    assert cell is not None
    assert cell.text == "/"
    assert cell.value is None
    assert cell.file == "丽水2019.csv"


def test_growth_agrees_where_the_population_is_the_same(plan: CompiledPlan, lake: Lake) -> None:
    """17.5 / 12.01 = +45.7 % and 18.9 / 17.5 = +8.0 %, as published."""
    rows = [row for row in figures(plan, lake) if row["place"] == "331100"]
    readings = [
        Reading(Period.parse(row["period"]), Fraction(row["value"]), row["scope"], Fraction(row["growth"]))
        for row in rows
    ]
    found = {str(row.year): row for row in compare_growth(readings)}
    assert not found["2018"].differs
    assert not found["2019"].differs


def test_growth_is_kept_as_published_where_levels_say_otherwise(reference: Path) -> None:
    """Output of 2018 grew 24.7 % as published on a comparable population; 1263.86 / 1201.0 would be 5.2 %."""
    path = reference / "local-rules" / "lishui-2020-monitoring.yaml"
    series = yaml.safe_load(path.read_text(encoding="utf-8"))["annual_series"]["above_scale_output_100m"]
    readings = [
        Reading(Period.of_year(year), Fraction(str(value)), SCOPE, Fraction(str(growth)))
        for year, value, growth in series
    ]
    found = {str(row.year): row for row in compare_growth(readings)}
    assert found["2018"].published == Fraction("24.7")
    assert round(float(found["2018"].computed or 0), 1) == 5.2
    assert found["2018"].differs
