"""The whole way of a result: proposed, checked, on notice, objected to, corrected, recomputed, published, read-only."""

from __future__ import annotations

import stat
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from tests.operations.conftest import Clock
from tests.operations.results.conftest import (
    ANALYST,
    FIFTH,
    FIRST,
    FOURTH,
    LEADER,
    OFFICER,
    SECOND,
    THIRD,
    Round,
)

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import history_of, load_file
from zhixing.kernel.runs import find_run, verify
from zhixing.operations import registers, results, trail

pytestmark = pytest.mark.django_db


def grades(round_: Round, run: str) -> dict[str, str]:
    found = find_run(round_.office.workspace.runs, run)
    rows = pq.read_table(found.result("evaluation-district-2022")).to_pylist()
    return {row["enterprise"]: row["grade"] for row in rows}


def codes_of(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {issue.code for issue in caught.value.issues}


def test_from_proposal_to_a_published_list(round_: Round, clock: Clock, tmp_path: Path) -> None:
    noticed = round_.noticed()
    first = str(noticed.values["run"])
    # Five working days after Monday, 8 May 2023.
    assert (noticed.values["notice_from"], noticed.values["notice_until"]) == ("2023-05-08", "2023-05-15")
    assert grades(round_, first) == {FIRST: "B", SECOND: "B", THIRD: "D", FOURTH: "A", FIFTH: "D"}

    clock.to("2023-05-10")
    filed = round_.filed()
    # The office said 1,200,000 yuan: the program fills in what the sealed run computed with.
    assert (filed.values["stated"], filed.values["grade_before"]) == ("120", "B")
    round_.heard("answer", answer="应为六百万元")
    accepted = round_.heard("accept", corrected="600", reason="属实")
    said = history_of(
        round_.office.workspace.lake, "enterprise-year", {"enterprise": SECOND, "year": 2022}, "tax"
    )
    assert [(str(cell.value), cell.receipt == accepted.values["receipt"]) for cell in said] == [
        ("120.000000", False),
        ("600.000000", True),
    ]
    assert said[-1].received_from == "异议 objections/000001"
    publication = registers.entry_of(registers.register_of(round_.office, "publications"), "000001")
    assert (publication.values["objections_open"], publication.values["objections_accepted"]) == (1, 1)

    with pytest.raises(Refused) as caught:
        round_.step(LEADER, "finalise")
    assert codes_of(caught) == {"results.notice-running", "results.objections-open", "results.not-recomputed"}
    round_.heard("uphold", person=LEADER)

    clock.to("2023-05-16")
    recomputed = round_.step(ANALYST, "recompute")
    second = str(recomputed.values["run"])
    assert recomputed.values["run_before"] == first != second
    # Sixty 万元 a mu: the firm is first now, and the one that was first is not.
    assert grades(round_, second) == {FIRST: "B", SECOND: "A", THIRD: "D", FOURTH: "B", FIFTH: "D"}
    assert recomputed.state == "closed"
    found = results.changes(round_.office, "000001")
    moved = {one.enterprise: one for one in found.shifts}
    assert moved[SECOND].objections == ("000001",)
    assert (moved[SECOND].grade_before, moved[SECOND].grade_after) == ("B", "A")
    assert (moved[FOURTH].grade_before, moved[FOURTH].grade_after, moved[FOURTH].objections) == ("A", "B", ())
    assert (found.accepted, found.other_facts) == (("000001",), ())
    objection = registers.entry_of(registers.register_of(round_.office, "objections"), "000001")
    assert (objection.values["grade_before"], objection.values["grade_after"]) == ("B", "A")

    published = round_.step(LEADER, "finalise")
    assert (published.state, published.values["published_on"]) == ("published", "2023-05-16")
    known = round_.clock.moment.date().replace(day=8)
    again = results.start_run(round_.office, ANALYST, "evaluate", [2022], ["district"], known)
    assert again.id == first
    for run in (first, second):
        folder = find_run(round_.office.workspace.runs, run).folder
        modes = {stat.S_IMODE(path.stat().st_mode) & 0o222 for path in (folder, *folder.rglob("*"))}
        assert modes == {0}
    assert verify(find_run(round_.office.workspace.runs, second), round_.office.workspace.lake) == ()
    assert trail.check() == ()
    check_list(round_, second, tmp_path)


def check_list(round_: Round, run: str, folder: Path) -> None:
    listed = results.published(round_.office, "district", 2022)
    assert listed.seal == find_run(round_.office.workspace.runs, run).seal
    by_name = {row.name: row for row in listed.rows}
    assert by_name["合成企业乙"] == results.Listed("合成企业乙", "丙区", "A")
    assert by_name["合成企业丙"] == results.Listed("合成企业丙", "丙区", "D", "B", "列入失信名单")
    first = results.write_published(listed, folder / "一.xlsx").read_bytes()
    assert results.write_published(listed, folder / "二.xlsx").read_bytes() == first
    book = openpyxl.load_workbook(folder / "一.xlsx")
    assert [cell.value for cell in book["名单"][1]] == [
        "序号", "企业名称", "地区", "等次", "调整前等次", "调整理由",
    ]  # fmt: skip
    assert listed.seal in {cell.value for cell in book["封印"]["B"]}


def test_a_decided_grade_stands_beside_the_computed_one(round_: Round, clock: Clock) -> None:
    round_.noticed()
    upheld = round_.upheld("A", kind="grade", column="", claimed="A")
    assert (upheld.values["stated"], upheld.values["grade_after"]) == ("B", "A")
    clock.to("2023-05-16")
    recomputed = round_.step(ANALYST, "recompute")
    assert grades(round_, str(recomputed.values["run"]))[SECOND] == "B"
    (shift,) = results.changes(round_.office, "000001").shifts
    assert (shift.enterprise, shift.grade_after, shift.decided) == (SECOND, "A", "A")
    round_.step(LEADER, "finalise")
    rows = {row.name: row for row in results.published(round_.office, "district", 2022).rows}
    assert rows["合成企业乙"] == results.Listed("合成企业乙", "丙区", "A", "B", "异议 000001 采纳：属实")


def test_a_run_over_nothing_new_is_the_same_run(round_: Round, clock: Clock) -> None:
    round_.noticed()
    round_.upheld()
    first = round_.step(ANALYST, "recompute")
    again = round_.step(ANALYST, "recompute")
    assert first.values["run"] == again.values["run"]
    assert first.values["run_before"] == again.values["run_before"] != again.values["run"]


def test_facts_that_no_objection_brought_are_named(round_: Round, clock: Clock, tmp_path: Path) -> None:
    round_.noticed()
    round_.upheld()
    late = tmp_path / "late.csv"
    late.write_text(f"统一社会信用代码,年度,工业增加值（万元）\n{FIFTH},2022,210\n", encoding="utf-8")
    office = round_.office
    receipt = load_file(
        office.plan, office.workspace.lake, late, dataset="enterprise-year", known_on=office.today()
    )
    round_.step(ANALYST, "recompute")
    assert results.changes(office, "000001").other_facts == (receipt.id,)


def test_what_was_accepted_and_taken_back_is_said_as_before(round_: Round) -> None:
    round_.noticed()
    accepted = round_.accepted()
    back = round_.heard("reconsider", person=LEADER, reason="依据不足")
    assert back.values["receipt"] is None
    lake = round_.office.workspace.lake
    key = {"enterprise": SECOND, "year": 2022}
    said = history_of(lake, "enterprise-year", key, "tax")
    assert [str(cell.value) for cell in said] == ["120.000000", "600.000000", "120.000000"]
    again = round_.heard("accept", corrected="600", reason="已补证")
    assert again.values["receipt"] != accepted.values["receipt"]
    assert str(history_of(lake, "enterprise-year", key, "tax")[-1].value) == "600.000000"
    round_.heard("reconsider", person=LEADER, reason="仍不足")
    round_.heard("reject", person=OFFICER, reason="不属实")
    assert [str(cell.value) for cell in history_of(lake, "enterprise-year", key, "tax")][-2:] == [
        "600.000000",
        "120.000000",
    ]


def test_a_county_files_for_its_firm(round_: Round) -> None:
    round_.noticed()
    assert round_.filed(OFFICER).steps[0].role == "county-officer"


def test_a_start_and_an_end_are_in_the_trail(round_: Round) -> None:
    run = round_.run()
    assert round_.run().id == run.id
    begun, ended = list(trail.events(under="runs"))[:2]
    assert (begun.act, ended.act, ended.subject) == ("start-run", "end-run", f"runs/{run.id}")
    assert (ended.body["seal"], ended.body["begun"]) == (run.seal, begun.number)
    assert ended.body["request"]["years"] == [2022]
