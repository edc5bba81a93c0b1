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

PROVINCE = "330000"
VALUE = {"register-counts": "本期数量", "place-figures": "数值"}


def every(made: Made, name: str) -> list[dict[str, str]]:
    """All lines of a dataset, in the files of its periods."""
    files = sorted(made.folder.glob(f"{name}-2*.csv"))
    assert files
    return [row for file in files for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]


def rows(made: Made, name: str) -> list[dict[str, str]]:
    """Those of the whole province."""
    return [row for row in every(made, name) if row["地区代码"] == PROVINCE]


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
    files = sorted(small.folder.glob("place-year-finance-*.parquet"))
    assert len(files) == 6
    table = [row for file in files for row in pq.read_table(file).to_pylist()]
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


def test_cities_and_counties_add_up_to_the_province(plan: CompiledPlan, small: Made) -> None:
    wholes: dict[tuple[str, str], Decimal] = {}
    parts: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in every(small, "register-counts"):
        key = (row["指标"], row["时期"])
        level = plan.places[row["地区代码"]].level
        if level == "province":
            wholes[key] = Decimal(row["本期数量"])
        parts[(*key, level)] += Decimal(row["本期数量"])
    levels = {level for _, _, level in parts}
    assert levels == {"province", "prefecture", "county"}
    for (indicator, period), whole in wholes.items():
        for level in ("prefecture", "county"):
            if (indicator, period, level) in parts:
                assert parts[indicator, period, level] == whole, (indicator, period, level)


def test_a_county_reports_only_while_it_exists(plan: CompiledPlan, small: Made) -> None:
    for row in every(small, "register-counts"):
        valid = plan.places[row["地区代码"]].valid
        end = Period.parse(row["时期"]).end
        assert valid.since is None or valid.since <= end
        assert valid.until is None or end <= valid.until


def test_what_the_forms_ask_each_quarter_comes_each_quarter(plan: CompiledPlan, small: Made) -> None:
    asked = {name for form in plan.forms.values() if form.every == "quarter" for name in form.indicators}
    periods = defaultdict(set)
    for name in VALUE:
        for row in rows(small, name):
            if row["时期"] >= "2018":
                periods[row["指标"]].add("Q" in row["时期"])
    for indicator, quarterly in periods.items():
        assert quarterly == {indicator in asked}, indicator


def test_splits_reach_the_goal_and_one_is_changed_with_a_reason(plan: CompiledPlan, small: Made) -> None:
    found = {name: list(csv.DictReader((small.folder / f"target-split-{name}.csv").read_text(encoding="utf-8").splitlines()))
             for name in ("2018", "2018-counties", "2020")}  # fmt: skip
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in found["2018"]:
        sums[row["目标"]] += Decimal(row["分解数"])
    for name, value in sums.items():
        goal = figure_of(plan.targets[name])
        assert goal is not None
        assert value >= goal
    assert all(row["理由"] for row in found["2020"])
    assert not any(row["理由"] for row in found["2018"])
    assert all("合成" in row["来源"] for part in found.values() for row in part)


def test_decisions_say_who_and_why(small: Made) -> None:
    judged = [row for file in small.folder.glob("target-judgement-*.csv")
              for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]  # fmt: skip
    assert judged
    assert all(row["判断单位"] and "合成" in row["依据"] for row in judged)
    [override] = list(
        csv.DictReader((small.folder / "light-override-2022.csv").read_text(encoding="utf-8").splitlines())
    )
    assert override["理由"]
    assert override["依据"]
    assert override["决定单位"]


def test_files_come_when_they_would(small: Made) -> None:
    quarters = {
        name: day
        for name, day in small.result.received.items()
        if "Q" in name and name.startswith("register")
    }
    gaps = {
        (day - Period.parse(name.rsplit("-", 1)[1].removesuffix(".csv")).end).days
        for name, day in quarters.items()
    }
    assert gaps == {12, 45}
