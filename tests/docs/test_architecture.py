"""The figure that ARCHITECTURE.md follows, run as it says; and the files and contracts it names."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zhixing.kernel import evaluation
from zhixing.kernel.engine import render
from zhixing.kernel.facts import Lake, Receipt, load_file
from zhixing.kernel.plan import CompiledPlan, require_plan
from zhixing.kernel.runs import Run, execute, explain_enterprise, request_for, verify

FIRM = "91331003MA00000025"


@pytest.fixture(scope="module")
def text(checkout: Path) -> str:
    return (checkout / "ARCHITECTURE.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan(zhejiang: Path) -> CompiledPlan:
    return require_plan(zhejiang)


@pytest.fixture(scope="module")
def worked(
    plan: CompiledPlan, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Lake, Receipt, Run]:
    """The example, loaded and evaluated."""
    root = tmp_path_factory.mktemp("worked")
    lake = Lake(root / "lake")
    file = checkout / "docs" / "examples" / "huangyan-2022.csv"
    receipt = load_file(plan, lake, file, dataset="enterprise-year", known_on=date(2023, 5, 8))
    request = request_for(plan, lake, "evaluate", [2022], schemes=["huangyan-2022"])
    return lake, receipt, execute(plan, lake, root / "runs", request)


def test_the_figure_is_followed_as_it_runs(worked: tuple[Lake, Receipt, Run], text: str) -> None:
    lake, receipt, run = worked
    counts = receipt.counts
    assert f"{counts.rows} rows, {counts.accepted} accepted, {counts.refused} refused" in text
    assert [c.factor for c in receipt.conversions] == ["1/10000"]
    stored = pq.read_table(lake.rows_path(receipt), columns=["name", "tax"]).to_pylist()
    assert str(next(row["tax"] for row in stored if row["name"] == "合成企业乙")) == "120.000000"
    (why,) = explain_enterprise(run, lake, FIRM)
    item = why.items[0]
    assert (item.value, item.base, item.weight, item.score) == ("12", "24.097", "30", "14.939619")
    assert "12 ÷ 24.097 × 30 = 14.939619" in text
    assert (why.total, why.rank, why.of, why.grade) == ("64.6081", "3", "5", "B")
    assert f"six items add to {why.total}" in text
    assert item.facts[0].source.startswith("huangyan-2022.csv H3 · 2023-05-08")
    assert why.clause == "4.7"


def test_the_hand_calculation_agrees() -> None:
    assert round(12 / 24.097 * 30, 6) == 14.939619


def test_the_example_verifies(worked: tuple[Lake, Receipt, Run]) -> None:
    lake, _, run = worked
    assert verify(run, lake) == ()


def test_the_steps_are_those_of_the_text(plan: CompiledPlan, text: str) -> None:
    sql = render(evaluation.build(plan, plan.schemes["huangyan-2022"], 2022))
    steps = re.findall(r'"(\w+)" AS \(', sql)
    shown = re.search(r"`facts → (.*?) → result`", text)
    assert shown is not None
    named = [word for word in re.split(r" → ", shown[1]) if word not in ("…", "bases", "guard…")]
    # This scheme's bases are published, so that it has no step for them.
    assert [step for step in steps if step in named] == named
    assert abs(len(sql.splitlines()) - 550) < 50
    assert "ROUND(" in sql
    assert "* 1e6" in sql
    assert '"rank" * 100 <= "of" * 80' in sql


def test_files_named_exist(checkout: Path, text: str) -> None:
    kernel = checkout / "src" / "zhixing" / "kernel"
    named = re.findall(r"`((?:facts|indicators|evaluation|runs|plan|engine|monitoring)/[\w/]+\.py)`", text)
    assert len(named) > 10
    assert [name for name in named if not (kernel / name).is_file()] == []
    for name in re.findall(r"`((?:kernel|foundation|surfaces)/[\w/]+(?:\.\w+)?)/?`", text):
        assert (checkout / "src" / "zhixing" / name).exists(), name


def test_rooms_drawn_are_the_rooms(checkout: Path, text: str) -> None:
    drawing = text.partition("src/zhixing/\n")[2].partition("```")[0]
    drawn = set(re.findall(r"^ +(\w+)/", drawing, re.MULTILINE))
    root = checkout / "src" / "zhixing"
    folders = {path.parent.name for path in root.rglob("__init__.py")} - {
        "zhixing",
        "checks",
        "migrations",
        "templatetags",
        "advice",
        "fragility",
    }
    assert drawn == folders


def test_contracts_are_as_many_as_said(checkout: Path, text: str) -> None:
    contracts = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]
    assert len(contracts["contracts"]) == 6
    assert "Six contracts" in text
