"""The calendar: who owes which form by when, and where each stands, from what is due, received and under way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import Engine
from zhixing.kernel.monitoring import STATES, Due, dues_until
from zhixing.kernel.plan import Register
from zhixing.kernel.registers import Entry, state_of
from zhixing.kernel.runs import filed_of
from zhixing.operations import registers
from zhixing.operations.accounts import Person, Subject
from zhixing.operations.office import Office


@dataclass(frozen=True)
class Owed:
    """A form that is due. `state` is that of the submission under way (`entry`), else what is due or received says.

    `late` says that its day has passed and nothing was accepted by then. `lacking` are indicators that no figure came for.
    """

    form: str
    title: str
    period: str
    place: str
    unit: str
    due: date
    state: str
    state_zh: str
    state_en: str
    late: bool
    entry: str = ""
    received_on: date | None = None
    receipt: str = ""
    lacking: tuple[str, ...] = ()


def calendar(office: Office, person: Person, until: date, since: date | None = None) -> tuple[Owed, ...]:
    """Every form due for periods that end by `until`, as far as the person may see or file figures there.

    Raises:
        Refused: `monitoring.no-calendar`, and what reading the lake refuses.
    """
    today = office.today()
    with Engine() as engine:
        filed = filed_of(office.plan, office.workspace.lake, engine, today)
    found = dues_until(office.plan, filed, today, until, since)
    under_way = _under_way(office)
    return tuple(_owed(due, _entry(under_way, due), today) for due in found if _sees(office, person, due))


def _sees(office: Office, person: Person, due: Due) -> bool:
    about = Subject(place=due.place, unit=due.unit, supplier=due.unit)
    return any(office.may(person, action, about).allowed for action in ("see-figures", "file-figures"))


Submission = tuple[Register, Entry]


def _under_way(office: Office) -> Mapping[tuple[str, ...], list[Submission]]:
    """Submissions in force by form, place and period; none where the plan keeps no register of them."""
    try:
        register = registers.serving(office, "submissions")
    except Refused:
        return {}
    found: dict[tuple[str, ...], list[Submission]] = {}
    for entry in registers.entries_of(register):
        if entry.state not in register.dropped:
            names = ("form", register.place, "period")
            key = tuple(str(entry.values.get(name) or "") for name in names)
            found.setdefault(key, []).append((register, entry))
    return found


def _entry(under_way: Mapping[tuple[str, ...], list[Submission]], due: Due) -> Submission | None:
    """The submission that answers; the last one where several do."""
    return next(_answering(under_way, due), None)


def _answering(under_way: Mapping[tuple[str, ...], list[Submission]], due: Due) -> Iterator[Submission]:
    for register, entry in reversed(under_way.get((due.form, due.place, due.period.text), [])):
        unit, firm = (
            str(entry.values.get(name or "") or "") for name in (register.unit, register.enterprise)
        )
        if unit == due.unit or (not due.unit and not firm):
            yield register, entry


def _owed(due: Due, submission: Submission | None, today: date) -> Owed:
    zh, en = STATES[due.state]
    state, entry_id = due.state, ""
    accepted = due.received_on is not None
    if submission is not None:
        register, entry = submission
        at = state_of(register, entry.state)
        state, zh, en, entry_id = at.id, at.title, at.title_en or at.id, entry.id
    return Owed(
        due.form, due.title, due.period.text, due.place, due.unit, due.due, state, zh, en,
        (due.due < today and not accepted) or due.state == "late", entry_id, due.received_on, due.receipt, due.lacking,
    )  # fmt: skip
