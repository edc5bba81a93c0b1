"""Receive a file, or the rows of a page: keep it, examine it, say what it changes, and file it for review."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.facts import Cell, Unmatched
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry, Evidence, key_of, possible, state_of, writable
from zhixing.operations import registers, trail
from zhixing.operations.accounts import SYSTEM, Person, register_action
from zhixing.operations.intake import codes
from zhixing.operations.intake.asking import Ask, Asked, read_ask
from zhixing.operations.intake.differing import Difference
from zhixing.operations.intake.examining import Examined, examined, look_at
from zhixing.operations.intake.records import (
    FILE,
    PAPERS,
    SIDES,
    Record,
    last_record,
    opened,
    receipt_of,
    remember,
)
from zhixing.operations.intake.scope import require_may_file
from zhixing.operations.office import Office
from zhixing.operations.registers import Order


@dataclass(frozen=True)
class Uploaded:
    """A filed submission: its entry, why rows were refused, what it would change, and the kept papers by name.

    `unmatched` is there for a department's columns of firms; `notes` are what whoever filed it should look at.
    """

    entry: Entry
    rows_accepted: int
    rows_refused: int
    issues: tuple[Issue, ...]
    difference: Difference
    unmatched: Unmatched | None
    papers: Mapping[str, Path]
    notes: tuple[Issue, ...] = ()


def upload(
    office: Office, person: Person, file: Path, wanted: Ask, *, sheet: str | None = None, reason: str = ""
) -> Uploaded:
    """File a received file. It takes the place of the one before where the entry was returned or reopened.

    Raises:
        Refused: `accounts.not-allowed`, `registers.no-evidence`, `intake.*`, the file cannot be taken (`facts.*`), and what
            the act that files it refuses.
    """
    ask = read_ask(office, person, wanted)
    verdict = require_may_file(office, person, ask)
    found = look_at(office, person, ask, file, sheet, verdict)
    return _filed(office, person, ask, file.name, found, reason)


def upload_rows(
    office: Office, person: Person, rows: Sequence[Mapping[str, Cell]], wanted: Ask, *, reason: str = ""
) -> Uploaded:
    """File the rows of a page, cells as people write them under the ids of columns: a small file is made of them.

    Raises:
        Refused: `intake.no-rows`, and what `upload` refuses.
    """
    ask = read_ask(office, person, wanted)
    titles = {column.id: column.title for column in ask.dataset.columns}
    filled = [name for name in titles if any(row.get(name) not in (None, "") for row in rows)]
    if not filled:
        raise Refused([codes.NO_ROWS.at(NOWHERE)])
    columns = {titles[name]: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in filled}
    with tempfile.TemporaryDirectory(prefix="zhixing-") as folder:
        moment = office.clock().strftime("%Y%m%dT%H%M%S%f")
        file = Path(folder) / f"{ask.form}-{ask.place}-{ask.period.text}-{moment}.parquet"
        pq.write_table(pa.table(columns), file)
        return upload(office, person, file, wanted, reason=reason)


def _text(cell: Cell) -> str | None:
    return None if cell is None or cell == "" else str(cell)


def _filed(office: Office, person: Person, ask: Asked, name: str, found: Examined, reason: str) -> Uploaded:
    register = registers.serving(office, "submissions")
    values = _values(register, ask, name, found)
    with trail.writing():
        standing = _standing(office, register, values)
        act = _act(office, person, register, standing, ask)
        gone = _left_out(office, register, standing, found)
        order = Order(
            register.id, act.id, standing.id if standing else None, _writable(register, act, values),
            _evidence(act, name, found), reason,
        )  # fmt: skip
        entry = registers.act(office, person, order)
        step = entry.steps[-1]
        entry = _noted(office, register, entry, values)
        record = _record(ask, name, found, entry.steps[-1].number, gone)
        remember(office, person.name, step.role, register, entry.id, record)
    notes = (codes.ROWS_LEFT_OUT.at(NOWHERE, count=gone),) if gone else ()
    counts = found.found.receipt.counts
    papers = {paper: registers.path_of(office.workspace, digest) for paper, digest in found.papers.items()}
    return Uploaded(
        entry, counts.accepted, counts.refused, found.found.issues, found.difference, found.unmatched, papers, notes
    )  # fmt: skip


def _values(register: Register, ask: Asked, name: str, found: Examined) -> dict[str, Cell]:
    """What the fields of the register are filled with; only those it has."""
    counts, difference = found.found.receipt.counts, found.difference
    said: dict[str | None, Cell] = {
        "form": ask.form, "period": ask.period.text, register.place: ask.place, register.unit: ask.unit,
        register.enterprise: ask.enterprise, "file": name, "file_name": name, "sha256": found.papers[FILE],
        "receipt": "", "rows_accepted": str(counts.accepted), "rows_refused": str(counts.refused),
        "difference": f"{difference.digest[:12]} {difference.words()}",
    }  # fmt: skip
    fields = {column.id for column in register.fields}
    return {key: value for key, value in said.items() if key in fields and key is not None}


def _standing(office: Office, register: Register, values: Mapping[str, Cell]) -> Entry | None:
    """The entry in force of the same submission, by the register's key; none where the register has no key."""
    wanted = tuple(values.get(name) or None for name in register.key)
    for entry in registers.entries_of(register) if wanted else ():
        if entry.state not in register.dropped and key_of(register, entry.values) == wanted:
            return entry
    return None


