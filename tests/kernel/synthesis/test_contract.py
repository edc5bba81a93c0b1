"""Rows keep the dataset contracts: types, bounds, rules, codes, dates, panel."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.kernel.synthesis.conftest import Made

from zhixing.foundation.codes import uscc_complete, uscc_fault
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.synthesis.identity import subject_check

YEARS = range(2017, 2023)


def test_types_and_bounds_are_those_of_the_contract(plan: CompiledPlan, small: Made) -> None:
    for year in YEARS:
        table = small.year(year)
        assert table.column_names == [column.id for column in plan.datasets["enterprise-year"].columns]
        for column in plan.datasets["enterprise-year"].columns:
            values = table[column.id]
            if column.required:
                assert values.null_count == 0, column.id
            if column.type == "amount":
                assert values.type == pa.decimal128(18, column.decimals)
            if column.type == "choice":
                assert set(values.unique().to_pylist()) <= {*column.choices, None}
            if column.type in ("amount", "count", "year"):
                known = [Fraction(value) for value in values.drop_null().to_pylist()]
                assert column.minimum is None or min(known) >= column.minimum, column.id
                assert column.maximum is None or max(known) <= column.maximum, column.id


def test_rows_keep_the_rules(small: Made) -> None:
    for row in small.year(2021).to_pylist():
        assert (row["land_rented_out"] or 0) <= (row["land_registered"] or 0)
        assert (row["rd_expense"] or 0) <= row["revenue"]
        assert row["output"] is None or (row["new_product_output"] or 0) <= row["output"]
        assert row["above_scale"] == (row["revenue"] >= 2000)


def test_credit_codes_are_valid_unique_and_of_the_synthetic_range(small: Made) -> None:
    for year in YEARS:
        codes = small.year(year)["enterprise"].to_pylist()
        assert len(set(codes)) == len(codes)
        assert not [code for code in codes if uscc_fault(code)]
        assert all(code[8:10] == "HC" and code[10:16].isdigit() and code[2:4] == "33" for code in codes)


@pytest.mark.parametrize(("subject", "check"), [("M000100Y", "4"), ("D2143569", "X")])
def test_subject_check_agrees_with_the_examples_of_the_standards(subject: str, check: str) -> None:
    assert subject_check(subject) == check


def test_the_example_of_gb_32100_is_completed() -> None:
    assert uscc_complete("91350100M000100Y4") == "91350100M000100Y43"


def test_counties_are_valid_at_the_end_of_the_year(plan: CompiledPlan, fifth: Made) -> None:
    for year in YEARS:
        day = date(year, 12, 31)
        for code in fifth.year(year)["county"].unique().to_pylist():
            place = plan.places[code]
            assert place.level == "county"
            assert place.valid.since is None or place.valid.since <= day
            assert place.valid.until is None or place.valid.until >= day


def test_divided_counties_pass_on_their_firms_by_share(fifth: Made) -> None:
    before = Counter(fifth.year(2020)["county"].to_pylist())
    after = Counter(fifth.year(2021)["county"].to_pylist())
    assert before["330104"] > 0
    assert not after["330104"]
    assert not after["330103"]
    # 8 of 20 townships of Yuhang became Linping; births and deaths of a year move it a little.
    assert after["330113"] / (after["330110"] + after["330113"]) == pytest.approx(0.4, abs=0.06)
    assert after["330110"] + after["330113"] == pytest.approx(before["330110"], rel=0.08)


def test_industries_are_four_digit_manufacturing_codes(small: Made) -> None:
    codes = small.year(2020)["industry"].unique().to_pylist()
    assert all(len(code) == 4 and "13" <= code[:2] <= "43" for code in codes)


def test_known_clusters_stand_out(fifth: Made) -> None:
    table = fifth.year(2020).filter(pc.field("above_scale"))
    for county, prefix in (("330382", "382"), ("330603", "17"), ("330784", "33"), ("330523", "21")):
        here = table.filter(pc.field("county") == county)["industry"].to_pylist()
        share = sum(code.startswith(prefix) for code in here) / len(here)
        everywhere = table["industry"].to_pylist()
        assert share > 1.7 * sum(code.startswith(prefix) for code in everywhere) / len(everywhere), county


def test_dates_come_before_the_end_of_the_year(small: Made) -> None:
    for year in YEARS:
        table = small.year(year)
        assert pc.max(table["registered_on"]).as_py() <= date(year, 12, 31)
        assert pc.max(table["land_acquired_on"]).as_py() <= date(year, 12, 31)


def test_firms_are_born_die_and_cross_the_line(small: Made) -> None:
    status = [
        dict(zip(*(small.year(y)[c].to_pylist() for c in ("enterprise", "above_scale")), strict=True))
        for y in YEARS
    ]
    for before, after in pairwise(status):
        both = before.keys() & after.keys()
        assert len(before.keys() - after.keys()) > 0.02 * len(before)
        assert len(after.keys() - before.keys()) > 0.02 * len(after)
        assert any(before[firm] < after[firm] for firm in both)
        assert any(before[firm] > after[firm] for firm in both)


def test_most_land_stays_from_year_to_year(small: Made) -> None:
    land = [
        dict(zip(*(small.year(y)[c].to_pylist() for c in ("enterprise", "land_registered")), strict=True))
        for y in (2018, 2019)
    ]
    both = land[0].keys() & land[1].keys()
    same = sum(land[0][firm] == land[1][firm] for firm in both)
    assert 0.9 < same / len(both) < 1


def test_titles_stay_and_marks_belong_to_firms_of_the_year(plan: CompiledPlan, fifth: Made) -> None:
    column = next(c for c in plan.datasets["enterprise-marks"].columns if c.id == "mark")
    held: set[str] = set()
    for year in YEARS:
        table = pq.read_table(fifth.folder / f"enterprise-marks-{year}.parquet")
        firms = set(fifth.year(year)["enterprise"].to_pylist())
        pairs = list(zip(table["enterprise"].to_pylist(), table["mark"].to_pylist(), strict=True))
        assert len(set(pairs)) == len(pairs)
        assert {firm for firm, _ in pairs} <= firms
        assert {mark for _, mark in pairs} <= set(column.choices)
        champions = {firm for firm, mark in pairs if mark == "hidden-champion"}
        assert held & firms <= champions
        held = champions
    assert held
