"""From a grade back to the cells."""

import pyarrow.parquet as pq
import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Lake
from zhixing.kernel.runs import Run, explain_enterprise


def test_every_item_leads_to_its_cells_and_clause(run: Run, lake: Lake) -> None:
    rows = pq.read_table(run.result("evaluation-huangyan-2022-2022")).to_pylist()
    row = next(r for r in rows if r["grade"] and r["group"] == "above-scale" and r["value_tax_per_mu"])
    found = explain_enterprise(run, lake, row["enterprise"], year=2022, scheme="huangyan-2022")
    assert len(found) == 1
    explanation = found[0]
    assert explanation.grade == row["grade"]
    assert explanation.rule.startswith("evaluations/huangyan-2022.yaml:")
    tax = next(item for item in explanation.items if item.indicator == "tax-per-mu")
    assert tax.clause == "4.7"
    assert tax.formula == "评价税收 ÷ 实际用地面积"
    fact = next(f for f in tax.facts if f.name == "tax")
    assert "enterprise-year" in fact.source
    assert any(character.isdigit() for character in fact.source)
    assert float(tax.value) == pytest.approx(row["value_tax_per_mu"])


def test_the_points_of_the_items_add_to_the_total(run: Run, lake: Lake) -> None:
    rows = pq.read_table(run.result("evaluation-zhejiang-frame-2022")).to_pylist()
    row = next(r for r in rows if r["grade"])
    explanation = explain_enterprise(run, lake, row["enterprise"], year=2022, scheme="zhejiang-frame")[0]
    points = sum(float(item.score) for item in explanation.items) + float(explanation.adjustment)
    assert points == pytest.approx(float(explanation.total), abs=1e-4)


def test_a_provisional_firm_is_explained_by_its_state(run: Run, lake: Lake) -> None:
    rows = pq.read_table(run.result("evaluation-zhejiang-frame-2022")).to_pylist()
    row = next(r for r in rows if r["state"])
    explanation = explain_enterprise(run, lake, row["enterprise"], year=2022, scheme="zhejiang-frame")[0]
    assert explanation.state == "新办企业暂不评价"
    assert explanation.items == ()
    assert explanation.grade == ""


def test_all_years_and_schemes_come_newest_first(run: Run, lake: Lake) -> None:
    rows = pq.read_table(run.result("evaluation-huangyan-2022-2022")).to_pylist()
    found = explain_enterprise(run, lake, rows[0]["enterprise"])
    years = [explanation.year for explanation in found]
    assert years == sorted(years, reverse=True)
    assert {"huangyan-2022", "zhejiang-frame"} <= {explanation.scheme for explanation in found}


def test_who_is_not_in_the_run_is_refused(run: Run, lake: Lake) -> None:
    with pytest.raises(Refused) as refused:
        explain_enterprise(run, lake, "91330000000000000X")
    assert refused.value.issues[0].code == "runs.no-result"
