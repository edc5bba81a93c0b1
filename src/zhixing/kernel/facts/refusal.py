"""The workbook that goes back: the refused rows as they came, the reasons beside them and on their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.facts.acceptance import Fault
from zhixing.kernel.facts.headings import Bound
from zhixing.kernel.facts.strands import Strand
from zhixing.kernel.facts.values import text_of

_SHEET_ROWS = 1_000_000
_COMMENTS = 2_000
_CELL_TEXT = 32_767
# Widths in digits, and how many rows are looked at to find them.
_NARROW, _WIDE, _WHY, _LOOKED_AT = 8, 36, 70, 200
_LINE = 16
# Rows are written as they come: a whole province refused must not ask for all memory.
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True)
class Refusals:
    """Refused rows of one sheet: `issues` by row index, in row order."""

    sheet: str
    first_number: int
    bound: Sequence[Bound]
    strands: Sequence[Strand]
    issues: Mapping[int, Sequence[tuple[str, Issue]]]

    def listed(self) -> list[Issue]:
        """All issues, in the order of rows and columns."""
        return [issue for found in self.issues.values() for _, issue in found]


def gather_refusals(
    file: str,
    sheet: str,
    first_number: int,
    bound: Sequence[Bound],
    strands: Sequence[Strand],
    faults: Sequence[Fault],
) -> Refusals:
    """Turn faults into issues that a person can go to."""
    by_id = {b.column.id: b for b in bound}
    issues: dict[int, list[tuple[str, Issue]]] = {}
    for fault in faults:
        number = fault.row + first_number
        where = Where(file, sheet=sheet, cell=f"{by_id[fault.column].letter}{number}", row=number)
        issue = fault.what.kind.at(where, **{"title": by_id[fault.column].column.title, **fault.what.values})
        issues.setdefault(fault.row, []).append((fault.column, issue))
    return Refusals(sheet, first_number, bound, strands, issues)


def workbook_writer(refusals: Refusals, made_on: date) -> Callable[[Path], None]:
    """Writes the workbook to a path; several sheets when there are more rows than a sheet holds.

    `made_on` is the date it bears, so that the same load gives the same bytes.
    """

    def write(path: Path) -> None:
        with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
            book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)})
            formats = {
                "head": book.add_format(
                    {"bold": True, "bg_color": "#E7EEF7", "border": 1, "text_wrap": True, "valign": "top"}
                ),
                "fault": book.add_format({"bg_color": "#FFD9D2", "num_format": "@", "valign": "top"}),
                "plain": book.add_format({"num_format": "@", "valign": "top"}),
                "row": book.add_format({"valign": "top"}),
                "why": book.add_format({"font_color": "#9C2A10", "text_wrap": True, "valign": "top"}),
            }
            rows = iter(refusals.issues.items())
            number = 1
            while part := list(islice(rows, _SHEET_ROWS)):
                _write_sheet(
                    book.add_worksheet(f"退回{number}" if number > 1 else "退回"), refusals, part, formats
                )
                number += 1

    return write


def _write_sheet(
    sheet: Any,
    refusals: Refusals,
    rows: Sequence[tuple[int, Sequence[tuple[str, Issue]]]],
    formats: Mapping[str, Any],
) -> None:
    headings = [*(bound.heading for bound in refusals.bound), "退回原因", "原行号"]
    _lay_out(sheet, refusals, [row for row, _ in rows[:_LOOKED_AT]])
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, _fitting(heading), formats["head"])
    why = len(refusals.bound)
    cells = [strand.cells([row for row, _ in rows]) for strand in refusals.strands]
    comments = 0
    for line, (row, issues) in enumerate(rows, start=1):
        reasons = "\n".join(f"{issue.where.cell}：{issue.zh}" for _, issue in issues)
        sheet.set_row(line, _LINE * sum(-(-_width(text) // _WHY) for text in reasons.splitlines()))
        faults: dict[str, list[str]] = {}
        for name, issue in issues:
            faults.setdefault(name, []).append(issue.zh)
        for column, bound in enumerate(refusals.bound):
            found = faults.get(bound.column.id)
            text = _fitting(text_of(cells[column][line - 1]))
            if text or found:
                sheet.write_string(line, column, text, formats["fault" if found else "plain"])
            if found and comments < _COMMENTS:
                sheet.write_comment(line, column, "\n".join(found))
                comments += 1
        sheet.write_string(line, why, _fitting(reasons), formats["why"])
        sheet.write_number(line, why + 1, row + refusals.first_number, formats["row"])


def _lay_out(sheet: Any, refusals: Refusals, looked_at: Sequence[int]) -> None:
    """Columns wide enough for a code, the head and first column in sight, and one page wide on paper."""
    for column, (bound, strand) in enumerate(zip(refusals.bound, refusals.strands, strict=True)):
        texts = [*bound.heading.splitlines(), *(text_of(cell) for cell in strand.cells(looked_at))]
        widest = max(map(_width, texts), default=0) + 2
        sheet.set_column(column, column, min(max(widest, _NARROW), _WIDE))
    why = len(refusals.bound)
    sheet.set_column(why, why, _WHY + 4)
    lines = max((bound.heading.count("\n") + 1 for bound in refusals.bound), default=1)
    sheet.set_row(0, _LINE * lines)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _width(text: str) -> int:
    """Digits a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _fitting(text: str) -> str:
    """A text that a cell of a workbook holds; the writer would leave out a longer one without a word."""
    return text if len(text) <= _CELL_TEXT else text[: _CELL_TEXT - 1] + "…"
