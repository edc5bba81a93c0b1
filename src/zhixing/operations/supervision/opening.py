"""Open follow-ups: those that a run found, each once and by the system; those that a person sees need of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.parquet as pq

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.facts import Cell
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry, Evidence, writable
from zhixing.kernel.runs import Run, check_intact
from zhixing.operations import trail
from zhixing.operations.accounts import SYSTEM, Person
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, act, entries_of, serving
from zhixing.operations.supervision import codes
from zhixing.operations.workspace import Workspace

FOLLOW_UPS = "follow-ups"
BY_HAND = "by-hand"
"""The rule of a follow-up that no rule has opened."""

_Same = tuple[str, str, str, str, str, date]


@dataclass(frozen=True)
class Opening:
    """What opening by rules came to.

    `known` were opened before or are in force already, `passed` no longer hold and were let be, `refused` say what the
    register did not take.
    """

    run: str
    opened: tuple[Entry, ...]
    known: int
    passed: int
    refused: tuple[Issue, ...]


def open_by_rules(
    office: Office, as_of: date, *, run: Run | None = None, with_passed: bool = False
) -> Opening:
    """Open what a sealed run found on the day, by the system, as of the day each was found.

    The same rule, target, place, form, period and day are never opened twice, whoever else opens at the same time. What no
    longer holds on the day is let be unless asked for with `with_passed`.

    Raises:
        Refused: `supervision.no-run`, `.nothing-watched`, `.day-ahead`, `.no-opening`, `runs.*` of a run that is not intact,
            `registers.no-register`.
    """
    require_past(office, as_of)
    register = serving(office, FOLLOW_UPS)
    opening = _opening_act(register, by_system=True)
    chosen = run or run_on(office.workspace, as_of)
    rows = found_by(office, chosen)
    wanted = [row for row in rows if with_passed or row["holds"]]
    opened: list[Entry] = []
    refused: list[Issue] = []
    known = 0
    seen: set[_Same] = set()
    last = (-1, "")
    for row in wanted:
        # One at a time, so that others can write in between; what they wrote is looked at before the next.
        with trail.writing():
            if trail.last() != last:
                seen = {_same(entry) for entry in entries_of(register)}
            if _same_of(office, row) in seen:
                known += 1
                continue
            try:
                opened.append(act(office, SYSTEM, _order(office, register, opening, row, chosen)))
                seen.add(_same_of(office, row))
            except Refused as why:
                taken = all(issue.code == "registers.key-taken" for issue in why.issues)
                known += taken
                refused += () if taken else why.issues
            last = trail.last()
    return Opening(chosen.id, tuple(opened), known, len(rows) - len(wanted), tuple(refused))


def require_past(office: Office, day: date) -> None:
    """No day ahead.

    Raises:
        Refused: `supervision.day-ahead`.
    """
    today = office.today()
    if day > today:
        raise Refused([codes.NOT_TODAY.at(NOWHERE, day=day, today=today)])


def open_by_hand(
    office: Office,
    person: Person,
    given: Mapping[str, Cell],
    *,
    evidence: Sequence[Evidence] = (),
    reason: str = "",
) -> Entry:
    """Open a follow-up that a person sees need of.

    Raises:
        Refused: `supervision.no-opening`, and everything that an act of the register can refuse.
    """
    register = serving(office, FOLLOW_UPS)
    opening = _opening_act(register, by_system=False)
    filled = {"rule": BY_HAND, "place": office.plan.head.province, **given}
    return act(office, person, Order(register.id, opening.id, given=filled, evidence=evidence, reason=reason))


def _opening_act(register: Register, *, by_system: bool) -> Act:
    for one in register.acts:
        if not one.source and ("system" in one.by if by_system else one.by != ("system",)):
            return one
    who = ("系统", "the system") if by_system else ("人", "a person")
    raise Refused([codes.NO_OPENING.at(NOWHERE, register=register.title, who_zh=who[0], who_en=who[1])])


def run_on(workspace: Workspace, day: date) -> Run:
    """The newest sealed run that watched targets on the day.

    Raises:
        Refused: `supervision.no-run`.
    """
    days: set[str] = set()
    for run in _runs(workspace):
        if FOLLOW_UPS in run.results:
            watched = str(run.manifest["request"]["as_of"])
            if watched == day.isoformat():
                return run
            days.add(watched)
    raise Refused([codes.NO_RUN.at(NOWHERE, day=day, known="、".join(sorted(days)) or "—")])


def _runs(workspace: Workspace) -> Iterator[Run]:
    papers = sorted(workspace.runs.glob("[!.]*/manifest.json"), key=lambda p: p.stat().st_mtime, reverse=True)
    return (Run.read(paper.parent) for paper in papers)


def found_by(office: Office, run: Run) -> list[dict[str, Any]]:
    """Rows of follow-ups of a run that is intact.

    Raises:
        Refused: `supervision.nothing-watched`, `runs.*`.
    """
    if FOLLOW_UPS not in run.results:
        raise Refused([codes.NOTHING_WATCHED.at(NOWHERE, run=run.id)])
    issues = check_intact(run, office.workspace.lake)
    if issues:
        raise Refused(issues)
    rows: list[dict[str, Any]] = pq.read_table(run.result(FOLLOW_UPS)).to_pylist()
    return rows


def _same_of(office: Office, row: Mapping[str, Any]) -> _Same:
    place = row["place"] or office.plan.head.province
    return (row["rule"], row["target"], place, row["form"], row["period"], row["opened_on"])


def _same(entry: Entry) -> _Same:
    rule, target, place, form, period = (
        str(entry.values.get(name) or "") for name in ("rule", "target", "place", "form", "period")
    )
    return (rule, target, place, form, period, entry.opened_on)


def _order(office: Office, register: Register, opening: Act, row: Mapping[str, Any], run: Run) -> Order:
    """The act that opens what a row says; the first unit leads, the others support.

    Where no unit is named a place owes it: its government answers, which goes by the place's code.
    """
    place = row["place"] or office.plan.head.province
    leads = list(row["lead_units"]) or [place]
    given: dict[str, Cell] = {
        "rule": row["rule"],
        "target": row["target"],
        "place": place,
        "form": row["form"],
        "period": row["period"],
        "lead_unit": leads[0],
        "supporting_units": "、".join([*leads[1:], *row["supporting_units"]]),
        "ask": row["ask"],
        "why": row["why_zh"],
        "deadline": row["deadline"].isoformat(),
    }
    may = writable(register, opening)
    kept = {name: cell for name, cell in given.items() if cell and name in may}
    return Order(register.id, opening.id, given=kept, reason=f"运行 / run {run.id}", day=row["opened_on"])
