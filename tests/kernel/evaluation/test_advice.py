"""Advice: by hand, and applied: the population is evaluated again with the advised fact changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from tests.kernel.evaluation.counsel import given, grades_apart

from zhixing.foundation.issues import Refused
from zhixing.kernel.evaluation import advise, advise_all
from zhixing.kernel.plan import CompiledPlan, Lever, Pool, Scheme

D = Decimal
Firms = list[dict[str, Any]]


def firm(name: str, tax: str | None, **more: object) -> dict[str, Any]:
    """A firm on ten mu."""
    return {"enterprise": name, "tax": D(tax) if tax is not None else None, "land_registered": D(10), **more}


FIVE = [firm("1", "500"), firm("2", "400"), firm("3", "300"), firm("4", "200"), firm("5", "100")]
"""Five above-scale firms: A B B B D by tax alone (1 A, 4 up to B, 4 up to C)."""


def changed(scheme: Scheme, **changes: object) -> Scheme:
    return scheme.model_copy(update={"grading": scheme.grading.model_copy(update=changes)})


def test_the_next_grade_takes_the_total_of_its_last_place(plan: CompiledPlan) -> None:
    """2021: 30 points at 26.01 万元/亩. The second has 40/26.01×30 = 46.136101 → 46.1361, the first 57.670127 → 57.6701.

    57.67005 is the least sum rounded to 57.6701: 57.67005 − 46.136101 = 11.533949 points. They take
    57.6700495 × 26.01 ÷ 30 = 49.99993… 万元/亩, on the grid 49.999933; that is 499.99933 万元 of tax, 99.99933 more.
    """
    result = given(plan, "huangyan-2021", 2021, FIVE)
    [advice] = advise(plan, result.scheme, result.rows, result.facts, "2", held=result.held)
    assert (advice.grade, advice.to_grade, advice.total, advice.total_needed) == (
        "B",
        "A",
        D("46.1361"),
        D("57.6701"),
    )
    assert advice.points_missing == D("11.533949")
    [tax] = [item for item in advice.items if item.indicator == "tax-per-mu"]
    assert (tax.value_now, tax.value_needed) == (D(40), D("49.999933"))
    assert not tax.base_moves
    [step] = [fact for fact in advice.facts if fact.column == "tax"]
    assert (step.now, step.status, step.certainty, step.unit) == (D(400), "reachable", "exact", "万元")
    assert step.needed is not None
    assert D("499.999325") <= step.needed <= D("499.99933")


def test_the_facts_of_one_are_enough_where_no_base_is_computed(plan: CompiledPlan) -> None:
    """With computed bases the others' facts are lacking: the base is held, and the advice says that others are."""
    result = given(plan, "huangyan-2021", 2021, FIVE)
    mine = next(row for row in result.facts.to_pylist() if row["enterprise"] == "2")
    whole = advise(plan, result.scheme, result.rows, result.facts, "2")
    assert advise(plan, result.scheme, result.rows, mine, "2") == whole
    frame = given(plan, "zhejiang-frame", 2020, FIVE)
    [advice] = advise(plan, frame.scheme, frame.rows, {**mine, "year": 2020}, "2")
    assert {fact.certainty for fact in advice.facts if fact.column == "tax"} == {"others-held"}


def test_every_better_grade_the_next_first(plan: CompiledPlan) -> None:
    """The last of five has no C to reach: the cut leaves none of five for it (4 up to B, 4 up to C)."""
    result = given(plan, "huangyan-2021", 2021, FIVE)
    found = advise(plan, result.scheme, result.rows, result.facts, "5")
    assert [advice.to_grade for advice in found] == ["C", "B", "A"]
    needed = [advice.total_needed for advice in found]
    assert needed == [D("23.0681"), D("23.0681"), D("57.6701")]
    assert advise(plan, result.scheme, result.rows, result.facts, "1") == ()


def test_what_was_never_filed_is_not_advised_to_change(plan: CompiledPlan) -> None:
    result = given(plan, "huangyan-2021", 2021, FIVE)
    [advice] = advise(plan, result.scheme, result.rows, result.facts, "2")
    assert {fact.column: fact.status for fact in advice.facts if fact.column != "tax"} == dict.fromkeys(
        (
            "value_added",
            "energy",
            "cod",
            "ammonia_nitrogen",
            "sulphur_dioxide",
            "nitrogen_oxides",
            "rd_expense",
        ),
        "no-fact",
    )


