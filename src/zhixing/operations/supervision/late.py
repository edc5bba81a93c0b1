"""What is past its deadline in any register, who answers for it, and what the plan's own rules do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhixing.foundation.issues import Issue, Refused
from zhixing.kernel.monitoring import after_working_days
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Deadline, Entry, possible, state_of
from zhixing.kernel.registers import overdue as overdue_of
from zhixing.operations.accounts import SYSTEM, Person, register_action
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, act, every_entry, subject_about
from zhixing.operations.supervision.opening import require_past


@dataclass(frozen=True)
class Late:
    """One entry past its deadline. `moved` names the act that the system did about it, empty where it did none."""

    register: str
    title: str
    title_en: str
    entry: str
    state: str
    state_title: str
    state_title_en: str
    place: str
    since: date
    due: date
    answers: str
    moved: str = ""


@dataclass(frozen=True)
class Escalation:
    """All that is late, and what could not be escalated with the reason."""

    late: tuple[Late, ...]
    refused: tuple[Issue, ...]


def overdue(
    office: Office, as_of: date | None = None, *, seen_by: Person | None = None
) -> dict[str, tuple[Late, ...]]:
    """Entries past their deadline by the unit that answers, the longest overdue first; what a person may see, where named.

    Nobody answers for entries under the empty name.
    """
    found: dict[str, list[Late]] = {}
    for register, entry, deadline in _late(office, as_of or office.today()):
        about = subject_about(register, entry)
        if seen_by and not office.may(seen_by, register_action(register.id, "see"), about).allowed:
            continue
        found.setdefault(deadline.answers, []).append(_told(register, entry, deadline))
    ordered = {
        unit: sorted(ones, key=lambda one: (one.due, one.register, one.entry)) for unit, ones in found.items()
    }
    return {unit: tuple(ordered[unit]) for unit in sorted(ordered)}


def escalate(office: Office, as_of: date) -> Escalation:
    """List what is late on the day, and do what the plan leaves to the system alone in such a state, once.

    An entry that was recorded late is escalated only when its working days have passed since it was recorded: before that
    nobody could know of it.

    Raises:
        Refused: `supervision.day-ahead`.
    """
    require_past(office, as_of)
    found: list[Late] = []
    refused: list[Issue] = []
    for register, entry, deadline in list(_late(office, as_of)):
        moved = ""
        rule = _rule_of(register, entry)
        if rule is not None and _known_long_enough(register, entry, as_of):
            try:
                act(office, SYSTEM, Order(register.id, rule.id, entry.id, seen=entry.steps[-1].number))
                moved = rule.id
            except Refused as why:
                # Somebody was faster: it is not where it was, and no longer late there.
                if any(issue.code == "registers.changed-meanwhile" for issue in why.issues):
                    continue
                refused += why.issues
        found.append(_told(register, entry, deadline, moved))
    return Escalation(tuple(found), tuple(refused))


def _late(office: Office, as_of: date) -> Iterator[tuple[Register, Entry, Deadline]]:
    for name, entries in every_entry().items():
        register = office.plan.registers.get(name)
        if register is None:
            continue  # a plan of later days has given the register up; its entries stay in the trail
        by_id = {entry.id: entry for entry in entries}
        for deadline in overdue_of(register, entries, as_of):
            yield register, by_id[deadline.entry], deadline


def _rule_of(register: Register, entry: Entry) -> Act | None:
    """The act that only the system does and that leads on from the entry's state."""
    for one in possible(register, entry):
        if one.by == ("system",) and one.to not in (None, entry.state):
            return one
    return None


def _known_long_enough(register: Register, entry: Entry, as_of: date) -> bool:
    """Whether there was as much time since it was recorded as the state leaves; a date that was set is known by itself."""
    state = state_of(register, entry.state)
    recorded = entry.steps[-1].recorded_on
    for step in reversed(entry.steps):
        if step.to != entry.state:
            break
        recorded = step.recorded_on
        if step.source != entry.state:
            break
    if any(entry.values.get(name) for name in state.due_on):
        return as_of > recorded
    try:
        return as_of > after_working_days(recorded, state.within_working_days or 0)
    except Refused:
        return False  # that many working days end in a year whose holidays are not published: not over yet


def _told(register: Register, entry: Entry, deadline: Deadline, moved: str = "") -> Late:
    state = state_of(register, entry.state)
    return Late(
        register.id, register.title, register.title_en or register.title, entry.id, state.id, state.title,
        state.title_en or state.title, subject_about(register, entry).place, deadline.since, deadline.due,
        deadline.answers, moved,
    )  # fmt: skip
