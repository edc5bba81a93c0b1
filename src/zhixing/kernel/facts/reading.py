"""Open a received file: .xlsx, .csv or .parquet become grids of cells with their places."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
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
from zhixing.kernel.facts.grids import Grid, Row, RowGrid, TypedGrid
from zhixing.kernel.facts.marks import Package, find_marks, open_package

SIGNATURE_SHEET = "_zhixing"


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

    def hidden_rows(self, sheet: str) -> tuple[tuple[str, ...], ...] | None:
        """The cells of a hidden sheet as texts; None when the file has no sheet of that name.

        Raises:
            Refused: `facts.unreadable-file`, `facts.too-large`.
        """
        if self._workbook is None or self._package is None or sheet not in self._workbook.sheet_names:
            return None
        find_marks(self._package, sheet, self.where())
        rows = _sheet_rows(self._workbook, sheet, self.where())
        return tuple(tuple(str(cell) for cell in row) for row in rows)


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
        table.validate(full=True)
        names = len(table.column_names)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Refused([codes.UNREADABLE_FILE.at(where, why=str(error).splitlines()[0])]) from error
    if not names:
        raise Refused([codes.UNREADABLE_FILE.at(where, why="it has no columns")])
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
    except (CalamineError, PasswordError, ZipError, ValueError, OSError) as error:
        raise Refused([codes.UNREADABLE_FILE.at(where, why=str(error))]) from error
    book = Book("xlsx", path, name, "", shown, (), None, workbook, package)
    book.signature = book.hidden_rows(SIGNATURE_SHEET) or ()
    return book


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
