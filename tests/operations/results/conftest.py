"""An office with the example's five firms evaluated, and the people who publish and object."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.operations.conftest import Clock
from tests.operations.results import small_plan

from zhixing.kernel.facts import load_file
from zhixing.kernel.registers import Entry, Evidence
from zhixing.kernel.runs import Run
from zhixing.operations import registers, results
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.office import Office, open_office
from zhixing.operations.workspace import make_workspace, open_workspace

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "huangyan-2022.csv"
FIRST, SECOND, THIRD, FOURTH, FIFTH = (
    "91331003MA00000012", "91331003MA00000025", "91331003MA00000038", "91331003MA0000004B", "91331003MA0000005E",
)  # fmt: skip

ANALYST = Person("wang", "王", "office", (Grant("analyst", places=("331000",)),))
COLLEAGUE = Person("zhou", "周", "office", (Grant("analyst", places=("331000",)),))
LEADER = Person("zhu", "朱", grants=(Grant("leader", places=("331003",)),))
OFFICER = Person("chen", "陈", grants=(Grant("county-officer", places=("331003",)),))
FIRM = Person("yi", "合成企业乙", grants=(Grant("enterprise", enterprises=(SECOND,)),))
BANK = Person("bank", "行", "some-bank", (Grant("bank"),))


class Round:
    """One round of publication in an office, step by step; the clock stands at 2023-05-08 when it begins."""

    def __init__(self, office: Office, clock: Clock, folder: Path) -> None:
        self.office, self.clock, self.folder = office, clock, folder
        paper = folder / "证明.txt"
        paper.write_text("实缴税收证明", encoding="utf-8")
        self.proof: Evidence = registers.keep(office.workspace, paper, "证明")

    def run(self) -> Run:
        return results.start_run(self.office, ANALYST, "evaluate", [2022], ["district"])

    def proposed(self, **given: str | int) -> Entry:
        run = str(given.get("run") or self.run().id)
        wanted = {"scheme": "district", "year": 2022, "place": "331003", **given, "run": run}
        return results.propose(self.office, ANALYST, wanted)

    def noticed(self, **given: str | int) -> Entry:
        entry = self.proposed(**given)
        self.step(COLLEAGUE, "check", entry.id)
        return self.step(ANALYST, "notice", entry.id)

    def step(self, person: Person, what: str, entry: str = "000001", reason: str = "") -> Entry:
        return results.do(self.office, person, "publications", what, entry, reason=reason)

    def filed(self, person: Person = FIRM, **given: str | int) -> Entry:
        wanted: Mapping[str, str | int] = {
            "publication": "000001", "enterprise": SECOND, "place": "331003", "kind": "data", "column": "tax",
            "claimed": "600", **given,
        }  # fmt: skip
        return results.file_objection(self.office, person, wanted, (self.proof,))

    def heard(
        self, what: str, entry: str = "000001", person: Person = OFFICER, reason: str = "", **given: str
    ) -> Entry:
        return results.do(self.office, person, "objections", what, entry, given, reason=reason)

    def accepted(self, corrected: str = "600", **given: str | int) -> Entry:
        entry = self.filed(**given)
        self.heard("answer", entry.id, answer="税务数据确认")
        return self.heard("accept", entry.id, corrected=corrected, reason="属实")

    def upheld(self, corrected: str = "600", **given: str | int) -> Entry:
        entry = self.accepted(corrected, **given)
        return self.heard("uphold", entry.id, LEADER)


@pytest.fixture
def round_(tmp_path: Path, clock: Clock) -> Round:
    clock.to("2023-05-08")
    folder, root = tmp_path / "plan", tmp_path / "ws"
    tiny.write(folder, small_plan.FILES)
    make_workspace(root, str(folder))
    office = open_office(open_workspace(root), clock)
    load_file(
        office.plan, office.workspace.lake, EXAMPLE, dataset="enterprise-year", known_on=date(2023, 5, 8),
        received_from="统计",
    )  # fmt: skip
    return Round(office, clock, tmp_path)
