"""Workbooks filed with a document: sheets of the run's workbook, chosen by what the annex is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from zhixing.surfaces.reports.book_grades import (
    write_by_county,
    write_by_industry,
    write_by_year,
    write_measures,
)
from zhixing.surfaces.reports.book_targets import write_paths, write_published, write_targets
from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.documents import kinds
from zhixing.surfaces.reports.documents.kinds import FIGURES, Kind, Type
from zhixing.surfaces.reports.documents.rows import Rows
from zhixing.surfaces.reports.documents.views import Views
from zhixing.surfaces.reports.sheets import FINE, SHARE, WHOLE, Field, Formats, Sheet
from zhixing.surfaces.reports.workbook import write_about


@dataclass(frozen=True)
class Annex:
    """A workbook: its title and the sheets it holds."""

    title: str
    sheets: tuple[Callable[[Any, Formats, Views], None], ...]


def _of_contents(write: Callable[[Any, Formats, Contents], None]) -> Callable[[Any, Formats, Views], None]:
    return lambda book, formats, views: write(book, formats, views.contents)


def _of_rows(
    kind: Kind, title: str, note: str, rows: Callable[[Views], Rows], columns: tuple[str, ...]
) -> Callable[[Any, Formats, Views], None]:
    """A sheet of rows as a text sees them, with the columns named."""

    def write(book: Any, formats: Formats, views: Views) -> None:
        sheet = Sheet.begin(book, formats, title, title, note, [_field(kind, name) for name in columns])
        for row in rows(views):
            sheet.add([_cell(kind, name, row[name]) for name in columns])
        sheet.end()

    return write


def _field(kind: Kind, name: str) -> Field:
    column = kind.columns[name]
    form = {Type.SHARE: SHARE, Type.COUNT: WHOLE, Type.YEAR: "0"}.get(
        column.type, FINE if column.type in FIGURES else ""
    )
    heading = column.heading.removesuffix("%") if column.type is Type.SHARE else column.heading
    return Field(heading, max(12, 4 * column.width), form)


def _cell(kind: Kind, name: str, value: Any) -> Any:
    if kind.columns[name].type is Type.FLAG:
        return "是" if value else "否"
    return value


ANNEXES: dict[str, Annex] = {
    "targets": Annex("目标清单（含灯号和路径）", (
        _of_contents(write_targets), _of_contents(write_paths),
        _of_rows(kinds.LOOK, "历次灯号", "每次看灯时各灯的目标数；只计全省性目标", Views.looks,
                 ("day", "cycle", "red", "yellow", "green", "reached", "none", "all")),
    )),
    "cascade": Annex("目标分解和各地进展", (
        _of_rows(kinds.PART, "目标分解", "差距按期末应达与实际之差；各地占差距之和为一百", Views.parts,
                 ("title", "where", "level", "period", "unit", "goal", "expected", "observed", "progress", "gap", "share_of_gap",
                  "lamp", "reason", "split_reason", "target")),
    )),
    "grades": Annex("企业等次分布表", (
        _of_contents(write_by_year), _of_contents(write_by_county), _of_contents(write_by_industry),
    )),
    "measures": Annex("差别化措施金额（建议）", (_of_contents(write_measures),)),
    "follow-ups": Annex("督办和应报清单", (
        _of_rows(kinds.FOLLOW_UP, "督办", "按规则开出；“仍存在”指开出时的情形到看数日还在", Views.follow_ups,
                 ("about", "title", "leads", "why", "ask", "opened_on", "deadline", "holds", "clause")),
        _of_rows(kinds.DUE, "应报", "报送表、时期、应报单位和状态", Views.due,
                 ("form", "period", "unit", "due", "state", "received_on", "lacking")),
    )),
    "forecasts": Annex("到期预测", (
        _of_rows(kinds.FORECAST, "到期预测", "外推，不是承诺；没有预测的写明原因", Views.forecasts,
                 ("title", "unit", "deadline", "points", "method", "goal", "central", "low", "high", "level", "probability", "needed",
                  "why_not", "target")),
    )),
    "published": Annex("公开发布的数", (_of_contents(write_published),)),
}  # fmt: skip
"""What a document may file with it, by the name its head uses."""


def write_annex(views: Views, name: str, path: Path) -> Path:
    """Write one annex; the same run gives the same workbook."""
    contents, annex = views.contents, ANNEXES[name]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        known_on = date.fromisoformat(contents.request["as_known_on"])
        book.set_properties({"title": annex.title, "created": datetime.combine(known_on, time())})
        formats = Formats(book)
        write_about(book, formats, contents, annex.title)
        for write in annex.sheets:
            write(book, formats, views)
    return path
