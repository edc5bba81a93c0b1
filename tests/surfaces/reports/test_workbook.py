"""The workbook of a run: the same figures as real numbers, and nothing that computes."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as pq
import pytest

from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports import balance_of, write_workbook
from zhixing.surfaces.reports.contents import contents_of
from zhixing.surfaces.reports.lamps import lamp_of

from .conftest import FORMULA, SYNTHETIC

SHEETS = [
    "说明", "目标", "目标路径", "指标", "等次分布(年度)", "等次分布(县)", "等次分布(行业)", "升幅前列", "降幅前列", "措施",
    "措施(县)", "措施(产业)", "筛查", "值得一看", "拒收", "公布数(口径不同)",
]  # fmt: skip


@pytest.fixture(scope="module")
def opened(book: Path) -> Any:
    return openpyxl.load_workbook(book)


def table(opened: Any, name: str) -> list[dict[str, Any]]:
    """Rows under the headings of a sheet."""
    rows = list(opened[name].iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if any(cell is not None for cell in row)]


def test_sheets_have_frozen_headings_filters_and_widths(opened: Any) -> None:
    assert opened.sheetnames == SHEETS
    for name in SHEETS[1:]:
        sheet = opened[name]
        assert sheet.freeze_panes == "B4", name
        assert sheet.auto_filter.ref, name
        assert sheet.column_dimensions["A"].width > 5, name


def test_targets_are_those_of_the_result(opened: Any, run: Run, plan: CompiledPlan) -> None:
    titles = {place.id: place.title for place in plan.places.values()}
    rows = table(opened, "目标")
    shown = {(row["代码"], row["地区"]): row for row in rows}
    result = pq.read_table(run.result("targets")).to_pylist()
    assert len(rows) == len(shown) == len(result)
    for row in result:
        cells = shown[row["target"], titles.get(row["place"])]
        assert cells["灯"] == str(lamp_of(row["light"], row["reason"]))
        for heading, name in (
            ("目标值", "goal"),
            ("应达", "expected"),
            ("实际", "observed"),
            ("今后需", "needed"),
        ):
            wanted = row[name]
            assert cells[heading] == (None if wanted is None else pytest.approx(float(wanted), rel=1e-12))


def test_paths_are_those_of_the_result(opened: Any, run: Run) -> None:
    points = [point for row in pq.read_table(run.result("targets")).to_pylist() for point in row["path"]]
    shown = table(opened, "目标路径")
    assert len(shown) == len(points)
    assert sum(row["实际"] or 0 for row in shown) == pytest.approx(
        sum(float(p["observed"] or 0) for p in points)
    )


def test_indicators_are_those_of_the_result(opened: Any, run: Run, plan: CompiledPlan) -> None:
    name = "indicators-enterprise-year-2022"
    kept = {"province": "全省", "prefecture": "设区市", "industry": "产业"}
    rows = [row for row in pq.read_table(run.result(name)).to_pylist() if row["level"] in kept]
    shown = [row for row in table(opened, "指标") if row["年度"] == 2022]
    assert len(shown) >= len(rows) > 0
    found = {(r["代码"], r["口径"], r["层级"], r["地区或产业"]): r for r in shown}
    wanted = next(
        r for r in rows if r["indicator"] == "tax-per-mu" and r["scope"] == "all" and r["level"] == "province"
    )
    cells = found[("tax-per-mu", "全部", "全省", "浙江省")]
    assert cells["数值"] == pytest.approx(wanted["value"])
    assert cells["分子"] == pytest.approx(float(wanted["numerator"]))
    assert (cells["计入（行）"], cells["未计（行）"]) == (wanted["used"], wanted["left_out"])


@pytest.mark.parametrize("name", ["等次分布(年度)", "等次分布(县)", "等次分布(行业)"])
def test_grades_add_up(opened: Any, run: Run, plan: CompiledPlan, name: str) -> None:
    rows = table(opened, name)
    for year in run.years:
        wanted = sum(
            row["enterprises"]
            for row in pq.read_table(run.result(f"distribution-{year}")).to_pylist()
            if plan.schemes[row["scheme"]].purpose == "evaluation"
        )
        assert sum(row["参评（家）"] for row in rows if row["年度"] == year) == wanted
    for row in rows:
        assert sum(row[f"{grade}（家）"] or 0 for grade in "ABCD") == row["已定级（家）"]
        assert row["已定级（家）"] + row["不定级（家）"] == row["参评（家）"]


def test_money_and_movers(opened: Any, run: Run, lake: Lake) -> None:
    contents = contents_of(run, lake)
    shown = table(opened, "措施")
    assert [row["数额"] for row in shown] == [
        None if one.amount is None else pytest.approx(float(one.amount)) for one in contents.money
    ]
    assert {row["标准"] for row in shown if row["数额"] is not None} == {"暂定", "有出处"}
    for sheet in ("措施(县)", "措施(产业)"):
        parts = table(opened, sheet)
        for year in run.years:
            whole = balance_of(run, contents.plan, (year,))
            mine = [row for row in parts if row["数据年度"] == year]
            assert sum(row["得（亿元）"] for row in mine) == pytest.approx(float(whole.granted))
            assert sum(row["付（亿元）"] for row in mine) == pytest.approx(float(whole.charged))
    risers = table(opened, "升幅前列")
    assert [row["变动（分）"] for row in risers] == sorted(
        (row["变动（分）"] for row in risers), reverse=True
    )
    assert all(row["变动（分）"] < 0 for row in table(opened, "降幅前列"))


def test_refused_and_published(opened: Any, plan: CompiledPlan, lake: Lake) -> None:
    refused = sum(receipt.counts.refused for receipt in lake.receipts())
    assert sum(row["行数"] for row in table(opened, "拒收")) == refused > 0
    published = table(opened, "公布数(口径不同)")
    assert len(published) == len(plan.published)
    assert {row["是否计入"] for row in published} == {"不计入"}


def test_no_text_becomes_a_formula(opened: Any) -> None:
    kinds = {cell.data_type for sheet in opened for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    names = [cell for row in opened["升幅前列"].iter_rows() for cell in row if cell.value == FORMULA]
    assert names
    assert {cell.data_type for cell in names} == {"s"}


def test_the_first_sheet_says_what_it_is(opened: Any, run: Run) -> None:
    texts = [
        str(cell) for row in opened["说明"].iter_rows(values_only=True) for cell in row if cell is not None
    ]
    assert any(text.startswith(SYNTHETIC) for text in texts)
    assert any(run.seal in text for text in texts)
    assert f"zhixing verify {run.id}" in texts


def test_charts_are_native(book: Path) -> None:
    with ZipFile(book) as parts:
        charts = [
            parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")
        ]
    assert len(charts) == 3
    assert sum("percentStacked" in chart for chart in charts) == 2


def test_the_same_run_gives_the_same_workbook(book: Path, run: Run, lake: Lake, tmp_path: Path) -> None:
    again = write_workbook(run, lake, tmp_path / "again.xlsx")
    with ZipFile(book) as first, ZipFile(again) as second:
        assert first.namelist() == second.namelist()
        assert all(first.read(name) == second.read(name) for name in first.namelist())


def test_what_is_worth_a_look_is_said_to_be_no_finding(
    opened: Any, run: Run, lake: Lake, plan: CompiledPlan
) -> None:
    looks = contents_of(run, lake).looks
    rows = table(opened, "值得一看")
    assert len(rows) == len(looks) > 0
    assert "不是认定" in opened["值得一看"]["A2"].value
    assert [(row["现象"], row["统一社会信用代码"] or "", row["年度"]) for row in rows] == [
        (look.sign.title, look.enterprise, look.year) for look in looks
    ]
    assert {row["条款"] for row in rows} <= {sign.clause for sign in plan.signs.values()}
    assert all(row["说明"].endswith("不说明有问题。") for row in rows)


def test_screenings_stand_apart_and_add_up(opened: Any, run: Run, lake: Lake) -> None:
    contents = contents_of(run, lake)
    assert all(one.scheme.purpose == "evaluation" for one in contents.graded)
    rows = table(opened, "筛查")
    whole = [row for row in rows if row["县（市、区）"] == "全省"]
    assert whole
    for one in contents.screened:
        mine = [r for r in rows if (r["代码"], r["年度"]) == (one.scheme.id, one.year)]
        everywhere = sum(row["企业（家）"] for row in mine if row["县（市、区）"] == "全省")
        assert everywhere == one.whole.all == mine[0]["查到的（家）"]
        assert everywhere == sum(row["企业（家）"] for row in mine if row["县（市、区）"] != "全省")
