"""A small plan with two registers, and people who reach its subjects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.kernel.plan import tiny

from zhixing.kernel.plan import CompiledPlan, Role, require_plan
from zhixing.operations.accounts import ROLES, Grant, Person, Subject

DAY = date(2021, 5, 1)
FIRM, OTHER_FIRM = "91330000MA00000018", "91330000MA00000026"

_LISTS = """\
registers:
  - id: lists
    title: 名单
    title_en: lists
    clause: "1.1"
    about: enterprise
    place: county
    enterprise: firm
    fields:
      - {id: county, title: 县, type: place, level: county}
      - {id: firm, title: 企业, type: uscc}
    states:
      - {id: proposed, title: 建议}
      - {id: listed, title: 在册, final: true}
    acts:
      - {id: propose, title: 提出, title_en: propose, to: proposed, by: [county-officer, enterprise], at: [county], sets: [county, firm]}
      - {id: confirm, title: 确认, from: [proposed], to: listed, by: [analyst], at: [prefecture], apart_from: [propose]}
      - {id: advise, title: 会签, from: [proposed], by: [department-liaison], units: [old-office]}
"""
_ANSWERS = """\
registers:
  - id: answers
    title: 督办
    clause: "1.1"
    about: case
    place: county
    unit: office
    public: {in: [answered], fields: [county, office]}
    fields:
      - {id: county, title: 县, type: place, level: county}
      - {id: office, title: 单位, type: text}
    states:
      - {id: open, title: 待办}
      - {id: answered, title: 已办, final: true}
    acts:
      - {id: ask, title: 交办, to: open, by: [leader, system], sets: [county, office]}
      - {id: answer, title: 答复, from: [open], to: answered, by: [department-liaison]}
"""


def compiled(folder: Path) -> CompiledPlan:
    """The plan, written into the folder."""
    files = {**tiny.FILES, "registers/lists.yaml": _LISTS, "registers/answers.yaml": _ANSWERS}
    return require_plan(tiny.write(folder, files))


SUBJECT = Subject(
    place="330102",
    unit="office",
    enterprise=FIRM,
    industry="rice",
    supplier="office",
    consented=True,
)


def reaching(role: Role) -> Person:
    """Somebody whose one grant reaches the subject, whatever the rule needs."""
    grant = Grant(
        role, places=("330102", "330100"), units=("office",), enterprises=(FIRM,), since=date(2021, 1, 1)
    )
    return Person(f"wang-{role}", ROLES[role].zh, "office", (grant,))


def changed(person: Person, **changes: object) -> Person:
    """The same person with other limits."""
    return replace(person, grants=tuple(replace(grant, **changes) for grant in person.grants))  # type: ignore[arg-type]
