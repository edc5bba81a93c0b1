"""The check of an office: each thing that is wrong is found, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhixing.kernel.facts import load_file
from zhixing.operations import integrity, registers
from zhixing.operations.accounts import Person
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, act, snapshot
from zhixing.operations.registers.models import EntryRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(tiny_office: Office, county: Person, department: Person, analyst: Person, tmp_path: Path) -> Office:
    """An office with an entry, evidence, facts and their receipts."""
    given = {"name": "一号", "county": "330102", "floor": "1200"}
    id = act(tiny_office, county, Order("plants", "propose", given=given)).id
    paper = tmp_path / "验收.txt"
    paper.write_text("合格", encoding="utf-8")
    proof = registers.keep(tiny_office.workspace, paper, "验收表")
    act(tiny_office, department, Order("plants", "list", id, {"opened_on": "2022-05-01"}, (proof,)))
    snapshot(tiny_office, analyst, date(2022, 5, 9))
    return tiny_office


def found(office: Office, *, deep: bool = True) -> list[str]:
    return [issue.code for issue in integrity.check(office, deep=deep)]


def evidence_of(office: Office) -> Path:
    (path,) = office.workspace.files.glob("*/*")
    return path


def test_a_whole_office_is_whole(busy: Office) -> None:
    assert found(busy) == found(busy, deep=False) == []


def test_a_changed_a_lacking_and_an_extra_row_are_found_and_drawn_anew(busy: Office, county: Person) -> None:
    given = {"name": "二号", "county": "330102", "floor": "1200"}
    act(busy, county, Order("plants", "propose", given=given))
    EntryRow.objects.filter(number=1).update(state="proposed")
    EntryRow.objects.filter(number=2).delete()
    EntryRow.objects.create(
        register="plants", number=9, state="listed", values="{}", opened_on=date(2022, 1, 1), since=date(2022, 1, 1),
        event=1,
    )  # fmt: skip
    issues = integrity.check(busy)
    assert [issue.values["entry"] for issue in issues if issue.code == "integrity.entry-astray"] == [
        f"registers/plants/00000{number}" for number in (1, 2, 9)
    ]
    registers.redraw(busy)
    assert found(busy) == []


def test_evidence_that_is_gone_or_changed(busy: Office) -> None:
    evidence_of(busy).write_text("不合格", encoding="utf-8")
    assert found(busy) == ["integrity.evidence-changed"]
    assert found(busy, deep=False) == []
    evidence_of(busy).unlink()
    assert found(busy, deep=False) == ["integrity.evidence-missing"]


def test_a_receipt_that_is_gone_and_one_that_nobody_tells_of(busy: Office, tmp_path: Path) -> None:
    file = tmp_path / "税收.csv"
    file.write_text("代码,年度,税收（万元）\n91331003MA00000025,2022,10\n", encoding="utf-8")
    lake = busy.workspace.lake
    load_file(busy.plan, lake, file, dataset="firm-year", known_on=date(2022, 5, 9))
    assert found(busy) == ["integrity.receipt-untold"]
    told = [receipt for receipt in lake.receipts() if receipt.file != file.name]
    (lake.root / "receipts" / f"{told[0].id}.json").unlink()
    assert "integrity.receipt-missing" in found(busy)


def test_a_lake_whose_files_were_changed(busy: Office) -> None:
    lake = busy.workspace.lake
    lake.rows_path(lake.receipts()[0]).write_bytes(b"")
    assert found(busy, deep=False) == []
    assert "facts.altered-file" in found(busy)
