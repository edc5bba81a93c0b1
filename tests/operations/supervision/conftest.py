"""What tests of the supervision share: a tiny plan that follows up, its office, and a run that has watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.operations.conftest import Clock

from zhixing.kernel.facts import load_file
from zhixing.kernel.runs import Run, execute, request_for
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.office import Office, open_office
from zhixing.operations.workspace import make_workspace, open_workspace

FOLLOW_UPS = """\
registers:
  - id: follow-ups
    title: 督办
    title_en: follow-ups
    clause: "1.1"
    about: case
    serves: follow-ups
    key: [rule, target, form, place, period]
    place: place
    unit: lead_unit
    fields:
      - {id: rule, title: 规则, type: text, required: true}
      - {id: target, title: 目标, type: choice, choices_from: targets}
      - {id: form, title: 表, type: text}
      - {id: place, title: 地区, type: place, required: true, level: any}
      - {id: period, title: 时期, type: period}
      - {id: lead_unit, title: 牵头, type: choice, choices_from: organisations, required: true}
      - {id: supporting_units, title: 配合, type: text}
      - {id: ask, title: 要求, type: text, required: true}
      - {id: why, title: 因何, type: text, required: true}
      - {id: deadline, title: 期限, type: date, required: true}
      - {id: answer, title: 答复, type: text}
    states:
      - {id: open, title: 已开出, title_en: open, within_working_days: 3, overdue_to: office}
      - {id: answered, title: 已答复, title_en: answered, within_working_days: 5}
      - {id: escalated, title: 已升级, title_en: escalated, within_working_days: 5, overdue_to: office}
      - {id: closed, title: 已销号, title_en: closed, final: true}
    dropped: [closed]
    acts:
      - {id: open, title: 规则开出, title_en: open, to: open, by: [system], needs: [rule, place, lead_unit]}
      - {id: open-by-hand, title: 人工开出, title_en: open by hand, to: open, by: [analyst]}
      - id: answer
        title: 答复
        title_en: answer
        from: [open, escalated]
        to: answered
        by: [department-liaison]
        sets: [answer]
        needs: [answer]
      - {id: escalate, title: 升级, title_en: escalate, from: [open], to: escalated, by: [system]}
      - {id: close, title: 销号, title_en: close, from: [answered], to: closed, by: [analyst, system]}
"""
WATCHING = """\
    - {id: form-late, title: 迟报, clause: "1.1", overdue: 5, within_working_days: 5, ask: 补报}
"""
FILES: Mapping[str, str] = {
    **tiny.changed("indicators/all.yaml", "reported_in: county-year", "reported_in: counts"),
    "monitoring.yaml": tiny.FILES["monitoring.yaml"] + WATCHING,
    "registers/follow-ups.yaml": FOLLOW_UPS,
}
DAY = date(2022, 5, 6)


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Office:
    """The office of a fresh workspace on the plan that follows up."""
    folder = tiny.write(tmp_path / "tiny", FILES)
    root = tmp_path / "ws"
    make_workspace(root, str(folder))
    return open_office(open_workspace(root), clock)


@pytest.fixture
def judged(office: Office, tmp_path: Path) -> Office:
    """The same, with one target judged red at the end of 2021."""
    file = tmp_path / "判断.csv"
    file.write_text("目标,日期,灯,单位,依据\nknown-name,2021-12-31,红,office,评议\n", encoding="utf-8")
    place = office.workspace
    load_file(office.plan, place.lake, file, dataset="judgement", known_on=date(2022, 1, 10))
    return office


@pytest.fixture
def watched() -> Callable[[Office, date], Run]:
    """Run the monitoring as of a day."""

    def watch(office: Office, day: date = DAY) -> Run:
        plan, place = office.plan, office.workspace
        request = request_for(plan, place.lake, "monitor", tuple(plan.head.term.years), as_of=day)
        return execute(plan, place.lake, place.runs, request)

    return watch


@pytest.fixture
def unit() -> Person:
    """Whoever answers for the office's follow-ups."""
    return Person("liu", "刘", "office", (Grant("department-liaison", places=("330000",)),))
