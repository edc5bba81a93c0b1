"""Rows as a text sees them: their columns and nothing else, knowing their kind and where their figures come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, SupportsIndex, overload

from zhixing.surfaces.reports.documents.kinds import Kind


class Row:
    """One row: `row.column` gives a cell. A text reaches the columns of the kind and nothing else.

    `_about` is the object behind the row, for charts; `_source` says where its figures come from; `_gap` what is printed
    where there is none.
    """

    __slots__ = ("_about", "_cells", "_gap", "_kind", "_source")

    def __init__(
        self, kind: Kind, cells: dict[str, Any], source: str, *, gap: str = "缺数", about: Any = None
    ) -> None:
        self._kind, self._cells, self._source, self._gap, self._about = kind, cells, source, gap, about

    def __getitem__(self, name: str) -> Any:
        return self._cells[name]


class Rows(tuple[Row, ...]):
    """Several rows of one kind; taking some of them, or adding others, keeps the kind, also of none."""

    kind: Kind
    source: str

    @classmethod
    def of(cls, kind: Kind, rows: Iterable[Row], source: str) -> Rows:
        """Rows of a kind and where they come from as a whole."""
        made = cls(rows)
        made.kind, made.source = kind, source
        return made

    def chosen(self, rows: Iterable[Row]) -> Rows:
        """Other rows of the same kind and source."""
        return Rows.of(self.kind, rows, self.source)

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> Row: ...
    @overload
    def __getitem__(self, key: slice, /) -> Rows: ...
    def __getitem__(self, key: SupportsIndex | slice, /) -> Row | Rows:
        found = super().__getitem__(key)
        return self.chosen(found) if isinstance(found, tuple) else found

    def __add__(self, other: tuple[Any, ...], /) -> Rows:
        return self.chosen([*self, *other])


# --- what a text may do with rows -----------------------------------------------------------------------------


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """A comparison that nothing passes where there is no figure."""

    def holds(cell: Any, value: Any) -> bool:
        return cell is not None and compare(_plain(cell), _plain(value))

    return holds


def _plain(value: Any) -> Any:
    """A number one can compare with any other number."""
    return float(value) if hasattr(value, "as_integer_ratio") and not isinstance(value, bool) else value


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": _ordered(lambda a, b: bool(a == b)),
    "!=": lambda cell, value: not _ordered(lambda a, b: bool(a == b))(cell, value),
    "<": _ordered(lambda a, b: bool(a < b)),
    "<=": _ordered(lambda a, b: bool(a <= b)),
    ">": _ordered(lambda a, b: bool(a > b)),
    ">=": _ordered(lambda a, b: bool(a >= b)),
    "in": lambda cell, value: cell in value,
}


def where(rows: Rows, column: str, *test: Any) -> Rows:
    """Rows whose column is set; equals a value (`"light", "red"`); or compares so (`"probability", "<", 0.2`)."""
    if not test:
        return rows.chosen(row for row in rows if row[column] not in (None, "", False, ()))
    sign, value = ("=", test[0]) if len(test) == 1 else test
    return rows.chosen(row for row in rows if COMPARISONS[sign](row[column], value))


def sort(rows: Rows, column: str, way: str = "up") -> Rows:
    """Rows in the order of a column, upwards or `"down"`; rows without a value come last, equal ones keep their order."""
    given = [row for row in rows if row[column] is not None]
    ordered = sorted(given, key=lambda row: _plain(row[column]), reverse=way == "down")
    return rows.chosen([*ordered, *(row for row in rows if row[column] is None)])


def first(rows: Rows, count: int = 1) -> Rows:
    """The first so many rows."""
    return rows[:count]


def names(rows: Rows, column: str, between: str = "、") -> str:
    """The texts of a column in one line, each once."""
    return between.join(dict.fromkeys(str(row[column]) for row in rows if row[column]))


FILTERS: dict[str, Callable[..., Any]] = {"where": where, "sort": sort, "first": first, "names": names}
