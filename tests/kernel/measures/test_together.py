"""Measures that meet in one firm, budgets that are too small, instalments, refunds; and the laws that hold for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.measures.small import YEAR, amounts, measures_of, outcomes, proposed

D = Decimal
FIRMS = {"甲": {"tax": D(100), "land": D(10)}, "乙": {"tax": D(50), "land": D(40)}, "丙": {"tax": D(30)}}
TEN = "    kind: relief\n    base: tax\n    rate: 10%\n"
LAND = "    kind: relief\n    base: land\n    rate: 1\n    rate_unit: 万元/亩\n"


def stacking(rule: str, more: str = "", of: str = "m1, m2") -> str:
    return f'  - {{id: both, title: 一起, clause: "1.1", measures: [{of}], rule: {rule}{more}}}\n'


def test_both_stand_where_they_add(tmp_path: Path) -> None:
    found, _ = proposed(measures_of(tmp_path, TEN, LAND, stackings=stacking("add")), FIRMS)
    assert amounts(found["m1"]) == {"甲": 10, "乙": 5, "丙": 3}
    assert amounts(found["m2"]) == {"甲": 10, "乙": 40, "丙": None}


def test_together_they_are_cut_from_the_last_on(tmp_path: Path) -> None:
    """甲: 10 and 10 of at most 25; 乙: 5 and 40, of which 20 are left."""
    plan = measures_of(tmp_path, TEN, LAND, stackings=stacking("add", ", at_most: tax / 4"))
    found, _ = proposed(plan, FIRMS | {"丁": {"tax": D(40), "land": D(20)}})
    assert amounts(found["m1"]) == {"甲": 10, "乙": 5, "丙": 3, "丁": 4}
    rows = {row["entity"]: row for row in found["m2"]}
    assert (rows["甲"]["amount"], rows["甲"]["because"]) == (10, None)
    assert (rows["乙"]["amount"], rows["乙"]["because"], rows["乙"]["claim"]) == (
        D("7.5"),
        "together-at-most",
        40,
    )
    assert rows["丁"]["amount"] == 6


@pytest.mark.parametrize(
    ("rule", "winners"),
    [
        ("first", {"甲": "m1", "乙": "m1"}),
        ("largest", {"甲": "m1", "乙": "m2"}),
        ("smallest", {"甲": "m1", "乙": "m1"}),
    ],
)
def test_one_stands_and_the_other_is_shown_as_superseded(
    tmp_path: Path, rule: str, winners: dict[str, str]
) -> None:
    """甲 has 10 of both, so that the one listed first stands; 乙 5 and 40. 丙 has one alone."""
    found, _ = proposed(measures_of(tmp_path, TEN, LAND, stackings=stacking(rule)), FIRMS)
    for code, winner in winners.items():
        for key in ("m1", "m2"):
            row = next(row for row in found[key] if row["entity"] == code)
            assert row["outcome"] == ("proposed" if key == winner else "superseded")
            assert (row["because"], row["amount"] == 0) == (
                (None, False) if key == winner else (winner, True)
            )
            assert row["claim"] > 0
    assert outcomes(found["m1"])["丙"] == "proposed"


def test_a_conflict_is_shown_and_not_resolved(tmp_path: Path) -> None:
    found, _ = proposed(measures_of(tmp_path, TEN, LAND, stackings=stacking("conflict")), FIRMS)
    assert outcomes(found["m1"]) == {"甲": "conflict", "乙": "conflict", "丙": "proposed"}
    assert outcomes(found["m2"]) == {"甲": "conflict", "乙": "conflict", "丙": "unknown"}
    assert {row["because"] for row in found["m1"] if row["outcome"] == "conflict"} == {"both"}
    assert amounts(found["m1"])["甲"] == 0


def test_a_measure_out_of_force_meets_nobody(tmp_path: Path) -> None:
    plan = measures_of(tmp_path, TEN, LAND, stackings=stacking("conflict"))
    basis = plan.measures["m2"].basis.model_copy(update={"valid_from": date(YEAR, 1, 2)})
    later = plan.measures["m2"].model_copy(update={"basis": basis})
    found, _ = proposed(replace(plan, measures={**plan.measures, "m2": later}), FIRMS)
    assert set(outcomes(found["m1"]).values()) == {"proposed"}
    assert found["m2"] == []


def test_a_short_budget_cuts_all_by_the_same_share(tmp_path: Path) -> None:
    """180 claimed of 100: 5/9 each, rounded down to the cent; the budget is never exceeded."""
    text = "    kind: reward\n    base: tax\n    rate: 1\n    budget: {amount: 100, when_short: pro-rata}\n"
    rows = proposed(measures_of(tmp_path, text), FIRMS)[0]["m1"]
    assert amounts(rows) == {"甲": D("55.55"), "乙": D("27.77"), "丙": D("16.66")}
    assert {row["because"] for row in rows} == {"budget-pro-rata"}


def test_a_budget_that_suffices_cuts_nobody(tmp_path: Path) -> None:
    text = "    kind: reward\n    base: tax\n    rate: 1\n    budget: {amount: 180, when_short: pro-rata}\n"
    rows = proposed(measures_of(tmp_path, text), FIRMS)[0]["m1"]
    assert amounts(rows) == {"甲": 100, "乙": 50, "丙": 30}
    assert {row["because"] for row in rows} == {None}


def test_a_budget_serves_whole_claims_in_order(tmp_path: Path) -> None:
    """By land: 乙 50, then 甲 100 no longer fits into 120, and 丙 behind it waits although its 30 would."""
    text = "    kind: reward\n    base: tax\n    rate: 1\n    budget: {amount: 120, when_short: in-order, order_by: [land]}\n"
    rows = proposed(measures_of(tmp_path, text), FIRMS | {"丙": {"tax": D(30), "land": D(1)}})[0]["m1"]
    assert outcomes(rows) == {"甲": "beyond-budget", "乙": "proposed", "丙": "beyond-budget"}
    assert amounts(rows) == {"甲": 0, "乙": 50, "丙": 0}


def test_instalments_fall_due_year_by_year_and_add_up(tmp_path: Path) -> None:
    text = "    kind: recovery\n    base: tax\n    rate: 1\n    instalments: {years: 3, first_after: 1}\n"
    rows = [row for row in proposed(measures_of(tmp_path, text), FIRMS)[0]["m1"] if row["entity"] == "甲"]
    assert [(row["due_year"], row["instalment"], row["amount"]) for row in rows] == [
        (2022, 1, D("33.33")), (2023, 2, D("33.33")), (2024, 3, D("33.34")),
    ]  # fmt: skip
    assert {row["claim"] for row in rows} == {100}


def test_what_was_charged_last_year_is_refunded(tmp_path: Path) -> None:
    surcharge = (
        "    kind: surcharge\n    scheme: frame\n    base: tax\n    rates: [{grades: [D], rate: 10%}]\n"
    )
    refund = "    kind: refund\n    scheme: frame\n    refund_of: m1\n    rates: [{grades: [A], rate: 1}, {grades: [B], rate: 50%}]\n"
    plan = measures_of(tmp_path, surcharge, refund)
    grades = {2020: dict.fromkeys("甲乙丙", "D"), 2021: {"甲": "A", "乙": "B", "丙": "D"}}
    found, _ = proposed(plan, FIRMS, grades)
    assert amounts(found["m2"]) == {"甲": 10, "乙": D("2.5")}
    assert amounts(proposed(plan, FIRMS, {2021: grades[2021]})[0]["m2"]) == {}


tax = st.decimals(min_value=0, max_value=10**7, places=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    taxes=st.lists(tax, min_size=1, max_size=8),
    budget=st.integers(1, 10**7),
    seed=st.randoms(use_true_random=False),
)
def test_a_budget_is_never_exceeded_and_order_never_matters(
    tmp_path: Path, taxes: list[Decimal], budget: int, seed: object
) -> None:
    firms = {f"企{number}": {"tax": one, "land": D(number)} for number, one in enumerate(taxes)}
    other = list(firms)
    seed.shuffle(other)  # type: ignore[attr-defined]
    for when in ("pro-rata", "in-order"):
        text = f"    kind: reward\n    base: tax\n    rate: 1\n    budget: {{amount: {budget}, when_short: {when}, order_by: [land]}}\n"
        plan = measures_of(tmp_path, text)
        rows = proposed(plan, firms)[0]["m1"]
        paid = sum((row["amount"] for row in rows), D(0))
        claimed = sum((row["claim"] for row in rows), D(0))
        assert paid <= min(budget, claimed)
        if claimed <= budget:
            assert paid == claimed
        elif when == "pro-rata":
            assert budget - paid < D("0.01") * len(rows)
        assert rows == proposed(plan, firms, order=other)[0]["m1"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amount=tax, years=st.integers(2, 9))
def test_instalments_always_add_up(tmp_path: Path, amount: Decimal, years: int) -> None:
    text = f"    kind: recovery\n    base: tax\n    rate: 1\n    instalments: {{years: {years}}}\n"
    rows = proposed(measures_of(tmp_path, text), {"甲": {"tax": amount}})[0]["m1"]
    assert len(rows) == years
    assert sum((row["amount"] for row in rows), D(0)) == rows[0]["claim"]
    assert max(row["amount"] for row in rows) - min(row["amount"] for row in rows) < D("0.01") * years


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(
        st.tuples(tax, st.decimals(min_value=1, max_value=10**4, places=4)), min_size=1, max_size=5
    )
)
@pytest.mark.parametrize("rule", ["first", "largest", "smallest", "conflict"])
def test_at_most_one_of_several_stands(
    tmp_path: Path, rule: str, values: list[tuple[Decimal, Decimal]]
) -> None:
    firms = {f"企{number}": {"tax": one, "land": land} for number, (one, land) in enumerate(values)}
    found, _ = proposed(measures_of(tmp_path, TEN, LAND, stackings=stacking(rule)), firms)
    for code in firms:
        standing = [key for key in ("m1", "m2") if outcomes(found[key]).get(code) == "proposed"]
        assert len(standing) == (0 if rule == "conflict" else 1)
