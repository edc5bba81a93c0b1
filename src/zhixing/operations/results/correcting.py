"""Corrected values as new facts: a small file in the dataset's contract, received from the objection, loaded as known today."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from zhixing.foundation.issues import Refused, errors
from zhixing.kernel.facts import Receipt, Value, cell_of, examine, history_of, load_file
from zhixing.kernel.plan import Register
from zhixing.kernel.registers import Entry
from zhixing.operations.office import Office

_TAKEN_BACK = "（采纳撤回）"
_GROUND = "异议（台账条目）"
_STATED_NONE = "/"


@dataclass(frozen=True)
class Spot:
    """One value among the facts: of which dataset, key and column."""

    dataset: str
    key: Mapping[str, str | int]
    column: str


def source_of(register: Register, entry: Entry) -> str:
    """How a fact says which objection it was received from."""
    return f"{register.title} {register.id}/{entry.id}"


def text_of(value: Value) -> str:
    """A stored value as it is written into a file or a field; empty where there is none."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if value is None else str(value)


def correct(office: Office, register: Register, entry: Entry, spot: Spot, text: str) -> Receipt:
    """Load the corrected value; what is loaded already is not loaded again.

    Raises:
        Refused: the value is none that the column takes; nothing is loaded then.
    """
    return _loaded(office, entry, spot, text, source_of(register, entry))


def take_back(office: Office, register: Register, entry: Entry, spot: Spot) -> None:
    """Where the value that stands is the objection's, say again what was said before it.

    So an acceptance that was reconsidered, or one that the program was stopped in, leaves no trace in later runs; the facts
    keep both. A value that somebody else has stated since stands.
    """
    lake, today = office.workspace.lake, office.today()
    source = source_of(register, entry)
    standing = cell_of(lake, spot.dataset, spot.key, spot.column, today)
    if standing is None or standing.received_from != source:
        return
    others = [
        cell for cell in history_of(lake, spot.dataset, spot.key, spot.column)
        if not cell.received_from.startswith(source)
    ]  # fmt: skip
    before = text_of(others[-1].value) if others else ""
    _loaded(office, entry, spot, before or _STATED_NONE, source + _TAKEN_BACK)


def _loaded(office: Office, entry: Entry, spot: Spot, text: str, source: str) -> Receipt:
    """The step of the entry stands in the file, so that each act is one file and an act asked twice is the same one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{entry.register}-{entry.id}-{len(entry.steps)}.csv"
        _write(office, file, spot, text, f"{entry.register}/{entry.id} #{len(entry.steps)}")
        return _received(office, file, spot.dataset, source, Path(folder) / "refused")


def _write(office: Office, file: Path, spot: Spot, text: str, ground: str) -> None:
    titles = {column.id: column.title for column in office.plan.datasets[spot.dataset].columns}
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow([*(titles[name] for name in spot.key), titles[spot.column], _GROUND])
        rows.writerow([*spot.key.values(), text, ground])


def _received(office: Office, file: Path, dataset: str, source: str, refused: Path) -> Receipt:
    plan, lake, today = office.plan, office.workspace.lake, office.today()
    try:
        tried = examine(plan, lake, file, dataset=dataset, known_on=today, keep_in=refused)
        if not tried.receipt.counts.accepted:
            raise Refused(errors(tried.issues))
        return load_file(plan, lake, file, dataset=dataset, known_on=today, received_from=source)
    except Refused as refusal:
        known = [one for one in lake.receipts(dataset) if (one.file, one.known_on) == (file.name, today)]
        if known and all(issue.code == "facts.loaded-before" for issue in refusal.issues):
            return known[-1]
        raise
