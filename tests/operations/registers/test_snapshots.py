"""The loop through data: entries become figures in the lake, and figures lead back to entries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.operations.conftest import Clock

from zhixing.foundation.issues import Refused
from zhixing.operations import registers
from zhixing.operations.accounts import Person
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, act, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(tiny_office: Office, county: Person, department: Person, tmp_path: Path) -> Office:
    """Two plants listed: opened in March and in May 2022."""
    paper = tmp_path / "验收.txt"
    paper.write_text("合格", encoding="utf-8")
    proof = registers.keep(tiny_office.workspace, paper, "验收表")
    for name, floor, opened in (("一号", "12000", "2022-03-31"), ("二号", "8000.5", "2022-05-01")):
        given = {"name": name, "county": "330102", "floor": floor, "firm": "91331003MA00000025"}
        id = act(tiny_office, county, Order("plants", "propose", given=given)).id
        act(tiny_office, department, Order("plants", "list", id, {"opened_on": opened}, (proof,)))
    return tiny_office


def rows_of(office: Office, dataset: str) -> list[dict[str, object]]:
    lake = office.workspace.lake
    return [
        row
        for receipt in lake.receipts(dataset)
        for row in pq.read_table(lake.rows_path(receipt)).to_pylist()
    ]


def test_counts_are_in_the_lake_by_place_and_quarter(listed: Office, analyst: Person, clock: Clock) -> None:
    clock.to("2022-07-04")
    receipts = snapshot(listed, analyst, date(2022, 6, 30))
    assert {receipt.dataset for receipt in receipts} == {"counts", "firm-year"}
    counted = {(r["indicator"], r["place"], r["period"]): r for r in rows_of(listed, "counts")}
    floor = {key[2]: str(counted[key]["value"]) for key in counted if key[:2] == ("plants", "330102")}
    assert (floor["2022Q1"], floor["2022Q2"], floor["2021Q4"]) == ("1.20", "0.80", "0.00")
    assert str(counted[("plants-standing", "330000", "2022Q2")]["value"]) == "2.00"
    assert counted[("plants", "330100", "2022Q1")]["source"] == "台账 plants/000001"
    assert ("plants", "330104", "2022Q1") not in counted  # that county had ended


def test_facts_are_fed_once(listed: Office, analyst: Person, clock: Clock) -> None:
    clock.to("2022-07-04")
    first = snapshot(listed, analyst, date(2022, 6, 30))
    again = snapshot(listed, analyst, date(2022, 6, 30))
    assert [r.id for r in first] == [r.id for r in again]
    (row,) = rows_of(listed, "firm-year")
    assert (row["enterprise"], row["year"], row["county"]) == ("91331003MA00000025", 2022, "330102")


def test_a_county_officer_does_not_take_snapshots(listed: Office, county: Person) -> None:
    with pytest.raises(Refused, match="not-allowed"):
        snapshot(listed, county, date(2022, 5, 9))
