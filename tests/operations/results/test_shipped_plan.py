"""The same way with the registers of the shipped plan: every act of theirs that a result passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.operations.conftest import Clock
from tests.operations.results.conftest import EXAMPLE, FIRST, FOURTH, SECOND

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import load_file
from zhixing.kernel.registers import Entry
from zhixing.operations import intake, registers, results, trail
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.office import Office, open_office
from zhixing.operations.results import Serves
from zhixing.operations.workspace import make_workspace, open_workspace

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DISTRICT = ("331003",)
ANALYST = Person("wang", "王", "331003", (Grant("analyst", places=DISTRICT),))
OFFICER = Person("chen", "陈", "331003", (Grant("county-officer", places=DISTRICT),))
LEADER = Person("zhu", "朱", "331003", (Grant("leader", places=DISTRICT),))
TAX_OFFICE = Person("shui", "税", "tax-service", (Grant("department-liaison", places=DISTRICT),))
FIRM = Person("yi", "合成企业乙", grants=(Grant("enterprise", enterprises=(SECOND,)),))


class Desk:
    """Acts with whatever evidence they ask for, in the office of a workspace on the shipped plan."""

    def __init__(self, root: Path, clock: Clock) -> None:
        make_workspace(root, "zhejiang-2018")
        self.office: Office = open_office(open_workspace(root), clock)
        self.paper = root / "件.txt"
        self.paper.write_text("件", encoding="utf-8")

    def proofs(self, serves: Serves) -> list[registers.Evidence]:
        of = registers.serving(self.office, serves)
        pieces = {piece for act in of.acts for piece in act.evidence}
        return [registers.keep(self.office.workspace, self.paper, piece) for piece in sorted(pieces)]

    def __call__(
        self, serves: Serves, person: Person, what: str, given: Mapping[str, str] | None = None
    ) -> Entry:
        proofs = self.proofs(serves)
        return results.do(self.office, person, serves, what, "000001", given, proofs, "理由")


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    """Facts loaded, land sent to the firms, and ten working days of silence."""
    clock.to("2023-04-14")
    made = Desk(tmp_path / "ws", clock)
    lake = made.office.workspace.lake
    load_file(made.office.plan, lake, EXAMPLE, dataset="enterprise-year", known_on=date(2023, 4, 14))
    assert len(intake.ask_firms(made.office, OFFICER, 2022, "331003")) >= 5
    clock.to("2023-05-08")
    return made


def proposed(desk: Desk) -> Entry:
    run = results.start_run(desk.office, ANALYST, "evaluate", [2022], ["huangyan-2022"])
    given = {
        "scheme": "huangyan-2022", "year": "2022", "place": "331003", "authority": "331003", "run": run.id,
        "notice_days": "5",
    }  # fmt: skip
    return results.propose(desk.office, ANALYST, given, desk.proofs("publications"))


def filed(desk: Desk, **given: str) -> Entry:
    wanted = {
        "objection": "一", "publication": "000001", "enterprise": SECOND, "place": "331003", "year": "2022",
        "kind": "data", "dataset": "enterprise-year", "column": "tax", "claimed": "600", "grounds": "单位错",
        **given,
    }  # fmt: skip
    return results.file_objection(desk.office, FIRM, wanted, desk.proofs("objections"))


def test_a_data_objection_from_filing_to_publication(desk: Desk, clock: Clock) -> None:
    proposed(desk)
    desk("publications", OFFICER, "check")
    assert desk("publications", ANALYST, "notice").values["notice_until"] == "2023-05-15"
    objected = filed(desk)
    assert (objected.values["stated"], objected.values["grade_before"]) == ("120", "B")
    desk("objections", OFFICER, "refer", {"department": "local-tax"})
    desk("objections", TAX_OFFICE, "answer", {"answer": "应为六百万元", "corrected": "600"})
    desk("objections", ANALYST, "accept", {"decision": "税单属实", "authority": "331003"})
    desk("objections", LEADER, "uphold")
    clock.to("2023-05-16")
    rerun = desk("publications", ANALYST, "recompute")
    assert (rerun.state, rerun.values["objections_accepted"]) == ("rerun", 1)
    moved = {one.enterprise: one for one in results.changes(desk.office, "000001").shifts}
    assert (moved[SECOND].grade_before, moved[SECOND].grade_after) == ("B", "A")
    assert (moved[FOURTH].grade_after, set(moved)) == ("B", {SECOND, FOURTH, FIRST})
    objection = registers.entry_of(registers.serving(desk.office, "objections"), "000001")
    assert (objection.state, objection.values["grade_after"]) == ("upheld", "A")
    desk("publications", OFFICER, "check")
    published = desk("publications", LEADER, "finalise", {"document": "黄政发〔2023〕1号"})
    assert published.state == "published"
    listed = results.published(desk.office, "huangyan-2022", 2022)
    assert {row.name: row.grade for row in listed.rows}["合成企业乙"] == "A"
    assert trail.check() == ()


def test_nothing_is_proposed_before_the_land_is_confirmed(tmp_path: Path, clock: Clock) -> None:
    clock.to("2023-05-08")
    made = Desk(tmp_path / "ws", clock)
    load_file(
        made.office.plan,
        made.office.workspace.lake,
        EXAMPLE,
        dataset="enterprise-year",
        known_on=date(2023, 5, 8),
    )
    with pytest.raises(Refused, match="land-not-confirmed"):
        proposed(made)


def test_a_grade_objection_is_decided_beside_the_run(desk: Desk, clock: Clock) -> None:
    proposed(desk)
    desk("publications", OFFICER, "check")
    desk("publications", ANALYST, "notice")
    filed(desk, kind="grade", column="grade", claimed="A", dataset="")
    desk(
        "objections",
        OFFICER,
        "accept",
        {"grade_corrected": "A", "decision": "应提一档", "authority": "331003"},
    )
    clock.to("2023-05-16")
    with pytest.raises(Refused, match="objections are still open"):
        desk("publications", ANALYST, "recompute")
    desk("objections", LEADER, "uphold")
    desk("publications", ANALYST, "recompute")
    desk("publications", OFFICER, "check")
    desk("publications", LEADER, "finalise", {"document": "黄政发〔2023〕1号"})
    listed = results.published(desk.office, "huangyan-2022", 2022)
    rows = {row.name: (row.grade, row.computed, row.why) for row in listed.rows}
    assert rows["合成企业乙"] == ("A", "B", "异议 000001 采纳：应提一档")
    assert rows["合成企业戊"] == ("D", "", "")
