"""Workbooks for people: headings in both languages, values as the contract counts them, one page wide on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from zhixing.kernel.facts.contract import decimals_of
from zhixing.kernel.facts.template import number_format
from zhixing.kernel.facts.values import Value
from zhixing.kernel.plan import Column

SHEET_ROWS = 1_000_000
_CELL_TEXT = 32_767
_EXACT_DIGITS = 15
_MOST_WIDE = 60


@dataclass(frozen=True)
class Heading:
    """A heading in both languages and the width of its column in digits."""

    zh: str
    en: str
    width: int = 14


@dataclass(frozen=True)
class Cell:
    """A cell to write: a value in the number format of its column, on a colour that a word always goes with."""

    value: Value = None
    column: Column | None = None
    colour: str = ""
    bold: bool = False


class Styles:
    """The formats of a workbook, made as they are needed."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        head = {"bold": True, "bg_color": "#E7EEF7", "border": 1, "text_wrap": True, "valign": "vcenter"}
        self.head = book.add_format(head)
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def of(self, cell: Cell) -> Any:
        """The format of a cell."""
        return self._format(_form_of(cell), cell.colour, cell.bold)

    def _format(self, form: str, colour: str, bold: bool) -> Any:
        asked = (form, colour, bold)
        if asked not in self._made:
            given: dict[str, object] = {
                "num_format": form,
                "valign": "top",
                "bold": bold,
                "border": 4 if colour else 0,
            }
            self._made[asked] = self._book.add_format({**given, "bg_color": colour} if colour else given)
        return self._made[asked]


def _form_of(cell: Cell) -> str:
    """Excel's number format; a decimal shows the decimals that it has."""
    if isinstance(cell.value, str):
        return "@"
    if isinstance(cell.value, Decimal):
        places = -int(cell.value.normalize().as_tuple().exponent)
        return "#,##0" + ("." + "0" * places if places > 0 else "")
    return number_format(cell.column) if cell.column else "0"


@dataclass
class Page:
    """A table to write: sheet name, headings, lines; one more sheet for each million lines."""

    name: str
    headings: Sequence[Heading]
    lines: Iterable[Sequence[Cell]]
    frozen: int = 1
    empty: str = "没有 / none"
    options: Mapping[str, object] = field(default_factory=dict)

    def write(self, book: Any, styles: Styles) -> None:
        """Write it, several sheets where one does not hold it; a sheet without lines says so."""
        lines, number = iter(self.lines), 1
        while (part := list(islice(lines, SHEET_ROWS))) or number == 1:
            sheet = book.add_worksheet(self.name if number == 1 else f"{self.name} {number}")
            self._lay_out(sheet, styles, len(part))
            for row, line in enumerate(part, start=1):
                for index, cell in enumerate(line):
                    write_cell(sheet, row, index, cell, styles)
            if not part:
                sheet.write_string(1, 0, self.empty)
            number += 1

    def _lay_out(self, sheet: Any, styles: Styles, height: int) -> None:
        for index, heading in enumerate(self.headings):
            sheet.set_column(index, index, min(heading.width, _MOST_WIDE))
            sheet.write_string(0, index, f"{heading.zh}\n{heading.en}", styles.head)
        sheet.set_row(0, 34)
        sheet.freeze_panes(1, self.frozen)
        if height:
            sheet.autofilter(0, 0, height, len(self.headings) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def write_cell(sheet: Any, row: int, index: int, cell: Cell, styles: Styles) -> None:
    """Write one cell; nothing known is an empty cell that keeps its colour."""
    value, form = cell.value, styles.of(cell)
    if value is None:
        sheet.write_blank(row, index, None, form)
    elif isinstance(value, date):
        sheet.write_datetime(row, index, value, form)
    elif isinstance(value, str):
        text = value if len(value) <= _CELL_TEXT else value[: _CELL_TEXT - 1] + "…"
        sheet.write_string(row, index, text, form)
    else:
        sheet.write_number(row, index, value, form)


def shown(column: Column, value: Value) -> Value:
    """A stored value as a workbook shows it: choices by title, flags as words, long numbers as text.

    Excel keeps 15 digits of a number; a longer one would come back as another.
    """
    if column.type == "choice":
        return None if value is None else column.choices.get(str(value), str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | int):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        plain = text.rstrip("0").rstrip(".") if decimals_of(column) and "." in text else text
        digits = len(plain.lstrip("-").replace(".", "").lstrip("0"))
        return plain if digits > _EXACT_DIGITS else value
    return value
