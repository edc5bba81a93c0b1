"""Forms that go out filled in and what comes back, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.surfaces.cli.conftest import Zhixing

CODES = [f"91331003MA000000{end}" for end in ("12", "25", "38", "4B", "5E")]


@pytest.fixture
def workspace(zhixing: Zhixing, checkout: Path, tmp_path: Path) -> Path:
    """A workspace with the made-up firms of one county and year."""
    folder = tmp_path / "w"
    assert zhixing("init", folder).code == 0
    file = checkout / "docs" / "examples" / "huangyan-2022.csv"
    assert zhixing("facts", "load", file, "--known-on", "2023-06-01", "-w", folder).code == 0
    return folder


def test_a_trial_accepts_nothing(zhixing: Zhixing, checkout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    zhixing("init", folder)
    file = checkout / "docs" / "examples" / "huangyan-2022.csv"
    said = zhixing("facts", "examine", file, "-w", folder)
    assert said.code == 0
    assert "可收 5，将退回 1" in said.out
    assert "没有收下任何数据" in said.out
    assert "facts.uscc-fault" in said.out
    assert not list((folder / "lake").rglob("*.parquet"))
    plain = json.loads(
        zhixing("facts", "examine", file, "--keep-in", tmp_path / "k", "--json", "-w", folder).out
    )
    assert plain["counts"] == {"rows": 6, "accepted": 5, "refused": 1, "skipped": 0}
    assert Path(plain["refused_workbook"]).parent == tmp_path / "k"
    assert {issue["code"] for issue in plain["issues"]} == {"facts.uscc-fault", "facts.not-a-number"}


def test_a_form_goes_out_and_comes_back(zhixing: Zhixing, workspace: Path, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    selected = ("--where", "county=331003", "--where", "year=2022")
    said = zhixing("facts", "current", form, "--dataset", "enterprise-year", *selected, "-w", workspace)
    assert said.code == 0
    assert "5 行" in said.out
    book = load_workbook(form)
    page = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in page[2]}
    page.cell(3, heads["评价税收（万元）"], 250)
    page.delete_rows(7)
    book.save(form)
    out = tmp_path / "diff.xlsx"
    said = zhixing("facts", "diff", form, "--out", out, "-w", workspace)
    assert said.code == 0
    assert (
        f"{CODES[0]} 2022 N3 报送方改 评价税收: 发出 240.970000，报回 250.000000，现在 240.970000" in said.out
    )
    assert "未报回的行（不是删除）: 1" in said.out
    assert load_workbook(out).sheetnames == ["概要 Summary", "逐格 Cells", "整行 Rows"]
    plain = json.loads(zhixing("facts", "diff", form, "--json", "-w", workspace).out)
    assert [(change["key"]["enterprise"], change["column"], change["kind"]) for change in plain] == [
        (CODES[0], "tax", "by-sender"),
        (CODES[4], "", "row-missing"),
    ]
    english = zhixing("--lang", "en", "facts", "diff", form, "-w", workspace)
    assert "row not returned (not deleted): 1" in english.out


def test_codes_that_do_not_meet(zhixing: Zhixing, workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "department.csv"
    lines = [
        "统一社会信用代码,年度,企业名称",
        f"{CODES[0]},2022,合成企业甲",
        f"{CODES[1][:-1]}0,2022,合成企业乙",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    asked = (
        "facts",
        "unmatched",
        file,
        "--dataset",
        "enterprise-year",
        "--where",
        "county=黄岩区",
        "-w",
        workspace,
    )
    said = zhixing(*asked, "--out", tmp_path / "u.xlsx")
    assert said.code == 0
    assert "对上 1；名录有文件无 4；文件有名录无 1" in said.out
    assert f"{CODES[1][:-1]}0 合成企业乙 → {CODES[1]} 合成企业乙 (one-character 1.00)" in said.out
    assert (tmp_path / "u.xlsx").is_file()
    plain = json.loads(zhixing(*asked, "--json").out)
    assert plain["only_returned"][0]["fault"] == "checksum"


def test_selections_must_name_a_column_and_a_value(zhixing: Zhixing, workspace: Path, tmp_path: Path) -> None:
    asked = ("facts", "current", tmp_path / "a.xlsx", "--dataset", "enterprise-year", "-w", workspace)
    wrong = zhixing(*asked, "--where", "county", "--where", "=1")
    assert wrong.code == 1
    assert wrong.err.count("cli.bad-selection") == 2
    unknown = zhixing(*asked, "--where", "contry=331003")
    assert (unknown.code, "facts.unknown-column" in unknown.err) == (1, True)
    absent = zhixing("facts", "diff", tmp_path / "none.xlsx", "-w", workspace)
    assert (absent.code, "cli.no-file" in absent.err) == (1, True)
