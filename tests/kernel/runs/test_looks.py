"""Signs of a sealed run: their table, their words, and what is refused."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run, advise_enterprise, explain_enterprise, looks_of


def test_every_year_has_its_table_and_only_later_years_look_back(run: Run) -> None:
    tables = {year: pq.read_table(run.result(f"signs-{year}")).to_pylist() for year in (2020, 2021, 2022)}
    assert all(row["year"] == year for year, rows in tables.items() for row in rows)
    crossed = {
        year for year, rows in tables.items() for row in rows if row["sign"] == "over-the-cut-by-one-item"
    }
    assert 2020 not in crossed
    assert crossed


def test_a_look_says_what_is_meant_its_figures_and_that_it_is_no_finding(
    run: Run, plan: CompiledPlan
) -> None:
    looks = looks_of(run, 2022)
    assert looks
    order = list(plan.signs)
    assert [order.index(look.sign.id) for look in looks] == sorted(
        order.index(look.sign.id) for look in looks
    )
    for look in looks:
        assert look.wording.startswith("值得一看：")
        assert look.wording.endswith("不说明有问题。")
        assert look.figures
        assert look.county_title == plan.places[look.county].title


def test_who_crossed_was_just_below_and_is_just_above(run: Run) -> None:
    now = {
        row["enterprise"]: row
        for row in pq.read_table(run.result("evaluation-zhejiang-frame-2022")).to_pylist()
    }
    then = {
        row["enterprise"]: row
        for row in pq.read_table(run.result("evaluation-zhejiang-frame-2021")).to_pylist()
    }
    looks = looks_of(run, 2022, sign="over-the-cut-by-one-item")
    for look in looks:
        mine, before = now[look.enterprise], then[look.enterprise]
        assert float(before["total"]) < (look.line_before or 0) <= float(before["total"]) / 0.9
        assert (look.line or 0) <= float(mine["total"]) < 1.1 * (look.line or 0)
        grades = "ABCD"
        assert grades.index(mine["grade_cut"]) <= grades.index(look.cut) < grades.index(before["grade_cut"])


def test_a_county_alone_is_the_same_looks(run: Run) -> None:
    every = looks_of(run, 2022)
    county = every[0].county
    assert looks_of(run, 2022, county=county) == tuple(look for look in every if look.county == county)


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("runs.no-signs", {"year": 2019}),
        ("runs.unknown-county", {"year": 2022, "county": "999999"}),
        ("runs.unknown-sign", {"year": 2022, "sign": "gaming"}),
    ],
)
def test_what_is_not_there_is_refused(run: Run, code: str, asked: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        looks_of(run, **asked)  # type: ignore[arg-type]
    assert [issue.code for issue in refused.value.issues] == [code]


def test_last_years_cell_is_named(run: Run, lake: Lake) -> None:
    rows = pq.read_table(run.result("evaluation-zhejiang-joint-stock-reserve-2022")).to_pylist()
    row = next(r for r in rows if r["grade"] and r["value_revenue_growth"] is not None)
    scheme = "zhejiang-joint-stock-reserve"
    explanation = explain_enterprise(run, lake, row["enterprise"], year=2022, scheme=scheme)[0]
    growth = next(item for item in explanation.items if item.indicator == "revenue-growth")
    assert growth.formula == "(主营业务收入 - 上年(主营业务收入)) ÷ 上年(主营业务收入)"
    now, before = growth.facts
    assert (now.title, before.title) == ("主营业务收入", "主营业务收入（2021 年）")
    assert "enterprise-year-2022" in now.source
    assert "enterprise-year-2021" in before.source
    assert float(now.value) / float(before.value) - 1 == pytest.approx(row["value_revenue_growth"], abs=1e-6)


def test_who_is_on_the_list_gets_an_outcome_and_nobody_else(run: Run) -> None:
    listed = pq.read_table(run.result("evaluation-zhejiang-low-yield-2022")).to_pylist()
    outcomes = pq.read_table(run.result("evaluation-zhejiang-low-yield-outcomes-2022")).to_pylist()
    on_it = {row["enterprise"] for row in listed if row["grade"] in ("四无", "亩均税收低")}
    assert on_it == {row["enterprise"] for row in outcomes if row["grade"]}
    assert on_it


def test_a_screening_is_explained_and_advised_where_it_is_named(run: Run, lake: Lake) -> None:
    rows = pq.read_table(run.result("evaluation-zhejiang-low-yield-2022")).to_pylist()
    row = next(r for r in rows if r["grade"] == "亩均税收低" and (r["value_tax_per_mu"] or 0) > 0)
    plain = explain_enterprise(run, lake, row["enterprise"])
    assert "zhejiang-low-yield" not in {one.scheme for one in plain}
    named = explain_enterprise(run, lake, row["enterprise"], year=2022, scheme="zhejiang-low-yield")
    assert [one.grade for one in named] == ["亩均税收低"]
    counsel = advise_enterprise(
        run, lake, row["enterprise"], year=2022, scheme="zhejiang-low-yield", draws=20
    )
    advice = counsel[0].advice[0]
    assert advice.to_grade == "不列入"
    tax = next(step for step in advice.facts if step.column == "tax")
    land = float(row["total"]) and float(tax.now) / float(row["value_tax_per_mu"])
    assert float(tax.needed) == pytest.approx(land * 1.000001, abs=2e-6)
