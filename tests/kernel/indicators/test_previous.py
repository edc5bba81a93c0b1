"""The figure of the year before: of the same entity, exactly, and unknown where there is no row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp
from tests.kernel.support import opened, table_of

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import col, named, query, table
from zhixing.kernel.indicators import Lowering, frame
from zhixing.kernel.plan import CompiledPlan, parse_formula, previous_name, years_before

DATASET, YEAR = "enterprise-year", 2022
Rows = Sequence[Mapping[str, Any]]


def values(plan: CompiledPlan, rows: Rows, *texts: str, threads: int = 1) -> dict[str, tuple[Any, ...]]:
    """What formulas give for the rows of 2022, by enterprise."""
    lowering = Lowering(plan, DATASET, YEAR)
    columns = {column.id for column in plan.datasets[DATASET].columns}
    names = [name for text in texts for name in lowering.names(text) if name not in columns]
    made = frame(plan, DATASET, YEAR, joined=names)
    selected = [named(made.lowering.value_of(text), f"v{index}") for index, text in enumerate(texts)]
    last = exp.select(col("enterprise"), *selected).from_(table("frame")).order_by(col("enterprise"))
    full = [{"county": "330102", "industry": "1711", "above_scale": True, **row} for row in rows]
    with opened(threads) as engine:
        engine.register(DATASET, table_of(plan, DATASET, full))
        engine.register("enterprise-marks", table_of(plan, "enterprise-marks", []))
        found = engine.table(query(made.steps, last)).to_pylist()
    return {row["enterprise"]: tuple(row[f"v{i}"] for i in range(len(texts))) for row in found}


def firm(name: str, year: int, **facts: Any) -> dict[str, Any]:
    return {"enterprise": name, "year": year, **facts}


def test_it_is_the_same_entitys_row_of_the_year_before(plan: CompiledPlan) -> None:
    rows = [
        firm("甲", 2022, revenue=Decimal(12)),
        firm("甲", 2021, revenue=Decimal(10), county="331003", industry="3911"),
        firm("甲", 2020, revenue=Decimal(8)),
        firm("乙", 2022, revenue=Decimal(5)),
        firm("乙", 2020, revenue=Decimal(4)),
        firm("丙", 2022, revenue=Decimal(5)),
        firm("丙", 2021),
        firm("丁", 2021, revenue=Decimal(7)),
    ]
    found = values(
        plan, rows, "previous(revenue)", "previous(previous(revenue))", "revenue - previous(revenue)"
    )
    assert found == {
        "甲": (Decimal(10), Decimal(8), Decimal(2)),
        "乙": (None, Decimal(4), None),
        "丙": (None, None, None),
    }


def test_an_indicator_is_taken_with_its_facts_of_that_year(plan: CompiledPlan) -> None:
    """100 ÷ (10 + 10) = 5 last year, 90 ÷ 30 = 3 this year."""
    rows = [
        firm("甲", 2022, tax=Decimal(90), land_registered=Decimal(30)),
        firm("甲", 2021, tax=Decimal(100), land_registered=Decimal(10), land_rented_in=Decimal(10)),
    ]
    assert values(plan, rows, "tax_per_mu", "previous(tax_per_mu)") == {"甲": (3.0, 5.0)}


def test_a_formula_says_which_years_it_needs(plan: CompiledPlan) -> None:
    lowering = Lowering(plan, DATASET, YEAR)
    assert set(lowering.names_of(plan.indicators["revenue-growth"])) == {"revenue", "previous__revenue"}
    assert years_before("previous__revenue") == ("revenue", 1)
    assert years_before(previous_name("revenue", 3)) == ("revenue", 3)


figures = st.none() | st.decimals(min_value=0, max_value=9999, places=2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kept=st.dictionaries(
        st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from([2020, 2021, 2022])), figures, max_size=12
    ),
    order=st.randoms(use_true_random=False),
)
def test_row_order_and_other_years_never_matter(plan: CompiledPlan, kept: dict[Any, Any], order: Any) -> None:
    rows = [firm(name, year, revenue=value) for (name, year), value in kept.items()]
    shuffled = list(rows)
    order.shuffle(shuffled)
    text = "previous(revenue)"
    expected = {name: (kept.get((name, 2021)),) for name, year in kept if year == 2022}
    assert values(plan, rows, text) == expected
    assert values(plan, shuffled, text, threads=2) == expected
    assert values(plan, [row for row in rows if row["year"] != 2020], text) == expected


def test_what_no_formula_knows_is_said(plan: CompiledPlan) -> None:
    with pytest.raises(Refused):
        Lowering(plan, DATASET, 2010).value_of("previous(above_scale_line)")
    assert parse_formula("previous(tax)").sql() == "PREVIOUS(tax)"
