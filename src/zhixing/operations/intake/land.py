"""Land confirmed by the firms before any score: who has confirmed, who has not answered, who disputes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import Cell
from zhixing.kernel.plan import Act, CompiledPlan, Register
from zhixing.kernel.registers import Entry, deadline_of
from zhixing.operations import registers, trail
from zhixing.operations.accounts import Person, Subject, register_action
from zhixing.operations.intake import codes
from zhixing.operations.intake.asking import place_code
from zhixing.operations.intake.firms import firm_list, firms_of
from zhixing.operations.office import Office, place_words

Answer = Literal["confirmed", "not-answered", "disputed"]
_NAMED = 10


@dataclass(frozen=True)
class LandRow:
    """A firm and what it said of its land. `entry` is empty where it was never asked, `due` its last day to answer.

    `by_silence` says that it counts as confirmed since that day has passed without an answer.
    """

    enterprise: str
    name: str
    place: str
    answer: Answer
    state: str = ""
    entry: str = ""
    since: date | None = None
    due: date | None = None
    by_silence: bool = False


def confirming(plan: CompiledPlan) -> Register | None:
    """The register in which firms confirm figures before any score, where the plan keeps one."""
    return next((one for one in plan.registers.values() if one.serves == "confirmations"), None)


def attend_publication(office: Office, register: Register, act: Act, entry: Entry) -> Mapping[str, Cell]:
    """Nothing is put forward for publication before every firm's land is confirmed.

    Raises:
        Refused: `intake.land-not-confirmed`.
    """
    year, place = entry.values.get("year"), entry.values.get("place")
    if not act.source and isinstance(year, int) and isinstance(place, str):
        require_confirmed(office, year, place)
    return {}


def ask_firms(office: Office, person: Person, year: int, place: str) -> tuple[str, ...]:
    """Send every firm of the place its land to confirm, one entry an area that is known; the entries opened.

    What was sent before is not sent again.

    Raises:
        Refused: `accounts.not-allowed`, `intake.no-place`, `intake.no-list`, `registers.no-register`.
    """
    register = registers.serving(office, "confirmations")
    code = place_code(office.plan, place)
    if not code:
        raise Refused([codes.NO_PLACE.at(NOWHERE, text=place)])
    opening = next(act for act in register.acts if not act.source)
    opened = []
    with trail.writing():
        asked = {_asked(entry.values) for entry in registers.entries_of(register)}
        for given in _areas(office, register, code, year):
            if _asked(given) not in asked:
                order = registers.Order(register.id, opening.id, given=given)
                opened.append(registers.act(office, person, order).id)
    return tuple(opened)


def _asked(values: Mapping[str, object]) -> tuple[str, str, str]:
    return str(values.get("enterprise")), str(values.get("year")), str(values.get("column"))


def _areas(office: Office, register: Register, place: str, year: int) -> Iterator[Mapping[str, Cell]]:
    """Every area of every firm that is known and not nothing, as fields of the register that it has."""
    listed = firm_list(office.plan)
    fields = {column.id: column for column in register.fields}
    areas = fields["column"].choices if "column" in fields else {}
    for row in firms_of(office, listed, place, year).to_pylist():
        for area in (name for name in areas if row.get(name)):
            given: Mapping[str, Cell] = {
                "enterprise": row[listed.firm], "name": row.get(listed.name or ""), "place": row[listed.place],
                "year": str(year), "dataset": listed.dataset.id, "column": area, "stated": str(row[area]),
            }  # fmt: skip
            yield {name: value for name, value in given.items() if value and name in fields}


def land_state(office: Office, year: int, place: str) -> tuple[LandRow, ...]:
    """Every firm of the place in the year, in the order of codes; none where the plan keeps no such register.

    Raises:
        Refused: `intake.no-list`, `monitoring.no-calendar`.
    """
    register = confirming(office.plan)
    if register is None:
        return ()
    listed = firm_list(office.plan)
    entries = _entries(register, year)
    rows = firms_of(office, listed, place, year).to_pylist()
    found = (
        _row(office, register, entries, row[listed.firm], str(row.get(listed.name or "") or ""), row[listed.place])
        for row in rows
    )  # fmt: skip
    return tuple(row for row in found if row is not None)


def land_seen(office: Office, person: Person, year: int, place: str) -> tuple[LandRow, ...]:
    """The same for a person who may read the register there; the place by its code or its name.

    Raises:
        Refused: `accounts.not-allowed`, `intake.no-place`, what `land_state` refuses.
    """
    code = place_code(office.plan, place)
    if not code:
        raise Refused([codes.NO_PLACE.at(NOWHERE, text=place)])
    register = confirming(office.plan)
    if register is not None:
        office.require(person, register_action(register.id, "see"), Subject(place=code))
    return land_state(office, year, code)


def require_confirmed(office: Office, year: int, place: str) -> None:
    """That every firm's land is confirmed, by an answer or by silence; to be asked before a run scores them.

    Raises:
        Refused: `intake.land-not-confirmed`, with how many firms are not and who; what `land_state` refuses.
    """
    open_ones = [row for row in land_state(office, year, place) if row.answer != "confirmed"]
    if open_ones:
        who = "、".join(f"{row.name or row.enterprise}（{row.enterprise}）" for row in open_ones[:_NAMED])
        more = " …" if len(open_ones) > _NAMED else ""
        words = place_words(office.plan, place)
        raise Refused(
            [
                codes.LAND_NOT_CONFIRMED.at(
                    NOWHERE, place=words, year=year, count=len(open_ones), who=who + more
                )
            ]
        )  # fmt: skip


def _entries(register: Register, year: int) -> Mapping[str, Entry]:
    column = next((c.id for c in register.fields if c.type == "year"), "")
    found = registers.entries_of(register)
    return {
        str(entry.values.get(register.enterprise or "") or ""): entry
        for entry in found
        if entry.state not in register.dropped and (not column or str(entry.values.get(column)) == str(year))
    }


def _row(
    office: Office, register: Register, entries: Mapping[str, Entry], code: str, name: str, place: str
) -> LandRow | None:
    entry = entries.get(code)
    if entry is None:
        return LandRow(code, name, place, "not-answered")
    answer = _answer(register, entry)
    deadline = deadline_of(register, entry, office.today()) if answer == "not-answered" else None
    silent = deadline is not None and deadline.overdue
    return LandRow(
        code, name, place, "confirmed" if silent else answer, entry.state, entry.id, entry.since,
        deadline.due if deadline else None, silent,
    )  # fmt: skip


def _answer(register: Register, entry: Entry) -> Answer:
    """A state into which an entry is opened waits for the firm; one that a correction of facts leaves is a dispute."""
    asked = {act.to for act in register.acts if not act.source}
    disputed = {state for act in register.acts if act.effect == "correct-fact" for state in act.source}
    if entry.state in asked:
        return "not-answered"
    return "disputed" if entry.state in disputed - asked else "confirmed"
