"""Registers as workbooks: many acts at once, what is wrong comes back, a list sent out and back changes what was changed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.operations.conftest import Clock

from zhixing.foundation.issues import Refused
from zhixing.operations import registers, trail
from zhixing.operations.accounts import Person
from zhixing.operations.office import Office
from zhixing.operations.registers import export_book, import_book

pytestmark = pytest.mark.django_db

HEAD = ["名称", "县", "面积（平方米）"]


def book(path: Path, *rows: list[object]) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (HEAD, *rows):
        sheet.append(row)
    made.save(path)
    return path


def test_rows_become_entries_and_the_others_come_back(
    tiny_office: Office, county: Person, tmp_path: Path
) -> None:
    file = book(
        tmp_path / "厂房.xlsx",
        ["一号", "丙区", 1200],
        ["二号", "330102", "约8"],
        ["一号", "丙区", 5],
        ["四号", "丁区", 9],
        ["五号", "丙区", 7],
    )
    came = import_book(tiny_office, county, "plants", "propose", file, tmp_path / "back")
    assert came.entries == ("000001", "000002")
    why = {row: {issue.code for issue in issues} for row, issues in came.refused.items()}
    assert why == {3: {"facts.not-a-number"}, 4: {"registers.key-taken"}, 5: {"accounts.not-allowed"}}
    assert came.workbook is not None
    back = openpyxl.load_workbook(came.workbook).active
    assert back is not None
    told = [[cell.value for cell in row] for row in back.iter_rows(min_row=3)]
    assert [row[-1] for row in told] == [3, 4, 5]
    assert all(row[-2] for row in told)
    assert told[0][:3] == ["二号", "330102", "约8"]


def test_the_same_file_is_not_done_twice(tiny_office: Office, county: Person, tmp_path: Path) -> None:
    file = book(tmp_path / "厂房.xlsx", ["一号", "丙区", 1200])
    import_book(tiny_office, county, "plants", "propose", file, tmp_path)
    with pytest.raises(Refused, match="imported-before"):
        import_book(tiny_office, county, "plants", "propose", file, tmp_path)


def test_a_list_goes_out_and_comes_back(
    tiny_office: Office, county: Person, department: Person, tmp_path: Path, clock: Clock
) -> None:
    import_book(
        tiny_office, county, "plants", "propose",
        book(tmp_path / "厂房.xlsx", ["一号", "丙区", 1200], ["二号", "丙区", 1300]), tmp_path,
    )  # fmt: skip
    out = tmp_path / "out.xlsx"
    assert export_book(tiny_office, department, "plants", out, note="（合成数据）") == 2
    made = openpyxl.load_workbook(out)
    sheet = made.active
    assert sheet is not None
    assert "合成数据" in sheet["A1"].value
    heads = [cell.value for cell in sheet[2]]
    assert heads[:5] == ["编号", "状态", "进入状态日期", "名称", "县"]
    assert [sheet.cell(3, at).value for at in (1, 2, 4)] == ["000001", "申报", "一号"]
    sheet.delete_rows(3)
    made.save(out)
    clock.to("2022-05-10")
    came = import_book(tiny_office, department, "plants", "drop", out, tmp_path)
    assert came.entries == ()
    assert {issue.code for issue in came.refused[3]} == {"registers.reason-needed"}
    again = book(tmp_path / "again.xlsx", ["二号", "丙区", 1300])
    made = openpyxl.load_workbook(again)
    rows = made.active
    assert rows is not None
    rows["D1"], rows["D2"] = "编号", 2
    made.save(again)
    came = import_book(tiny_office, department, "plants", "drop", again, tmp_path, "拆除")
    assert came.entries == ("000002",)
    states = [
        line.state
        for line in registers.lines(tiny_office, county, registers.register_of(tiny_office, "plants"))
    ]
    assert states == ["proposed", "dropped"]
    assert trail.check() == ()
