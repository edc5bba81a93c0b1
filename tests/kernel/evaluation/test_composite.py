"""How firm the ranking of an index is: the totals of the evaluation again, by hand, and the same on every road."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from sqlglot import exp
from tests.kernel.support import table_of

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import Engine, table
from zhixing.kernel.evaluation import build, composites_of, rank_firmness, ranks_of
from zhixing.kernel.plan import CompiledPlan, Scheme

SCHEME = "zhejiang-manufacturing-quality-2021"
AMOUNTS = (
    "manufacturing_share", "value_added", "value_added_growth", "profit_rate", "labour_productivity",
    "cost_per_revenue", "energy_per_value_added", "rd_of_revenue", "industrial_investment",
)  # fmt: skip


def result_of(plan: CompiledPlan, scheme: Scheme, rows: list[dict[str, Any]]) -> pa.Table:
    with Engine(threads=1) as engine:
        engine.register("place-assessment", table_of(plan, "place-assessment", rows))
        engine.register("enterprise-year", table_of(plan, "enterprise-year", []))
        engine.create("result", build(plan, scheme, 2021))
        return engine.table(exp.select("*").from_(table("result")))


def cities(seed: int) -> list[dict[str, Any]]:
    """Eleven prefectures and nine mountain counties with gaps, drawn from a seed."""
    generator = np.random.default_rng(seed)
    codes = [f"33{n:02}00" for n in range(1, 12)] + [
        "330326", "330327", "330328", "330329", "330723", "330727", "331121", "331122", "331123",
    ]  # fmt: skip
    rows = []
    for number, code in enumerate(codes):
        drawn = {
            name: Decimal(int(x)) / 10
            for name, x in zip(AMOUNTS, generator.integers(10, 900, 9), strict=True)
        }
        gone = AMOUNTS[int(generator.integers(0, 9))] if number % 3 == 0 else ""
        rows.append(
            {
                "place": code,
                "year": 2021,
                "peer_group": "prefecture" if number < 11 else "mountain-county",
                "work_score": Decimal(int(generator.integers(600, 1000))) / 10,
            }
            | {name: value for name, value in drawn.items() if name != gone}
        )
    return rows


@pytest.fixture(scope="module")
def scheme(plan: CompiledPlan) -> Scheme:
    return plan.schemes[SCHEME]


@pytest.fixture(scope="module")
def rows(plan: CompiledPlan, scheme: Scheme) -> pa.Table:
    return result_of(plan, scheme, cities(7))


def test_as_written_the_totals_are_those_of_the_evaluation(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table
) -> None:
    """Gaps left out and all: two programs, one in the engine and one here, add the same tree up."""
    groups = composites_of(plan, scheme, rows)
    assert {name: one.shares.shape[0] for name, one in groups.items()} == {
        "prefectures": 11, "industrial-counties": 0, "mountain-counties": 9,
    }  # fmt: skip
    assert np.isnan(groups["prefectures"].shares).any()
    for name, one in groups.items():
        mine = rows.filter(pc.equal(rows["group"], name)).sort_by("place")
        again = one.totals(np.ones((1, len(one.nodes))))[0] if one.shares.shape[0] else []
        assert [float(total) for total in mine["total"].to_pylist()] == pytest.approx(list(again), abs=1e-9)


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_other_means_are_those_of_the_evaluation(plan: CompiledPlan, scheme: Scheme, method: str) -> None:
    """The rank under another mean is the rank that the scheme gives when it is written so."""
    assert scheme.index is not None
    pillars = tuple(pillar.model_copy(update={"method": method}) for pillar in scheme.index.pillars)
    index = scheme.index.model_copy(update={"method": method, "pillars": pillars})
    other = scheme.model_copy(update={"index": index})
    given = cities(11)
    written = result_of(plan, other, given).sort_by("place")
    varied = rank_firmness(plan, scheme, result_of(plan, scheme, given), draws=20, seed=1)
    assert varied[f"rank_{method}"].to_pylist() == written["rank"].to_pylist()


def test_a_place_that_is_best_at_everything_stays_first(plan: CompiledPlan, scheme: Scheme) -> None:
    given = [
        {"place": code, "year": 2021, "peer_group": "prefecture", "value_added": Decimal(value),
         "labour_productivity": Decimal(value), "rd_of_revenue": Decimal(value), "work_score": Decimal(value)}
        for code, value in (("330100", 90), ("330200", 80), ("330300", 70))
    ]  # fmt: skip
    found = rank_firmness(plan, scheme, result_of(plan, scheme, given), draws=200, seed=3).to_pylist()
    assert [(row["rank_low"], row["rank_high"], row["kept"]) for row in found] == [
        (1, 1, 1.0), (2, 2, 1.0), (3, 3, 1.0),
    ]  # fmt: skip
    assert [row["share_first_third"] for row in found] == [1.0, 0.0, 0.0]
    assert [row["rank_without_work"] for row in found] == [1, 2, 3]


def test_a_pillar_left_out_can_turn_the_order(plan: CompiledPlan, scheme: Scheme) -> None:
    """A leads 80 to 76 by three parts in four; without quality 75 to 80.

    By hand: A 20×(1+1+1)+40×0.5 = 80, B 20×(0.6+0.6+0.6)+40×1 = 76. Without quality A (20+20+20)/80, B (12+12+40)/80.
    """
    given = [
        {"place": code, "year": 2021, "peer_group": "prefecture", "value_added": Decimal(value),
         "labour_productivity": Decimal(value), "rd_of_revenue": Decimal(value), "work_score": Decimal(work)}
        for code, value, work in (("330100", 9, 50), ("330200", 1, 100))
    ]  # fmt: skip
    result = result_of(plan, scheme, given)
    assert [float(total) for total in result.sort_by("place")["total"].to_pylist()] == [80, 76]
    found = rank_firmness(plan, scheme, result, draws=100, seed=3)
    assert found["rank_without_work"].to_pylist() == [1, 2]
    assert found["rank_without_quality"].to_pylist() == [2, 1]


def test_the_same_seed_gives_the_same_table_in_any_order(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table
) -> None:
    turned = rows.take(list(reversed(range(rows.num_rows))))
    one = rank_firmness(plan, scheme, rows, draws=300, seed=9)
    assert one.equals(rank_firmness(plan, scheme, turned, draws=300, seed=9))
    assert not one.equals(rank_firmness(plan, scheme, rows, draws=300, seed=10))
    for row in one.to_pylist():
        assert 1 <= row["rank_low"] <= row["rank_high"] <= 11
        assert 0 <= row["kept"] <= 1


def test_equals_share_the_better_rank_and_the_unknown_come_last() -> None:
    found = ranks_of(np.array([[3.0, 5.0, 5.0, np.nan]]))
    assert found.tolist() == [[3, 1, 1, 4]]


def test_what_is_no_index_and_rows_of_another_scheme_are_refused(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table
) -> None:
    with pytest.raises(Refused) as refused:
        rank_firmness(plan, plan.schemes["huangyan-2022"], rows, seed=1)
    assert {issue.code for issue in refused.value.issues} == {"evaluation.not-varied"}
    with pytest.raises(Refused) as refused:
        rank_firmness(plan, scheme, rows, draws=3, seed=1)
    assert [issue.code for issue in refused.value.issues] == ["evaluation.bad-draws"]
    assert scheme.index is not None
    lighter = tuple(
        p.model_copy(update={"weight": Fraction(1000 if p.id == "work" else 1)}) for p in scheme.index.pillars
    )
    other = scheme.model_copy(update={"index": scheme.index.model_copy(update={"pillars": lighter})})
    with pytest.raises(Refused) as refused:
        rank_firmness(plan, other, rows, seed=1)
    assert [issue.code for issue in refused.value.issues] == ["evaluation.rows-not-of-scheme"]
