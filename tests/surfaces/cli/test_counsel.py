"""`zhixing explain --advice` and `zhixing fragility`."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.surfaces.cli.conftest import Zhixing


def graded(province: Path, grade: str) -> str:
    """A firm of the frame with a grade, moved by nobody, in a group of some size."""
    [results] = (province / "runs").glob("[!.]*/results/evaluation-zhejiang-frame-2022.parquet")
    rows = pq.read_table(results).to_pylist()
    return next(r["enterprise"] for r in rows if r["grade"] == grade and not r["moved_by"] and r["of"] >= 5)


def test_explain_with_advice_in_both_languages(
    zhixing: Zhixing, province: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = graded(province, "B")
    said = zhixing(
        "explain", firm, "latest", "-y", "2022", "-s", "zhejiang-frame", "--advice", "-w", province
    )
    assert said.code == 0
    for word in ("到 A：总分要到", "评价税收", "保持 B", "亩均税收"):
        assert word in said.out
    english = zhixing(
        "--lang", "en", "explain", firm, "-y", "2022", "-s", "zhejiang-frame", "--advice", "-w", province
    )
    assert "to A:" in english.out
    assert "draws" in english.out


def test_advice_as_json(zhixing: Zhixing, province: Path) -> None:
    firm = graded(province, "B")
    said = zhixing(
        "explain", firm, "-y", "2022", "-s", "zhejiang-frame", "--advice", "--json", "-w", province
    )
    [one] = json.loads(said.out)
    assert one["grade"] == "B"
    assert one["counsel"]["advice"][0]["to_grade"] == "A"
    assert 0 <= one["counsel"]["firmness"]["kept"] <= 1


def test_fragility_writes_a_table(zhixing: Zhixing, province: Path, tmp_path: Path) -> None:
    out = tmp_path / "firm.parquet"
    said = zhixing(
        "fragility", "latest", "--scheme", "zhejiang-frame", "--year", "2022", "--draws", "40", "--seed", "7",
        "--out", out, "-w", province,
    )  # fmt: skip
    assert said.code == 0
    assert str(out) in said.out.replace("\n", "")
    assert {"enterprise", "kept", "rank_low", "rank_high", "as_rank"} <= set(pq.read_schema(out).names)
