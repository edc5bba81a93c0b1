"""Open a received file: .xlsx, .csv or .parquet become grids of cells with their places."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    ZipError,
)

from zhixing.foundation.issues import Refused, Where
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.marks import Package, Spots, find_marks, open_package
from zhixing.kernel.facts.strands import Cell, Strand, strand_of

SIGNATURE_SHEET = "_zhixing"
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
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):
        # The shortest text of a single-precision number is what was meant; as a double it grows a tail.
        return Strand(pc.cast(array, pa.string()))
    if pa.types.is_integer(kind):
        return (
            Strand(pc.cast(array, pa.int64())) if kind != pa.uint64() else Strand(pc.cast(array, pa.string()))
        )
    if pa.types.is_large_string(kind) or kind == pa.string_view():
        return Strand(pc.cast(array, pa.string()))
    if pa.types.is_date64(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
        return Strand(pc.cast(array, pa.date32(), safe=False))
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind) or kind in (pa.string(), pa.date32()):
        return Strand(array)
    if pa.types.is_boolean(kind):
        return Strand(pc.cast(array, pa.string()))
    return strand_of([None if cell is None else str(cell) for cell in array.to_pylist()])


@dataclass
class Book:
    """An opened file: its visible sheets, the hidden signature rows of a form, and how to get a grid."""

    kind: str
    path: Path
    name: str
    encoding: str = ""
    sheets: tuple[str, ...] = ()
    signature: tuple[tuple[str, ...], ...] = ()
    _single: Grid | None = None
    _workbook: CalamineWorkbook | None = None
    _package: Package | None = None
    _grids: dict[str, Grid] = field(default_factory=dict)

    def where(self, sheet: str = "") -> Where:
        """The file, or one sheet of it."""
        return Where(self.name, sheet=sheet)

    def grid(self, sheet: str) -> Grid:
        """The cells of one sheet.

        Raises:
            Refused: `facts.unreadable-file`, `facts.too-large`.
        """
        if self._single is not None:
            return self._single
        if self._workbook is None or self._package is None:
            raise ValueError("a book is a workbook or a single grid")
        if sheet not in self._grids:
            marks = find_marks(self._package, sheet, self.where(sheet))
            self._grids[sheet] = RowGrid(_sheet_rows(self._workbook, sheet, self.where(sheet)), marks)
        return self._grids[sheet]


def _sheet_rows(workbook: CalamineWorkbook, sheet: str, where: Where) -> Sequence[Row]:
    try:
        return workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise Refused([codes.UNREADABLE_FILE.at(where, why=str(error))]) from error


def open_book(path: Path, name: str = "") -> Book:
    """Open a received file by its ending and its first bytes.

    Raises:
        Refused: `facts.file-missing`, `facts.unknown-format`, `facts.unreadable-file`,
            `facts.unknown-encoding`, `facts.too-large`.
    """
    name = name or path.name
    where = Where(name)
    if not path.is_file():
        raise Refused([codes.FILE_MISSING.at(where, name=name)])
    with path.open("rb") as stream:
        start = stream.read(4)
    kind = path.suffix.lower().lstrip(".")
    if kind == "parquet" and start == b"PAR1":
        return _open_parquet(path, name, where)
    if kind in ("xlsx", "xlsm") and start[:2] == b"PK":
        return _open_workbook(path, name, where)
    if kind in ("csv", "txt", "tsv") and start[:2] != b"PK":
        return _open_text(path, name, where)
    if kind in ("xlsx", "xlsm", "csv", "txt", "tsv", "parquet"):
        raise Refused([codes.UNREADABLE_FILE.at(where, why=f"not a .{kind} file inside")])
    raise Refused([codes.UNKNOWN_FORMAT.at(where, kind=kind or "?")])


def _open_parquet(path: Path, name: str, where: Where) -> Book:
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise Refused([codes.UNREADABLE_FILE.at(where, why=str(error).splitlines()[0])]) from error
    return Book("parquet", path, name, sheets=("",), _single=TypedGrid(table))


def _open_workbook(path: Path, name: str, where: Where) -> Book:
    package = open_package(path, where)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        shown = tuple(
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        )
        signed = SIGNATURE_SHEET in workbook.sheet_names
    except (CalamineError, PasswordError, ZipError, ValueError, OSError) as error:
        raise Refused([codes.UNREADABLE_FILE.at(where, why=str(error))]) from error
    rows: Sequence[Row] = []
    if signed:
        find_marks(package, SIGNATURE_SHEET, where)
        rows = _sheet_rows(workbook, SIGNATURE_SHEET, where)
    signature = tuple(tuple(str(cell) for cell in row) for row in rows)
    return Book("xlsx", path, name, "", shown, signature, None, workbook, package)


def _open_text(path: Path, name: str, where: Where) -> Book:
    text, encoding = decode(path.read_bytes(), where)
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refused([codes.UNREADABLE_FILE.at(where, why=str(error))]) from error
    return Book("csv", path, name, encoding, sheets=("",), _single=RowGrid(rows))


def decode(raw: bytes, where: Where) -> tuple[str, str]:
    """Text and its encoding: UTF-8 with or without mark, else GB18030; nothing else is guessed.

    Raises:
        Refused: `facts.unknown-encoding`.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # GB18030 gives a meaning to nearly every byte; private characters betray another encoding.
        if not any("\ue000" <= mark <= "\uf8ff" or mark in "\x00\ufffd" for mark in set(text)):
            return text, "utf-8" if encoding == "utf-8-sig" else encoding
    raise Refused([codes.UNKNOWN_ENCODING.at(where)])


def _delimiter(text: str) -> str:
    start = text[:20_000].splitlines()[:20]
    return max(",\t;", key=lambda mark: sum(line.count(mark) for line in start))
