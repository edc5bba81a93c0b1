"""Measures of a sealed run: sums, ledgers of a quarter, and the reason of one amount down to its cell."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel import measures
from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run, granted_to, ledger_of, yearly_of

SURCHARGE = "electricity-surcharge"


def rows_of(run: Run, measure: str, year: int) -> list[dict[str, Any]]:
    return pq.read_table(run.result(f"measure-{measure}-{year}")).to_pylist()


def test_sums_are_the_rows_added_up(plan: CompiledPlan, run: Run) -> None:
    for year in (2021, 2022):
        sums = pq.read_table(run.result(f"money-{year}")).to_pylist()
        for measure in plan.measures.values():
            if f"measure-{measure.id}-{year}" not in run.results:
                assert not [row for row in sums if row["measure"] == measure.id]
                continue
            rows = rows_of(run, measure.id, year)
            mine = [row for row in sums if row["measure"] == measure.id]
            total = sum((row["amount"] for row in rows if row["amount"] is not None), Decimal(0))
            assert sum((row["amount"] for row in mine if row["amount"] is not None), Decimal(0)) == total
            assert sum(row["entities"] for row in mine) == len(
                {(row["entity"], row["outcome"]) for row in rows}
            )


def test_grades_of_the_year_before_and_streaks_are_those_of_the_sealed_evaluations(run: Run) -> None:
    grades: dict[int, dict[str, str]] = defaultdict(dict)
    for year in (2020, 2021):
        for name in ("zhejiang-frame", "wenling-2021", "huangyan-2021"):
            if f"evaluation-{name}-{year}" in run.results:
                for row in pq.read_table(run.result(f"evaluation-{name}-{year}")).to_pylist():
                    grades[year][row["enterprise"]] = row["treated_as"]
    rows = rows_of(run, SURCHARGE, 2022)
    assert rows
    assert {row["grade"] for row in rows} == {"C", "D"}
    for row in rows:
        assert row["grade"] == grades[2021][row["entity"]]
        if row["running"] >= 2:
            assert grades[2020].get(row["entity"]) == row["grade"]
        assert (
            row["rate"]
            == {"C": Decimal("0.001"), "D": Decimal("0.014" if row["running"] == 3 else "0.007")}[
                row["grade"]
            ]
        )
    assert {row["running"] for row in rows} == {1, 2, 3}, (
        "2019 is computed for the count although nobody asked for it"
    )


def test_a_ledger_bills_the_readings_of_the_quarter_at_the_line_of_the_year(run: Run, lake: Lake) -> None:
    ledger = ledger_of(run, lake, SURCHARGE, 2022, 2)
    proposals = {row["entity"]: row for row in rows_of(run, SURCHARGE, 2022) if row["outcome"] == "proposed"}
    rows = ledger.rows.to_pylist()
    assert {row["enterprise"] for row in rows} == set(proposals)
    read = [row for row in rows if row["outcome"] == "metered"]
    assert read
    for row in read:
        assert row["rate"] == proposals[row["enterprise"]]["rate"]
        assert row["amount"] == (row["base"] * row["rate"]).quantize(
            Decimal("0.000001"), rounding="ROUND_HALF_UP"
        )
    assert all(row["amount"] is None for row in rows if row["outcome"] == "not-metered")
    year = [ledger_of(run, lake, SURCHARGE, 2022, quarter).rows.to_pylist() for quarter in (1, 2, 3, 4)]
    of_firm: dict[str, Decimal] = defaultdict(Decimal)
    for quarter in year:
        for row in quarter:
            of_firm[row["enterprise"]] += row["base"] or 0
    for code in {row["enterprise"] for row in read}:
        assert of_firm[code] == proposals[code]["base"]


def test_readings_not_yet_known_are_not_billed(run: Run, lake: Lake) -> None:
    early = ledger_of(run, lake, SURCHARGE, 2022, 1, date(2021, 12, 31))
    assert {row["outcome"] for row in early.rows.to_pylist()} == {"not-metered"}
    assert early.receipts == ()


def test_a_quarter_outside_the_basis_is_refused(run: Run, lake: Lake, plan: CompiledPlan) -> None:
    with pytest.raises(Refused) as refused:
        measures.ledger(plan, plan.measures[SURCHARGE], 2023, 1, "any")
    assert [issue.code for issue in refused.value.issues] == ["measures.not-in-force-quarter"]
    assert measures.ledger(plan, plan.measures[SURCHARGE], 2022, 4, "any") is not None, (
        "its last day is in force"
    )
    with pytest.raises(Refused) as refused:
        measures.ledger(plan, plan.measures[SURCHARGE], 2022, 5, "any")
    assert [issue.code for issue in refused.value.issues] == ["measures.no-quarter"]
    with pytest.raises(Refused) as refused:
        measures.ledger(plan, plan.measures["land-use-tax-relief"], 2021, 1, "any")
    assert [issue.code for issue in refused.value.issues] == ["measures.no-meter"]


def test_a_measure_without_proposals_is_refused_and_says_what_there_is(run: Run, lake: Lake) -> None:
    with pytest.raises(Refused) as refused:
        ledger_of(run, lake, "land-use-tax-relief", 2022, 1)
    (issue,) = refused.value.issues
    assert issue.code == "runs.no-proposals"
    assert "land-use-tax-relief-2021" in issue.zh
    with pytest.raises(Refused):
        yearly_of(run, "no-such-measure", 2022)


def test_one_amount_goes_back_to_its_cell_and_document(run: Run, lake: Lake) -> None:
    row = next(
        row for row in rows_of(run, SURCHARGE, 2022) if row["outcome"] == "proposed" and row["grade"] == "D"
    )
    (found,) = [one for one in granted_to(run, lake, row["entity"], year=2022) if one.measure == SURCHARGE]
    assert (found.amount, found.base, found.rate, found.grade) == (
        row["amount"],
        row["base"],
        row["rate"],
        "D",
    )
    assert (found.document, found.clause, found.grade_year) == ("浙政发〔2018〕5号", "4.7", 2021)
    assert found.rule.startswith("measures/prices.yaml:")
    (fact,) = found.facts
    assert fact.title == "用电量"
    assert Decimal(fact.value) == row["base"]
    assert "enterprise-year" in fact.source
    assert found.placeholders, "the price is one that no source states, and it says so"
    assert found.to_json()["measure"] == SURCHARGE


def test_places_have_measures_too_and_strangers_none(run: Run, lake: Lake) -> None:
    row = next(row for row in rows_of(run, "special-fund-share", 2021))
    found = granted_to(run, lake, row["entity"], year=2021)
    assert [one.measure for one in found] == ["special-fund-share"]
    assert found[0].facts[0].title == "财政专项激励资金"
    assert granted_to(run, lake, "nobody") == ()
