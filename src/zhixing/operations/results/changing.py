"""What a new run changed in a list, and which objections did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhixing.kernel.registers import Entry
from zhixing.kernel.runs import Run
from zhixing.operations import registers
from zhixing.operations.office import Office
from zhixing.operations.results.sealed import Row, rows_of, sealed_run
from zhixing.operations.results.standing import (
    Decided,
    decided_of,
    is_accepted,
    objections_of,
    objections_to,
    publications_of,
)


@dataclass(frozen=True)
class Shift:
    """One row that moved. `objections` are its own accepted ones; where it has none it moved because others did.

    `decided` is the grade a person decided; `grade_after` is then that one.
    """

    enterprise: str
    name: str
    place: str
    grade_before: str
    grade_after: str
    total_before: Decimal | None
    total_after: Decimal | None
    rank_before: int | None
    rank_after: int | None
    objections: tuple[str, ...]
    decided: str = ""


@dataclass(frozen=True)
class Changes:
    """What moved between two runs of a publication, and why.

    `accepted` are all accepted objections to it; `other_facts` receipts that the run knows and the one before did not, and
    that no objection brought: they may have moved rows too.
    """

    publication: str
    run_before: str
    run: str
    shifts: tuple[Shift, ...]
    accepted: tuple[str, ...]
    other_facts: tuple[str, ...]


def changes(office: Office, publication: str) -> Changes:
    """Every row whose grade, total or rank differs between the run that was on notice and the present one.

    Raises:
        Refused: `registers.no-entry`, `results.run-damaged`.
    """
    entry = registers.entry_of(publications_of(office), publication)
    run = sealed_run(office, str(entry.values.get("run") or ""))
    earlier = str(entry.values.get("run_before") or "")
    before = sealed_run(office, earlier) if earlier else run
    accepted = _accepted(office, publication)
    return Changes(
        publication,
        before.id,
        run.id,
        tuple(_shifts(office, entry, before, run, accepted)),
        tuple(one.id for one in accepted),
        _other_facts(before, run, accepted),
    )


def _accepted(office: Office, publication: str) -> list[Entry]:
    found = objections_to(office, publication)
    return [one for one in found if is_accepted(objections_of(office), one)]


def _other_facts(before: Run, run: Run, accepted: list[Entry]) -> tuple[str, ...]:
    brought = {str(one.values.get("receipt") or "") for one in accepted}
    return tuple(sorted(set(run.manifest["facts"]) - set(before.manifest["facts"]) - brought))


def _shifts(office: Office, entry: Entry, before: Run, run: Run, accepted: list[Entry]) -> Iterator[Shift]:
    values = entry.values
    asked = (str(values["scheme"]), int(values["year"]), str(values["place"]))
    then, now = rows_of(before, *asked), rows_of(run, *asked)
    decided = decided_of(office, entry.id)
    for name in dict.fromkeys((*now, *then)):
        shift = _shift(then.get(name), now.get(name), decided.get(name), accepted)
        same = (shift.grade_before, shift.total_before, shift.rank_before)
        if same != (shift.grade_after, shift.total_after, shift.rank_after):
            yield shift


def _shift(then: Row | None, now: Row | None, decided: Decided | None, accepted: list[Entry]) -> Shift:
    """At least one of both rows is there."""
    about = now or then
    assert about is not None
    computed = now.result if now else ""
    return Shift(
        about.enterprise,
        about.name,
        about.place,
        then.result if then else "",
        decided.grade if decided else computed,
        then.total if then else None,
        now.total if now else None,
        then.rank if then else None,
        now.rank if now else None,
        tuple(one.id for one in accepted if one.values.get("enterprise") == about.enterprise),
        decided.grade if decided else "",
    )
