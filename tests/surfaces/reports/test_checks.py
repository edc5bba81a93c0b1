"""Checks against lines: counted by how they came out, apart from what is ranked; places that missed a line by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.surfaces.reports.conftest import SYNTHETIC, _write

from zhixing.kernel.facts import Lake, load_file
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run, execute, request_for
from zhixing.surfaces.reports import write_report, write_workbook
from zhixing.surfaces.reports.contents import Contents, contents_of

YEAR = 2021
KEPT = {
    "in_key_area": "是", "land": 3, "floor_area": 2000, "investment": 1200, "tax": 60, "value_added": 100, "energy": 50,
    "emission": 1, "promised_investment_per_mu": 400, "promised_tax_per_mu": 20, "promised_floor_ratio": 1,
    "promised_energy_intensity": "0.5", "promised_emission_intensity": "0.01", "approved_on": "2018-05-01",
}  # fmt: skip
CONTROL = {"total_cap": 100, "base_intensity": "0.5", "intensity_cut": 4}


@pytest.fixture(scope="module")
def checked_lake(plan: CompiledPlan, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Four parcels, one of them not due and one with less tax; three places, one of them over both lines."""
    folder = tmp_path_factory.mktemp("checked")
    lake = Lake(folder / "lake")
    due = [{"check_due_on": "2021-12-31"}] * 3 + [{"check_due_on": "2022-01-01"}]
    parcels = [
        {"project": f"XM{n}", "year": YEAR, "name": f"合成项目{n}", "county": "330282", **KEPT, **due[n]}
        for n in range(4)
    ]
    parcels[1]["tax"] = 30
    places = [
        {"place": "330282", "year": YEAR, **CONTROL, "total_energy": 120, "energy_intensity": "0.6"},
        {"place": "330281", "year": YEAR, **CONTROL, "total_energy": 100, "energy_intensity": "0.48"},
        {"place": "330200", "year": YEAR, **CONTROL, "total_energy": 90, "energy_intensity": "0.4"},
    ]
    for dataset, rows in (("project-year", parcels), ("energy-control", places)):
        path = _write(plan, dataset, rows, folder / f"{dataset}.csv")
        load_file(plan, lake, path, dataset=dataset, known_on=date(2022, 3, 20), received_from=SYNTHETIC)
    return lake


@pytest.fixture(scope="module")
def checked_run(plan: CompiledPlan, checked_lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Run:
    request = request_for(plan, checked_lake, "evaluate", (YEAR,))
    return execute(plan, checked_lake, tmp_path_factory.mktemp("runs"), request, threads=1)


@pytest.fixture(scope="module")
def contents(checked_run: Run, checked_lake: Lake) -> Contents:
    return contents_of(checked_run, checked_lake)


def test_projects_are_counted_by_grade_and_state(contents: Contents) -> None:
    one = next(c for c in contents.checked if c.scheme.id == "zhejiang-standard-land-2018")
    assert one.missed == ()
    [outcome] = one.outcomes
    assert dict(outcome.grades) == {"达标": 2, "部分达标": 1, "未达标": 0}
    assert dict(outcome.states) == {"未到复核期": 1}
    assert outcome.all == 4


def test_places_that_missed_a_line_are_named_with_the_figures(contents: Contents) -> None:
    one = next(c for c in contents.checked if c.scheme.id == "energy-double-control")
    [missed] = one.missed
    assert (missed.place, missed.grade) == ("慈溪市", "双控均超")
    assert missed.values == (120, 125, 120, 0.6)
    assert {(row.group, row.all) for row in one.outcomes} == {("设区市", 1), ("县（市、区）", 2)}


def test_checks_are_no_rankings(contents: Contents) -> None:
    assert contents.assessed == ()


def test_page_and_workbook_show_them(
    contents: Contents, checked_run: Run, checked_lake: Lake, tmp_path: Path
) -> None:
    page = write_report(checked_run, checked_lake, tmp_path / "page.html").read_text(encoding="utf-8")
    assert all(text in page for text in ('id="checks"', 'href="#checks"', "未到复核期"))
    book = openpyxl.load_workbook(write_workbook(checked_run, checked_lake, tmp_path / "book.xlsx"))
    rows = list(book["逐个核对"].iter_rows(min_row=4, values_only=True))
    counted = sum(
        sum(row.grades.values()) + sum(row.states.values()) for c in contents.checked for row in c.outcomes
    )
    assert sum(row[4] for row in rows) == counted
    missed = list(book["未做到的地区"].iter_rows(min_row=4, values_only=True))
    assert [(row[0], row[4]) for row in missed] == [
        ("慈溪市", 120),
        ("慈溪市", 125),
        ("慈溪市", 120),
        ("慈溪市", 0.6),
    ]
