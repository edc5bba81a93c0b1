"""A form filled in reads back as it stands; an old form says which columns changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from tests.kernel.facts.small_plan import DAY, FIGURES, FIRMS, SmallPlan, firm, small_plan
from tests.kernel.facts.test_lake import changed

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Lake, load_file, write_template

ROW = [firm(1), 2018, "甲公司", "331003", "0610", "大型", "是", date(2001, 2, 3), 10.25, 3.5, 7, 12]


def filled(
    plan: SmallPlan, path: Path, *rows: list[object], datasets: tuple[str, ...] = ("firms", "figures")
) -> Path:
    """A form of the plan with rows written into its first sheet, as a person would."""
    write_template(plan, datasets, path)
    book = load_workbook(path)
    page = book.worksheets[0]
    for number, row in enumerate(rows, start=3):
        for index, cell in enumerate(row, start=1):
            page.cell(number, index, cell)
    book.save(path)
    return path


def test_a_form_reads_back(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    receipt = load_file(plan, lake, filled(plan, tmp_path / "a.xlsx", ROW), known_on=DAY)
    (row,) = pq.read_table(lake.rows_path(receipt)).to_pylist()
    assert receipt.dataset == "firms"
    assert receipt.notes == ()
    assert receipt.counts.accepted == 1
    assert list(row.values())[:8] == [
        firm(1),
        2018,
        "甲公司",
        "331003",
        "0610",
        "large",
        True,
        date(2001, 2, 3),
    ]
    assert [row[name] for name in ("land", "tax", "energy", "staff")] == [
        Decimal("10.25"),
        Decimal("3.5"),
        Decimal(7),
        12,
    ]


def test_what_a_form_shows(tmp_path: Path, plan: SmallPlan) -> None:
    write_template(plan, ["firms", "figures"], tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["企业数据", "地区指标", "填报说明", "_zhixing"]
    assert book["_zhixing"].sheet_state == "veryHidden"
    page = book["企业数据"]
    heads = [cell.value for cell in page[2]]
    assert heads[0] == "统一社会信用代码"
    assert heads[8:] == [
        "用地面积（亩）",
        "评价税收（万元）",
        "综合能耗（等价值）（吨标准煤）",
        "职工人数（人）",
    ]
    assert [cell.value for cell in book["地区指标"][2]][-1] == "增速（%）"
    assert page["I2"].comment.text == "登记面积"
    assert page.freeze_panes == "B3"
    assert page.protection.sheet
    assert page.column_dimensions["A"].number_format == "@"
    assert page.column_dimensions["I"].number_format == "#,##0.####"
    lists = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert lists == {"F3:F5002": '"大型,小型"', "G3:G5002": '"是,否"'}
    told = [[cell.value for cell in row] for row in book["填报说明"].iter_rows(min_row=3)]
    assert any(line[1] == "用地面积" and line[2] == "亩" and "不大于 100000" in line[6] for line in told)


def test_the_same_form_is_the_same_bytes(tmp_path: Path, plan: SmallPlan) -> None:
    for name in ("a", "b"):
        write_template(plan, ["firms"], tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_empty_form_has_no_dataset_to_load(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    with pytest.raises(Refused) as error:
        load_file(plan, lake, filled(plan, tmp_path / "a.xlsx"), known_on=DAY)
    assert [issue.code for issue in error.value.issues] == ["facts.dataset-unclear"]
    with pytest.raises(Refused) as error:
        load_file(plan, lake, tmp_path / "a.xlsx", known_on=DAY, dataset="firms", sheet="企业数据")
    assert [issue.code for issue in error.value.issues] == ["facts.no-rows"]


def test_a_form_of_an_unknown_dataset(tmp_path: Path, plan: SmallPlan) -> None:
    with pytest.raises(Refused) as error:
        write_template(plan, ["firm"], tmp_path / "a.xlsx")
    assert [issue.code for issue in error.value.issues] == ["facts.unknown-dataset"]


def test_old_forms(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    path = filled(plan, tmp_path / "a.xlsx", ROW)
    with pytest.raises(Refused) as error:
        load_file(changed(tax={"unit": "元"}), lake, path, known_on=DAY)
    (issue,) = error.value.issues
    assert issue.code == "facts.old-template"
    assert "评价税收" in issue.zh
    wider = changed(water={"title": "用水量", "type": "amount", "unit": "立方米"})
    receipt = load_file(wider, lake, path, known_on=DAY)
    assert [note["code"] for note in receipt.notes] == ["facts.older-template"]
    assert "用水量" in receipt.notes[0]["zh"]


def test_a_form_of_another_plan(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    path = filled(plan, tmp_path / "a.xlsx", ROW)
    head = plan.head.model_copy(update={"id": "other-plan"})
    with pytest.raises(Refused) as error:
        load_file(SmallPlan(plan.datasets, plan.places, head), lake, path, known_on=DAY)
    assert [issue.code for issue in error.value.issues] == ["facts.other-plan"]


def test_titles_that_excel_cannot_name_a_sheet(tmp_path: Path, lake: Lake) -> None:
    long = "很长的题目" * 8
    plan = small_plan({**FIRMS, "title": f"{long}/一"}, {**FIGURES, "title": f"{long}/二"})
    path = filled(plan, tmp_path / "a.xlsx", ROW)
    names = load_workbook(path).sheetnames
    assert len(set(names)) == 4
    assert all(len(name) <= 31 for name in names)
    assert load_file(plan, lake, path, known_on=DAY).dataset == "firms"
