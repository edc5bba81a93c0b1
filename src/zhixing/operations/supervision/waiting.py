"""What waits for a person: entries they can move whose deadline nears or has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry, deadline_of, possible, state_of
from zhixing.operations.accounts import Person, register_action
from zhixing.operations.office import Office
from zhixing.operations.registers import every_entry, subject_about

NEAR = 14
"""A deadline nears when it is so many days ahead or less."""


@dataclass(frozen=True)
class Waiting:
    """One entry that waits, with the acts the person may do in it. `due` is None where no deadline is set."""

    register: str
    title: str
    title_en: str
    entry: str
    state: str
    state_title: str
    state_title_en: str
    place: str
    about: str
    due: date | None
    overdue: bool
    acts: tuple[tuple[str, str, str], ...]


def agenda(office: Office, person: Person, *, near: int | None = NEAR) -> tuple[Waiting, ...]:
    """What waits for the person, the most urgent first; all they can move, with or without a deadline, where `near` is None."""
    today = office.today()
    last = date.max if near is None else today + timedelta(days=near)
    found = []
    for name, entries in every_entry().items():
        register = office.plan.registers.get(name)
        for entry in entries if register else ():
            if register is None or state_of(register, entry.state).final:
                continue
            deadline = deadline_of(register, entry, today)
            due = deadline.due if deadline else None
            if near is not None and (due is None or due > last):
                continue
            acts = _acts(office, person, register, entry)
            if acts:
                found.append(_waiting(register, entry, due, today, acts))
    return tuple(sorted(found, key=lambda one: (one.due or date.max, one.register, one.entry)))


def _acts(office: Office, person: Person, register: Register, entry: Entry) -> tuple[Act, ...]:
    about = subject_about(register, entry)
    return tuple(
        one
        for one in possible(register, entry)
        if office.may(person, register_action(register.id, one.id), about).allowed
    )


def _waiting(
    register: Register, entry: Entry, due: date | None, today: date, acts: tuple[Act, ...]
) -> Waiting:
    state = state_of(register, entry.state)
    named = register.key or ("ask",)
    return Waiting(
        register.id, register.title, register.title_en or register.title, entry.id, state.id, state.title,
        state.title_en or state.title, subject_about(register, entry).place,
        " ".join(str(entry.values[name]) for name in named if entry.values.get(name)), due,
        due is not None and due < today,
        tuple((one.id, one.title, one.title_en or one.title) for one in acts),
    )  # fmt: skip
