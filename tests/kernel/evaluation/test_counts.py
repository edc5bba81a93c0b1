"""Shares that take so many instead of a percentage: exact positions, ties, both in one cut."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.support import opened, table_of

from zhixing.kernel.evaluation import build
from zhixing.kernel.evaluation.heads import branches_of, places_of
from zhixing.kernel.plan import CompiledPlan, Grading

PILOTS, YEAR = "zhejiang-pilots-second-batch", 2017


def chosen(
    plan: CompiledPlan, scores: list[int], *, ties: str = "worse", industries: int = 1
) -> dict[str, str]:
    """Grades of applications by the reviewers' score of their idea; those of an industry compete."""
    scheme = plan.schemes[PILOTS]
    scheme = scheme.model_copy(update={"grading": scheme.grading.model_copy(update={"ties": ties})})
    names = ["metal-products", "appliances", "auto-parts"]
    rows: list[dict[str, Any]] = [
        {
            "application": f"{n:02}", "year": YEAR, "county": "330102", "plan_industry": names[n % industries],
            "idea_score": Decimal(score), "safeguards_score": Decimal(50),
        }
        for n, score in enumerate(scores)
    ]  # fmt: skip
    with opened() as engine:
        engine.register("pilot-application", table_of(plan, "pilot-application", rows))
        engine.register("enterprise-year", table_of(plan, "enterprise-year", []))
        found = engine.table(build(plan, scheme, YEAR)).to_pylist()
    return {row["application"]: row["grade"] for row in found}


@pytest.mark.parametrize(
    ("scores", "ties", "taken"),
    [
        ([90, 80, 70], "worse", ["00", "01"]),
        ([90, 80, 80], "worse", ["00"]),
        ([90, 80, 80], "better", ["00", "01", "02"]),
        ([90, 90, 90], "worse", []),
        ([90], "worse", ["00"]),
    ],
)
def test_two_are_taken_and_equals_at_the_cut_share_a_fate(
    plan: CompiledPlan, scores: list[int], ties: str, taken: list[str]
) -> None:
    found = chosen(plan, scores, ties=ties)
    assert [name for name, grade in found.items() if grade == "建议入选"] == taken


def test_every_industry_takes_its_own_two(plan: CompiledPlan) -> None:
    found = chosen(plan, [90, 80, 70, 60, 50, 40, 30, 20], industries=3)
    assert [name for name, grade in found.items() if grade == "建议入选"] == [
        "00",
        "01",
        "02",
        "03",
        "04",
        "05",
    ]


@given(of=st.integers(1, 200), count=st.integers(1, 9), percent=st.integers(1, 60))
def test_counts_come_before_percentages_and_both_add_up(of: int, count: int, percent: int) -> None:
    grading = Grading.model_validate(
        {
            "grades": ["A", "B", "C"], "rest": "C",
            "shares": [{"grade": "A", "count": count}, {"grade": "B", "percent": percent}],
        }
    )  # fmt: skip

    class Scheme:
        pass

    scheme: Any = Scheme()
    scheme.grading = grading
    (first, second), rest = branches_of(scheme)
    assert rest == "C"
    assert places_of(first, of, "floor") == count
    assert places_of(second, of, "floor") == count + int(Fraction(of * percent, 100))
