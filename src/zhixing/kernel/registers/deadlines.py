"""By when an entry must have left its state, and who answers when it has not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhixing.foundation.issues import Refused
from zhixing.kernel.monitoring import after_working_days
from zhixing.kernel.plan import EntryState, Register
from zhixing.kernel.registers.entries import Entry


@dataclass(frozen=True)
class Deadline:
    """An entry's deadline in its present state."""

    register: str
    entry: str
    state: str
    since: date
    due: date
    overdue: bool
    answers: str


def state_of(register: Register, name: str) -> EntryState:
    """The state of this name."""
    return next(state for state in register.states if state.id == name)


def deadline_of(register: Register, entry: Entry, as_of: date) -> Deadline | None:
    """When the entry must have left its state; None where nothing is due.

    That is the date in the first of the state's `due_on` fields that is known, else so many working days from the day the
    entry came into the state. A day in a year to come whose holidays have not been published is not named yet: until that
    year the entry cannot be late.

    `answers` is the unit named for overdue entries once the day is past, until then the unit the entry names.

    Raises:
        Refused: `monitoring.no-calendar`, for the year of `as_of` itself.
    """
    state = state_of(register, entry.state)
    due = _due(state, entry, as_of)
    if due is None:
        return None
    overdue = as_of > due
    unit = str(entry.values.get(register.unit) or "") if register.unit else ""
    answers = (state.overdue_to or unit) if overdue else unit
    return Deadline(register.id, entry.id, entry.state, entry.since, due, overdue, answers)


def _due(state: EntryState, entry: Entry, as_of: date) -> date | None:
    for name in state.due_on:
        stated = entry.values.get(name)
        if isinstance(stated, str):
            return date.fromisoformat(stated)
    if state.within_working_days is None:
        return None
    try:
        return after_working_days(entry.since, state.within_working_days)
    except Refused:
        # Refused again where this year's holidays are not known either.
        after_working_days(date(as_of.year, 1, 1), 1)
        return None


def overdue(register: Register, entries: Iterable[Entry], as_of: date) -> tuple[Deadline, ...]:
    """All entries past their deadline, the longest overdue first."""
    found = [deadline_of(register, entry, as_of) for entry in entries]
    late = [one for one in found if one is not None and one.overdue]
    return tuple(sorted(late, key=lambda one: (one.due, one.entry)))
