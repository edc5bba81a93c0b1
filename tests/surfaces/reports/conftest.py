"""A small sealed run: forty hand-made firms in five counties, two years, a few reported figures, one refused row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhixing.foundation.codes import uscc_complete
from zhixing.kernel.facts import Lake, load_file
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run, execute, request_for
from zhixing.surfaces.reports import write_report, write_workbook

YEARS = (2021, 2022)
COUNTIES = ("331003", "330382", "330603", "330784", "330109")
INDUSTRIES = ("1751", "3311", "2927", "3823", "3670")
FORMULA, MARKUP = "=HYPERLINK(1)", "<script>alert(1)</script>"
SYNTHETIC = "合成数据（种子 1）"


def firm_code(number: int) -> str:
    """A valid code of a firm that does not exist."""
    nine = f"HC{number:06d}"
    return uscc_complete(f"91330000{nine}{_organisation_check(nine)}")


def _organisation_check(body: str) -> str:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, weights, strict=True))
    check = 11 - total % 11
    return "X" if check == 10 else "0" if check == 11 else str(check)


def firms(year: int) -> Iterator[dict[str, Any]]:
    """Eight firms a county, half of them above scale; totals move differently from firm to firm."""
    for number in range(40):
        county, above = COUNTIES[number // 8], number % 2 == 0
        land, growth = 10 + number % 7, (number * 7 % 13 - 6) * (year - 2021)
        tax = 200 + 9 * number + 11 * growth
        added = 900 + 31 * number + 40 * growth
        name = {4: FORMULA, 6: MARKUP}.get(number, f"合成企业{number:02d}")
        if number in (4, 6):
            tax, added = tax + 900 * (year - 2021), added + 2000 * (year - 2021)
        yield {
            "enterprise": firm_code(number), "year": year, "name": name, "county": county,
            "industry": INDUSTRIES[number % 5], "size": "small", "above_scale": "是" if above else "否",
            "registered_on": "2005-01-01" if number % 9 else f"{year}-03-01", "land_registered": land, "tax": tax,
            "land_use_tax": Decimal(land * 4) / 10, "value_added": added if above else "", "revenue": added * 4 if above else "",
            "rd_expense": added // 9 if above else "", "employees": 30 + number if above else "",
            "energy": 300 + number if above and number % 6 else "", "electricity": 40 + number,
        }  # fmt: skip


def _counts() -> Iterator[dict[str, Any]]:
    """Reported counts: one target far behind, one reached, one without a figure at its deadline."""
    for year in range(2018, 2023):
        yield {
            "indicator": "shareholding-reforms",
            "period": year,
            "scope": "传统制造业",
            "value": 150,
            "unit": "家",
        }
        yield {
            "indicator": "cloud-benchmark-firms",
            "period": year,
            "scope": "传统制造业",
            "value": 31,
            "unit": "家",
        }
        if year < 2021:
            row = {"period": year, "scope": "传统制造业", "value": 1000, "unit": "个"}
            yield {"indicator": "agglomeration-areas", **row}
    for year, value in zip(range(2017, 2023), (5, 5, 6, 6, 7, 7), strict=True):
        yield {
            "indicator": "advantaged-industries",
            "period": year,
            "scope": "传统制造业",
            "value": value,
            "unit": "个",
        }


def _write(plan: CompiledPlan, dataset: str, rows: Sequence[Mapping[str, Any]], path: Path) -> Path:
    titles = {column.id: column.title for column in plan.datasets[dataset].columns}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(titles[name] for name in rows[0])
        writer.writerows(row.values() for row in rows)
    return path


@pytest.fixture(scope="session")
def lake(plan: CompiledPlan, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The loaded files; the last row of 2022 has a wrong check character and is refused."""
    folder = tmp_path_factory.mktemp("received")
    lake = Lake(folder / "lake")
    for year in YEARS:
        rows = list(firms(year))
        if year == 2022:
            rows.append(rows[-1] | {"enterprise": "913300000000000000"})
        path = _write(plan, "enterprise-year", rows, folder / f"enterprise-year-{year}.csv")
        load_file(
            plan, lake, path, dataset="enterprise-year", known_on=date(2023, 3, 1), received_from=SYNTHETIC
        )
    counts = [{"indicator": row.pop("indicator"), "place": "330000", **row} for row in _counts()]
    path = _write(plan, "register-counts", counts, folder / "register-counts.csv")
    load_file(plan, lake, path, dataset="register-counts", known_on=date(2023, 3, 1), received_from=SYNTHETIC)
    mark = {"enterprise": firm_code(24), "year": 2022, "mark": "illegal-land"}
    path = _write(plan, "enterprise-marks", [mark], folder / "marks.csv")
    load_file(
        plan, lake, path, dataset="enterprise-marks", known_on=date(2023, 3, 1), received_from=SYNTHETIC
    )
    return lake


@pytest.fixture(scope="session")
def run(plan: CompiledPlan, lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two years, sealed."""
    return execute(
        plan, lake, tmp_path_factory.mktemp("runs"), request_for(plan, lake, "run", YEARS), threads=1
    )


@pytest.fixture(scope="session")
def page(run: Run, lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the run."""
    path = write_report(run, lake, tmp_path_factory.mktemp("page") / "report.html")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def book(run: Run, lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the run."""
    return write_workbook(run, lake, tmp_path_factory.mktemp("book") / "report.xlsx")