def test_land_and_staff_are_never_advised(plan: CompiledPlan) -> None:
    """Land is nobody's lever, and staff are cut by none: the plan may not say so, and the shipped one does not."""
    levers = {(lever.column, lever.direction) for i in plan.indicators.values() for lever in i.levers}
    assert levers
    assert not any(column.startswith("land") or column == "employees" for column, _ in levers)


def test_a_guard_that_holds_bars_every_grade(plan: CompiledPlan) -> None:
    """The veto holds for the last of five too, where it moved nothing: no points can help, and the advice says which."""
    marks = [
        {"enterprise": "2", "mark": "serious-pollution"},
        {"enterprise": "5", "mark": "serious-pollution"},
    ]
    result = given(plan, "huangyan-2021", 2021, FIVE, marks)
    for name in ("2", "5"):
        found = advise(plan, result.scheme, result.rows, result.facts, name, held=result.held)
        assert [advice.to_grade for advice in found] == ["C", "B", "A"]
        assert {advice.blocked_by for advice in found} == {(("veto", "一票否决"),)}
        assert all(advice.facts == () and advice.points_missing is None for advice in found)
    table = advise_all(plan, result.scheme, result.rows, result.facts, held=result.held)
    barred = [row for row in table.to_pylist() if row["blocked_by"]]
    assert {(row["enterprise"], row["blocked_by"], row["reachable"]) for row in barred} == {
        ("2", "veto", False), ("5", "veto", False),
    }  # fmt: skip


def test_the_cap_puts_an_item_out_of_reach(plan: CompiledPlan) -> None:
    """Frame: the first has 45 + 20, the second 6.9231 + 3.0769 of value added; tax alone gives at most 45, so 45 + 3.08."""
    firms = [firm("1", "300", value_added=D(1300)), firm("2", "30", value_added=D(100))]
    scheme = changed(plan.schemes["zhejiang-frame"], shares=(), rest="B", lines=_lines(A="60"))
    result = given(plan, scheme, 2020, firms)
    [advice] = advise(plan, scheme, result.rows, result.facts, "2")
    [tax] = [item for item in advice.items if item.indicator == "tax-per-mu"]
    assert (tax.status, tax.value_needed) == ("out-of-reach", None)
    [step] = [fact for fact in advice.facts if fact.column == "tax"]
    assert (step.status, step.change) == ("out-of-reach", None)
    assert tax.base_moves


def _lines(**lines: str) -> Any:
    from fractions import Fraction

    from zhixing.kernel.plan.scheme import Line

    return tuple(Line(grade=grade, from_points=Fraction(points)) for grade, points in lines.items())


def test_an_absolute_line_is_the_total_needed(plan: CompiledPlan) -> None:
    scheme = changed(
        plan.schemes["huangyan-2021"], shares=(), rest="D", lines=_lines(A="50", B="30", C="10.00005")
    )
    result = given(plan, scheme, 2021, [firm("1", "50")])
    found = advise(plan, scheme, result.rows, result.facts, "1")
    assert [(one.to_grade, one.total_needed) for one in found] == [
        ("C", D("10.0001")),
        ("B", D(30)),
        ("A", D(50)),
    ]


def test_the_combined_change_adds_up_exactly_and_in_proportion(plan: CompiledPlan) -> None:
    """Two capped items with 30 and 10 points left share 8 points as 6 and 2; 1 unit over goes to the larger remainder."""
    from zhixing.kernel.evaluation.advice.spread import spread_over

    assert spread_over(8_000_000, [30_000_000, 10_000_000]) == [4_000_000, 4_000_000]
    assert spread_over(40, [30, 10]) == [30, 10]
    assert spread_over(20, [15, 5, None]) == [8, 2, 10]
    assert spread_over(10, [3, 3]) is None
    assert spread_over(10, [10, 10, 10]) == [4, 3, 3]


def test_ties_for_the_worse_take_one_unit_more(plan: CompiledPlan) -> None:
    scheme = changed(plan.schemes["huangyan-2021"], ties="worse")
    result = given(plan, scheme, 2021, FIVE)
    [advice] = advise(plan, scheme, result.rows, result.facts, "2")
    assert advice.total_needed == D("57.6702")
    change = change_of(advice, "tax")
    both = [applied(FIVE, "2", "tax", change), applied(FIVE, "2", "tax", change - D("0.000001"))]
    assert [grades["2"] for grades in grades_apart(plan, scheme, 2021, both)] == ["A", "B"]


