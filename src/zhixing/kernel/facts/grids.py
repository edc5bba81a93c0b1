"""Grids: the cells of one sheet, whatever kind of file it came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from zhixing.kernel.facts.marks import Spots
from zhixing.kernel.facts.strands import Cell, Strand, strand_of

_FIRST_DAY, _LAST_DAY = (day.toordinal() - date(1970, 1, 1).toordinal() for day in (date.min, date.max))
Row = Sequence[object]


class Grid(Protocol):
    """The cells of one sheet."""

    @property
    def height(self) -> int:
        """Rows of the grid, headings included."""

    def head(self, limit: int) -> list[list[Cell]]:
        """The first rows, cell by cell."""

    def first_number(self, heading: int) -> int:
        """Number, as a person sees it, of the first row under the heading row with that index."""

    def cell(self, number: int, index: int) -> Cell:
        """One cell by the row number a person sees and the 0-based column."""

    def has_rows(self, heading: int) -> bool:
        """Whether anything stands under a heading row."""

    def strands(self, heading: int, wanted: Sequence[int]) -> list[Strand]:
        """The wanted columns under a heading row."""


@dataclass(frozen=True)
class RowGrid:
    """A sheet or a text file: rows of cells, and cells that must be read otherwise."""

    rows: Sequence[Row]
    marks: Spots = field(default_factory=dict)

    @property
    def height(self) -> int:
        """Rows, headings included."""
        return len(self.rows)

    def head(self, limit: int) -> list[list[Cell]]:
        """The first rows."""
        return [list(row) for row in self.rows[:limit]]  # type: ignore[arg-type]

    def first_number(self, heading: int) -> int:
        """Excel's row number of the first data row."""
        return heading + 2

    def cell(self, number: int, index: int) -> Cell:
        """One cell."""
        row = self.rows[number - 1]
        return self.marks.get((number - 1, index), row[index] if index < len(row) else None)  # type: ignore[arg-type]

    def has_rows(self, heading: int) -> bool:
        """Whether a cell under the heading is not blank."""
        return any(cell not in (None, "") for row in self.rows[heading + 1 :] for cell in row)

    def strands(self, heading: int, wanted: Sequence[int]) -> list[Strand]:
        """The wanted columns; rows may be of unequal length."""
        body = self.rows[heading + 1 :]
        even = len({len(row) for row in body}) <= 1
        columns = list(zip(*body, strict=True) if even else zip_longest(*body, fillvalue=""))
        empty: tuple[str, ...] = ("",) * len(body)
        marked: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.marks.items():
            if row > heading:
                marked.setdefault(column, {})[row - heading - 1] = cell
        return [
            strand_of(columns[index] if index < len(columns) else empty).with_others(
                {row: cell for row, cell in marked.get(index, {}).items() if row < len(body)}
            )
            for index in wanted
        ]


@dataclass(frozen=True)
class TypedGrid:
    """A Parquet file: named, typed columns; the names are the heading and no row."""

    table: pa.Table

    @property
    def height(self) -> int:
        """Rows, with the names counted as one."""
        return int(self.table.num_rows) + 1

    def head(self, limit: int) -> list[list[Cell]]:
        """The names alone."""
        return [list(self.table.column_names)]

    def first_number(self, heading: int) -> int:
        """Rows of a table count from one."""
        return 1

    def cell(self, number: int, index: int) -> Cell:
        """One cell."""
        return _typed_strand(self.table.column(index).slice(number - 1, 1)).cell(0)

    def has_rows(self, heading: int) -> bool:
        """Whether the table has rows."""
        return bool(self.table.num_rows)

    def strands(self, heading: int, wanted: Sequence[int]) -> list[Strand]:
        """The wanted columns in a plain type."""
        return [_typed_strand(self.table.column(index)) for index in wanted]


def _typed_strand(column: pa.ChunkedArray) -> Strand:
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    kind = array.type
    if pa.types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    if pa.types.is_temporal(kind):
        return _timed_strand(array)
    if pa.types.is_signed_integer(kind) or kind in (pa.uint8(), pa.uint16(), pa.uint32()):
        return Strand(pc.cast(array, pa.int64()))
    if kind in (pa.string(), pa.float64()) or pa.types.is_decimal(kind):
        return Strand(array)
    if kind in _AS_TEXT:
        return Strand(pc.cast(array, pa.string()))
    return strand_of([None if cell is None else str(cell) for cell in array.to_pylist()])


# The shortest text of a single-precision number is what was meant; as a double it would grow a tail.
_AS_TEXT = (pa.float16(), pa.float32(), pa.uint64(), pa.large_string(), pa.string_view(), pa.bool_())


def _timed_strand(array: pa.Array) -> Strand:
    kind = array.type
    if pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
        return _days(pc.cast(array, pa.date32(), safe=False))
    if pa.types.is_timestamp(kind):
        # A moment of a time zone is no day; it is shown as it is kept.
        moments = pc.cast(array, pa.timestamp(kind.unit)).cast(pa.string()).to_pylist()
        return strand_of([None if moment is None else f"{moment}Z" for moment in moments])
    return strand_of([None if cell is None else str(cell) for cell in array.to_pylist()])


def _days(array: pa.Array) -> Strand:
    """Days; one that no calendar holds is kept as the number it is."""
    numbers = pc.fill_null(pc.cast(array, pa.int32()), 0)
    wild = pc.or_(pc.greater(numbers, _LAST_DAY), pc.less(numbers, _FIRST_DAY))
    if not pc.any(wild).as_py():
        return Strand(array)
    rows = pc.indices_nonzero(wild).to_pylist()
    return Strand(array).with_others({row: f"{numbers[row].as_py()} days" for row in rows})
