"""The plan's worked cases."""

from dataclasses import replace

import pytest

from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import run_cases


def test_all_cases_of_the_shipped_plan_agree_alone_and_stacked(plan: CompiledPlan) -> None:
    results, missed = run_cases(plan)
    assert len(results) >= 13
    assert [result.case.name for result in results if not result.passed] == []
    assert all(branch != "huangyan-2022: above-scale tax-per-mu ratio" for branch in missed)


def test_a_wrong_expectation_fails_alone_and_stacked(plan: CompiledPlan) -> None:
    case = next(c for c in plan.cases if c.scheme == "huangyan-2022")
    entity = next(iter(case.expect))
    wrong = case.model_copy(update={"expect": {entity: {"score of tax-per-mu": "29"}}})
    results, _ = run_cases(replace(plan, cases=(wrong,)))
    assert [(m.how, m.expected, m.found) for m in results[0].mismatches] == [
        ("alone", "29", "30"),
        ("stacked", "29", "30"),
    ]


def test_a_case_with_an_unknown_column_says_so(plan: CompiledPlan) -> None:
    case = next(c for c in plan.cases if c.scheme == "huangyan-2022")
    broken = case.model_copy(update={"given": {"甲": {"不存在的列": "1 万元"}}})
    results, _ = run_cases(replace(plan, cases=(broken,)))
    assert "不存在的列" in results[0].fault
    assert not results[0].passed


def test_unreached_branches_are_listed(plan: CompiledPlan) -> None:
    _, missed = run_cases(replace(plan, cases=()))
    assert "huangyan-2022: guard veto" in missed
    assert "zhejiang-frame: above-scale tax-per-mu capped" in missed


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"earlier": {2021: {"无名": {"评价税收": "1 万元"}}}}, "无名"),
        ({"earlier": {2022: {"甲": {"评价税收": "1 万元"}}}}, "不早于 2022 年"),
        ({"earlier": {2021: {"甲": {"不存在的列": "1 万元"}}}}, "不存在的列"),
        ({"beside": {"no-dataset": {"乙": {}}}}, "no-dataset"),
        ({"beside": {"enterprise-year": {"乙": {}}}}, "enterprise-year"),
        ({"beside": {"pilot-application": {"乙": {"不存在的列": "1"}}}}, "不存在的列"),
    ],
)
def test_facts_of_other_years_and_datasets_that_cannot_be_placed_are_said(
    plan: CompiledPlan, more: dict[str, object], said: str
) -> None:
    case = next(c for c in plan.cases if c.scheme == "zhejiang-small-to-above")
    broken = case.model_copy(update={"earlier": {}, **more})
    results, _ = run_cases(replace(plan, cases=(broken,)))
    assert said in results[0].fault


def test_facts_of_the_year_before_decide_and_are_not_shared_by_all(plan: CompiledPlan) -> None:
    case = next(c for c in plan.cases if c.scheme == "zhejiang-small-to-above")
    results, _ = run_cases(replace(plan, cases=(case.model_copy(update={"earlier": {}}),)))
    assert {m.entity for m in results[0].mismatches if m.what == "grade"} == {"乙", "丙"}
