"""One sheet of a workbook: headings with units, typed cells, filters, widths; no text ever becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

Cell = str | int | float | Decimal | Fraction | date | bool | None
WHOLE, FINE, TWO, SHARE = "#,##0", "#,##0.######", "#,##0.00", "0.0%"
_MAX_TEXT = 32_767
_PAGE_WIDTH = 240


@dataclass(frozen=True)
class Field:
    """A column: heading (with its unit), width in characters, number format; text where there is no format."""

    heading: str
    width: int = 14
    number: str = ""


class Formats:
    """The few cell formats of a workbook, made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[str, Any] = {}
        self.heading = book.add_format(
            {"bold": True, "bg_color": "#EEF4FB", "bottom": 2, "bottom_color": "#14539A", "text_wrap": True, "valign": "vcenter"}
        )  # fmt: skip
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": "#0D3B70"})
        self.note = book.add_format({"font_color": "#5C6773"})
        self.synthetic = book.add_format({"bold": True, "bg_color": "#EAEDF1", "pattern": 1})
        self.text = book.add_format({"valign": "top"})
        self.wrapped = book.add_format({"valign": "top", "text_wrap": True})
        self.left = book.add_format({"num_format": "#,##0", "align": "left"})
        self.word = book.add_format({"bold": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})

    def number(self, form: str) -> Any:
        """A number format, right-aligned."""
        if form not in self._numbers:
            align = "left" if form == "0" else "right"  # years and ranks are labels, not amounts
            shape = {"num_format": form, "valign": "top", "align": align}
            self._numbers[form] = self._book.add_format(shape)
        return self._numbers[form]


@dataclass
class Sheet:
    """A worksheet that is filled from the top; row 0 says what it is, row 1 what to know, row 2 are the headings."""

    page: Any
    formats: Formats
    fields: Sequence[Field]
    first: int = 3
    count: int = 0

    @classmethod
    def begin(
        cls, book: Any, formats: Formats, name: str, title: str, note: str, fields: Sequence[Field]
    ) -> Sheet:
        """Add a worksheet with its title, note and headings."""
        page = book.add_worksheet(name)
        page.write_string(0, 0, title, formats.title)
        page.write_string(1, 0, note, formats.note)
        for column, field in enumerate(fields):
            page.write_string(2, column, field.heading, formats.heading)
            page.set_column(column, column, field.width)
        page.set_row(2, 32)
        page.freeze_panes(3, 1)
        page.set_landscape()
        page.set_paper(9)
        if sum(field.width for field in fields) <= _PAGE_WIDTH:
            page.fit_to_pages(1, 0)
        else:
            page.repeat_columns(0)
        page.repeat_rows(2)
        return cls(page, formats, fields)

    def add(self, cells: Iterable[Cell]) -> None:
        """Write one row."""
        row = self.first + self.count
        for column, (field, cell) in enumerate(zip(self.fields, cells, strict=True)):
            write(self.page, self.formats, row, column, cell, field)
        self.count += 1

    def end(self) -> Sheet:
        """Filters over all rows."""
        if self.count:
            self.page.autofilter(2, 0, self.first + self.count - 1, len(self.fields) - 1)
        return self

    def column(self, name: str, index: int) -> list[Any]:
        """The rows of a column as a range for a chart."""
        return [name, self.first, index, self.first + self.count - 1, index]


def write(page: Any, formats: Formats, row: int, column: int, cell: Cell, field: Field) -> None:
    """Write one cell by its type; text is always written as text."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell, formats.text)
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, formats.day)
    elif isinstance(cell, str):
        page.write_string(
            row, column, cell[:_MAX_TEXT], formats.wrapped if field.width > 24 else formats.text
        )
    else:
        page.write_number(row, column, float(cell), formats.number(field.number or "General"))


def shown_unit(text: str) -> str:
    """The unit as shown; nothing for plain numbers."""
    return "" if text == "1" else text
