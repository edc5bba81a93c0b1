"""The lists that are public: name, place, grade, and both grades where one was moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.plan import Scheme
from zhixing.kernel.registers import Entry
from zhixing.operations import registers
from zhixing.operations.office import Office, place_words
from zhixing.operations.results import codes
from zhixing.operations.results.sealed import Row, named, plan_of, rows_of, sealed_run
from zhixing.operations.results.standing import (
    Decided,
    decided_of,
    is_published,
    notice_of,
    publications_of,
)


@dataclass(frozen=True)
class Listed:
    """One row that everybody may read. `computed` is the grade before it was moved, empty where it was not; `why` says why."""

    name: str
    place: str
    grade: str
    computed: str = ""
    why: str = ""


@dataclass(frozen=True)
class Published:
    """A published list with the seal it stands under.

    Whoever holds the workspace or a copy of the run verifies it with `zhixing verify <run>`: it recomputes everything, and
    says the seal, which must be this one.
    """

    publication: str
    scheme: str
    title: str
    year: int
    place: str
    published_on: date
    notice_from: date | None
    notice_until: date | None
    run: str
    seal: str
    rows: tuple[Listed, ...]


def published(office: Office, scheme: str, year: int, place: str = "") -> Published:
    """The final list of a scheme and year; where several places published one, `place` says whose.

    Raises:
        Refused: `results.not-published`, `results.several-places`, `results.run-damaged`.
    """
    entry = _entry(office, scheme, year, place)
    run = sealed_run(office, str(entry.values["run"]))
    chosen = plan_of(run).schemes[scheme]
    decided = decided_of(office, entry.id)
    where = str(entry.values["place"])
    since, until = notice_of(entry)
    return Published(
        entry.id, scheme, chosen.title, year, place_words(office.plan, where),
        date.fromisoformat(str(entry.values["published_on"])), since, until, run.id, run.seal,
        tuple(
            listed(office, chosen, row, decided.get(row.enterprise))
            for row in rows_of(run, scheme, year, where).values()
        ),
    )  # fmt: skip


def published_entries(office: Office) -> list[Entry]:
    """Publications that are public and stand."""
    register = publications_of(office)
    return [entry for entry in registers.entries_of(register) if is_published(register, entry)]


def _entry(office: Office, scheme: str, year: int, place: str) -> Entry:
    known = published_entries(office)
    found = [
        entry for entry in known
        if (entry.values["scheme"], int(entry.values["year"])) == (scheme, year)
        and place in {"", entry.values["place"]}
    ]  # fmt: skip
    if not found:
        names = "、".join(f"{e.values['scheme']} {e.values['year']} {e.values['place']}" for e in known)
        raise Refused([codes.NOT_PUBLISHED.at(NOWHERE, scheme=scheme, year=year, known=names or "—")])
    if len({entry.values["place"] for entry in found}) > 1:
        places = "、".join(str(entry.values["place"]) for entry in found)
        raise Refused([codes.SEVERAL_PLACES.at(NOWHERE, scheme=scheme, year=year, known=places)])
    return found[-1]


def listed(office: Office, scheme: Scheme, row: Row, decided: Decided | None) -> Listed:
    """A row for everybody: moved by a decision, by a guard of the scheme, or not at all."""
    place, computed = place_words(office.plan, row.place), named(scheme, row.result)
    if decided is not None and decided.grade != row.result:
        why = (
            f"异议 {decided.objection} 采纳：{decided.reason}"
            if decided.reason
            else f"异议 {decided.objection} 采纳"
        )
        return Listed(row.name, place, decided.grade, computed, why)
    if row.moved_by and row.grade_cut and row.grade_cut != row.grade:
        movers = {one.id: one.title for one in scheme.guards} | {one.id: one.title for one in scheme.inherits}
        return Listed(row.name, place, computed, row.grade_cut, movers.get(row.moved_by, row.moved_by))
    return Listed(row.name, place, computed)
