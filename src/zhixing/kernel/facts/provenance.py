"""Back to the cell: which file, sheet and cell said a value, and what was said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhixing.kernel.facts.grids import Grid
from zhixing.kernel.facts.lake import Lake
from zhixing.kernel.facts.reading import open_book
from zhixing.kernel.facts.receipts import Receipt
from zhixing.kernel.facts.snapshot import visible
from zhixing.kernel.facts.strands import index_of
from zhixing.kernel.facts.values import Value, text_of


@dataclass(frozen=True)
class SourceCell:
    """A cell of a received file; `value` is what was stored, None where the cell states none."""

    file: str
    sheet: str
    cell: str
    receipt: str
    text: str
    value: Value
    known_on: date
    received_from: str = ""

    @property
    def place(self) -> str:
        """File, sheet and cell in one text."""
        return f"{self.file} [{self.sheet}] {self.cell}" if self.sheet else f"{self.file} {self.cell}"


def cell_of(
    lake: Lake, dataset: str, key: Mapping[str, object], column: str, as_known_on: date | None
) -> SourceCell | None:
    """The cell that the snapshot's value of `column` for `key` comes from; None when nobody said anything.

    Raises:
        Refused: `facts.altered-receipt`.
    """
    for receipt in reversed(visible(lake, dataset, as_known_on)):
        found = _cell_in(lake, receipt, key, column)
        if found is not None:
            return found
    return None


def history_of(lake: Lake, dataset: str, key: Mapping[str, object], column: str) -> tuple[SourceCell, ...]:
    """Every cell that said something about `column` for `key`, earliest first.

    Raises:
        Refused: `facts.altered-receipt`.
    """
    found = (_cell_in(lake, receipt, key, column) for receipt in visible(lake, dataset, None))
    return tuple(cell for cell in found if cell is not None)


def _cell_in(lake: Lake, receipt: Receipt, key: Mapping[str, object], column: str) -> SourceCell | None:
    if column not in receipt.columns or not _may_hold(receipt, key):
        return None
    rows = _rows_with(lake.rows_path(receipt), key, [column, "_row", "_said"])
    if rows.num_rows != 1:
        return None
    row = rows.to_pylist()[0]
    if row[column] is None and column not in (row["_said"] or ()):
        return None
    letter = receipt.columns[column].letter
    text = _text_at(lake.received_path(receipt), receipt, int(row["_row"]), letter)
    return SourceCell(
        receipt.file,
        receipt.sheet,
        f"{letter}{row['_row']}",
        receipt.id,
        text,
        row[column],
        receipt.known_on,
        receipt.received_from,
    )


def _may_hold(receipt: Receipt, key: Mapping[str, object]) -> bool:
    if not receipt.ranges:
        return False
    return all(low <= str(key[name]) <= high for name, (low, high) in receipt.ranges.items() if name in key)


def _rows_with(path: Path, key: Mapping[str, object], columns: list[str]) -> pa.Table:
    schema = pq.read_schema(path)
    wanted = None
    for name, value in key.items():
        same = pc.field(name) == pa.scalar(value, schema.field(name).type)
        wanted = same if wanted is None else wanted & same
    return pq.read_table(path, columns=columns, filters=wanted)


def _text_at(path: Path, receipt: Receipt, row: int, letter: str) -> str:
    """The cell as it came, from the received file itself."""
    return text_of(_grid(path, receipt.sheet).cell(row, index_of(letter)))


@lru_cache(maxsize=1)
def _grid(path: Path, sheet: str) -> Grid:
    """The last file that was looked into, as one looks at several cells of it."""
    return open_book(path).grid(sheet)
