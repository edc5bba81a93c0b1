"""How publications and objections stand: which are published, which objections are open, which were accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhixing.kernel.plan import Register
from zhixing.kernel.registers import Entry, state_of
from zhixing.operations import registers
from zhixing.operations.office import Office

CORRECTING = ("correct-fact", "correct-grade")
"""Effects of acts that accept an objection."""


@dataclass(frozen=True)
class Decided:
    """A grade that a person decided beside the computed one."""

    enterprise: str
    grade: str
    objection: str
    reason: str


def publications_of(office: Office) -> Register:
    """The register of publications."""
    return registers.serving(office, "publications")


def objections_of(office: Office) -> Register:
    """The register of objections."""
    return registers.serving(office, "objections")


def objections_to(office: Office, publication: str) -> list[Entry]:
    """Every objection to a publication, in the order they were filed; none where the plan hears none."""
    if all(register.serves != "objections" for register in office.plan.registers.values()):
        return []
    found = registers.entries_of(objections_of(office))
    return [entry for entry in found if entry.values.get("publication") == publication]


def is_open(register: Register, entry: Entry) -> bool:
    """Whether the objection still waits for something."""
    return not state_of(register, entry.state).final


def is_accepted(register: Register, entry: Entry) -> bool:
    """Whether what was asked for was granted, and not taken back since.

    An act with a correcting effect grants it. It is taken back when the entry comes again into a state that entries reach
    without being accepted: to be heard again, rejected, withdrawn.
    """
    effects = {act.id: act.effect for act in register.acts}
    unheard = _without_accepting(register)
    accepted = False
    for step in entry.steps:
        if effects.get(step.act) in CORRECTING:
            accepted = True
        elif step.to in unheard:
            accepted = False
    return accepted


def _without_accepting(register: Register) -> set[str]:
    """States that can be reached without an act that accepts."""
    acts = [act for act in register.acts if act.effect not in CORRECTING and act.to]
    found = {act.to for act in acts if not act.source}
    grown = True
    while grown:
        more = {act.to for act in acts if found & set(act.source)}
        grown = not more <= found
        found |= more
    return {state for state in found if state}


def is_published(register: Register, entry: Entry) -> bool:
    """Whether the result is public for good."""
    return bool(entry.values.get("published_on")) and entry.state not in register.dropped


def on_notice(register: Register, entry: Entry, today: date) -> bool:
    """Whether objections may be filed against it: the notice has begun, is not over, and nothing ended it."""
    since, until = notice_of(entry)
    ended = entry.state in register.dropped or bool(entry.values.get("published_on"))
    return since is not None and until is not None and since <= today <= until and not ended


def notice_of(entry: Entry) -> tuple[date | None, date | None]:
    """First and last day of the notice, both included."""
    days = (entry.values.get("notice_from"), entry.values.get("notice_until"))
    since, until = (date.fromisoformat(str(day)) if day else None for day in days)
    return since, until


def decided_of(office: Office, publication: str) -> dict[str, Decided]:
    """Grades decided about the rows of a publication, by enterprise; the later decision stands."""
    return {one.enterprise: one for one in _decided(office, publication)}


def _decided(office: Office, publication: str) -> Iterator[Decided]:
    for entry in objections_to(office, publication):
        values = entry.values
        if values.get("kind") == "grade" and is_accepted(objections_of(office), entry):
            yield Decided(str(values["enterprise"]), decided_grade(entry), entry.id, reason_of(office, entry))


def decided_grade(entry: Entry) -> str:
    """The grade that was decided: in `grade_corrected` where the register keeps it apart, else in `corrected`."""
    return str(entry.values.get("grade_corrected") or entry.values.get("corrected") or "")


def reason_of(office: Office, entry: Entry) -> str:
    """Why an objection was accepted: the decision as the entry has it, or the reason given with the act."""
    effects = {act.id: act.effect for act in objections_of(office).acts}
    said = [step.reason for step in entry.steps if effects.get(step.act) in CORRECTING]
    return str(entry.values.get("decision") or (said[-1] if said else ""))
