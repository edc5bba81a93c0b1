"""A file read on trial gets the verdict that loading gives it, and nothing is accepted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.kernel.facts.small_plan import DAY, SmallPlan, firm, write_csv

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Lake, examine, load_file

HEAD = ("firm", "year", "county", "用地面积（平方米）", "tax")


def mixed(path: Path) -> Path:
    return write_csv(
        path,
        HEAD,
        [firm(1), "2018", "黄岩区", "1000", "5"],
        [firm(2), "2018", "331003", "十亩", "5"],
        [firm(3), "2018", "331003", "/", "1.23456789"],
        [firm(1), "2018", "黄岩区", "1000", "5"],
        ["", "", "", "", ""],
    )


def test_the_verdict_is_the_one_of_loading(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    file = mixed(tmp_path / "a.csv")
    tried = examine(plan, lake, file, dataset="firms", known_on=DAY, keep_in=tmp_path / "kept")
    assert not lake.root.exists(), "nothing was accepted"
    receipt = load_file(plan, lake, file, dataset="firms", known_on=DAY)
    for name in (
        "counts",
        "notes",
        "conversions",
        "columns",
        "sha256",
        "sheet",
        "ranges",
        "none",
        "first_row",
    ):
        assert getattr(tried.receipt, name) == getattr(receipt, name), name
    assert [issue.to_json() for issue in tried.issues] == lake.refused_issues(receipt)
    stored = pq.read_table(lake.rows_path(receipt)).drop_columns(["_sequence"])
    assert tried.rows.equals(stored)
    refused = lake.refused_path(receipt)
    assert refused is not None
    assert tried.refused_workbook is not None
    assert tried.refused_workbook.read_bytes() == refused.read_bytes()
    assert tried.sha256 == receipt.sha256
    assert tried.dataset == "firms"


def test_refused_rows_are_told_as_they_came(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    tried = examine(plan, lake, mixed(tmp_path / "a.csv"), known_on=DAY, keep_in=tmp_path / "kept")
    assert [(row["firm"], row["land"], row["_row"]) for row in tried.refused.to_pylist()] == [
        (firm(2), "十亩", 3),
        (firm(3), "/", 4),
    ]


def test_a_clean_file_leaves_no_workbook(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    file = write_csv(tmp_path / "a.csv", HEAD, [firm(1), "2018", "331003", "10", "5"])
    tried = examine(plan, lake, file, known_on=DAY, keep_in=tmp_path / "kept")
    assert (tried.issues, tried.refused.num_rows, tried.refused_workbook) == ((), 0, None)
    assert not (tmp_path / "kept").exists()


def test_what_loading_refuses_is_refused_on_trial(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    file = mixed(tmp_path / "a.csv")
    load_file(plan, lake, file, known_on=DAY)
    with pytest.raises(Refused) as refused:
        examine(plan, lake, file, known_on=DAY, keep_in=tmp_path / "kept")
    assert [issue.code for issue in refused.value.issues] == ["facts.loaded-before"]
    later = examine(plan, lake, file, known_on=date(2019, 7, 1), keep_in=tmp_path / "kept")
    assert later.receipt.counts.accepted == 1