def _act(office: Office, person: Person, register: Register, standing: Entry | None, ask: Asked) -> Act:
    """The act that opens the submission, or that gives a standing one its new file: the first that the person may do.

    Raises:
        Refused: `intake.under-way`.
    """
    acts = [act for act in possible(register, standing) if standing is None or "file" in act.sets]
    if not acts and standing is not None:
        state = state_of(register, standing.state)
        raise Refused(
            [
                codes.UNDER_WAY.at(
                    NOWHERE, entry=standing.id, state=state.title, state_en=state.title_en or state.id
                )
            ]
        )  # fmt: skip
    about = registers.subject_about(register, standing) if standing else ask.subject()
    allowed = (a for a in acts if office.may(person, register_action(register.id, a.id), about).allowed)
    return next(allowed, acts[0])


def _writable(register: Register, act: Act, values: Mapping[str, Cell]) -> dict[str, Cell]:
    may = writable(register, act)
    return {name: value for name, value in values.items() if name in may}


def _evidence(act: Act, name: str, found: Examined) -> tuple[Evidence, ...]:
    kept = {paper: digest for paper, digest in found.papers.items() if paper not in (FILE, SIDES)}
    pieces = act.evidence or (PAPERS[FILE][0],)
    file = [Evidence(piece, name, found.papers[FILE]) for piece in pieces]
    return (*file, *(Evidence(PAPERS[paper][0], f"{paper}.xlsx", digest) for paper, digest in kept.items()))


def _record(ask: Asked, name: str, found: Examined, step: int, gone: int) -> Record:
    receipt = found.found.receipt
    return Record(
        step, name, receipt.sheet, ask.form, ask.period.text, ask.place, ask.unit, ask.enterprise,
        receipt.counts.accepted, receipt.counts.refused, gone, found.difference.digest, found.sent.known_on.isoformat(),
        {key: list(values) for key, values in found.sent.where.items()}, found.papers,
    )  # fmt: skip


def _noted(office: Office, register: Register, entry: Entry, values: Mapping[str, Cell]) -> Entry:
    """What the program itself found out, where only an act of the system may note it."""
    last = next(act for act in register.acts if act.id == entry.steps[-1].act)
    for act in possible(register, entry) if "rows_accepted" not in writable(register, last) else ():
        if "system" in act.by and act.to in (None, entry.state) and "rows_accepted" in act.sets:
            return registers.act(
                office, SYSTEM, Order(register.id, act.id, entry.id, _writable(register, act, values))
            )
    return entry


def _left_out(office: Office, register: Register, standing: Entry | None, found: Examined) -> int:
    """How many rows the file before would have brought and this one does not have; none once that one was accepted."""
    record = last_record(register, standing.id) if standing else None
    if standing is None or record is None or receipt_of(office, register, standing, record):
        return 0
    ask = record.ask(office.plan)
    with (
        opened(office, record.papers[FILE], record.name) as file,
        examined(office, ask, file, record.sheet or None) as before,
    ):
        key = list(ask.dataset.key)
        earlier = {tuple(row.values()) for row in before.rows.select(key).to_pylist()}
    now = {tuple(row.values()) for row in found.found.rows.select(key).to_pylist()}
    return len(earlier - now - set(found.returned.refused))
