"""Synthetic entries: from opening to a state wanted, by the acts and conditions of the register itself.

Values are drawn by the types of the fields, from a seed, until the conditions of an act are met; nothing here knows any
register. An entry so made is marked as synthetic in every text it holds.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhixing.foundation.codes import uscc_complete
from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Cell
from zhixing.kernel.plan import Act, Column, CompiledPlan, Register
from zhixing.kernel.registers import codes
from zhixing.kernel.registers.acts import Deed, moved, writable
from zhixing.kernel.registers.entries import Entry, Evidence
from zhixing.kernel.synthesis import subject_check

MARK = "合成"
_TRIES = 40
_ROUNDS = 25
_DAYS = 40


@dataclass(frozen=True)
class Walk:
    """What is wanted: entry `number` of a place, begun on a day, under a seed; one act is done every so many days."""

    seed: int
    number: int
    place: str
    begun: date
    pace: int = 7


def route(register: Register, goals: Iterable[str]) -> tuple[Act, ...]:
    """The shortest course of acts from opening an entry into one of the states; empty where there is none."""
    wanted = set(goals)
    queue: deque[tuple[str, tuple[Act, ...]]] = deque(
        (act.to, (act,)) for act in register.acts if not act.source and act.to
    )
    seen: set[str] = set()
    while queue:
        state, course = queue.popleft()
        if state in wanted:
            return course
        if state in seen:
            continue
        seen.add(state)
        for act in register.acts:
            if state in act.source and act.to and act.to not in seen:
                queue.append((act.to, (*course, act)))
    return ()


def walked(plan: CompiledPlan, register: Register, goals: Iterable[str], walk: Walk) -> Entry:
    """A synthetic entry in one of the states; its steps hold the values that each act wrote.

    Raises:
        Refused: `registers.no-walk`, with what stood in the way last.
    """
    course = route(register, goals)
    rng = random.Random(f"{walk.seed}/{register.id}/{walk.number}")
    why: Refused | None = None
    for _ in range(_ROUNDS if course else 0):
        entry: Entry | None = None
        try:
            for index, act in enumerate(course):
                day = walk.begun + timedelta(days=walk.pace * index)
                entry = _done(plan, register, act, entry, walk, day, rng)
        except Refused as refused:
            why = refused
            continue
        if entry is not None:
            return entry
    last = "；".join(issue.zh for issue in why.issues) if why else "—"
    raise Refused([codes.NO_WALK.at(register=register.title, states="、".join(goals), last=last)])


def _done(
    plan: CompiledPlan,
    register: Register,
    act: Act,
    entry: Entry | None,
    walk: Walk,
    day: date,
    rng: random.Random,
) -> Entry:
    columns = {column.id: column for column in register.fields}
    evidence = tuple(Evidence(piece, f"{MARK}.txt", "0" * 64) for piece in act.evidence)
    why = Refused(())
    for attempt in range(_TRIES):
        names = [name for name in writable(register, act) if _wanted(act, columns[name], attempt, rng)]
        given = {name: _value(plan, register, columns[name], entry, walk, day, rng) for name in names}
        at = f"{day.isoformat()}T02:00:00.000000+00:00"
        deed = Deed(MARK, act.by[0], at, day, day, given, evidence, f"{MARK}理由")
        try:
            return moved(plan, register, act, entry, deed, id=entry.id if entry else f"{walk.number:06d}")
        except Refused as refused:
            why = refused
    raise why


def _wanted(act: Act, column: Column, attempt: int, rng: random.Random) -> bool:
    """What an act needs is always given, the rest mostly; later attempts leave more out."""
    if column.id in act.needs or column.required:
        return True
    return rng.random() < (0.85 if attempt < _TRIES // 2 else 0.4)


def _value(
    plan: CompiledPlan,
    register: Register,
    column: Column,
    entry: Entry | None,
    walk: Walk,
    day: date,
    rng: random.Random,
) -> Cell:
    if column.id == register.place or column.type == "place":
        return _place(plan, column, walk.place)
    if column.type == "uscc":
        own = column.id == register.enterprise
        return synthetic_code(walk.place, walk.number if own else 900_000 + rng.randrange(99_999))
    if column.type == "choice":
        return rng.choice(list(column.choices))
    if column.type in ("amount", "count"):
        return _amount(column, rng)
    dated: Mapping[str, Cell] = {
        "year": str(day.year - 1),
        "period": f"{day.year - 1}Q4",
        "date": (day - timedelta(days=rng.randrange(_DAYS))).isoformat(),
        "flag": "是" if rng.random() < 0.6 else "否",
        "industry": rng.choice(_industries(plan)),
    }
    if column.type in dated:
        return dated[column.type]
    return f"{MARK}{column.title}{walk.place}-{walk.number:05d}"


def _place(plan: CompiledPlan, column: Column, place: str) -> str:
    """The place of the walk, or what lies around it, at the level the field asks for."""
    at: str | None = place
    while at is not None and at in plan.places:
        if column.level in ("any", plan.places[at].level):
            return at
        at = plan.places[at].parent
    return place


def _industries(plan: CompiledPlan) -> Sequence[str]:
    return [code for industry in plan.industries.values() for code in industry.codes] or ["17"]


def _amount(column: Column, rng: random.Random) -> str:
    """Spread over some powers of ten, inside the column's bounds."""
    low = float(column.minimum) if column.minimum is not None else 0.0
    high = float(column.maximum) if column.maximum is not None else None
    spread = max(low, 10 ** rng.uniform(-1, 4))
    value = spread if high is None else low + (high - low) * rng.random()
    return (
        str(round(value)) if column.type == "count" or not column.decimals else f"{value:.{column.decimals}f}"
    )


def synthetic_code(place: str, number: int) -> str:
    """A credit code that no register gave out: region, MA, a number, and the check characters.

    Source: GB 32100-2015, GB 11714.
    """
    subject = f"MA{number:06d}"
    return uscc_complete(f"91{place}{subject}{subject_check(subject)}")
