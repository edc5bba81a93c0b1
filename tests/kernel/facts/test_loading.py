"""Files of every kind and state of mess come in right, or come back with a reason."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from openpyxl import load_workbook
from tests.kernel.facts.small_plan import DAY, SmallPlan, firm, small_plan, write_csv, write_xlsx

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Lake, Receipt, load_file


def rows_of(lake: Lake, receipt: Receipt) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(lake.rows_path(receipt)).to_pylist()
    return rows


def reasons(lake: Lake, receipt: Receipt) -> set[tuple[str, str]]:
    return {(issue["code"], issue["where"]["cell"]) for issue in lake.refused_issues(receipt)}


def test_a_messy_workbook(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    path = tmp_path / "messy.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("上报")
        page.merge_range("A1:I1", "黄岩区企业数据上报表")
        page.write("A2", "填报单位：某局")
        heads = ["序号", "* 信用代码", "年 度", "县（市、区）", "行业代码", "是否规上", "注册日期", "土地面积（平方米）",
                 "评价税收（元）", "综合能耗（等价值）", "职工人数（人）", "规模", "企业名称"]  # fmt: skip
        page.write_row("A3", heads)
        page.write_row("A4", [1, firm(1).lower(), 2018, 331003, "1711", "是"])
        page.write_datetime("G4", date(2001, 2, 3), book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_row("H4", [6666.6667, 1234567.89, "１，２３４．５", "12 人", "大型", "甲　公司 "])
        page.write_row(
            "A6",
            [
                2,
                firm(2),
                "2018年",
                "台州市黄岩区",
                1711.0,
                "规下",
                "2001年2月3日",
                "/",
                "3万元",
                "—",
                0,
                "small",
            ],
        )
        page.write_row("A7", ["", "", "", "", "", "", "", ""])
        page.write("A9", "")
    receipt = load_file(plan, lake, path, known_on=DAY, received_from="某局")
    first, second = rows_of(lake, receipt)
    assert (first["firm"], first["year"], first["county"], first["industry"]) == (
        firm(1),
        2018,
        "331003",
        "1711",
    )
    assert (first["above"], first["since"], first["size"]) == (True, date(2001, 2, 3), "large")
    assert (first["land"], first["tax"]) == (Decimal("10.0000"), Decimal("123.456789"))
    assert (first["energy"], first["staff"], first["name"], first["_row"]) == (
        Decimal("1234.5000"),
        12,
        "甲　公司",
        4,
    )
    assert (second["land"], second["tax"], second["energy"]) == (None, Decimal("3.000000"), None)
    assert (second["_said"], second["_row"]) == (["land", "energy"], 6)
    assert (second["county"], second["industry"], second["above"]) == ("331003", "1711", False)
    assert receipt.counts.rows == 3
    assert receipt.counts.accepted == 2
    assert receipt.counts.skipped == 1
    assert receipt.columns["firm"].letter == "B"
    assert receipt.columns["firm"].heading == "* 信用代码"
    assert {(c.column, c.found, c.factor, c.rounded) for c in receipt.conversions} == {
        ("land", "平方米", "3/2000", 1),
        ("tax", "元", "1/10000", 0),
    }
    assert {note["code"] for note in receipt.notes} == {
        "facts.unknown-heading", "facts.unit-converted", "facts.rounded", "facts.code-repaired",
    }  # fmt: skip
    assert receipt.none == ("land", "energy")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_files(encoding: str, tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    head = ("统一社会信用代码", "年度", "企业名称", "评价税收(万元)")
    path = write_csv(tmp_path / "a.csv", head, (firm(1), 2018, "甲公司", '"1,234.5"'), encoding=encoding)
    receipt = load_file(plan, lake, path, known_on=DAY)
    assert rows_of(lake, receipt)[0]["tax"] == Decimal("1234.5")
    assert rows_of(lake, receipt)[0]["name"] == "甲公司"
    assert receipt.encoding == ("gb18030" if encoding == "gb18030" else "utf-8")


def test_a_parquet_file_keeps_its_types(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    table = pa.table(
        {
            "firm": [firm(1), firm(2)],
            "year": pa.array([2018, 2018], pa.int16()),
            "土地面积": pa.array([Decimal("1.2500"), None], pa.decimal128(10, 4)),
            "tax": pa.array([0.1, 2.5], pa.float32()),
            "staff": pa.array([7, 8], pa.uint8()),
            "above": [True, False],
            "since": pa.array([date(2001, 2, 3), None], pa.date32()),
            "size": pa.array(["large", "小型"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    receipt = load_file(plan, lake, tmp_path / "a.parquet", known_on=DAY)
    first, second = rows_of(lake, receipt)
    assert (first["land"], first["tax"], first["staff"]) == (Decimal("1.2500"), Decimal("0.100000"), 7)
    assert (first["above"], first["since"], first["size"], first["_row"]) == (
        True,
        date(2001, 2, 3),
        "large",
        1,
    )
    assert (second["land"], second["above"], second["size"], second["_row"]) == (None, False, "small", 2)


CELLS = [
    ("firm", "91331003MA00000011", "facts.uscc-fault"),
    ("firm", 913310030000000011.0, "facts.code-lost-digits"),
    ("firm", "", "facts.required"),
    ("firm", "/", "facts.required"),
    ("year", "18", "facts.not-a-year"),
    ("year", 2009, "facts.below-minimum"),
    ("year", 2036, "facts.above-maximum"),
    ("county", "330199", "facts.unknown-place"),
    ("county", "拱墅区", "facts.place-unclear"),
    ("county", "331000", "facts.place-level"),
    ("county", "330114", "facts.place-not-valid"),
    ("industry", "711", "facts.code-lost-zero"),
    ("industry", "0111", "facts.unknown-industry"),
    ("industry", "纺织", "facts.unknown-industry"),
    ("size", "巨型", "facts.not-a-choice"),
    ("above", "也许", "facts.not-a-flag"),
    ("since", "2018-13-01", "facts.not-a-date"),
    ("since", "去年", "facts.not-a-date"),
    ("land", -1, "facts.below-minimum"),
    ("land", 100001, "facts.above-maximum"),
    ("land", "约10", "facts.not-a-number"),
    ("land", "12 5", "facts.not-a-number"),
    ("land", "10²", "facts.not-a-number"),
    ("land", "1,23", "facts.not-a-number"),
    ("land", "10吨", "facts.wrong-unit"),
    ("land", "#REF!", "facts.excel-error"),
    ("land", True, "facts.not-a-number"),
    ("tax", 1.2345678, "facts.too-many-decimals"),
    ("tax", 1e13, "facts.number-too-large"),
    ("tax", "1234567890123", "facts.number-too-large"),
    ("tax", "nan", "facts.not-a-number"),
    ("tax", "inf", "facts.not-a-number"),
    ("staff", 1.5, "facts.not-whole"),
    ("staff", "0.00015万人", "facts.not-whole"),
    ("tax", 99999, "facts.rule-failed"),
]
HEADS = ["firm", "year", "county", "industry", "size", "above", "since", "land", "tax", "staff"]
GOOD = [None, 2018, "331003", "1711", "大型", "是", "2001-02-03", 10, 5, 3]


@pytest.mark.parametrize(("column", "cell", "code"), CELLS)
def test_a_faulty_cell_sends_its_row_back(
    column: str, cell: object, code: str, tmp_path: Path, plan: SmallPlan, lake: Lake
) -> None:
    bad = [firm(2), *GOOD[1:]]
    bad[HEADS.index(column)] = cell
    path = write_xlsx(tmp_path / "a.xlsx", HEADS, [firm(1), *GOOD[1:]], bad)
    receipt = load_file(plan, lake, path, known_on=DAY)
    assert (receipt.counts.accepted, receipt.counts.refused) == (1, 1)
    letter = "H" if code == "facts.rule-failed" else chr(65 + HEADS.index(column))
    assert reasons(lake, receipt) == {(code, f"{letter}3")}
    issue = lake.refused_issues(receipt)[0]
    assert "{" not in issue["zh"] + issue["en"]
    assert issue["where"]["sheet"] == "Sheet1"
    assert issue["where"]["file"] == "a.xlsx"


def test_a_place_that_ended_names_its_successor(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    rows = [(firm(1), 2020, "330103"), (firm(2), 2021, "330103"), (firm(3), 2022, "330103")]
    receipt = load_file(
        plan, lake, write_csv(tmp_path / "a.csv", ("firm", "year", "county"), *rows), known_on=DAY
    )
    assert receipt.counts.accepted == 2
    issue = lake.refused_issues(receipt)[0]
    assert issue["code"] == "facts.place-not-valid"
    assert "拱墅区 330105" in issue["zh"]
    assert issue["where"]["cell"] == "C4"


def test_figures_by_period(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    rows = [
        ("330000", "2018年", 1),
        ("330000", "2018年一季度", 2),
        ("330000", "2018年3月", 3),
        ("330000", "2018..2020", 4),
        ("330000", "2018—2022年", 6),
    ]
    path = write_csv(
        tmp_path / "a.csv",
        ("地区代码", "时期", "数值"),
        *rows,
        ("330000", "上年", 5),
        ("330103", "2022Q1", 6),
    )
    receipt = load_file(plan, lake, path, known_on=DAY)
    assert [row["period"] for row in rows_of(lake, receipt)] == [
        "2018", "2018Q1", "2018-03", "2018..2020", "2018..2022",
    ]  # fmt: skip
    assert reasons(lake, receipt) == {("facts.not-a-period", "B7"), ("facts.place-not-valid", "A8")}


def test_percentages_formulas_and_errors_that_the_reader_hides(
    tmp_path: Path, plan: SmallPlan, lake: Lake
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("地区指标")
        page.write_row("A1", ["地区代码", "时期", "数值", "增速（%）"])
        percent = book.add_format({"num_format": "0.00%"})
        for row, period in enumerate(["2015", "2016", "2017", "2018", "2019"], start=1):
            page.write_row(row, 0, ["330000", period])
        page.write_number("D2", 0.0715, percent)
        page.write_number("D3", 7.15)
        page.write_formula("C4", "=1/0", None, "#DIV/0!")
        page.write_formula("C5", "=C2", None, "")
        page.write_formula("C6", "=1+1", None, 2)
    receipt = load_file(plan, lake, path, known_on=DAY)
    assert {row["period"]: row["growth"] for row in rows_of(lake, receipt)} == {
        "2015": Decimal("7.15"), "2016": Decimal("7.15"), "2019": None,
    }  # fmt: skip
    assert reasons(lake, receipt) == {("facts.excel-error", "C4"), ("facts.excel-error", "C5")}


def test_repeated_keys(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    rows = [
        (firm(1), 2018, 1),
        (firm(2), 2018, 2),
        (firm(1), 2018, 1),
        (firm(2), 2018, 3),
        (firm(3), 2018, 4),
    ]
    receipt = load_file(
        plan, lake, write_csv(tmp_path / "a.csv", ("firm", "year", "tax"), *rows), known_on=DAY
    )
    assert [row["_row"] for row in rows_of(lake, receipt)] == [2, 6]
    assert reasons(lake, receipt) == {("facts.repeated-key", "A3"), ("facts.repeated-key", "A5")}
    assert [note["code"] for note in receipt.notes] == ["facts.same-row-twice"]
    assert (receipt.counts.refused, receipt.counts.skipped) == (2, 1)


def test_the_refused_workbook(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    path = write_csv(
        tmp_path / "a.csv", ("firm", "year", "用地面积（亩）"), (firm(1), 2018, "约 10"), (firm(2), 2018, 1)
    )
    receipt = load_file(plan, lake, path, known_on=DAY)
    back = lake.refused_path(receipt)
    assert back is not None
    page = load_workbook(back).active
    assert page is not None
    cells = [[cell.value for cell in row] for row in page.iter_rows()]
    assert cells[0] == ["firm", "year", "用地面积（亩）", "退回原因", "原行号"]
    assert cells[1][:3] == [firm(1), "2018", "约 10"]
    assert cells[1][4] == 2
    assert len(cells) == 2
    assert "C2" in str(cells[1][3])
    assert "应是数" in str(cells[1][3])
    assert page["C2"].comment is not None
    assert page["C2"].fill.fgColor.rgb == "FFFFD9D2"
    assert page.column_dimensions["A"].width > len(firm(1)), "a code can be read whole"
    assert (page.freeze_panes, page.page_setup.orientation) == ("B2", "landscape")


def test_the_same_load_gives_the_same_bytes(tmp_path: Path, plan: SmallPlan) -> None:
    path = write_csv(tmp_path / "a.csv", ("firm", "year", "land"), (firm(1), 2018, "x"), (firm(2), 2018, 1))
    one, two = (load_file(plan, Lake(tmp_path / name), path, known_on=DAY) for name in ("one", "two"))
    assert one == two
    files = [sorted(p.relative_to(tmp_path / n) for p in (tmp_path / n).rglob("*.*")) for n in ("one", "two")]
    assert files[0] == files[1]
    for name in files[0]:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def refused_codes(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    assert all("{" not in issue.zh + issue.en for issue in error.value.issues)
    return {issue.code for issue in error.value.issues}


HEAD_FAULTS = [
    (("year", "tax"), "facts.missing-heading"),
    (("firm", "year", "用地面积", "土地面积"), "facts.repeated-heading"),
    (("firm", "year", "用地面积（吨）"), "facts.wrong-unit"),
]


@pytest.mark.parametrize(("head", "code"), HEAD_FAULTS)
def test_headings_that_refuse_the_file(
    head: tuple[str, ...], code: str, tmp_path: Path, plan: SmallPlan, lake: Lake
) -> None:
    path = write_csv(tmp_path / "a.csv", head, [firm(1)] * len(head))
    with pytest.raises(Refused) as error:
        load_file(plan, lake, path, dataset="firms", known_on=DAY)
    assert code in refused_codes(error)
    assert not lake.root.exists()


def test_a_unit_in_the_heading_of_a_plain_number_is_refused(
    tmp_path: Path, plan: SmallPlan, lake: Lake
) -> None:
    path = write_csv(tmp_path / "a.csv", ("地区代码", "时期", "数值（万元）"), ("330000", 2018, 1))
    with pytest.raises(Refused) as error:
        load_file(plan, lake, path, known_on=DAY)
    assert refused_codes(error) == {"facts.wrong-unit"}


def test_an_unknown_heading_is_reported_with_near_names(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    path = write_csv(tmp_path / "a.csv", ("firm", "year", "评价税收额"), (firm(1), 2018, 5))
    receipt = load_file(plan, lake, path, known_on=DAY)
    (note,) = receipt.notes
    assert note["code"] == "facts.unknown-heading"
    assert "评价税收" in note["zh"]
    assert note["where"]["cell"] == "C1"


def test_the_file_as_a_whole(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    good = write_csv(tmp_path / "good.csv", ("firm", "year"), (firm(1), 2018))

    def code(path: Path, **options: str) -> set[str]:
        with pytest.raises(Refused) as error:
            load_file(plan, lake, path, known_on=DAY, **options)
        return refused_codes(error)

    def raw(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    assert code(tmp_path / "none.csv") == {"facts.file-missing"}
    assert code(raw("a.docx", b"PK")) == {"facts.unknown-format"}
    assert code(raw("a.xlsx", b"PK\x03\x04 broken")) == {"facts.unreadable-file"}
    assert code(raw("b.xlsx", b"firm,year")) == {"facts.unreadable-file"}
    assert code(raw("a.parquet", b"PAR1 broken")) == {"facts.unreadable-file"}
    assert code(raw("q.csv", b'firm,year\n"open')) == {"facts.unreadable-file"}
    assert code(raw("a.csv", "信用".encode("utf-16"))) == {"facts.unknown-encoding"}
    assert code(raw("z.csv", b"firm,year\n\x00,1")) == {"facts.unknown-encoding"}
    assert code(raw("e.csv", b"firm,year\n")) == {"facts.no-rows"}
    assert code(raw("s.csv", b"firm,year\n , \n")) == {"facts.no-rows"}
    assert code(raw("x.csv", b"alpha,beta\n1,2\n")) == {"facts.dataset-unclear"}
    assert code(raw("y.csv", b"alpha,beta\n1,2\n"), dataset="firms") == {"facts.no-heading"}
    assert code(good, dataset="firm") == {"facts.unknown-dataset"}
    assert code(good, sheet="二") == {"facts.sheet-missing"}
    assert lake.receipts() == ()


def test_two_sheets_of_one_dataset_must_be_named(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for number, name in enumerate(("甲县", "乙县"), start=1):
            page = book.add_worksheet(name)
            page.write_row("A1", ["firm", "year"])
            page.write_row("A2", [firm(number), 2018])
    with pytest.raises(Refused) as error:
        load_file(plan, lake, path, known_on=DAY)
    assert refused_codes(error) == {"facts.dataset-unclear"}
    receipts = [load_file(plan, lake, path, known_on=DAY, sheet=name) for name in ("甲县", "乙县")]
    assert [rows_of(lake, receipt)[0]["firm"] for receipt in receipts] == [firm(1), firm(2)]


def test_a_stray_far_cell_is_refused_before_it_asks_for_memory(
    tmp_path: Path, plan: SmallPlan, lake: Lake
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("企业数据")
        page.write_row("A1", ["firm", "year"])
        page.write("XFD1048576", 1)
    with pytest.raises(Refused) as error:
        load_file(plan, lake, path, known_on=DAY)
    assert refused_codes(error) == {"facts.too-large"}


def test_a_file_loaded_twice(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    path = write_csv(tmp_path / "a.csv", ("firm", "year"), (firm(1), 2018))
    first = load_file(plan, lake, path, known_on=DAY)
    with pytest.raises(Refused) as error:
        load_file(plan, lake, path, known_on=DAY)
    assert refused_codes(error) == {"facts.loaded-before"}
    assert first.id in error.value.issues[0].zh
    load_file(plan, lake, path, known_on=date(2019, 6, 2))
    assert [receipt.sequence for receipt in lake.receipts()] == [1, 2]


def test_a_rule_that_a_gap_leaves_unknown_does_not_hold(tmp_path: Path, lake: Lake) -> None:
    dataset = {
        "id": "parts", "title": "分项", "clause": "1", "entity": "place", "key": ["place"],
        "columns": [
            {"id": "place", "title": "地区", "type": "place"},
            {"id": "whole", "title": "总数", "type": "amount"},
            {"id": "part", "title": "其中", "type": "amount"},
        ],
        "rules": [{"id": "part-of-whole", "must": "part <= whole", "says": "分项大于总数"}],
    }  # fmt: skip
    path = write_csv(
        tmp_path / "a.csv", ("place", "whole", "part"), ("330000", 5, 5), ("330100", "", 5), ("331000", 5, 6)
    )
    receipt = load_file(small_plan(dataset), lake, path, known_on=DAY)
    assert receipt.counts.accepted == 1
    assert reasons(lake, receipt) == {("facts.rule-failed", "C3"), ("facts.rule-failed", "C4")}


def test_a_file_that_unpacks_to_far_more_is_refused(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ["firm", "year"], [firm(1), 2018])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(80 << 20))
    with pytest.raises(Refused) as error:
        load_file(plan, lake, path, known_on=DAY)
    assert refused_codes(error) == {"facts.too-large"}


def test_a_file_that_changes_while_it_is_read_is_not_stored(
    tmp_path: Path, plan: SmallPlan, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_csv(tmp_path / "a.csv", ("firm", "year"), (firm(1), 2018))

    def changing(source: Path, copy: Path) -> None:
        copy.write_bytes(source.read_bytes() + b"\n")

    monkeypatch.setattr(shutil, "copyfile", changing)
    with pytest.raises(Refused) as error:
        load_file(plan, lake, path, known_on=DAY)
    assert refused_codes(error) == {"facts.unreadable-file"}
    assert lake.receipts() == ()


def test_damaged_files_are_refused_and_never_fail(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    book = write_xlsx(tmp_path / "a.xlsx", ["firm", "year"], [firm(1), 2018]).read_bytes()
    pq.write_table(pa.table({"firm": [firm(1)], "year": [2018]}), tmp_path / "a.parquet")
    table = (tmp_path / "a.parquet").read_bytes()
    refused = 0
    for name, content in (("b.xlsx", book), ("b.parquet", table)):
        for at in range(30, len(content), len(content) // 40):
            (tmp_path / name).write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
            try:
                receipt = load_file(plan, Lake(tmp_path / f"{name}-{at}"), tmp_path / name, known_on=DAY)
            except Refused:
                refused += 1
            else:
                assert receipt.counts.rows == 1
    assert refused > 20


def test_days_that_no_calendar_holds(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    days = pa.array([10**8, 17595, -(10**8), -700000], pa.int32()).cast(pa.date32())
    pq.write_table(
        pa.table({"firm": [firm(n) for n in range(4)], "year": [2018] * 4, "since": days}),
        tmp_path / "a.parquet",
    )
    receipt = load_file(plan, lake, tmp_path / "a.parquet", known_on=DAY)
    assert [row["since"] for row in rows_of(lake, receipt)] == [date(2018, 3, 5)]
    assert reasons(lake, receipt) == {("facts.not-a-date", f"C{row}") for row in (1, 3, 4)}


def test_a_long_text_comes_back_shortened_and_not_lost(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    path = write_csv(
        tmp_path / "a.csv", ("firm", "year", "name", "land"), (firm(1), 2018, "甲" * 40_000, "x")
    )
    back = lake.refused_path(load_file(plan, lake, path, known_on=DAY))
    assert back is not None
    page = load_workbook(back).active
    assert page is not None
    assert str(page["C2"].value) == "甲" * 32_766 + "…"
