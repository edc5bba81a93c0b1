"""The three-way difference: what a form held when it was sent, what came back, and what is known here by now.

Values are compared as they are stored: after units were converted and decimals fixed. A cell of the returned file says a
value, states none, or is blank; a blank says nothing and a load of it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa

from zhixing.foundation.issues import NOWHERE, Where
from zhixing.kernel.facts.columns import reader_of
from zhixing.kernel.facts.contract import FactPlan, require_dataset
from zhixing.kernel.facts.identities import Gazetteer
from zhixing.kernel.facts.trial import Examination
from zhixing.kernel.facts.values import Reader, Stated, Value
from zhixing.kernel.plan import Dataset

Key = tuple[Value, ...]


class Kind(StrEnum):
    """What became of one cell, or (the row kinds) of one row."""

    UNCHANGED = "unchanged"
    BY_SENDER = "by-sender"
    LEFT_BLANK = "left-blank"
    HERE = "here"
    BOTH_SAME = "both-same"
    CONFLICT = "conflict"
    ROW_ADDED = "row-added"
    ROW_MISSING = "row-missing"
    ROW_REFUSED = "row-refused"
    ROW_ADDED_HERE = "row-added-here"
    ROW_LEFT_HERE = "row-left-here"


ROW_KINDS = frozenset(kind for kind in Kind if kind.startswith("row-"))
"""Kinds that speak of a whole row."""


@dataclass(frozen=True)
class Change:
    """One cell of one key with its three values; `column` is empty where the whole row is meant.

    `where` is the cell of the returned file that says it (the row for a whole row), `states_none` whether it says that
    there is none. An unchanged cell says no place.
    """

    key: Key
    column: str
    kind: Kind
    sent: Value = None
    returned: Value = None
    current: Value = None
    states_none: bool = False
    where: Where = NOWHERE


@dataclass(frozen=True)
class Returned:
    """The rows that came back: typed, with `_row` and `_said`; `letters` say which columns the file has, and where.

    `refused` gives the numbers of the rows that were refused, by key; what cannot be read of a key stands as it came.
    """

    rows: pa.Table
    letters: Mapping[str, str]
    refused: Mapping[Key, tuple[int, ...]] = field(default_factory=dict)
    file: str = ""
    sheet: str = ""

    def row_at(self, number: object) -> Where:
        """A row of the file."""
        return Where(self.file, sheet=self.sheet, row=int(str(number)))

    def cell_at(self, number: object, column: str) -> Where:
        """A cell of the file."""
        row = int(str(number))
        return Where(self.file, sheet=self.sheet, cell=f"{self.letters[column]}{row}", row=row)


def returned_of(plan: FactPlan, examination: Examination) -> Returned:
    """What an examined file brings back."""
    dataset = require_dataset(plan, examination.dataset)
    receipt = examination.receipt
    letters = {name: column.letter for name, column in receipt.columns.items()}
    refused = _refused_keys(plan, dataset, examination.refused)
    return Returned(examination.rows, letters, refused, receipt.file, receipt.sheet)


def _refused_keys(plan: FactPlan, dataset: Dataset, refused: pa.Table) -> dict[Key, tuple[int, ...]]:
    gazetteer = Gazetteer.of(plan.places)
    by_id = {column.id: column for column in dataset.columns}
    readers = {name: reader_of(by_id[name], gazetteer) for name in dataset.key}
    found: dict[Key, tuple[int, ...]] = {}
    for row in refused.select([*dataset.key, "_row"]).to_pylist():
        key = tuple(_key_part(readers[name], row[name]) for name in dataset.key)
        found[key] = (*found.get(key, ()), int(row["_row"]))
    return found


def _key_part(read: Reader, text: str) -> Value:
    found = read(text) if text else None
    return found.value if isinstance(found, Stated) and found.value is not None else text or None


def difference(
    dataset: Dataset, sent: pa.Table, returned: Returned, current: pa.Table, *, unchanged: bool = True
) -> tuple[Change, ...]:
    """Compare the three sides key by key and column by column, in the order of keys and of the contract's columns.

    A row that did not come back is no deletion: what is known stays known. `current` must hold every key of `sent` and
    `returned` that is known here. `unchanged=False` leaves out the cells that nobody changed.
    """
    columns = [column.id for column in dataset.columns if column.id not in dataset.key]
    sides = tuple(_by_key(dataset, table) for table in (sent, returned.rows, current))
    keys = sorted({*sides[0], *sides[1], *sides[2], *returned.refused}, key=_in_order)
    compared = _Compared(columns, returned, *sides)
    found = (change for key in keys for change in compared.of(key))
    return tuple(change for change in found if unchanged or change.kind is not Kind.UNCHANGED)


def _by_key(dataset: Dataset, table: pa.Table) -> dict[Key, dict[str, Value]]:
    return {tuple(row[name] for name in dataset.key): row for row in table.to_pylist()}


def _in_order(key: Key) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in key)


Side = Mapping[Key, Mapping[str, Value]]


@dataclass(frozen=True)
class _Compared:
    """The three sides by key."""

    columns: list[str]
    source: Returned
    sent: Side
    returned: Side
    current: Side

    def of(self, key: Key) -> Iterable[Change]:
        """What became of one row and of its cells."""
        for number in self.source.refused.get(key, ()):
            yield Change(key, "", Kind.ROW_REFUSED, where=self.source.row_at(number))
        whole = self._row(key)
        if whole is not None:
            yield whole
        if key not in self.sent and key not in self.returned:
            return
        for name in self.columns:
            yield self._cell(key, name)

    def _row(self, key: Key) -> Change | None:
        if key in self.source.refused and key not in self.returned:
            return None
        if key not in self.sent:
            if key in self.returned:
                return Change(key, "", Kind.ROW_ADDED, where=self.source.row_at(self.returned[key]["_row"]))
            return Change(key, "", Kind.ROW_ADDED_HERE)
        if key not in self.returned:
            return Change(key, "", Kind.ROW_MISSING)
        return None if key in self.current else Change(key, "", Kind.ROW_LEFT_HERE)

    def _cell(self, key: Key, name: str) -> Change:
        sent = self.sent[key].get(name) if key in self.sent else None
        # A row that is not here any more says nothing of what it would hold.
        here = self.current.get(key)
        current = sent if here is None else here.get(name)
        row = self.returned.get(key)
        if row is None or name not in self.source.letters:
            kind = Kind.UNCHANGED if current == sent else Kind.HERE
            return Change(key, name, kind, sent, None, current)
        value = row.get(name)
        said: object = row.get("_said") or ()
        none = value is None and isinstance(said, list) and name in said
        kind = kind_of(sent, value, current, states_none=none)
        where = NOWHERE if kind is Kind.UNCHANGED else self.source.cell_at(row["_row"], name)
        return Change(key, name, kind, sent, value, current, none, where)


def kind_of(sent: Value, returned: Value, current: Value, *, states_none: bool = False) -> Kind:
    """What became of a cell. Where nothing was sent, a stated none is news; elsewhere a null here is a stated none."""
    changed = returned != sent or (states_none and sent is None)
    if not changed:
        return Kind.UNCHANGED if current == sent else Kind.HERE
    if current == sent:
        return Kind.LEFT_BLANK if returned is None and not states_none else Kind.BY_SENDER
    return Kind.BOTH_SAME if returned == current else Kind.CONFLICT
