"""The indicator cards of a real city read as a plan, and the four faults of its screen found when they are fed in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zhixing.kernel.facts import Lake, load_file
from zhixing.kernel.plan import CompiledPlan, require_plan
from zhixing.kernel.runs import Run, execute, request_for


@pytest.fixture(scope="module")
def cards(checkout: Path) -> CompiledPlan:
    return require_plan(checkout / "docs" / "examples" / "lishui-2020")


@pytest.fixture(scope="module")
def watched(cards: CompiledPlan, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("lishui")
    lake = Lake(folder / "lake")
    file = checkout / "docs" / "examples" / "lishui-2020-figures.csv"
    receipt = load_file(cards, lake, file, dataset="place-figures", known_on=date(2021, 3, 1))
    assert (receipt.counts.accepted, receipt.counts.refused) == (81, 0)
    return execute(cards, lake, folder / "runs", request_for(cards, lake, "monitor", (2018, 2019, 2020)))


def test_cards_carry_thresholds_frequency_and_source(cards: CompiledPlan) -> None:
    robots = cards.indicators["robots-new"].card
    assert robots is not None
    assert (robots.alarm_at_most, robots.excellent_from, robots.supplier, robots.entry) == (
        0,
        415,
        "economy",
        "by-hand",
    )
    output = cards.indicators["output"].card
    assert output is not None
    assert (output.on, output.alarm_below, output.excellent_from) == ("growth", 0, 10)


def test_the_four_faults_are_found_and_nothing_else(watched: Run) -> None:
    found = {row["rule"]: row for row in pq.read_table(watched.result("contradictions")).to_pylist()}
    assert {rule: row["kind"] for rule, row in found.items()} == {
        "map-layer": "layers-alike",
        "centres-list": "total-differs",
        "tax-cut": "ratio-differs",
        "land-total": "within-rounding",
    }
    assert (found["centres-list"]["stated"], found["centres-list"]["found"]) == (23, 21)
    assert "157.175" in found["tax-cut"]["said_zh"]
    assert "5438.6" in found["land-total"]["said_zh"]


def test_published_growth_decides_the_card_not_the_levels(watched: Run) -> None:
    """2019: the output grew 11.3 % as published: excellent. 2018: 24.7 % as published, though the levels say 5.2 %."""
    rows = {
        (row["target"], row["as_of"].year): row for row in pq.read_table(watched.result("lights")).to_pylist()
    }
    assert rows["output-2020", 2019]["reason"] == "excellent"
    assert "11.3" in rows["output-2020", 2019]["reason_zh"]
    assert rows["robots-2020", 2020]["observed"] == 447
    assert rows["robots-2020", 2020]["light"] == "reached"
