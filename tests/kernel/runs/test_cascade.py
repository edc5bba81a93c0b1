"""The cascade of a sealed run: filed like any other facts, known from a day on, adding up exactly."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from zhixing.foundation.periods import Period
from zhixing.kernel.facts import Lake, Receipt, load_file
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run, execute, request_for, split_history, splits_known

TARGET = "robots-new"
HEADINGS = ("目标", "地区代码", "时期", "分解数", "单位", "权重", "理由", "来源")
Row = tuple[str, ...]


def cascade_of(run: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(run.result("cascade")).to_pylist()
    return rows


@pytest.fixture
def file(plan: CompiledPlan, tmp_path: Path) -> Callable[..., Receipt]:
    """File rows of splits: (target, place, year, value, unit, weight, reason)."""
    lake = Lake(tmp_path / "lake")

    def filed(rows: list[Row], known_on: str) -> Receipt:
        path = tmp_path / f"target-split-{known_on}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEADINGS, *((*row, "合成") for row in rows)])
        return load_file(plan, lake, path, dataset="target-split", known_on=date.fromisoformat(known_on))

    return filed


def row(place: str, value: str, year: str = "2018..2022", target: str = TARGET, reason: str = "") -> Row:
    return (target, place, year, value, "台", "", reason)


def codes_of(lake: Lake, receipt: Receipt) -> list[str]:
    return [issue["code"] for issue in lake.refused_issues(receipt)]


def test_contributions_and_the_rest_are_the_whole_gap_exactly(run: Run) -> None:
    rows = cascade_of(run)
    checked = 0
    for whole in (one for one in rows if one["parts"] and one["contribution_exact"] is not None):
        below = [
            r
            for r in rows
            if (r["target"], r["period"], r["over"]) == (whole["target"], whole["period"], whole["place"])
        ]
        told = sum((Fraction(r["contribution_exact"]) for r in below if r["contribution_exact"]), Fraction(0))
        rest = Fraction(whole["unassigned_exact"]) + Fraction(whole["unreported_exact"])
        assert told + rest == Fraction(whole["contribution_exact"])
        checked += 1
    assert checked > 100
    assert {r["level"] for r in rows} == {"province", "prefecture", "county"}
    assert {r["divisions"] for r in rows} == {"native", "crosswalk:hangzhou-2021-townships"}


def test_the_whole_stands_as_in_the_table_of_targets(run: Run) -> None:
    targets = {one["target"]: one for one in pq.read_table(run.result("targets")).to_pylist()}
    wholes = [one for one in cascade_of(run) if one["level"] == "province" and one["period"] == "2018..2022"]
    assert len(wholes) > 30
    for whole in wholes:
        assert [whole[name] for name in ("light", "goal", "observed", "progress")] == [
            targets[whole["target"]][name] for name in ("light", "goal", "observed", "progress")
        ]


def test_per_mu_growth_is_laid_out_over_counties_without_a_split(run: Run) -> None:
    rows = [
        r for r in cascade_of(run) if r["target"] == "tax-per-mu-growth" and r["contribution"] is not None
    ]
    counties = [r for r in rows if r["level"] == "county"]
    assert len(counties) > 60
    assert {r["contribution_unit"] for r in rows} == {"万元/亩"}
    assert {r["reason"] for r in counties} == {"no-part"}


def test_what_does_not_fit_is_noted_in_the_manifest(run: Run) -> None:
    notes = [note["code"] for note in run.manifest["notes"]]
    assert "monitoring.divisions-changed" in notes
    # The change of 2020 raised one city's part and left its counties and years as they were.
    assert notes.count("monitoring.parts-fall-short") == 2


def test_a_resplit_keeps_what_was_before(plan: CompiledPlan, lake: Lake) -> None:
    changed = [one for one in splits_known(plan, lake) if one.reason]
    assert len(changed) == 2
    for split in changed:
        story = split_history(plan, lake, split.target, place=split.place, year=split.period)
        assert [one.known_on for one in story] == [date(2018, 6, 20), date(2020, 3, 31)]
        assert story[0].value != story[1].value
        assert story[1] == split
        early = split_history(plan, lake, split.target, place=split.place, as_known_on=date(2019, 1, 1))
        assert story[1] not in early
        assert story[0] in early


def test_as_known_on_gives_the_parts_of_that_day(
    plan: CompiledPlan, lake: Lake, run: Run, tmp_path: Path
) -> None:
    split = next(one for one in splits_known(plan, lake) if one.reason)
    request = request_for(plan, lake, "monitor", (2020, 2021, 2022), as_known_on=date(2019, 12, 31))
    early = execute(plan, lake, tmp_path / "runs", request, threads=2)

    def goal(of: Run) -> Fraction:
        (one,) = [
            r for r in cascade_of(of)
            if (r["target"], r["place"], r["period"]) == (split.target, split.place, split.period.text)
        ]  # fmt: skip
        return Fraction(one["goal"])

    story = split_history(plan, lake, split.target, place=split.place, year=split.period)
    assert (goal(early), goal(run)) == (story[0].value, story[1].value)


def test_history_of_one_place_and_year(plan: CompiledPlan, lake: Lake) -> None:
    years = [one for one in splits_known(plan, lake) if len(one.period.years) == 1]
    one = years[0]
    found = split_history(plan, lake, one.target, place=one.place, year=Period.parse(one.period.text))
    assert found == (one,)
    assert len(split_history(plan, lake, one.target)) > len(found)


def test_a_plan_that_names_no_dataset_has_no_splits(plan: CompiledPlan, lake: Lake) -> None:
    silent = replace(plan, watching=plan.watching.model_copy(update={"splits_in": None}))
    assert splits_known(silent, lake) == ()


def test_an_unknown_target_and_place_are_refused_at_loading(
    file: Callable[..., Receipt], tmp_path: Path
) -> None:
    receipt = file(
        [row("330100", "1", target="robots"), row("339999", "1"), row("330200", "2")], "2018-06-20"
    )
    assert receipt.counts.accepted == 1
    assert sorted(codes_of(Lake(tmp_path / "lake"), receipt)) == ["facts.not-a-choice", "facts.unknown-place"]


def test_a_place_twice_is_refused_at_loading(file: Callable[..., Receipt], tmp_path: Path) -> None:
    receipt = file([row("330100", "1"), row("330100", "2"), row("330200", "3")], "2018-06-20")
    assert receipt.counts.accepted == 1
    assert set(codes_of(Lake(tmp_path / "lake"), receipt)) == {"facts.repeated-key"}


def test_a_place_that_was_not_there_in_the_year_is_refused_at_loading(
    file: Callable[..., Receipt], tmp_path: Path
) -> None:
    receipt = file(
        [row("330104", "1", "2022"), row("330114", "1", "2019"), row("330104", "1", "2020")], "2018-06-20"
    )
    assert receipt.counts.accepted == 1
    assert codes_of(Lake(tmp_path / "lake"), receipt) == ["facts.place-not-valid"] * 2


def test_a_missing_unit_document_or_number_is_refused_at_loading(
    file: Callable[..., Receipt], tmp_path: Path
) -> None:
    receipt = file(
        [(TARGET, "330100", "2019", "约五", "", "", ""), row("330200", "-1"), row("330300", "1")],
        "2018-06-20",
    )
    assert receipt.counts.accepted == 1
    found = codes_of(Lake(tmp_path / "lake"), receipt)
    assert sorted(found) == ["facts.below-minimum", "facts.not-a-number", "facts.required"]


def test_a_target_may_be_written_by_its_title_and_the_term_with_a_dash(
    plan: CompiledPlan, file: Callable[..., Receipt], tmp_path: Path
) -> None:
    file([(plan.targets[TARGET].title, "杭州市", "2018—2022年", "6000", "台", "", "")], "2018-06-20")
    (split,) = splits_known(plan, Lake(tmp_path / "lake"))
    assert (split.target, split.place, split.period) == (TARGET, "330100", Period.parse("2018..2022"))
