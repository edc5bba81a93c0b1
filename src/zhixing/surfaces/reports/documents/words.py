"""The words a document's text may call: figures with their sources, tables, charts; and the lists it may look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from zhixing.kernel.plan import Report
from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.documents import views_graded
from zhixing.surfaces.reports.documents.blocks import Block, chinese_day
from zhixing.surfaces.reports.documents.kinds import LISTS, RECORDS, Column, Type
from zhixing.surfaces.reports.documents.pictures import PICTURES
from zhixing.surfaces.reports.documents.rows import Row, Rows
from zhixing.surfaces.reports.documents.tables import TABLES, cell_text
from zhixing.surfaces.reports.documents.views import VIEWS, Views
from zhixing.surfaces.reports.figures import THIN, figure, share

FUNCTIONS = ("figure", "count", "percent", "day", "has", "target", "clause", "source", "table", "chart")
WORDS = (*RECORDS, *LISTS, *FUNCTIONS)
MARK = "\ue000"
"""Stands around the number of a block or note in the text, until the text has been read."""


class Said(str):
    """Words made for the text: they may hold signs of Markdown and marks of notes and blocks."""

    __slots__ = ()


_PART = re.compile(r"^([一二三四五六七八九十]+)(.*)$")
"""How outlines say where a clause stands: 四（一）."""
_QUARTERS = {1: "一", 2: "二", 3: "三", 4: "四"}


@dataclass
class Filling:
    """One document while it is filled: the blocks its text put in, and the notes its figures carry."""

    contents: Contents
    report: Report
    views: Views
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _lists: dict[str, Any] = field(default_factory=dict)

    def words(self, used: Iterable[str]) -> dict[str, Any]:
        """What stands behind the words that a text uses."""
        return {word: self._made(word) for word in used if word in WORDS}

    def _made(self, word: str) -> Any:
        if word in FUNCTIONS:
            return getattr(self, word)
        if word not in self._lists:
            own = _OWN.get(word)
            self._lists[word] = own(self) if own else {**VIEWS, **_GRADED}[word](self.views)
        return self._lists[word]

    # --- what a text may call ---------------------------------------------------------------------------------

    def source(self, text: str) -> Said:
        """A note of where what stands before it comes from; the same note is printed once."""
        if text not in self.notes:
            self.notes.append(text)
        return Said(f"{MARK}n{self.notes.index(text) + 1}{MARK}")

    def figure(self, row: Row, column: str = "observed", places: int | None = None) -> Said:
        """A figure with its unit and its source; a named gap where there is none."""
        declared, value = row._kind.columns[column], row[column]
        if value is None:
            return Said(f"（{row._gap}）")
        text = cell_text(declared, value, places)
        return Said(f"{text}{_unit(row, declared)}{self.source(row._source)}")

    def count(self, rows: Rows) -> Said:
        """How many rows, with the source of the list."""
        return Said(f"{figure(len(rows))}{self.source(rows.source)}")

    def percent(self, part: Rows, whole: Rows, places: int = 1) -> Said:
        """How many of some rows others are, in per cent, with the source of the list."""
        return Said(
            f"{share(len(part), len(whole), places)}%{self.source(whole.source)}" if whole else "（无）"
        )

    def day(self, value: date) -> str:
        """A day in Chinese."""
        return chinese_day(value)

    def has(self, result: str) -> bool:
        """Whether the run holds a result, by the first word of its name."""
        if result == "evaluation":
            return bool(self._made("places"))
        return any(name == result or name.startswith((f"{result}-", f"{result.removesuffix('s')}-"))
                   for name in self.contents.run.results)  # fmt: skip

    def target(self, name: str) -> Row:
        """One target by its id."""
        rows = (*self._made("targets"), *self._made("place_targets"))
        found: Row = next(row for row in rows if row["id"] == name)
        return found

    def clause(self, name: str) -> str:
        """A clause as documents cite it: where it stands, and our title of it."""
        plan = self.contents.plan
        found = plan.clauses[name]
        where = _PART.sub(r"第\1部分\2", found.where) if found.where else name
        return f"{plan.head.document_number}{where}“{found.title}”"

    def table(
        self, name: str, rows: Rows, caption: str = "", columns: Sequence[str] = (), most: int = 0
    ) -> Said:
        """A table of rows; `columns` chooses and orders its columns, `most` keeps the first rows and says so."""
        shown = rows[:most] if most else rows
        more = f"（前 {most} 项，共 {len(rows)} 项）" if len(shown) < len(rows) else ""
        return self._put(TABLES[name].made(shown, caption, tuple(columns), more, self._note(rows.source)))

    def chart(self, name: str, about: Any, caption: str = "", width: int = 0) -> Said:
        """A chart, `width` per cent of the page if the text says so; nothing where there is nothing to draw."""
        made = PICTURES[name].drawn(about, caption, len(self.blocks))
        if made is None:
            return Said()
        note = self._note(about.source if isinstance(about, Rows) else about._source)
        return self._put(replace(made, note=note, width=min(width, 100) / 100 if width > 0 else made.width))

    def _note(self, text: str) -> int:
        self.source(text)
        return self.notes.index(text) + 1

    def _put(self, block: Block) -> Said:
        self.blocks.append(block)
        return Said(f"\n\n{MARK}b{len(self.blocks)}{MARK}\n\n")


def _run(filling: Filling) -> dict[str, Any]:
    contents = filling.contents
    request = contents.request
    as_of, known = date.fromisoformat(request["as_of"]), date.fromisoformat(request["as_known_on"])
    quarter = (as_of.month + 2) // 3
    return {
        "id": contents.run.id, "seal": contents.run.seal, "as_of": as_of, "known_on": known, "year": as_of.year,
        "quarter": quarter, "years": contents.years.replace("–", "—"), "last_year": contents.run.years[-1],
        "synthetic": bool(contents.synthetic),
        "span": f"{as_of.year}年" if as_of.month == 12 else f"{as_of.year}年{_QUARTERS[quarter]}季度",
    }  # fmt: skip


def _plan(filling: Filling) -> dict[str, Any]:
    head = filling.contents.plan.head
    return {"title": head.title, "number": head.document_number, "term": head.term.text.replace("..", "—")}


_OWN: dict[str, Callable[[Filling], Any]] = {"run": _run, "plan": _plan}
_GRADED: dict[str, Callable[[Views], Rows]] = {
    "grades": views_graded.grades, "moves": views_graded.moves, "measures": views_graded.measures,
    "places": views_graded.places, "assessments": views_graded.assessments,
}  # fmt: skip


def printed(value: Any) -> Any:
    """What stands in the text for a value that is no words: a day in Chinese, a plain number, a named gap."""
    if value is None:
        return "（缺数）"
    if isinstance(value, date):
        return chinese_day(value)
    return figure(value, 2) if isinstance(value, Decimal | float) else value


def _unit(row: Row, column: Column) -> str:
    if column.type in (Type.SHARE, Type.CENT, Type.CHANCE):
        return "%"
    unit = row["unit"] if column.type is Type.FIGURE and "unit" in row._kind.columns else ""
    return f"{THIN}{unit}" if unit and unit[0].isascii() else unit
