"""What the program itself notes in entries as time goes on: objections counted, notices closed, grades after a new run."""

from __future__ import annotations

from collections.abc import Mapping

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import Cell
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry
from zhixing.operations import registers
from zhixing.operations.accounts import SYSTEM
from zhixing.operations.office import Office
from zhixing.operations.results import codes
from zhixing.operations.results.sealed import Row
from zhixing.operations.results.standing import (
    decided_grade,
    is_accepted,
    is_open,
    notice_of,
    objections_of,
    objections_to,
    publications_of,
)

_COUNTED = ("objections_open", "objections_accepted")


def note_grades(office: Office, publication: str, rows: Mapping[str, Row]) -> None:
    """Write into the accepted objections which grade came of them; for one about the grade it is the decided one.

    Raises:
        Refused: `results.grades-not-noted`.
    """
    register = objections_of(office) if objections_to(office, publication) else None
    for entry in objections_to(office, publication) if register else ():
        if register is None or not is_accepted(register, entry):
            continue
        row = rows.get(str(entry.values["enterprise"]))
        computed = row.result if row else None
        after = decided_grade(entry) if entry.values.get("kind") == "grade" else computed
        if after and after != entry.values.get("grade_after"):
            act = _of_system(register, entry, "grade_after")
            if act is None:
                state = entry.state
                raise Refused([codes.GRADES_NOT_NOTED.at(NOWHERE, register=register.title, state=state)])
            _done(office, register, act, entry, {"grade_after": after})


def keep_up(office: Office, publication: str = "") -> tuple[str, ...]:
    """Count the objections of publications and close notices that are over, where the plan leaves this to the program.

    To be called whenever, at the least once a day; return the publications that changed.
    """
    register = publications_of(office)
    changed = []
    for entry in registers.entries_of(register):
        if publication and entry.id != publication:
            continue
        counted = _counted(office, register, entry)
        closed = _closed(office, register, entry)
        if counted or closed:
            changed.append(entry.id)
    return tuple(changed)


def _counted(office: Office, register: Register, entry: Entry) -> bool:
    act = _of_system(register, entry, *_COUNTED)
    if act is None:
        return False
    found = objections_to(office, entry.id)
    hearing = objections_of(office) if found else None
    numbers = (
        (sum(is_open(hearing, one) for one in found), sum(is_accepted(hearing, one) for one in found))
        if hearing
        else (0, 0)
    )
    given = dict(zip(_COUNTED, numbers, strict=True))
    if all(entry.values.get(name) == number for name, number in given.items()):
        return False
    _done(office, register, act, entry, given)
    return True


def _closed(office: Office, register: Register, entry: Entry) -> bool:
    """A notice that is over is closed by the act that leads the system out of it, where there is one."""
    noticed = {act.to for act in register.acts if act.effect == "notice"}
    _, until = notice_of(entry)
    if entry.state not in noticed or until is None or office.today() <= until:
        return False
    for act in register.acts:
        plain = act.effect is None and act.to not in {None, entry.state, *register.dropped}
        if plain and entry.state in act.source and "system" in act.by:
            _done(office, register, act, entry, {})
            return True
    return False


def _of_system(register: Register, entry: Entry, *names: str) -> Act | None:
    """The act of the system that writes these fields and leaves the state as it is."""
    for act in register.acts:
        stays = act.to in {None, entry.state} and entry.state in act.source
        if stays and "system" in act.by and set(names) <= set(act.sets):
            return act
    return None


def _done(office: Office, register: Register, act: Act, entry: Entry, given: Mapping[str, Cell]) -> None:
    registers.act(office, SYSTEM, registers.Order(register.id, act.id, entry.id, given))