def test_who_has_no_grade_gets_no_advice(plan: CompiledPlan) -> None:
    result = given(plan, "huangyan-2021", 2021, FIVE)
    with pytest.raises(Refused) as refused:
        advise(plan, result.scheme, result.rows, result.facts, "6")
    assert [issue.code for issue in refused.value.issues] == ["evaluation.not-graded"]


def test_rows_of_another_rule_are_refused(plan: CompiledPlan) -> None:
    result = given(plan, "huangyan-2021", 2021, FIVE)
    other = changed(result.scheme, rounding="ceiling", shares=result.scheme.grading.shares[::1])
    other = changed(other, ties="worse", shares=tuple(
        share.model_copy(update={"percent": share.percent / (2 if share.grade == "B" else 1)}) for share in other.grading.shares
    ))  # fmt: skip
    with pytest.raises(Refused) as refused:
        advise(plan, other, result.rows, result.facts, "2")
    assert [issue.code for issue in refused.value.issues] == ["evaluation.rows-not-of-scheme"]


def test_a_guard_on_results_is_refused(plan: CompiledPlan) -> None:
    scheme = plan.schemes["huangyan-2021"]
    guard = scheme.guards[0].model_copy(update={"where": "total < 1"})
    result = given(plan, scheme, 2021, FIVE)
    with pytest.raises(Refused) as refused:
        advise(plan, scheme.model_copy(update={"guards": (guard,)}), result.rows, result.facts, "2")
    assert [issue.code for issue in refused.value.issues] == ["evaluation.guard-on-results"]


def test_a_method_that_does_not_add_up_points_is_refused(plan: CompiledPlan) -> None:
    scheme = changed(plan.schemes["huangyan-2021"], tie_break=("tax",))
    result = given(plan, "huangyan-2021", 2021, FIVE)
    with pytest.raises(Refused) as refused:
        advise(plan, scheme, result.rows, result.facts, "2")
    assert [issue.code for issue in refused.value.issues] == ["evaluation.not-varied"]


def test_a_formula_that_cannot_be_solved_is_refused(plan: CompiledPlan) -> None:
    tax = plan.indicators["tax-per-mu"]
    odd = tax.model_copy(
        update={"formula": "case when enterprise in ('x') then tax else tax / land_used end"}
    )
    from dataclasses import replace

    other = replace(plan, indicators={**plan.indicators, "tax-per-mu": odd})
    result = given(plan, "huangyan-2021", 2021, FIVE)
    with pytest.raises(Refused) as refused:
        advise(other, result.scheme, result.rows, result.facts, "2")
    assert [issue.code for issue in refused.value.issues] == ["evaluation.lever-formula"]


# --- laws: what is advised is done, and the population evaluated again -------------------------------------------

some = st.none() | st.decimals(min_value=0, max_value=3000, places=2)


@st.composite
def populations(draw: st.DrawFn, *, negatives: bool = True) -> Firms:
    """Between three and twelve firms with gaps and zeros."""
    count = draw(st.integers(3, 12))
    signed = st.none() | st.decimals(min_value=-200 if negatives else 0, max_value=3000, places=2)
    return [
        {
            "enterprise": f"{n:02}",
            "above_scale": draw(st.integers(0, 3)) > 0,
            "tax": draw(signed), "value_added": draw(signed),
            "land_registered": draw(st.decimals(min_value="0.5", max_value=80, places=2)),
            "energy": draw(some), "electricity": draw(some), "cod": draw(some), "sulphur_dioxide": draw(some),
            "employees": draw(st.none() | st.integers(0, 300)),
            "revenue": draw(st.none() | st.decimals(min_value=3000, max_value=9000, places=2)), "rd_expense": draw(some),
        }
        for n in range(count)
    ]  # fmt: skip


def applied(firms: Firms, enterprise: str, column: str, change: Decimal) -> Firms:
    """The firms with one fact changed."""
    return [
        {**one, column: one[column] + change} if one["enterprise"] == enterprise else one for one in firms
    ]


