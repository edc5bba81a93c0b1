"""Fill registers with synthetic entries, through the same acts that people do; in a rehearsal alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from zhixing.foundation.issues import Issue, Refused
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry, Walk, act_of, walked
from zhixing.operations.accounts import Grant, Person, answering
from zhixing.operations.office import Office
from zhixing.operations.registers import codes
from zhixing.operations.registers.acting import Order, act
from zhixing.operations.registers.keeping import keep

_PAPER = "合成佐证，不对应任何真实事项 / synthetic evidence, of nothing real\n"


@dataclass(frozen=True)
class Filling:
    """What to fill in: so many entries a register and place, begun on days spread over a year."""

    seed: int
    places: tuple[str, ...]
    each: int
    begun: date


@dataclass(frozen=True)
class Filled:
    """How many entries of a register came to count, and why the others did not."""

    register: str
    done: int
    refused: tuple[Issue, ...]


def fill(office: Office, filling: Filling, registers: Iterable[str] = ()) -> tuple[Filled, ...]:
    """Entries in states that count, for every register that counts for an indicator (or those named).

    What no draw brings through the conditions of a register is not filled in, and said.

    Raises:
        Refused: `registers.no-rehearsal`.
    """
    if not office.workspace.rehearsal:
        raise Refused([codes.NO_REHEARSAL.at()])
    named = tuple(registers) or tuple(r.id for r in office.plan.registers.values() if r.counts)
    return tuple(_filled(office, office.plan.registers[name], filling) for name in named)


def _filled(office: Office, register: Register, filling: Filling) -> Filled:
    goals = register.counts[0].states if register.counts else tuple(s.id for s in register.states[-1:])
    done, refused = 0, list[Issue]()
    for at, place in enumerate(filling.places):
        for number in range(1, filling.each + 1):
            begun = filling.begun + timedelta(days=(73 * (at + 3 * number)) % 300)
            walk = Walk(filling.seed, at * 1000 + number, place, begun)
            try:
                entry = walked(office.plan, register, goals, walk)
                _through_acts(office, register, entry, place)
            except Refused as refusal:
                refused += refusal.issues
                continue
            done += 1
    return Filled(register.id, done, tuple(refused))


def _through_acts(office: Office, register: Register, entry: Entry, place: str) -> None:
    id: str | None = None
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "合成.txt"
        paper.write_text(_PAPER, encoding="utf-8")
        for step in entry.steps:
            wanted = act_of(register, step.act)
            evidence = [keep(office.workspace, paper, piece) for piece in wanted.evidence]
            given = {name: value for name, value in step.values.items() if value is not None}
            order = Order(register.id, step.act, id, given, evidence, step.reason, step.day)
            unit = str({**entry.values, **given}.get(register.unit or "", "") or "")
            id = act(office, _somebody(office, wanted, place, unit, entry), order).id


def _somebody(office: Office, wanted: Act, place: str, unit: str, entry: Entry) -> Person:
    """A synthetic person in the role the act asks for, at the level and in the organisation it asks for."""
    plan, role = office.plan, wanted.by[0]
    at = place
    while wanted.at and plan.places[at].level not in wanted.at and plan.places[at].parent:
        at = plan.places[at].parent or at
    firms = {str(v) for v in entry.values.values() if isinstance(v, str) and len(v) == 18}
    named = wanted.units[:1] or ((unit,) if unit else ())
    units = tuple(sorted(one for name in named for one in answering(plan, name, office.today())))
    grant = Grant(
        role, places=(at,), units=units, enterprises=tuple(sorted(firms)) if role == "enterprise" else ()
    )
    name = f"合成-{role}-{wanted.id}"
    return Person(name, name, units[0] if units else "", (grant,))
