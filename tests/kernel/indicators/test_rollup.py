"""Indicators of counties, cities, industries and the province."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
from tests.kernel.support import opened, table_of

from zhixing.kernel.engine import render
from zhixing.kernel.indicators import PLACES, rollup
from zhixing.kernel.plan import CompiledPlan

D = Decimal
PLACE_ROWS = [
    {"place": "331102", "prefecture": "331100", "province": "330000"},
    {"place": "331121", "prefecture": "331100", "province": "330000"},
    {"place": "331003", "prefecture": "331000", "province": "330000"},
]


def values(
    plan: CompiledPlan, firms: Iterable[Mapping[str, Any]]
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Rolled-up rows by (indicator, scope, entity)."""
    rows = [{"above_scale": True, "industry": "1711", **firm, "year": 2019} for firm in firms]
    with opened() as engine:
        engine.register("enterprise-year", table_of(plan, "enterprise-year", rows))
        engine.register(PLACES, pa.Table.from_pylist(PLACE_ROWS))
        result = engine.table(rollup(plan, "enterprise-year", 2019)).to_pylist()
    return {(row["indicator"], row["scope"], row["entity"]): row for row in result}


def test_a_city_is_the_ratio_of_totals_not_the_mean_of_its_counties(plan: CompiledPlan) -> None:
    """(300 + 60) / (10 + 20) = 12; the mean of 30 and 3 would be 16.5."""
    firms = [
        {"enterprise": "1", "county": "331102", "tax": D(300), "land_registered": D(10)},
        {"enterprise": "2", "county": "331121", "tax": D(60), "land_registered": D(20)},
    ]
    found = values(plan, firms)
    assert found[("tax-per-mu", "all", "331102")]["value"] == 30
    assert found[("tax-per-mu", "all", "331121")]["value"] == 3
    city = found[("tax-per-mu", "all", "331100")]
    assert (city["value"], city["numerator"], city["denominator"], city["level"]) == (
        12,
        360,
        30,
        "prefecture",
    )
    assert found[("tax-per-mu", "all", "330000")]["value"] == 12


def test_rows_that_lack_a_part_are_left_out_of_both_totals_and_counted(plan: CompiledPlan) -> None:
    firms = [
        {"enterprise": "1", "county": "331102", "value_added": D(100), "employees": 10},
        {"enterprise": "2", "county": "331102", "value_added": D(900), "employees": None},
        {"enterprise": "3", "county": "331102", "value_added": None, "employees": 90},
    ]
    row = values(plan, firms)[("labour-productivity", "all", "331102")]
    assert (row["value"], row["used"], row["left_out"]) == (10, 1, 2)


def test_scopes_keep_traditional_and_above_scale_apart(plan: CompiledPlan) -> None:
    firms = [
        {"enterprise": "1", "county": "331102", "tax": D(10), "land_registered": D(1)},
        {"enterprise": "2", "county": "331102", "tax": D(20), "land_registered": D(1), "industry": "2710"},
        {"enterprise": "3", "county": "331102", "tax": D(30), "land_registered": D(1), "above_scale": False},
    ]
    found = values(plan, firms)
    wanted = {"all": 20, "above-scale": 15, "traditional": 20, "traditional-above-scale": 10}
    assert {scope: found[("tax-per-mu", scope, "331102")]["value"] for scope in wanted} == wanted
    assert found[("tax-per-mu", "all", "textiles")]["value"] == 20
    assert ("tax-per-mu", "all", None) not in found


def test_industry_codes_find_their_industry_at_every_length(plan: CompiledPlan) -> None:
    codes = {
        "1711": "textiles",
        "3852": "appliances",
        "3823": "low-voltage-electrical",
        "3811": None,
        "2414": "stationery-sports",
    }
    firms = [
        {"enterprise": code, "county": "331102", "industry": code, "tax": D(1), "land_registered": D(1)}
        for code in codes
    ]
    found = values(plan, firms)
    industries = {key[2] for key in found if found[key]["level"] == "industry"}
    assert industries == {name for name in codes.values() if name}


def test_totals_do_not_depend_on_order_or_threads(plan: CompiledPlan) -> None:
    firms = [
        {"enterprise": f"{n}", "county": "331102", "tax": D(n) / 7, "land_registered": D("0.1") * (n + 1)}
        for n in range(500)
    ]
    for firm in firms:
        firm["tax"] = firm["tax"].quantize(D("0.000001"))
    assert values(plan, firms) == values(plan, list(reversed(firms)))


def test_the_whole_roll_up_renders_for_spark_too(plan: CompiledPlan) -> None:
    text = render(rollup(plan, "enterprise-year", 2019), "spark")
    assert "GROUPING SETS" in text
