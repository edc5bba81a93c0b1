"""Splits: what counts, what is left aside and why, and what does not add up. Every finding is provoked once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from tests.kernel.monitoring.given import reading
from tests.kernel.monitoring.small_cascade import (
    A1,
    A2,
    A3,
    A4,
    B1,
    B2,
    CHANGE,
    A,
    B,
    P,
    aim,
    codes_of,
    figures,
    indicator,
    part,
    plan_of,
    split,
    watched,
)

from zhixing.foundation.issues import Severity, declared
from zhixing.kernel.monitoring import Cascade, Split, adding, latest_splits
from zhixing.kernel.plan import CompiledPlan, Target

COUNT = aim(at_least=100)
SHARE = aim("share", at_least=35, unit="%")
LATER = date(2020, 3, 31)
Case = tuple[Target, list[Split], str]

CASES: dict[str, Case] = {
    "resplit-without-reason": (
        COUNT, [split(A, 60), split(B, 40), split(A, 70, known_on=LATER)], "由 60 家 改为 70 家",
    ),
    "split-unknown-target": (COUNT, [split(A, 60, target="gone"), split(A, 60), split(B, 40)], "gone"),
    "split-unknown-place": (COUNT, [split(A, 60), split(B, 40), split("330900", 1)], "330900"),
    "split-without-parts": (aim("threshold", at_least=5), [split(A, 60)], "不能分解"),
    "split-unit": (COUNT, [split(A, 60), split(B, 40), split(B, 40, unit="亩", year="2019")], "亩"),
    "split-period": (COUNT, [split(A, 60), split(B, 40), split(A, 5, year="2019Q1")], "2019Q1"),
    "split-is-the-whole": (COUNT, [split(P, 90), split(A, 60), split(B, 40)], P),
    "split-place-not-valid": (COUNT, [split(A, 60), split(B, 40), split(A1, 1, known_on=CHANGE)], "..2021-04-08"),
    "parts-missing": (COUNT, [split(A, 100)], f"还缺 某地 {B}"),
    "years-missing": (COUNT, [split(A, 60), split(B, 40), split(A, 60, year="2018")], "2019、2020、2021、2022"),
    "parts-fall-short": (COUNT, [split(A, 59), split(B, 40)], "合计 99，少于 100"),
    "parts-differ": (aim(at_least=100, parts="exactly"), [split(A, 61), split(B, 40)], "合计 101，应恰为 100"),
    "parts-exceed": (aim(at_most=100), [split(A, 61), split(B, 40)], "合计 101，超过上限 100"),
    "parts-mean": (
        SHARE, [split(A, 40, unit="%", weight=1), split(B, 30, unit="%", weight=3)], "平均为 32.5，达不到 35",
    ),
    "parts-all-miss": (SHARE, [split(A, 34, unit="%"), split(B, 30, unit="%")], "没有一个达到 35"),
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(CASES))
def test_what_is_wrong_is_said(plan: CompiledPlan, code: str) -> None:
    target, splits, told = CASES[code]
    found = watched(plan_of(plan, target), splits)
    (issue,) = found.issues
    assert issue.code == f"monitoring.{code}"
    assert told in issue.zh
    assert "{" not in issue.zh + issue.en


OTHERS: dict[str, Callable[[CompiledPlan], Cascade]] = {
    "figure-after-end": lambda plan: watched(
        plan_of(plan, COUNT), [split(A, 60), split(B, 40)], [reading("2021", 3, place=A1)]
    ),
    "divisions-changed": lambda plan: watched(
        plan_of(plan, COUNT, crosswalks={}),
        [split(A, 60), split(B, 40), *(split(one, 20) for one in (A1, A2, A3))],
        figures({A: [1], A1: [1]}),
    ),
}


@pytest.mark.parametrize("code", sorted(OTHERS))
def test_what_is_noticed_is_said(plan: CompiledPlan, code: str) -> None:
    found = OTHERS[code](plan)
    (issue,) = found.issues
    assert issue.code == f"monitoring.{code}"
    assert "{" not in issue.zh + issue.en


def test_every_finding_has_its_case() -> None:
    kinds = {code for code, kind in declared().items() if kind.severity is not Severity.ERROR}
    mine = {
        code
        for code in kinds
        if code.startswith(("monitoring.split", "monitoring.parts-", "monitoring.years-"))
    }
    others = {
        "monitoring.resplit-without-reason",
        "monitoring.figure-after-end",
        "monitoring.divisions-changed",
    }
    assert {f"monitoring.{code}" for code in (*CASES, *OTHERS)} == mine | others


def test_everything_is_said_at_once(plan: CompiledPlan) -> None:
    splits = [
        split(A, 50),
        split(A, 1, unit="亩", year="2019"),
        split("330900", 1),
        split(B, 40, target="gone"),
    ]
    assert codes_of(watched(plan_of(plan, COUNT), splits)) == [
        "split-unknown-target", "split-unit", "split-unknown-place", "parts-missing", "parts-fall-short",
    ]  # fmt: skip


def test_what_fits_says_nothing(plan: CompiledPlan) -> None:
    years = [
        split(where, value, year=str(year))
        for year in range(2018, 2023)
        for where, value in ((A, 12), (B, 8))
    ]
    province = [split(P, 20, year=str(year)) for year in range(2018, 2023)]
    counties = [split(A1, 10), split(A2, 20), split(A3, 30), split(B1, 40), split(B2, 0)]
    splits = [split(A, 60), split(B, 40), *years, *province, *counties]
    assert codes_of(watched(plan_of(plan, COUNT), splits)) == []


def test_counties_are_held_against_their_city_and_years_against_the_term(plan: CompiledPlan) -> None:
    counties = [split(A1, 10), split(A2, 20), split(A3, 29)]
    years = [split(B, 7, year=str(year)) for year in range(2018, 2023)]
    found = watched(plan_of(plan, COUNT), [split(A, 60), split(B, 40), *counties, *years])
    assert [
        (issue.values["place"], issue.values["parts"], issue.values["whole"]) for issue in found.issues
    ] == [
        (f"某地 {A}", "59", "60"),
        (f"某地 {B}", "35", "40"),
    ]


def test_a_flow_a_year_is_met_in_every_year_and_a_level_at_the_end(plan: CompiledPlan) -> None:
    flow = aim("annual-flow", at_least=100)
    cities = [split(A, 60), split(B, 40)]
    lower = [split(A, 59, year="2019"), split(B, 41, year="2019")]
    found = watched(plan_of(plan, flow), [*cities, *lower])
    assert codes_of(found) == ["years-missing", "parts-fall-short", "years-missing"]
    level = aim("level-by", at_least=100)
    assert codes_of(watched(plan_of(plan, level), [*cities, *lower])) == []
    last = [split(A, 59, year="2022"), split(B, 41, year="2022")]
    assert codes_of(watched(plan_of(plan, level), [*cities, *last])) == ["parts-fall-short"]


def test_units_that_convert_are_converted(plan: CompiledPlan) -> None:
    target = aim(at_least=5, unit="万家")
    found = watched(plan_of(plan, target), [split(A, 30000), split(B, "2", unit="万家")])
    assert found.issues == ()
    assert part(found, A).goal == 3
    assert part(found, A).unit == "万家"


def test_the_last_decision_counts_with_its_reason(plan: CompiledPlan) -> None:
    splits = [
        split(A, 60), split(B, 40),
        split(B, 45, known_on=LATER, reason="上年超额", document="会议纪要"),
        split(A, 55, known_on=LATER, reason="上年未完成"),
    ]  # fmt: skip
    found = watched(plan_of(plan, COUNT), splits)
    assert found.issues == ()
    changed = part(found, B)
    assert (changed.goal, changed.split_known_on, changed.split_reason) == (45, LATER, "上年超额")
    assert changed.split_document == "会议纪要"
    assert latest_splits(plan, splits[:2])[0] == (splits[0], splits[1])


def test_the_same_in_another_unit_is_no_change(plan: CompiledPlan) -> None:
    again = split(A, "0.006", unit="万家", known_on=LATER)
    assert latest_splits(plan, [split(A, 60), again]) == ((again,), ())


def test_order_of_filing_never_matters(plan: CompiledPlan) -> None:
    splits = [
        split(A, 60),
        split(B, 40),
        split(A, 70, known_on=LATER, order=1),
        split(A, 80, known_on=LATER, order=2),
    ]
    one, other = (watched(plan_of(plan, COUNT), way) for way in (splits, splits[::-1]))
    assert one == other
    assert part(one, A).goal == 80


def test_parts_on_new_divisions_take_the_place_of_those_on_the_old(plan: CompiledPlan) -> None:
    """A1 was joined to A2: once A2 is given a part anew, what A1 had is not moved on to it."""
    old = [split(A, 60), split(B, 40), split(A1, 10), split(A2, 20), split(A3, 30)]
    moved = watched(plan_of(plan, COUNT), old)
    assert (part(moved, A2).goal, part(moved, A2).divisions) == (30, "crosswalk:walk")
    new = split(A2, 33, known_on=date(2021, 6, 1), reason="区划调整")
    renewed = watched(plan_of(plan, COUNT), [*old, new])
    assert part(renewed, A2).goal == 33
    assert part(renewed, A3).goal == Fraction(90, 4)
    assert part(renewed, A4).goal == Fraction(30, 4)
    assert renewed.issues == ()
    assert [p.place for p in renewed.parts if p.over == A] == [A2, A3, A4]


@pytest.mark.parametrize(
    ("kind", "fields", "how"),
    [
        ("cumulative", {"at_least": 5}, "at-least"),
        ("annual-flow", {"at_most": 5}, "at-most"),
        ("level-by", {"equals": 5}, "at-least"),
        ("level-by", {"equals": 5, "parts": "apart"}, "apart"),
        ("share", {"at_least": 5}, "apart"),
        ("coverage", {"equals": 5}, "apart"),
        ("average-annual-growth", {"equals": 5}, "apart"),
    ],
)
def test_how_parts_add_goes_by_kind_unless_said(kind: str, fields: dict[str, object], how: str) -> None:
    assert adding(aim(kind, **fields), indicator()) == how


def test_a_level_of_a_ratio_stands_apart() -> None:
    assert adding(aim("level-by", at_least=5), indicator(rollup="ratio-of-totals")) == "apart"
    assert adding(aim("level-by", equals=5), indicator(direction="lower")) == "at-most"
