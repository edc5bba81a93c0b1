"""The tables a document's text may put in: which rows, which columns unless the text chooses others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zhixing.surfaces.reports.documents import kinds
from zhixing.surfaces.reports.documents.blocks import Column, Table
from zhixing.surfaces.reports.documents.kinds import CENTRED, RIGHT, Kind, Type
from zhixing.surfaces.reports.documents.rows import Row, Rows
from zhixing.surfaces.reports.figures import NONE, day, figure, share
from zhixing.surfaces.reports.outlooks import chance_of

_UNIT = "unit"


def cell_text(column: kinds.Column, value: Any, places: int | None = None) -> str:
    """A cell as documents print it."""
    if value is None or value == "":
        return NONE
    decimals = column.places if places is None else places
    if column.type is Type.CHANCE:
        return chance_of(value)
    if column.type is Type.SHARE:
        return figure(_exact(value) * 100, decimals)
    if column.type in (Type.FIGURE, Type.CENT, Type.COUNT):
        return figure(_exact(value), decimals)
    if column.type is Type.FLAG:
        return "是" if value else "否"
    return day(value) if column.type is Type.DAY else str(value)


def _exact(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value


def named(text: str) -> tuple[str, str]:
    """A column as the text names it: `observed`, or `observed=完成数` with another heading."""
    name, _, heading = text.partition("=")
    return name.strip(), heading.strip()


@dataclass(frozen=True)
class TableOf:
    """A table: of which kind of rows, its caption and columns unless the text says otherwise.

    `unit` is that of its counts; `total` adds a row of sums; `build` makes tables whose columns depend on the rows.
    """

    kind: Kind
    caption: str
    columns: tuple[str, ...] = ()
    unit: str = ""
    total: bool = False
    build: Callable[[Rows], tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]] | None = None

    def made(self, rows: Rows, caption: str, columns: Sequence[str], more: str, note: int) -> Table:
        """The table of these rows."""
        said = f"{caption or self.caption}{more}"
        if self.build is not None:
            heads, cells = self.build(rows)
            return Table(said, heads, cells, unit=self.unit, note=note)
        chosen = [named(text) for text in columns or self.columns]
        unit, chosen = self._unit(rows, chosen)
        heads = tuple(_head(self.kind.columns[name], heading) for name, heading in chosen)
        cells = tuple(tuple(_cell(self.kind, row, name) for name, _ in chosen) for row in rows)
        if self.total and rows:
            cells = (*cells, self._sums(rows, [name for name, _ in chosen]))
        return Table(said, heads, cells, unit=unit, note=note)

    def _unit(self, rows: Rows, chosen: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
        """One unit for all figures stands above the table; several get a column of their own."""
        shown = [name for name, _ in chosen]
        if _UNIT not in self.kind.columns or _UNIT in shown or not rows or not self._figures(shown):
            return self.unit, chosen
        units = list(dict.fromkeys(row[_UNIT] for row in rows if row[_UNIT]))
        if len(units) == 1 and all(row[_UNIT] for row in rows):
            return units[0], chosen
        return "", [*chosen[:1], (_UNIT, ""), *chosen[1:]] if units else chosen

    def _figures(self, names: Sequence[str]) -> bool:
        return any(self.kind.columns[name].type is Type.FIGURE for name in names)

    def _sums(self, rows: Rows, names: Sequence[str]) -> tuple[str, ...]:
        counted = {name for name in names if self.kind.columns[name].type is Type.COUNT}
        sums = [figure(sum(row[name] for row in rows)) if name in counted else "" for name in names]
        return ("合计", *sums[1:])


def _head(column: kinds.Column, heading: str) -> Column:
    align = "right" if column.type in RIGHT else "centre" if column.type in CENTRED else "left"
    return Column(heading or column.heading, align, column.width)  # type: ignore[arg-type]


def _cell(kind: Kind, row: Row, name: str) -> str:
    column, value = kind.columns[name], row[name]
    return row._gap if value is None and column.named else cell_text(column, value)


_Built = tuple[tuple[Column, ...], tuple[tuple[str, ...], ...]]


def _by_scheme(rows: Rows) -> _Built:
    """Firms by grade, one row for each scheme and year."""
    graded = [row._about for row in rows]
    letters = list(dict.fromkeys(grade for one in graded for grade in one.grades))
    heads = (Column("办法", width=8), Column("年度", "centre", 2), *(Column(letter, "right", 2) for letter in letters),
             Column("不定级", "right", 2), Column("参评", "right", 2))  # fmt: skip
    cells = tuple(
        (one.scheme.title, str(one.year),
         *(figure(one.whole.by_grade[letter]) if letter in one.grades else NONE for letter in letters),
         figure(one.whole.ungraded), figure(one.whole.all))
        for one in graded
    )  # fmt: skip
    return heads, cells


def _spread(what: str, heading: str) -> Callable[[Rows], _Built]:
    """Firms by grade in each industry or county, of the first row."""

    def build(rows: Rows) -> _Built:
        if not rows:
            return (Column(heading),), ()
        graded = rows[0]._about
        best = graded.grades[0]
        heads = (Column(heading, width=5), *(Column(grade, "right", 2) for grade in graded.grades),
                 Column("已定级", "right", 2), Column(f"{best}占%", "right", 2))  # fmt: skip
        cells = tuple(
            (one.title, *(figure(one.by_grade.get(grade, 0)) for grade in graded.grades), figure(one.graded),
             share(one.by_grade.get(best, 0), one.graded))
            for one in getattr(graded, what)
        )  # fmt: skip
        return heads, cells

    return build


def _by_part(rows: Rows) -> _Built:
    """Places of one group of peers: rank, total, each part, and how far the rank moves when the weights do."""
    if not rows:
        return (Column("地区"),), ()
    one, graded = rows[0]._about[0], rows[0]._about[0].graded
    heads = (Column("名次", "right", 2), Column("地区", width=4), Column("总分", "right", 3),
             *(Column(part.title, "right", 3) for part in one.parts), Column("名次区间", "right", 3),
             *((Column("等次", "centre", 3),) if graded else ()))  # fmt: skip
    cells = tuple(
        (figure(place.rank) if place.rank else NONE, place.title, figure(place.total, 2),
         *(figure(part, 1) for part in place.parts), place.span or NONE,
         *((place.grade or place.state or NONE,) if graded else ()))
        for place in (row._about[1] for row in rows)
    )  # fmt: skip
    return heads, cells


TABLES: dict[str, TableOf] = {
    "targets": TableOf(
        kinds.TARGET, "目标进展", ("title", "unit", "goal", "observed", "expected", "progress", "lamp", "lead")
    ),
    "programmes": TableOf(
        kinds.PROGRAMME, "各部分目标灯号", ("title", "red", "yellow", "green", "reached", "none", "all"), "项", total=True
    ),
    "looks": TableOf(
        kinds.LOOK, "历次灯号", ("day", "cycle", "red", "yellow", "green", "reached", "none", "all"), "项"
    ),
    "published": TableOf(
        kinds.PUBLISHED, "公开发布的数", ("indicator", "place", "period", "value", "unit", "growth", "scope", "source")
    ),
    "due": TableOf(kinds.DUE, "应报的数", ("form", "period", "unit", "due", "state", "lacking")),
    "follow-ups": TableOf(kinds.FOLLOW_UP, "督办事项", ("about", "lead", "why", "opened_on", "deadline")),
    "parts": TableOf(
        kinds.PART, "分解落实", ("where", "goal", "expected", "observed", "gap", "share_of_gap", "lamp")
    ),
    "forecasts": TableOf(
        kinds.FORECAST, "到期预测",
        ("title", "unit", "goal", "central", "low", "high", "probability", "needed", "method"),
    ),
    "grades": TableOf(kinds.GRADED, "各办法的企业等次", unit="家", build=_by_scheme),
    "industries": TableOf(kinds.GRADED, "各产业的企业等次", unit="家", build=_spread("industries", "产业")),
    "counties": TableOf(kinds.GRADED, "各县（市、区）的企业等次", unit="家", build=_spread("counties", "县（市、区）")),
    "moves": TableOf(kinds.MOVE, "等次变动", ("year", "scheme", "compared", "better", "same", "worse"), "家"),
    "measures": TableOf(
        kinds.MEASURE, "措施金额（建议）", ("title", "year", "grade", "entities", "amount", "unit", "document")
    ),
    "places": TableOf(kinds.PLACE, "地区评价", ("where", "group", "total", "rank", "of", "grade")),
    "assessment": TableOf(kinds.PLACE, "一组地区的评价", unit="分", build=_by_part),
    "contradictions": TableOf(kinds.CONTRADICTION, "对不上的数", ("title", "period", "where", "stated", "found", "said")),
}  # fmt: skip
