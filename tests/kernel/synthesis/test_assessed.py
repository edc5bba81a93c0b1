"""Made-up figures of places: nothing of a prefecture contradicts its counties, and firms are counted, not drawn."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

from tests.kernel.synthesis.conftest import SEED, Made

from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.synthesis import synthesise


def rows_of(plan: CompiledPlan, folder: Path, year: int) -> dict[str, dict[str, str]]:
    """The rows of a year by place, under the ids of the columns."""
    ids = {column.title: column.id for column in plan.datasets["place-assessment"].columns}
    with (folder / f"place-assessment-{year}.csv").open(encoding="utf-8") as stream:
        rows = [{ids[head]: cell for head, cell in row.items()} for row in csv.DictReader(stream)]
    return {row["place"]: row for row in rows}


def test_three_groups_of_peers_and_all_marked(plan: CompiledPlan, small: Made) -> None:
    rows = rows_of(plan, small.folder, 2021).values()
    counts = Counter(row["peer_group"] for row in rows)
    assert (counts["prefecture"], counts["industrial-county"], counts["mountain-county"]) == (11, 44, 26)
    assert all(row["source"].startswith("合成数据") for row in rows)


def test_amounts_add_up_and_rates_lie_between_their_counties(plan: CompiledPlan, small: Made) -> None:
    rows = rows_of(plan, small.folder, 2020)
    for city in (row for row in rows.values() if row["peer_group"] == "prefecture"):
        inside = [row for code, row in rows.items() if plan.places[code].parent == city["place"]]
        for name in ("industrial_investment", "first_sets", "large_firms"):
            assert Decimal(city[name]) == sum(Decimal(row[name]) for row in inside), name
        for name in ("profit_rate", "work_score", "value_added_growth"):
            values = [Decimal(row[name]) for row in inside]
            assert min(values) <= Decimal(city[name]) <= max(values), name


def test_large_firms_are_those_of_the_enterprises(plan: CompiledPlan, fifth: Made) -> None:
    large = Counter(
        row["county"]
        for row in fifth.year(2021).select(["county", "revenue", "above_scale"]).to_pylist()
        if row["above_scale"] and row["revenue"] > 500_000
    )
    assert large
    rows = rows_of(plan, fifth.folder, 2021)
    assert {
        code: int(row["large_firms"]) for code, row in rows.items() if plan.places[code].level == "county"
    } == {code: large[code] for code in rows if plan.places[code].level == "county"}


def test_what_firms_show_is_left_to_them(plan: CompiledPlan, small: Made) -> None:
    for row in rows_of(plan, small.folder, 2021).values():
        for name in (
            "value_added",
            "value_added_per_mu",
            "tax_per_mu",
            "labour_productivity",
            "rd_of_revenue",
        ):
            assert row[name] == "", name


def test_a_year_does_not_depend_on_the_others(plan: CompiledPlan, small: Made, tmp_path: Path) -> None:
    synthesise(plan, tmp_path, seed=SEED, years=[2021], scale=Decimal("0.01"))
    assert rows_of(plan, tmp_path, 2021) == rows_of(plan, small.folder, 2021)
