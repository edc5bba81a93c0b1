"""The messy files are messy in every way they claim, and still can be read back exactly."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from tests.kernel.synthesis.conftest import Made

from zhixing.foundation.codes import uscc_fault
from zhixing.foundation.quantities import Unit
from zhixing.kernel.plan import CompiledPlan

HEAD, COUNTY = 3, "331003"
Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def workbook(fifth: Made) -> tuple[list[str], Rows]:
    sheet = openpyxl.load_workbook(fifth.folder / f"enterprise-year-dirty-{COUNTY}-2022.xlsx").active
    lines = list(sheet.iter_rows(values_only=True))
    titles = [str(cell) for cell in lines[HEAD - 1]]
    assert sheet.merged_cells.ranges
    return titles, [dict(zip(titles, line, strict=True)) for line in lines[HEAD:]]


def texts(rows: Rows, *unlike: str) -> list[str]:
    return [v for row in rows for k, v in row.items() if isinstance(v, str) and not k.startswith(unlike)]


def test_headings_carry_other_units_than_the_contract(
    plan: CompiledPlan, workbook: tuple[list[str], Rows]
) -> None:
    titles, _ = workbook
    for column in plan.datasets["enterprise-year"].columns:
        if column.id in ("tax", "revenue"):
            assert f"{column.title}（元）" in titles
        if column.id == "land_registered":
            assert f"{column.title}（平方米）" in titles


@pytest.mark.parametrize(
    "form",
    [
        r"^[０-９．]+$",
        r"^\d{1,3}(,\d{3})+(\.\d+)?$",
        r"^[\d.]+(元|万元|平方米|人|吨标准煤)$",
        r"^ [\d.]+ $",
        r"^/$",
        r"^待核实$",
        r"^-?\d+(\.\d+)?$",
    ],
)
def test_each_dress_of_a_number_occurs(workbook: tuple[list[str], Rows], form: str) -> None:
    found = texts(workbook[1], "统一", "企业名称", "数据年度", "所在", "国民", "是否", "序号")
    assert any(re.match(form, text) for text in found)


def test_bad_codes_unknown_and_retired_counties_blanks_and_duplicates_occur(
    plan: CompiledPlan, workbook: tuple[list[str], Rows]
) -> None:
    _, rows = workbook
    codes = [str(row["统一社会信用代码"]) for row in rows]
    faults = sum(bool(uscc_fault(code)) for code in codes)
    assert 0 < faults < len(rows) // 5
    counties = {str(row["所在县（市、区）代码"]) for row in rows}
    assert COUNTY in counties
    assert any(code not in plan.places for code in counties)
    assert any(code in plan.places and plan.places[code].valid.until for code in counties)
    assert any(isinstance(row["所在县（市、区）代码"], int) for row in rows)
    assert len(set(codes)) < len(codes)
    assert any(value is None for row in rows for value in row.values())
    assert all(str(row["企业名称"]).strip().startswith("合成企业") for row in rows)


def test_whole_yuan_and_square_metres_turn_back_without_rest(
    plan: CompiledPlan, workbook: tuple[list[str], Rows]
) -> None:
    columns = {column.id: column for column in plan.datasets["enterprise-year"].columns}
    for name, unit in (("tax", "元"), ("land_registered", "平方米")):
        column = columns[name]
        assert column.unit is not None
        numbers = [row[f"{column.title}（{unit}）"] for row in workbook[1]]
        for number in (n for n in numbers if isinstance(n, int)):
            value = Fraction(number) * Unit.parse(unit).to(column.unit) * 10**column.decimals
            assert value.denominator == 1


def test_the_department_s_file_is_gb18030_with_key_name_and_tax(fifth: Made) -> None:
    raw = (fifth.folder / f"enterprise-year-tax-{COUNTY}-2022.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    rows = list(csv.DictReader(raw.decode("gb18030").splitlines()))
    assert list(rows[0]) == ["统一社会信用代码", "数据年度", "企业名称", "评价税收（万元）"]
    here = {r["enterprise"]: r["tax"] for r in fifth.year(2022).to_pylist() if r["county"] == COUNTY}
    for row in rows:
        stored = here[row["统一社会信用代码"]]
        assert (Decimal(row["评价税收（万元）"]) if row["评价税收（万元）"] else None) == stored
