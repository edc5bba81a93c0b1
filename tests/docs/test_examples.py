"""Another plan is another folder: the smallest example goes the whole path, and no place stands in the program."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from zhixing.kernel.facts import Lake, load_file
from zhixing.kernel.plan import CompiledPlan, require_plan
from zhixing.kernel.runs import execute, request_for, run_cases, verify

_ROWS = """\
统一社会信用代码,年度,县,税收（万元）,用地面积（亩）
91331003MA00000012,2020,990102,100,10
91331003MA00000025,2020,990102,60,10
"""


def _tiny(checkout: Path) -> CompiledPlan:
    return require_plan(checkout / "docs" / "examples" / "tiny-plan")


def test_the_smallest_plan_goes_the_whole_path(checkout: Path, tmp_path: Path) -> None:
    plan, lake, file = _tiny(checkout), Lake(tmp_path / "lake"), tmp_path / "rows.csv"
    file.write_text(_ROWS, encoding="utf-8")
    load_file(plan, lake, file, known_on=date(2021, 1, 1))
    run = execute(plan, lake, tmp_path / "runs", request_for(plan, lake, "run", [2020]))
    graded = pq.read_table(run.result("evaluation-example-2020-2020"), columns=["total", "grade"]).to_pylist()
    # By hand: 100 ÷ 10 ÷ 10 × 100 = 100; 60 ÷ 10 ÷ 10 × 100 = 60.
    assert [(int(row["total"]), row["grade"]) for row in graded] == [(100, "A"), (60, "B")]
    assert verify(run, lake) == ()


def test_its_cases_agree_and_reach_every_branch(checkout: Path) -> None:
    results, missed = run_cases(_tiny(checkout))
    assert results
    assert [result.case.name for result in results if not result.passed] == []
    assert missed == ()


def _constants(path: Path) -> set[str]:
    """The texts a module computes with: every string constant that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in remarks)
    return {node.value for node in found if isinstance(node.value, str)}


def test_no_place_and_no_industry_stands_in_the_program(zhejiang: Path, checkout: Path) -> None:
    plan = require_plan(zhejiang)
    named = {one.title for one in (*plan.places.values(), *plan.industries.values())} | set(plan.places)
    assert len(named) > 200
    for path in sorted((checkout / "src").rglob("*.py")):
        assert [text for text in _constants(path) if any(name in text for name in named)] == [], path.name
