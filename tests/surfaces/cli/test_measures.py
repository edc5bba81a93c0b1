"""`zhixing measures`: what is in force, what it comes to, whom it reaches and why, the ledger and the utility's file."""

from __future__ import annotations

import csv
import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from tests.surfaces.cli.conftest import Zhixing
from tests.surfaces.cli.test_commands import a_run

SURCHARGE = "electricity-surcharge"


def charged(workspace: Path, year: int) -> list[dict[str, object]]:
    return pq.read_table(a_run(workspace) / "results" / f"measure-{SURCHARGE}-{year}.parquet").to_pylist()


def test_the_list_names_documents_dates_and_what_has_no_source(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("measures", "list", "-w", province)
    assert "浙政办发〔2019〕62号 第一项  2019-01-01..2021-12-31" in said.out
    assert "按亩均评价等级减免城镇土地使用税（减免，标准有出处）" in said.out
    assert "差别化电价加价（加收，标准暂定）" in said.out


@pytest.mark.parametrize(("day", "there"), [("2021-12-31", True), ("2022-01-01", False)])
def test_only_what_is_in_force_on_a_day(zhixing: Zhixing, province: Path, day: str, there: bool) -> None:
    found = json.loads(zhixing("measures", "list", "--on", day, "--json", "-w", province).out)
    assert ("land-use-tax-relief" in {one["id"] for one in found}) == there


def test_money_adds_up_however_it_is_asked_for(zhixing: Zhixing, province: Path) -> None:
    sums = {}
    for by in ("county", "industry", "size", "grade"):
        found = json.loads(
            zhixing("measures", "money", "--by", by, "-y", "2021", "--json", "-w", province).out
        )
        sums[by] = (
            sum(row["granted"] for row in found["rows"]),
            sum(row["charged"] for row in found["rows"]),
        )
        assert sums[by] == pytest.approx((found["granted"], found["charged"]))
    for one in sums.values():
        assert one == pytest.approx(sums["grade"])
    assert sums["grade"][0] > 0 < sums["grade"][1]


def test_money_stands_beside_what_was_published(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("measures", "money", "-w", province).out
    assert said.startswith("【合成数据")
    assert "48.7 亿元（全省累计至 2018 年年中（起点未见）；新闻报道（2018-08-17））" in said
    assert "公布数之比 11.8 : 1，口径和年份不同，只并列" in said
    assert "其余按暂定标准试算" in said


def test_one_firm_s_measures_with_their_reasons(zhixing: Zhixing, province: Path) -> None:
    row = next(row for row in charged(province, 2022) if row["outcome"] == "proposed")
    said = zhixing("measures", "of", str(row["entity"]), "-y", "2022", "-w", province)
    assert "差别化电价加价（加收）" in said.out
    assert "依据：浙政发〔2018〕5号" in said.out
    assert "← enterprise-year-2022.parquet" in said.out
    assert "标准暂定，没有见到出处" in said.out
    explained = zhixing("explain", str(row["entity"]), "-y", "2022", "-w", province).out
    assert "措施（建议，不是决定）" in explained
    page = province / "card.html"
    zhixing("explain", str(row["entity"]), "-y", "2022", "--html", page, "-w", province)
    assert "差别化电价加价" in page.read_text(encoding="utf-8")
    found = json.loads(zhixing("explain", str(row["entity"]), "-y", "2022", "--json", "-w", province).out)
    assert SURCHARGE in {one["measure"] for one in found[0]["measures"]}


def test_nobody_has_no_measure(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("measures", "of", "91330000NOBODY0000", "-w", province)
    assert said.code == 1
    assert "cli.no-measure-of" in said.err


def test_the_ledger_of_a_quarter(zhixing: Zhixing, province: Path) -> None:
    out = province / "ledger.xlsx"
    said = zhixing(
        "measures", "ledger", "-y", "2022", "-q", "3", "--unit", "economy", "--out", out, "-w", province
    )
    assert said.code == 0, said.err
    book = load_workbook(out)
    assert book.sheetnames[:3] == ["说明", "分县汇总", "差别化电价加价"]
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=3) if row[0].value}
    assert about["数据"].startswith("合成数据")
    assert about["执行单位"] == "浙江省经济和信息化厅", "the committee became a department in October 2018"
    assert "电价加价" in about["标准暂定"]
    rows = list(book["差别化电价加价"].iter_rows(min_row=4, values_only=True))
    wanted = {str(row["entity"]) for row in charged(province, 2022) if row["outcome"] == "proposed"}
    assert {row[2] for row in rows} == wanted
    by_county = list(book["分县汇总"].iter_rows(min_row=4, values_only=True))
    assert sum(row[4] for row in by_county) == pytest.approx(
        sum(row[8] for row in rows if row[8] is not None)
    )
    assert sum(row[6] for row in by_county) == sum(row[9] == "未抄" for row in rows)


def test_the_utility_s_file_holds_what_it_needs_and_no_grade(zhixing: Zhixing, province: Path) -> None:
    out = province / "billing.csv"
    said = zhixing("measures", "billing", SURCHARGE, "-y", "2022", "-q", "3", "--out", out, "-w", province)
    with out.open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    assert "等级" not in rows[0]
    assert {row["季度"] for row in rows} == {"2022Q3"}
    assert {row["标准"] for row in rows} == {"暂定，没有见到出处，不得据以收费"}
    assert all(row["数据说明"].startswith("合成数据") for row in rows)
    for row in rows:
        amount = Decimal(row["本季用量"]) * Decimal(row["每单位加收"])
        assert Decimal(row["金额"]) == amount.quantize(Decimal("0.000001"), rounding="ROUND_HALF_UP")
    total = sum(Decimal(row["金额"]) for row in rows)
    assert f"{len(rows)} 户，合计 {total:f} 万元" in said.out
    assert hashlib.sha256(out.read_bytes()).hexdigest() in said.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ledger", "-y", "2022", "-q", "5"), "measures.no-quarter"),
        (("ledger", "-y", "2022", "-q", "1", "--unit", "nobody"), "cli.unknown-unit"),
        (("ledger", "-y", "2022", "-q", "1", "--unit", "finance"), "cli.no-ledger"),
        (("billing", "land-use-tax-relief", "-y", "2021", "-q", "1"), "measures.no-meter"),
        (("billing", "land-use-tax-relief", "-y", "2022", "-q", "1"), "runs.no-proposals"),
    ],
)
def test_what_cannot_be_written_is_refused(
    zhixing: Zhixing, province: Path, arguments: tuple[str, ...], code: str
) -> None:
    said = zhixing("measures", *arguments, "-w", province)
    assert said.code == 1
    assert code in said.err
