"""A form goes out with what is known and comes back telling what it was sent with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from tests.kernel.facts.small_plan import DAY, FIRMS, SmallPlan, firm, small_plan, write_csv, write_xlsx

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Lake, current_rows, examine, known_rows, load_file, read_sent, write_current

LATER = date(2019, 7, 1)
HEAD = ("firm", "year", "name", "county", "industry", "size", "above", "since", "land", "tax", "staff")
ROWS = [
    [firm(1), "2018", "甲公司", "331003", "0610", "大型", "是", "2001-02-03", "10.25", "3.500001", "12"],
    [firm(2), "2018", "乙公司", "331003", "1761", "small", "否", "", "", "-3", ""],
    [firm(3), "2018", "丙公司", "330105", "1761", "", "", "", "7", "1", "1"],
    [firm(1), "2017", "甲公司", "331003", "0610", "", "", "", "9", "2", "11"],
]
WHERE = {"county": ["黄岩区"], "year": ["2018年"]}


@pytest.fixture
def filled(tmp_path: Path, plan: SmallPlan, lake: Lake) -> Lake:
    load_file(plan, lake, write_csv(tmp_path / "all.csv", HEAD, *ROWS), known_on=DAY)
    return lake


def test_the_known_rows_come_back_as_they_stand(tmp_path: Path, plan: SmallPlan, filled: Lake) -> None:
    out = tmp_path / "out.xlsx"
    sent = write_current(plan, filled, "firms", out, where=WHERE, known_on=DAY)
    assert [row["firm"] for row in sent.rows.to_pylist()] == sorted([firm(1), firm(2)])
    back = examine(plan, filled, out, known_on=LATER, keep_in=tmp_path)
    assert (back.dataset, back.issues) == ("firms", ())
    assert back.rows.select(sent.rows.column_names).to_pylist() == sent.rows.to_pylist()


def test_the_form_tells_what_it_was_sent_with(tmp_path: Path, plan: SmallPlan, filled: Lake) -> None:
    out = tmp_path / "out.xlsx"
    sent = write_current(plan, filled, "firms", out, where=WHERE, known_on=DAY)
    book = load_workbook(out)
    book["企业数据"]["I3"] = 99
    book.save(out)
    read = read_sent(plan, out)
    assert (read.dataset, read.known_on) == ("firms", DAY)
    assert read.where == {"county": ("331003",), "year": ("2018",)} == sent.where
    assert read.rows.equals(sent.rows)


def test_what_the_form_shows(tmp_path: Path, plan: SmallPlan, filled: Lake) -> None:
    write_current(plan, filled, "firms", tmp_path / "a.xlsx", where=WHERE, known_on=DAY)
    book = load_workbook(tmp_path / "a.xlsx")
    assert [(s.title, s.sheet_state) for s in book][2:] == [
        ("_zhixing", "veryHidden"),
        ("_zhixing_sent", "veryHidden"),
    ]
    page = book["企业数据"]
    row = {str(page.cell(2, index).value): page.cell(3, index) for index in range(1, 13)}
    assert row["规模"].value == "大型"
    assert row["是否规上"].value == "是"
    assert row["行业代码"].value == "0610"
    assert "截至 2019-06-01" in str(page["A1"].value)
    assert page.protection.sheet
    assert [row[title].protection.locked for title in ("统一社会信用代码", "年度", "企业名称")] == [
        True,
        True,
        False,
    ]
    assert page.max_row == 4


def test_the_same_form_is_the_same_bytes(tmp_path: Path, plan: SmallPlan, filled: Lake) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_current(plan, filled, "firms", tmp_path / name, where=WHERE, known_on=DAY)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_long_numbers_and_odd_texts_live(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    table = pa.table(
        {
            "firm": [firm(1)],
            "year": pa.array([2018], pa.int32()),
            "name": ["两行\r\n“一”家\r 公_x0041_司\x0b"],
            "tax": pa.array([Decimal("123456789012.345678")], pa.decimal128(18, 6)),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    load_file(plan, lake, tmp_path / "a.parquet", dataset="firms", known_on=DAY)
    sent = write_current(plan, lake, "firms", tmp_path / "a.xlsx", where={}, known_on=DAY)
    back = examine(plan, lake, tmp_path / "a.xlsx", known_on=LATER, keep_in=tmp_path)
    assert back.rows.select(sent.rows.column_names).to_pylist() == sent.rows.to_pylist()
    assert read_sent(plan, tmp_path / "a.xlsx").rows.equals(sent.rows)


def test_current_rows_follow_the_keys(tmp_path: Path, plan: SmallPlan, filled: Lake) -> None:
    sent = write_current(plan, filled, "firms", tmp_path / "a.xlsx", where=WHERE, known_on=DAY)
    moved = write_csv(
        tmp_path / "b.csv",
        ("firm", "year", "county"),
        [firm(1), "2018", "330105"],
        [firm(9), "2018", "331003"],
    )
    load_file(plan, filled, moved, dataset="firms", known_on=LATER)
    returned = known_rows(plan, filled, "firms", where={"county": ["330105"]}, known_on=DAY)
    now = current_rows(plan, filled, sent, returned, known_on=LATER)
    expected = sorted(firm(n) for n in (1, 2, 3, 9))
    assert [(row["firm"], row["year"]) for row in now.to_pylist()] == [(code, 2018) for code in expected]
    assert {row["firm"]: row["county"] for row in now.to_pylist()}[firm(1)] == "330105"


def refused_by(work: Any, *arguments: Any, **named: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        work(*arguments, **named)
    return [issue.code for issue in refused.value.issues]


def test_selections_that_cannot_be(tmp_path: Path, plan: SmallPlan, filled: Lake) -> None:
    out = tmp_path / "a.xlsx"

    def refusal(where: dict[str, list[str]]) -> list[str]:
        return refused_by(write_current, plan, filled, "firms", out, where=where, known_on=DAY)

    assert refusal({"contry": ["331003"], "name": ["/"]}) == ["facts.unknown-column", "facts.not-a-value"]
    assert refusal({"county": ["台州市"], "year": ["twenty"]}) == ["facts.place-level", "facts.not-a-year"]
    assert refusal({"county": ["330114"]}) == ["facts.nothing-known"]
    assert not out.exists()


def test_a_text_that_no_cell_holds(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    long = write_csv(tmp_path / "a.csv", ("firm", "year", "name"), [firm(1), "2018", "长" * 20_000])
    load_file(plan, lake, long, dataset="firms", known_on=DAY)
    found = refused_by(write_current, plan, lake, "firms", tmp_path / "b.xlsx", where={}, known_on=DAY)
    assert found == ["facts.form-full"]


def test_files_that_do_not_tell_what_was_sent(tmp_path: Path, plan: SmallPlan, filled: Lake) -> None:
    copied = write_xlsx(tmp_path / "copy.xlsx", ["firm", "year"], [firm(1), 2018])
    assert refused_by(read_sent, plan, copied) == ["facts.sent-missing"]
    out = tmp_path / "out.xlsx"
    write_current(plan, filled, "firms", out, where=WHERE, known_on=DAY)
    other = small_plan(
        {**FIRMS, "columns": [{**c, "decimals": "2"} if c["id"] == "tax" else c for c in FIRMS["columns"]]}
    )  # type: ignore[attr-defined]
    assert refused_by(read_sent, other, out) == ["facts.old-template"]
    book = load_workbook(out)
    book["_zhixing_sent"]["I2"] = "11.0000"
    book.save(out)
    assert refused_by(read_sent, plan, out) == ["facts.sent-altered"]
