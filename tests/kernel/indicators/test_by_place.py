"""Firms counted for every place they lie in, and groups of places as plan data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlglot import exp
from tests.kernel.support import opened, table_of

from zhixing.kernel.engine import col, query
from zhixing.kernel.indicators import Lowering, frame
from zhixing.kernel.plan import CompiledPlan, place_groups

D = Decimal


def by_place(
    plan: CompiledPlan, firms: list[dict[str, Any]], names: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    """The figures from firms beside the rows of the assessment of 2021, by place."""
    rows = [{"above_scale": True, "industry": "1711", **firm, "year": 2021} for firm in firms]
    places = [{"place": place, "year": 2021} for place in ("330000", "331000", "331100", "331102", "331121")]
    with opened() as engine:
        engine.register("enterprise-year", table_of(plan, "enterprise-year", rows))
        engine.register("place-assessment", table_of(plan, "place-assessment", places))
        made = frame(plan, "place-assessment", 2021, joined=names)
        tree = query(list(made.steps), exp.select("*").from_("frame").order_by(col("place")))
        return {row["place"]: row for row in engine.table(tree).to_pylist()}


def test_a_firm_counts_for_its_county_its_city_and_the_province(plan: CompiledPlan) -> None:
    """331102: 30/10 = 3. 331121: 60/20 = 3, 5 more without land. City 90/30; the ratio of totals, not a mean of means."""
    firms = [
        {
            "enterprise": "1",
            "county": "331102",
            "tax": D(30),
            "land_registered": D(10),
            "value_added": D(20000),
        },
        {
            "enterprise": "2",
            "county": "331121",
            "tax": D(240),
            "land_registered": D(20),
            "value_added": D(10000),
        },
        {"enterprise": "3", "county": "331121", "tax": D(5), "value_added": D(5000)},
        {"enterprise": "4", "county": "331121", "tax": D(99), "land_registered": D(1), "above_scale": False},
        {"enterprise": "5", "county": "331003", "tax": D(10), "land_registered": D(10)},
    ]
    found = by_place(plan, firms, ("firms_tax_per_mu", "firms_value_added"))
    per_mu = {place: row["firms_tax_per_mu"] for place, row in found.items()}
    # 270/30 = 9 for the city, 280/40 = 7 for the province.
    assert per_mu == {"330000": 7.0, "331000": 1.0, "331100": 9.0, "331102": 3.0, "331121": 12.0}
    added = {place: row["firms_value_added"] for place, row in found.items()}
    assert added == {"330000": 3.5, "331000": None, "331100": 3.5, "331102": 2.0, "331121": 1.5}


def test_a_place_without_firms_has_no_figure(plan: CompiledPlan) -> None:
    assert {row["firms_tax_per_mu"] for row in by_place(plan, [], ("firms_tax_per_mu",)).values()} == {None}


@pytest.mark.parametrize(("group", "count"), [("prefecture", 11), ("mountain-26", 26)])
def test_groups_of_places_are_plan_data(plan: CompiledPlan, group: str, count: int) -> None:
    inside = place_groups(plan)[group]
    assert len(inside) == count
    rows = [{"place": place, "year": 2021} for place in plan.places]
    condition = Lowering(plan, "place-assessment", 2021).condition(f"in_group(place, '{group}')")
    with opened() as engine:
        engine.register("place-assessment", table_of(plan, "place-assessment", rows))
        tree = exp.select(col("place")).from_(exp.to_table('"place-assessment"')).where(condition)
        assert sorted(engine.table(tree)["place"].to_pylist()) == list(inside)