def change_of(advice: Any, column: str) -> Decimal:
    [change] = [fact.change for fact in advice.facts if fact.column == column]
    assert change is not None
    return Decimal(change)


# Shrinking would evaluate thousands of populations.
few = settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)  # fmt: skip


def hold_exactly(plan: CompiledPlan, scheme: str, year: int, firms: Firms) -> int:
    """Every advised change reaches the grade; where it is called exact, one unit less does not. How many were tried."""
    result = given(plan, scheme, year, firms)
    contract = {column.id: column for column in plan.datasets["enterprise-year"].columns}
    wanted: list[tuple[Firms, dict[str, Any], bool]] = []
    for row in advise_all(plan, result.scheme, result.rows, result.facts, held=result.held).to_pylist():
        if not row["reachable"] or row["certainty"] == "others-held":
            continue
        wanted.append((applied(firms, row["enterprise"], row["column"], row["change"]), row, True))
        if row["certainty"] == "exact":
            unit = Decimal(1).scaleb(-contract[row["column"]].decimals)
            less = row["change"] - unit.copy_sign(row["change"])
            wanted.append((applied(firms, row["enterprise"], row["column"], less), row, False))
    if not wanted:
        return 0
    grades = result.scheme.grading.grades
    for found, (_, row, is_reached) in zip(
        grades_apart(plan, result.scheme, year, [one for one, _, _ in wanted]), wanted, strict=True
    ):
        assert (grades.index(found[row["enterprise"]]) <= grades.index(row["to_grade"])) is is_reached, row
    return len(wanted)


@few
@for_all(firms=populations())
def test_advice_under_published_bases_is_exact(plan: CompiledPlan, firms: Firms) -> None:
    hold_exactly(plan, "huangyan-2021", 2021, firms)


@few
@for_all(firms=populations())
def test_advice_is_exact_where_a_gap_gets_the_mean_of_the_group(plan: CompiledPlan, firms: Firms) -> None:
    hold_exactly(plan, "huangyan-2022", 2022, firms)


@few
@for_all(firms=populations())
def test_advice_under_computed_bases_reaches_the_grade(plan: CompiledPlan, firms: Firms) -> None:
    hold_exactly(plan, "zhejiang-frame", 2020, firms)


@few
@for_all(firms=populations())
def test_advice_of_one_is_advice_of_all(plan: CompiledPlan, firms: Firms) -> None:
    """And the order of the rows does not matter."""
    result = given(plan, "zhejiang-frame", 2020, firms)
    table = advise_all(plan, result.scheme, result.rows, result.facts, held=result.held)
    backwards = advise_all(plan, result.scheme, result.rows[::-1], result.facts[::-1], held=result.held)
    assert table.equals(backwards)
    assume(table.num_rows)
    rows = table.to_pylist()
    for name in sorted({row["enterprise"] for row in rows})[:3]:
        for advice in advise(plan, result.scheme, result.rows, result.facts, name, held=result.held):
            mine = [
                r for r in rows if r["enterprise"] == name and r["to_grade"] == advice.to_grade and r["item"]
            ]
            assert {r["points_missing"] for r in mine} <= {advice.points_missing}
            changes = {fact.column: fact.change for fact in advice.facts}
            assert all(changes.get(r["column"]) == r["change"] for r in mine if r["column"])
            values = {item.indicator: item.value_needed for item in advice.items}
            assert all(values.get(r["item"]) == r["value_needed"] for r in mine)
            if advice.combined_possible:
                assert sum(item.share or 0 for item in advice.items) == advice.points_missing


def test_a_lever_is_data(plan: CompiledPlan) -> None:
    assert Lever(column="energy", direction="down") in plan.indicators["value-added-per-energy"].levers


def test_a_pooled_scheme_is_refused(plan: CompiledPlan) -> None:
    """The facts of one firm are not what it is scored on there."""
    scheme = plan.schemes["huangyan-2021"]
    pool = Pool(by="parcel", columns=("tax",))
    pooled = scheme.model_copy(update={"population": scheme.population.model_copy(update={"pool": pool})})
    result = given(plan, "huangyan-2021", 2021, FIVE)
    with pytest.raises(Refused) as refused:
        advise(plan, pooled, result.rows, result.facts, "2")
    assert [issue.code for issue in refused.value.issues] == ["evaluation.not-varied"]
