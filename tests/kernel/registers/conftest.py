"""The tiny plan's register of plants, and a way to act on it without an office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.kernel.plan import tiny

from zhixing.kernel.plan import CompiledPlan, Register, require_plan
from zhixing.kernel.registers import Deed, Entry, Event, Evidence, act_of, body_of, moved, step_of, subject_of

PROOF = Evidence("验收表", "a.pdf", "0" * 64)


@pytest.fixture(scope="session")
def tiny_plan(tmp_path_factory: pytest.TempPathFactory) -> CompiledPlan:
    folder = tmp_path_factory.mktemp("plan") / "tiny"
    tiny.write(folder, tiny.FILES)
    return require_plan(folder)


@pytest.fixture(scope="session")
def plants(tiny_plan: CompiledPlan) -> Register:
    return tiny_plan.registers["plants"]


Do = Callable[..., Entry]


@pytest.fixture(scope="session")
def do(tiny_plan: CompiledPlan, plants: Register) -> Do:
    """Do an act on a day, recorded the same day."""

    def done(
        entry: Entry | None, act: str, day: str, id: str = "000001", recorded: str = "", **given: str
    ) -> Entry:
        at = f"{recorded or day}T02:00:00.000000+00:00"
        today = date.fromisoformat(recorded or day)
        proofs = (PROOF,) if act == "list" else ()
        deed = Deed("chen", "county-officer", at, date.fromisoformat(day), today, given, proofs, "理由")
        return moved(tiny_plan, plants, act_of(plants, act), entry, deed, id=entry.id if entry else id)

    return done


@pytest.fixture(scope="session")
def listed(do: Do) -> Callable[..., Entry]:
    """A plant proposed and listed on a day."""

    def made(id: str, day: str, floor: str = "1000", county: str = "330102", name: str = "") -> Entry:
        entry = do(None, "propose", day, id, name=name or f"厂房{id}", county=county, floor=floor)
        return do(entry, "list", day, opened_on=day)

    return made


def events_of(*entries: Entry) -> list[Event]:
    """The trail that these entries would have made, one after another."""
    found: list[Event] = []
    previous = "0" * 64
    for entry in entries:
        for step in entry.steps:
            subject = subject_of(entry.register, entry.id)
            event = Event(
                len(found) + 1, step.at, step.who, step.role, step.act, subject, body_of(step), previous
            ).sealed()
            previous = event.seal
            found.append(event)
    return found


def numbered(entry: Entry, events: list[Event]) -> Entry:
    """The entry with its steps as the trail gives them back."""
    mine = [step_of(event) for event in events if event.subject == subject_of(entry.register, entry.id)]
    return replace(entry, steps=tuple(mine))
