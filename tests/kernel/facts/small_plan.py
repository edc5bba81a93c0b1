"""A plan small enough to read: one dataset of firms, one of figures, a few places that change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import xlsxwriter

from zhixing.foundation.codes import uscc_complete
from zhixing.kernel.plan import Dataset, Place, PlanHead

HEAD = PlanHead.model_validate(
    {
        "id": "small-plan", "title": "小计划", "document_number": "1", "issuer": "office", "issued": "2018-01-01",
        "term": "2018..2022", "base_year": "2017", "version": "1", "province": "330000",
    }
)  # fmt: skip

FIRMS: dict[str, object] = {
    "id": "firms", "title": "企业数据", "clause": "1", "entity": "enterprise", "key": ["firm", "year"],
    "columns": [
        {"id": "firm", "title": "统一社会信用代码", "type": "uscc", "required": "true", "aliases": ["信用代码"]},
        {"id": "year", "title": "年度", "type": "year", "required": "true", "minimum": "2010", "maximum": "2035"},
        {"id": "name", "title": "企业名称", "type": "text"},
        {"id": "county", "title": "县（市、区）", "type": "place", "level": "county"},
        {"id": "industry", "title": "行业代码", "type": "industry"},
        {"id": "size", "title": "规模", "type": "choice", "choices": {"large": "大型", "small": "小型"}},
        {"id": "above", "title": "是否规上", "type": "flag"},
        {"id": "since", "title": "注册日期", "type": "date"},
        {"id": "land", "title": "用地面积", "type": "amount", "unit": "亩", "decimals": "4", "minimum": "0",
         "maximum": "100000", "aliases": ["土地面积"], "note": "登记面积"},
        {"id": "tax", "title": "评价税收", "type": "amount", "unit": "万元", "decimals": "6"},
        {"id": "energy", "title": "综合能耗（等价值）", "type": "amount", "unit": "吨标准煤", "decimals": "4"},
        {"id": "staff", "title": "职工人数", "type": "count", "unit": "人", "minimum": "0"},
    ],
    "rules": [{"id": "land-when-taxed", "must": "land is null or tax is null or tax <= land * 1000",
               "says": "税收与面积不相称", "says_en": "tax out of proportion to land"}],
}  # fmt: skip

FIGURES: dict[str, object] = {
    "id": "figures", "title": "地区指标", "clause": "1", "entity": "figure", "key": ["place", "period"],
    "columns": [
        {"id": "place", "title": "地区代码", "type": "place", "required": "true"},
        {"id": "period", "title": "时期", "type": "period", "required": "true"},
        {"id": "value", "title": "数值", "type": "amount", "decimals": "8"},
        {"id": "growth", "title": "增速（%）", "type": "amount", "unit": "%", "decimals": "4"},
    ],
}  # fmt: skip

PLACES = [
    {"id": "330000", "title": "浙江省", "clause": "1", "level": "province"},
    {"id": "330100", "title": "杭州市", "clause": "1", "level": "prefecture", "parent": "330000"},
    {"id": "330103", "title": "下城区", "clause": "1", "level": "county", "parent": "330100",
     "valid": {"to": "2021-04-08"}, "successors": [{"id": "330105"}]},
    {"id": "330105", "title": "拱墅区", "clause": "1", "level": "county", "parent": "330100"},
    {"id": "330114", "title": "钱塘区", "clause": "1", "level": "county", "parent": "330100",
     "valid": {"from": "2021-04-09"}},
    {"id": "331000", "title": "台州市", "clause": "1", "level": "prefecture", "parent": "330000"},
    {"id": "331003", "title": "黄岩区", "clause": "1", "level": "county", "parent": "331000"},
    {"id": "331099", "title": "拱墅区", "clause": "1", "level": "county", "parent": "331000"},
]  # fmt: skip

DAY = date(2019, 6, 1)


@dataclass(frozen=True)
class SmallPlan:
    """What the facts room asks of a plan."""

    datasets: Mapping[str, Dataset]
    places: Mapping[str, Place] = field(
        default_factory=lambda: {str(p["id"]): Place.model_validate(p) for p in PLACES}
    )
    head: PlanHead = HEAD


def small_plan(*datasets: Mapping[str, object]) -> SmallPlan:
    """The plan with its two datasets, or with others."""
    chosen = datasets or (FIRMS, FIGURES)
    return SmallPlan({str(d["id"]): Dataset.model_validate(d) for d in chosen})


def firm(number: int) -> str:
    """A made-up but valid credit code."""
    return uscc_complete(f"91331003MA{number:07d}")


def write_csv(path: Path, *lines: Sequence[object], encoding: str = "utf-8") -> Path:
    """A text file with one comma-separated line for each row."""
    path.write_bytes("".join(",".join(str(cell) for cell in line) + "\n" for line in lines).encode(encoding))
    return path


def write_xlsx(path: Path, *rows: Sequence[object], sheet: str = "Sheet1", first: int = 0) -> Path:
    """A plain workbook; dates are written as Excel's own."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows, start=first):
            for index, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, index, cell, day)
                elif isinstance(cell, str):
                    page.write_string(number, index, cell)
                elif cell is not None:
                    page.write(number, index, cell)
    return path
