"""Read registers: single entries with their history, lists by state and place, all as of a day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.plan import Register, places_in
from zhixing.kernel.registers import Deadline, Entry, as_of, deadline_of, replayed, subject_of
from zhixing.operations import trail
from zhixing.operations.accounts import Person, Reach, Subject, Verdict, register_action
from zhixing.operations.office import Office
from zhixing.operations.registers import codes
from zhixing.operations.registers.models import EntryRow


@dataclass(frozen=True)
class Line:
    """One entry in a list. `deadline` is None where nothing is due."""

    register: str
    id: str
    state: str
    values: dict[str, object]
    place: str
    enterprise: str
    unit: str
    opened_on: date
    since: date
    deadline: Deadline | None


def register_of(office: Office, name: str) -> Register:
    """The register of this name.

    Raises:
        Refused: `registers.no-register`.
    """
    if name not in office.plan.registers:
        raise Refused(
            [codes.NO_REGISTER.at(NOWHERE, name=name, known="、".join(office.plan.registers) or "—")]
        )
    return office.plan.registers[name]


def serving(office: Office, what: str) -> Register:
    """The register that serves some work of the program, such as `publications`.

    Raises:
        Refused: `registers.no-register`.
    """
    for register in office.plan.registers.values():
        if register.serves == what:
            return register
    raise Refused(
        [codes.NO_REGISTER.at(NOWHERE, name=f"serves: {what}", known="、".join(office.plan.registers))]
    )


def entry_of(register: Register, id: str) -> Entry:
    """An entry with every step, from the trail.

    Raises:
        Refused: `registers.no-entry`.
    """
    found = replayed(trail.events(subject=subject_of(register.id, id)))
    if (register.id, id) not in found:
        raise Refused([codes.NO_ENTRY.at(NOWHERE, register=register.title, entry=id)])
    return found[(register.id, id)]


def entries_of(register: Register) -> list[Entry]:
    """All entries of a register, from the trail, in the order they were opened."""
    return list(replayed(trail.events(under=subject_of(register.id, ""))).values())


def every_entry() -> dict[str, list[Entry]]:
    """All entries of all registers, from the trail."""
    found: dict[str, list[Entry]] = {}
    for (register, _), entry in replayed(trail.events(under="registers/")).items():
        found.setdefault(register, []).append(entry)
    return found


def subject_about(register: Register, entry: Entry) -> Subject:
    """What an entry is about, for the question who may see and move it."""
    values = entry.values
    return Subject(
        place=str(values.get(register.place) or ""),
        unit=str(values.get(register.unit) or "") if register.unit else "",
        enterprise=str(values.get(register.enterprise) or "") if register.enterprise else "",
        published=register.public is not None and entry.state in register.public.states,
        done_by=dict(entry.done_by),
    )


def seen(office: Office, person: Person, register: Register, id: str) -> Entry:
    """An entry that the person may see; of what is only public, the public fields as they stand and no history.

    Raises:
        Refused: `registers.no-entry`, `accounts.not-allowed`.
    """
    entry = entry_of(register, id)
    verdict = office.require(person, register_action(register.id, "see"), subject_about(register, entry))
    return shown(register, entry, verdict)


def shown(register: Register, entry: Entry, verdict: Verdict) -> Entry:
    """What a verdict lets be seen of an entry."""
    if register.public is None or verdict.rule is None or verdict.rule.reach is not Reach.PUBLIC:
        return entry
    values = {name: entry.values[name] for name in register.public.fields if name in entry.values}
    last = replace(entry.steps[-1], day=entry.since, who="", values={}, evidence=(), reason="")
    return replace(entry, values=values, steps=(last,))


def lines(
    office: Office,
    person: Person,
    register: Register,
    *,
    states: Sequence[str] = (),
    place: str = "",
    as_of_day: date | None = None,
) -> Iterator[Line]:
    """Entries the person may see, in the order of their numbers; as they stood on a day where one is given.

    What the person may not see is left out, not counted and not hinted at.
    """
    action = register_action(register.id, "see")
    inside = set(places_in(office.plan, (place,))) if place else None
    today = office.today()
    for id, entry in _standing(register, as_of_day):
        about = subject_about(register, entry)
        if (states and entry.state not in states) or (inside is not None and about.place not in inside):
            continue
        verdict = office.may(person, action, about)
        if verdict.allowed:
            values = dict(shown(register, entry, verdict).values)
            yield Line(
                register.id, id, entry.state, values, about.place, about.enterprise, about.unit,
                entry.opened_on, entry.since, deadline_of(register, entry, as_of_day or today),
            )  # fmt: skip


def _standing(register: Register, day: date | None) -> Iterator[tuple[str, Entry]]:
    for entry in entries_of(register):
        standing = entry if day is None else as_of(entry, day)
        if standing is not None:
            yield entry.id, standing


def holder_of(register: Register, key: Sequence[object]) -> str:
    """The entry in force that has this key; empty where none has."""
    row = EntryRow.objects.filter(register=register.id, key=key_text(key)).first()
    return id_text(row.number) if row else ""


def key_text(key: Sequence[object]) -> str:
    """A key as the table keeps it."""
    return json.dumps(list(key), ensure_ascii=False) if key else ""


def id_text(number: int) -> str:
    """The number of an entry as people see it."""
    return f"{number:06d}"
