"""Entries of a register, as their events made them; as they were on any day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from zhixing.kernel.registers.trail import Event

SUBJECT = "registers/"
_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Evidence:
    """A file that was attached: what it proves, its name and the sha256 under which it is kept."""

    piece: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Step:
    """One act on an entry, and the number of its event. `day` is when it took effect, `at` when it was recorded."""

    number: int
    act: str
    who: str
    role: str
    at: str
    day: date
    source: str
    to: str
    values: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    reason: str

    @property
    def recorded_on(self) -> date:
        """The day it was recorded, in China."""
        return datetime.fromisoformat(self.at).astimezone(_BEIJING).date()


@dataclass(frozen=True)
class Entry:
    """One entry: its state, its values as stored texts (None: nothing known), and every step that made it so."""

    register: str
    id: str
    state: str
    values: Mapping[str, Any]
    steps: tuple[Step, ...]

    @property
    def opened_on(self) -> date:
        """The day it was opened."""
        return self.steps[0].day

    @property
    def since(self) -> date:
        """The day it came into its state."""
        state = self.state
        found = self.steps[-1].day
        for step in reversed(self.steps):
            if step.to != state:
                break
            found = step.day
            if step.source != state:
                break
        return found

    @property
    def done_by(self) -> Mapping[str, str]:
        """Who last did each act."""
        return {step.act: step.who for step in self.steps}

    def followed_by(self, step: Step) -> Entry:
        """The entry after one more step."""
        return replace(self, state=step.to, values={**self.values, **step.values}, steps=(*self.steps, step))


def subject_of(register: str, entry: str) -> str:
    """How the trail names an entry."""
    return f"{SUBJECT}{register}/{entry}"


def body_of(step: Step) -> dict[str, Any]:
    """What the trail keeps of a step."""
    return {
        "day": step.day.isoformat(),
        "from": step.source,
        "to": step.to,
        "values": dict(step.values),
        "evidence": [{"piece": e.piece, "name": e.name, "sha256": e.sha256} for e in step.evidence],
        "reason": step.reason,
    }


def step_of(event: Event) -> Step:
    """The step that an event of the trail records."""
    body = event.body
    return Step(
        event.number, event.act, event.who, event.role, event.at, date.fromisoformat(body["day"]),
        body["from"], body["to"], dict(body["values"]), tuple(Evidence(**e) for e in body["evidence"]), body["reason"],
    )  # fmt: skip


def replayed(events: Iterable[Event]) -> dict[tuple[str, str], Entry]:
    """All entries of all registers from the trail, by register and id; events of anything else are passed over."""
    found: dict[tuple[str, str], Entry] = {}
    for event in events:
        if not event.subject.startswith(SUBJECT):
            continue
        register, _, entry = event.subject.removeprefix(SUBJECT).partition("/")
        step = step_of(event)
        known = found.get((register, entry)) or Entry(register, entry, "", {}, ())
        found[(register, entry)] = known.followed_by(step)
    return found


def as_of(entry: Entry, day: date, known_on: date | None = None) -> Entry | None:
    """The entry as it stood on a day, from what was recorded by `known_on` (the same day where not given); None before it.

    A step recorded later than the day counts when `known_on` says so: what was learned late belongs to the day it tells of.
    """
    seen = known_on or day
    found = Entry(entry.register, entry.id, "", {}, ())
    for step in entry.steps:
        if step.day <= day and step.recorded_on <= seen:
            found = found.followed_by(step)
    return found if found.steps else None
