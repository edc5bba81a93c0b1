"""The plan that ships: it compiles, and its counts are those of the official text."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from zhixing.kernel.plan import CompiledPlan, Place, compile_plan, encoded_clauses

ISSUED = date(2018, 5, 7)


def valid_on(place: Place, day: date) -> bool:
    first, last = place.valid.since, place.valid.until
    return (first is None or first <= day) and (last is None or day <= last)


def test_the_plan_compiles_without_an_issue(zhejiang: Path) -> None:
    compilation = compile_plan(zhejiang)
    assert [f"{issue.where} {issue.en}" for issue in compilation.issues] == []
    assert compilation.plan is not None


def test_compiling_twice_gives_the_same_fingerprint(zhejiang: Path, plan: CompiledPlan) -> None:
    again = compile_plan(zhejiang).plan
    assert again is not None
    assert again.fingerprint == plan.fingerprint


def test_sixteen_tasks_in_five_programmes(plan: CompiledPlan) -> None:
    programmes = [task.programme for task in plan.tasks.values() if task.programme.startswith("3.")]
    assert len(programmes) == 16
    assert sorted(set(programmes)) == ["3.1", "3.2", "3.3", "3.4", "3.5"]


def test_seventeen_industries_in_three_fields(plan: CompiledPlan) -> None:
    assert len(plan.industries) == 17
    by_field = [industry.field for industry in plan.industries.values()]
    assert sorted(by_field.count(field) for field in plan.fields) == [3, 5, 9]
    assert sum(industry.batch == 2 for industry in plan.industries.values()) == 7


def test_the_places_of_the_day_the_plan_was_issued(plan: CompiledPlan) -> None:
    valid = [place for place in plan.places.values() if valid_on(place, ISSUED)]
    assert sum(place.level == "county" for place in valid) == 89
    assert sum(place.level == "prefecture" for place in valid) == 11
    assert sum(place.level == "province" for place in valid) == 1


@pytest.mark.parametrize(("day", "counties"), [(date(2019, 10, 1), 90), (date(2021, 12, 31), 90)])
def test_the_places_after_each_reform(plan: CompiledPlan, day: date, counties: int) -> None:
    found = [p for p in plan.places.values() if p.level == "county" and valid_on(p, day)]
    assert len(found) == counties


def test_every_county_lies_in_a_prefecture_and_every_end_has_a_successor(plan: CompiledPlan) -> None:
    for place in plan.places.values():
        if place.level == "county":
            assert plan.places[place.parent or ""].level == "prefecture"
            assert (place.parent or "")[:4] == place.id[:4]
        if place.valid.until is not None:
            assert place.successors


def test_every_leaf_clause_is_encoded_or_listed(plan: CompiledPlan) -> None:
    counts = encoded_clauses(plan)
    listed = {entry.clause for entry in plan.not_encoded}
    leaves = [c for c in plan.clauses if not any(other.startswith(c + ".") for other in plan.clauses)]
    assert [clause for clause in leaves if not counts[clause] and clause not in listed] == []
    assert len(leaves) == 29


def test_every_target_has_a_lead_unit_in_charge_when_the_plan_was_issued(plan: CompiledPlan) -> None:
    for target in plan.targets.values():
        assert target.lead_units
        for unit in target.lead_units:
            first = plan.organisations[unit].valid.since
            assert first is None or first <= ISSUED


def test_lost_decimal_points_of_the_scan_are_restored(plan: CompiledPlan) -> None:
    points = [t for t in plan.targets.values() if t.kind == "points-a-year" and t.at_least is not None]
    assert str(plan.targets["rd-share"].equals) == "17/10"
    assert [str(target.at_least) for target in points] == ["1/2"]


@pytest.mark.shared
@pytest.mark.parametrize(("year", "day"), [(2018, ISSUED), (2023, date(2022, 12, 31))])
def test_the_places_are_those_of_the_official_lists(
    plan: CompiledPlan, reference: Path, year: int, day: date
) -> None:
    path = reference / "reference" / "divisions" / f"zhejiang_divisions_{year}.csv"
    if not path.is_file():
        pytest.skip(f"the reference material has no {path.name}")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        listed = {(r["code"], r["name"], r["level"], r["parent_code"]) for r in csv.DictReader(lines)}
    places = [place for place in plan.places.values() if valid_on(place, day)]
    assert {(place.id, place.title, place.level, place.parent or "") for place in places} == listed
