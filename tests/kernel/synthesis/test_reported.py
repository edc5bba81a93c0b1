"""Figures reported for targets: right scope, unit, period and shape; some behind, some missing."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal

import pyarrow.parquet as pq
from tests.kernel.synthesis.conftest import Made

from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit
from zhixing.kernel.plan import CompiledPlan, figure_of

VALUE = {"register-counts": "本期数量", "place-figures": "数值"}


def rows(made: Made, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((made.folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()))


def test_each_line_has_the_scope_and_a_comparable_unit_of_a_target(plan: CompiledPlan, small: Made) -> None:
    for name in VALUE:
        for row in rows(small, name):
            indicator = plan.indicators[row["指标"]]
            assert indicator.reported_in == name
            scopes = {t.scope for t in plan.targets.values() if t.indicator == indicator.id}
            assert row["口径"] in scopes
            assert Unit.parse(row["单位"]).comparable(indicator.unit)
            assert 2017 <= Period.parse(row["时期"]).start.year <= 2022
            assert row["地区代码"] == plan.head.province


def test_keys_do_not_repeat_and_quarters_do_not_mix_with_years(small: Made) -> None:
    for name in VALUE:
        keys = [(r["指标"], r["时期"], r["口径"]) for r in rows(small, name)]
        assert len(set(keys)) == len(keys)
        forms = defaultdict(set)
        for indicator, period, _ in keys:
            if period >= "2018":
                forms[indicator].add("Q" in period)
        assert all(len(form) == 1 for form in forms.values())
        assert {True} in forms.values() or name == "place-figures"
        assert {False} in forms.values()


def test_some_counts_reach_their_goal_and_some_fall_behind(plan: CompiledPlan, small: Made) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows(small, "register-counts"):
        sums[row["指标"]] += Decimal(row["本期数量"])
    reached = []
    for target in plan.targets.values():
        if target.kind == "cumulative" and target.indicator in sums and "-yearly" not in target.id:
            goal = figure_of(target)
            assert goal is not None
            reached.append(sums[target.indicator] >= goal)
    assert any(reached)
    assert not all(reached)


def test_shares_stay_below_the_whole_and_counts_are_whole(plan: CompiledPlan, small: Made) -> None:
    for row in rows(small, "place-figures"):
        if row["单位"] == "%":
            assert 0 <= Decimal(row["数值"]) <= 100
    for row in rows(small, "register-counts"):
        if plan.indicators[row["指标"]].decimals == 0:
            assert Decimal(row["本期数量"]) == Decimal(row["本期数量"]).to_integral_value()


def test_indicators_without_figures_are_named(plan: CompiledPlan, small: Made) -> None:
    wanted = {i.id for i in plan.indicators.values() if i.reported_in in VALUE}
    written = {row["指标"] for name in VALUE for row in rows(small, name)}
    assert wanted == written | set(small.result.left_out)
    assert not written & set(small.result.left_out)
    note = (small.folder / "SYNTHETIC.txt").read_text(encoding="utf-8")
    assert all(name in note for name in small.result.left_out)


def test_county_finance_keeps_its_rules(small: Made) -> None:
    table = pq.read_table(small.folder / "place-year-finance.parquet").to_pylist()
    assert len({(row["place"], row["year"]) for row in table}) == len(table)
    for row in table:
        assert row["land_quota_manufacturing"] <= row["land_quota"]
        assert (row["incentive_funds_traditional"] or 0) <= (row["incentive_funds"] or 0)
    helped = {row["place"] for row in table if row["year"] == 2018 and row["incentive_funds"] is not None}
    assert len(helped) == 18
    assert all(row["incentive_funds"] is None for row in table if row["year"] == 2017)
    thirds = [row["land_quota_manufacturing"] * 3 >= row["land_quota"] for row in table]
    assert any(thirds)
    assert not all(thirds)
