"""Measures by grade: amounts, dates, conditions."""

from decimal import Decimal
from typing import Any

import pyarrow as pa
from tests.kernel.support import opened, table_of

from zhixing.kernel.measures import Proposals, not_in_force
from zhixing.kernel.plan import CompiledPlan

D = Decimal


def proposals(
    plan: CompiledPlan, firms: list[dict[str, Any]], grades: dict[str, str | None]
) -> dict[str, dict[str, Any]]:
    """Proposals of the land-use-tax relief for 2020."""
    rows = [{"year": 2020, "county": "330102", "industry": "1711", **firm} for firm in firms]
    graded = pa.table(
        {
            "enterprise": list(grades), "treated_as": pa.array(list(grades.values()), pa.string()),
            "state": pa.nulls(len(grades), pa.string()),
        }
    )  # fmt: skip
    with opened() as engine:
        engine.register("enterprise-year", table_of(plan, "enterprise-year", rows))
        engine.register("graded", graded)
        tree = Proposals(plan, engine, lambda scheme, year: "graded").of(
            plan.measures["land-use-tax-relief"], 2020
        )
        assert tree is not None
        result = engine.table(tree).to_pylist()
    return {row["entity"]: row for row in result}


def test_relief_by_grade_as_the_document_says(plan: CompiledPlan) -> None:
    """100,000 yuan due: A is relieved of all, B of 80 %, C and D of nothing."""
    firms = [{"enterprise": letter, "land_use_tax": D(10)} for letter in "ABCD"]
    found = proposals(plan, firms, dict(zip("ABCD", "ABCD", strict=True)))
    assert {letter: found[letter]["amount"] for letter in "ABCD"} == {"A": 10, "B": 8, "C": 0, "D": 0}
    assert found["A"]["document"] == "浙政办发〔2019〕62号"
    assert found["A"]["unit"] == "万元"


def test_amounts_are_exact(plan: CompiledPlan) -> None:
    """0.123457 x 0.8 = 0.0987656, to six decimals 0.098766."""
    found = proposals(plan, [{"enterprise": "甲", "land_use_tax": D("0.123457")}], {"甲": "B"})
    assert found["甲"]["amount"] == D("0.098766")


def test_outside_manufacturing_or_without_grade_nothing_is_proposed_and_an_unknown_tax_is_no_zero(
    plan: CompiledPlan,
) -> None:
    firms = [
        {"enterprise": "水", "land_use_tax": D(10), "industry": "4610"},
        {"enterprise": "缺", "land_use_tax": None},
        {"enterprise": "未评", "land_use_tax": D(10)},
        {"enterprise": "没来", "land_use_tax": D(10)},
    ]
    found = proposals(plan, firms, {"水": "A", "缺": "A", "未评": None})
    assert set(found) == {"缺"}
    assert (found["缺"]["outcome"], found["缺"]["amount"]) == ("unknown", None)


def test_an_expired_basis_is_refused_and_says_so(plan: CompiledPlan) -> None:
    measure = plan.measures["land-use-tax-relief"]
    assert not_in_force(plan, measure, (2021,)) is None
    issue = not_in_force(plan, measure, (2022,))
    assert issue is not None
    assert issue.code == "measures.not-in-force"
    assert "2021-12-31" in issue.zh
    assert issue.where.file.startswith("measures/")
    assert issue.where.line > 0


def test_before_the_basis_nothing_is_proposed_either(plan: CompiledPlan) -> None:
    assert not_in_force(plan, plan.measures["land-use-tax-relief"], (2018,)) is not None


def test_a_condition_may_ask_for_marks_that_another_dataset_keeps(plan: CompiledPlan) -> None:
    """Who is in a register or carries a mark is counted from its own dataset, and a measure may ask for the count."""
    measure = plan.measures["land-use-tax-relief"].model_copy(update={"where": "veto_marks = 0"})
    firms = [
        {"enterprise": code, "year": 2020, "county": "330102", "industry": "1711", "land_use_tax": D(10)}
        for code in "甲乙"
    ]
    with opened() as engine:
        engine.register("enterprise-year", table_of(plan, "enterprise-year", firms))
        marks = [{"enterprise": "乙", "year": 2020, "mark": "major-accident"}]
        engine.register("enterprise-marks", table_of(plan, "enterprise-marks", marks))
        graded = {"enterprise": list("甲乙"), "treated_as": ["A", "A"], "state": pa.nulls(2, pa.string())}
        engine.register("graded", pa.table(graded))
        tree = Proposals(plan, engine, lambda scheme, year: "graded").of(measure, 2020)
        assert tree is not None
        assert [row["entity"] for row in engine.table(tree).to_pylist()] == ["甲"]
