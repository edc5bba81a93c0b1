"""Corrected values as new facts: a small file in the dataset's contract, received from the objection, loaded as known today."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
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


def brought_by(office: Office, register: Register, entry: Entry) -> list[Receipt]:
    """Every fact that an objection brought, those that took one back among them, in the order they were received."""
    source = source_of(register, entry)
    return [
        one for one in office.workspace.lake.receipts() if one.received_from in {source, source + _TAKEN_BACK}
    ]


def correct(office: Office, register: Register, entry: Entry, spot: Spot, text: str) -> Receipt:
    """Load the corrected value; what this very act has loaded already is not loaded again.

    Raises:
        Refused: the value is none that the column takes; nothing is loaded then.
    """
    brought = brought_by(office, register, entry)
    if brought:
        again = _content(office, entry, spot, text, len(brought))
        if brought[-1].sha256 == sha256(again).hexdigest():
            return brought[-1]
    content = _content(office, entry, spot, text, len(brought) + 1)
    return _loaded(office, entry, spot, content, source_of(register, entry))


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
        if cell.received_from not in {source, source + _TAKEN_BACK}
    ]  # fmt: skip
    before = text_of(others[-1].value) if others else ""
    number = len(brought_by(office, register, entry)) + 1
    content = _content(office, entry, spot, before or _STATED_NONE, number)
    _loaded(office, entry, spot, content, source + _TAKEN_BACK)


def _content(office: Office, entry: Entry, spot: Spot, text: str, number: int) -> bytes:
    """The file. It says which step of which entry it is from, and the how manieth of the entry: no two are the same."""
    titles = {column.id: column.title for column in office.plan.datasets[spot.dataset].columns}
    ground = f"{entry.register}/{entry.id} #{len(entry.steps)}.{number}"
    with io.StringIO(newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow([*(titles[name] for name in spot.key), titles[spot.column], _GROUND])
        rows.writerow([*spot.key.values(), text, ground])
        return stream.getvalue().encode()


def _loaded(office: Office, entry: Entry, spot: Spot, content: bytes, source: str) -> Receipt:
    """Read on trial first: a file whose only row is refused leaves no receipt."""
    plan, lake, today = office.plan, office.workspace.lake, office.today()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{entry.register}-{entry.id}.csv"
        file.write_bytes(content)
        tried = examine(plan, lake, file, dataset=spot.dataset, known_on=today, keep_in=Path(folder))
        if not tried.receipt.counts.accepted:
            raise Refused(errors(tried.issues))
        return load_file(plan, lake, file, dataset=spot.dataset, known_on=today, received_from=source)
