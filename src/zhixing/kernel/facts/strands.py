"""Strands: one column of a received file, before anyone knows what it means.

A strand keeps most of its cells in one Arrow array, so that clean columns are judged as a whole; cells of
another kind stand in `others`. A blank is null in the array and absent from `others`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import NoneType

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Cell = str | int | float | bool | date | datetime | Decimal | None
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

UNCALCULATED = "#UNCALCULATED!"
ERROR_TEXTS = frozenset(
    {
        "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#FIELD!",
        "#GETTING_DATA", "#BLOCKED!", "#CONNECT!", UNCALCULATED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Strand:
    """One column: `array` holds the cells of the commonest kind, `others` the rest by row index."""

    array: pa.Array
    others: dict[int, Cell] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.array)

    def cell(self, row: int) -> Cell:
        """The cell of a row index, as received."""
        if row in self.others:
            return self.others[row]
        value: Cell = self.array[row].as_py()
        return value

    def cells(self, rows: Sequence[int]) -> list[Cell]:
        """The cells of several rows."""
        taken: list[Cell] = self.array.take(pa.array(rows, pa.int64())).to_pylist()
        return [self.others.get(row, cell) for row, cell in zip(rows, taken, strict=True)]

    def said(self) -> Mask:
        """Rows whose cell is not blank."""
        mask: Mask = known(self.array)
        if self.others:
            mask[list(self.others)] = True
        return mask

    def with_others(self, cells: dict[int, Cell]) -> Strand:
        """The same strand with some cells replaced."""
        if not cells:
            return self
        kept = np.ones(len(self), dtype=bool)
        kept[list(cells)] = False
        array = pc.if_else(pa.array(kept), self.array, pa.scalar(None, self.array.type))
        return Strand(array, {**self.others, **cells})


def known(array: pa.Array) -> Mask:
    """Where an array is not null, as a mask that may be written to."""
    return np.array(array.is_valid().to_numpy(zero_copy_only=False), dtype=bool)


def strand_of(cells: Sequence[object]) -> Strand:
    """A strand of the cells that a spreadsheet or a text file gave; blank texts count as blank."""
    kinds = set(map(type, cells)) - {NoneType}
    if kinds <= {str}:
        array = pa.array(cells, pa.string())
        return Strand(pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array))
    for kind, stored in _KINDS.items():
        if kinds <= {kind, str}:
            # Arrow refuses a text that is not blank; then the column is sorted out cell by cell.
            try:
                plain = [None if cell == "" else cell for cell in cells] if str in kinds else cells
                return Strand(pa.array(plain, stored, from_pandas=False))
            except (pa.ArrowException, TypeError, ValueError):
                break
    return _of_many(cells)


_KINDS = {float: pa.float64(), date: pa.date32()}


def _of_many(cells: Sequence[object]) -> Strand:
    """Cells of several kinds: texts or numbers, whichever are more, make the array."""
    counts = {kind: sum(type(cell) is kind for cell in cells) for kind in (str, float)}
    blanks = sum(cell == "" for cell in cells if type(cell) is str)
    main = str if counts[str] - blanks > counts[float] else float
    array = [cell if type(cell) is main and cell != "" else None for cell in cells]
    rest: dict[int, Cell] = {
        row: cell  # type: ignore[misc]
        for row, cell in enumerate(cells)
        if type(cell) is not main and cell is not None and cell != ""
    }
    stored = pa.string() if main is str else pa.float64()
    return Strand(pa.array(array, stored, from_pandas=False), rest)


def letter_of(index: int) -> str:
    """Column letters of a 0-based column index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """0-based column index of column letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
