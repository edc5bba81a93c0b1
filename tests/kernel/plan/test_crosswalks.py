"""Crosswalks of a plan: two families of indicators, and what the shipped one says."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

from zhixing.kernel.plan import CompiledPlan

FAMILIES = """\
crosswalks:
  - id: by-area
    title: 按面积
    clause: "1.1"
    on: 2021-04-01
    basis: area
    assumption: 各处一样
    source: 公报
    moves:
      - {from: "330102", to: "330102", share: 1}
      - {from: "330104", to: "330102", share: 1}
"""


def test_another_family_of_indicators_may_have_its_own_shares(compile_files: Compile) -> None:
    own = FAMILIES.partition("\n")[2].replace("by-area", "by-output").replace("basis: area", "basis: output")
    own = own.replace("    moves:", "    indicators: [pilots]\n    moves:")
    compilation = compile_files({**tiny.FILES, "crosswalks/all.yaml": FAMILIES + own})
    assert [issue.code for issue in compilation.issues if issue.code.startswith("plan.crosswalk")] == []
    assert compilation.plan is not None
    assert list(compilation.plan.crosswalks) == ["by-area", "by-output"]
    assert compilation.plan.crosswalks["by-output"].indicators == ("pilots",)


def test_a_place_that_ended_must_go_somewhere(compile_files: Compile) -> None:
    text = FAMILIES.replace('      - {from: "330104", to: "330102", share: 1}\n', "")
    compilation = compile_files({**tiny.FILES, "crosswalks/all.yaml": text})
    assert [i.code for i in compilation.issues] == ["plan.crosswalk-incomplete"]
    assert "330104" in compilation.issues[0].zh


def test_all_shares_of_every_old_place_add_to_one(plan: CompiledPlan) -> None:
    for crosswalk in plan.crosswalks.values():
        sums: dict[str, Fraction] = {}
        for move in crosswalk.moves:
            sums[move.origin] = sums.get(move.origin, Fraction(0)) + move.share
        assert set(sums.values()) == {Fraction(1)}
        assert crosswalk.assumption
        assert crosswalk.source


@pytest.mark.shared
def test_shares_of_hangzhou_are_the_counts_of_townships(plan: CompiledPlan, reference: Path) -> None:
    path = reference / "reference" / "divisions" / "hangzhou_township_crosswalk_2020_2021.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    moved = Counter((row["county_code_2020"], row["county_code_2021"]) for row in rows)
    whole = Counter(row["county_code_2020"] for row in rows)
    crosswalk = plan.crosswalks["hangzhou-2021-townships"]
    assert crosswalk.on == date(2021, 4, 9)
    found = {(move.origin, move.to): move.share for move in crosswalk.moves}
    assert found == {pair: Fraction(count, whole[pair[0]]) for pair, count in moved.items()}
