"""Figures of cities and counties, and splits: parts that add up to the whole, on the divisions of their day."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.synthesis.conftest import Made

from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit
from zhixing.kernel.plan import CompiledPlan, figure_of
from zhixing.kernel.synthesis.parts import shared_out

Row = dict[str, str]
FILES = {"register-counts": "本期数量", "place-figures": "数值"}


def rows(made: Made, name: str) -> list[Row]:
    """The rows of all files whose name begins so, in the order of their periods."""
    return [
        row
        for path in sorted(made.folder.glob(f"{name}-*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def split_rows(made: Made) -> list[Row]:
    return rows(made, "target-split")


def by_level(plan: CompiledPlan, found: list[Row], key: str) -> dict[tuple[str, ...], dict[str, Decimal]]:
    """Sums by level for each indicator and period."""
    sums: dict[tuple[str, ...], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in found:
        sums[(row["指标"], row["时期"])][plan.places[row["地区代码"]].level] += Decimal(row[key])
    return sums


def test_cities_and_counties_add_up_to_the_province(plan: CompiledPlan, small: Made) -> None:
    levels = set()
    for name, key in FILES.items():
        for sums in by_level(plan, rows(small, name), key).values():
            levels.add(tuple(sorted(sums)))
            assert len(set(sums.values())) == 1
    assert levels == {("county", "prefecture", "province"), ("province",)}


def test_a_city_is_the_sum_of_its_counties(plan: CompiledPlan, small: Made) -> None:
    cities: dict[tuple[str, ...], Decimal] = {}
    counties: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows(small, "register-counts"):
        place, key = plan.places[row["地区代码"]], (row["指标"], row["时期"])
        if place.level == "prefecture":
            cities[(*key, place.id)] = Decimal(row["本期数量"])
        elif place.level == "county":
            counties[(*key, place.parent or "")] += Decimal(row["本期数量"])
    assert cities == counties


def test_counts_come_on_the_divisions_of_their_day(plan: CompiledPlan, small: Made) -> None:
    seen = set()
    for row in rows(small, "register-counts"):
        period, valid = Period.parse(row["时期"]), plan.places[row["地区代码"]].valid
        assert (valid.since or date.min) <= period.end <= (valid.until or date.max)
        seen.add(row["地区代码"])
    assert {"330104", "330114", "330383"} <= seen


def test_a_stock_of_a_place_never_turns_round_while_its_divisions_stay(
    plan: CompiledPlan, small: Made
) -> None:
    stocks = {t.indicator for t in plan.targets.values() if t.kind == "level-by"}
    last: dict[tuple[str, str], Decimal] = {}
    counted = 0
    for row in rows(small, "register-counts"):
        if row["指标"] not in stocks or row["时期"] >= "2021":
            continue
        key, value = (row["指标"], row["地区代码"]), Decimal(row["本期数量"])
        changed = row["时期"] in ("2019Q3", "2019")
        assert changed or value >= last.get(key, Decimal(0))
        last[key] = value
        counted += 1
    assert counted > 1000


def test_splits_add_up_exactly_and_say_what_they_are(plan: CompiledPlan, small: Made) -> None:
    first = [row for row in split_rows(small) if not row["理由"]]
    sums: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    for row in first:
        level = plan.places[row["地区代码"]].level
        target = plan.targets[row["目标"]]
        assert target.unit is not None
        factor = Unit.parse(row["单位"]).to(target.unit)
        sums[(target.id, row["时期"], level)] += Fraction(row["分解数"]) * factor
        assert row["来源"].startswith("合成数据")
    terms = {key: value for key, value in sums.items() if key[1] == "2018..2022"}
    adding = {
        key: v
        for key, v in terms.items()
        if plan.indicators[plan.targets[key[0]].indicator or ""].rollup == "sum"
    }
    assert len({key[0] for key in adding}) >= 20
    assert all(value == figure_of(plan.targets[key[0]]) for key, value in adding.items())
    assert {key[2] for key in adding} == {"prefecture", "county"}
    years: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for (target_id, year, level), value in sums.items():
        if year != "2018..2022":
            years[(target_id, level)] += value
    assert years
    assert all(value == figure_of(plan.targets[key[0]]) for key, value in years.items())


def test_one_change_comes_in_2020_with_its_reason_and_keeps_the_sum(small: Made) -> None:
    changed = [row for row in split_rows(small) if row["理由"]]
    assert len(changed) == 2
    before = {
        (row["目标"], row["地区代码"]): int(row["分解数"])
        for row in split_rows(small)
        if not row["理由"] and row["时期"] == "2018..2022" and row["单位"] == changed[0]["单位"]
    }
    moved = [int(row["分解数"]) - before[(row["目标"], row["地区代码"])] for row in changed]
    assert sum(moved) == 0
    assert moved[0] < 0
    days = {name: day for name, day in small.result.received.items() if "split-2020" in name}
    assert list(days.values()) == [date(2020, 3, 31)]


@given(st.integers(0, 10**7), st.lists(st.fractions(min_value=0, max_value=100), min_size=1, max_size=30))
def test_what_is_shared_out_is_all_of_it(whole: int, weights: list[Fraction]) -> None:
    by_code = {str(at): weight for at, weight in enumerate(weights)}
    if not sum(weights):
        by_code["0"] = Fraction(1)
    found = shared_out(whole, by_code)
    assert sum(found.values()) == whole
    summed = sum(by_code.values())
    assert all(abs(found[code] - whole * weight / summed) < 1 for code, weight in by_code.items())
