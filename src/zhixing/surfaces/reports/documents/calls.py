"""Whether the functions and filters of a text are used as they can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from jinja2 import nodes

from zhixing.surfaces.reports.documents import codes
from zhixing.surfaces.reports.documents.kinds import FIGURES, RESULTS, TARGET, Kind, Type
from zhixing.surfaces.reports.documents.pictures import PICTURES
from zhixing.surfaces.reports.documents.rows import COMPARISONS, FILTERS
from zhixing.surfaces.reports.documents.tables import TABLES, named
from zhixing.surfaces.reports.documents.typed import ANY, PLAIN, ROW, ROWS, SAID, WORDS_, Typed, near

if TYPE_CHECKING:
    from zhixing.surfaces.reports.documents.checking import Reader

_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "figure": ("row", "column", "places"), "count": ("rows",), "percent": ("part", "whole", "places"), "day": ("value",),
    "has": ("result",), "target": ("name",), "clause": ("name",), "source": ("text",),
    "table": ("name", "rows", "caption", "columns", "most"), "chart": ("name", "about", "caption", "width"),
    "lacking": ("result",),
}  # fmt: skip
_NEEDED = {"table": 2, "chart": 2, "percent": 2}


def check_call(reader: Reader, node: nodes.Call, scope: dict[str, Typed]) -> Typed:
    """A function of the vocabulary with the arguments it takes; anything else is no function."""
    word = node.node.name if isinstance(node.node, nodes.Name) else ""
    if word not in _ARGUMENTS:
        reader.typed(node.node, scope)
        reader.say(
            node,
            codes.WRONG_USE,
            word=f"{word or '…'}()",
            why="它不是可以带括号用的词",
            why_en="it cannot be called",
        )
        return ANY
    names = _ARGUMENTS[word]
    given: dict[str, nodes.Expr] = dict(zip(names, node.args, strict=False))
    strange = [pair.key for pair in node.kwargs if pair.key not in names]
    given |= {pair.key: pair.value for pair in node.kwargs}
    if strange or len(node.args) > len(names) or len(given) < _NEEDED.get(word, 1):
        takes = "、".join(names)
        reader.say(
            node,
            codes.WRONG_USE,
            word=f"{word}()",
            why=f"括号里依次写：{takes}",
            why_en=f"it takes {', '.join(names)}",
        )
        return ANY
    types = {name: reader.typed(value, scope) for name, value in given.items()}
    return _CHECKS[word](reader, node, given, types)


_Given: TypeAlias = Mapping[str, nodes.Expr]
_Types: TypeAlias = Mapping[str, Typed]


def _figure(reader: Reader, node: nodes.Call, given: _Given, types: _Types) -> Typed:
    held = types["row"]
    if _must(reader, node, "figure()", held, ROW, "第一处要写一行，如 one") and held.kind is not None:
        column = _constant(given.get("column")) or "observed"
        found = reader.column_of(node, held.kind, column)
        if found.what == ROWS or (found.what == PLAIN and found.type not in FIGURES):
            reader.say(
                node,
                codes.WRONG_USE,
                word="figure()",
                why=f"“{column}”不是数",
                why_en=f"{column} is no figure",
            )
    return SAID


def _rows(reader: Reader, node: nodes.Call, given: _Given, types: _Types) -> Typed:
    word = node.node.name if isinstance(node.node, nodes.Name) else ""
    for name in ("rows", "part", "whole"):
        if name in types:
            _must(reader, node, f"{word}()", types[name], ROWS, "要写一组行")
    return SAID


def _day(reader: Reader, node: nodes.Call, given: _Given, types: _Types) -> Typed:
    found = types["value"]
    if found.what != "any" and found.type is not Type.DAY:
        reader.say(
            node, codes.WRONG_USE, word="day()", why="要写一个日期，如 run.as_of", why_en="it takes a day"
        )
    return SAID


def _named(what: str, what_en: str) -> _Check:
    """A function whose one argument names something of the plan or of a run."""

    def check(reader: Reader, node: nodes.Call, given: _Given, types: _Types) -> Typed:
        known: Iterable[str] = {"结果": RESULTS, "目标": reader.plan.targets, "条款": reader.plan.clauses}[
            what
        ]
        _known(reader, node, next(iter(given.values())), known, what, what_en)
        if what != "目标":
            return SAID if what == "条款" else ANY
        return Typed(ROW, kind=TARGET)

    return check


def _table(reader: Reader, node: nodes.Call, given: _Given, types: _Types) -> Typed:
    name = _known(reader, node, given["name"], TABLES, "表", "table")
    if name is None:
        return SAID
    made = TABLES[name]
    if _must(reader, node, f'table("{name}")', types["rows"], ROWS, f"要写一组{made.kind.title}"):
        _same_kind(reader, node, f'table("{name}")', types["rows"], made.kind)
    columns = given.get("columns")
    if columns is None:
        return SAID
    if made.build is not None:
        reader.say(
            node,
            codes.WRONG_USE,
            word=f'table("{name}")',
            why="这张表的列由等次决定，不能另选",
            why_en="its columns follow from the grades",
        )
    elif isinstance(columns, nodes.List | nodes.Tuple):
        for item in columns.items:
            if isinstance(item, nodes.Const) and isinstance(item.value, str):
                found = reader.column_of(item, made.kind, named(item.value)[0])
                if found.what == ROWS:
                    reader.say(
                        item,
                        codes.WRONG_USE,
                        word=item.value,
                        why="它是一组行，不能作列",
                        why_en="these are rows, no column",
                    )
    else:
        reader.say(
            node,
            codes.WRONG_USE,
            word="columns",
            why='写成 ["title", "observed"] 的样子',
            why_en="write it as a list of columns",
        )
    return SAID


def _chart(reader: Reader, node: nodes.Call, given: _Given, types: _Types) -> Typed:
    name = _known(reader, node, given["name"], PICTURES, "图", "chart")
    if name is not None:
        made = PICTURES[name]
        wanted, word = (ROWS, "一组") if made.many else (ROW, "一行")
        if _must(reader, node, f'chart("{name}")', types["about"], wanted, f"要写{word}{made.kind.title}"):
            _same_kind(reader, node, f'chart("{name}")', types["about"], made.kind)
    return SAID


def _text(reader: Reader, node: nodes.Call, given: _Given, types: _Types) -> Typed:
    return SAID


_Check: TypeAlias = "Callable[[Reader, nodes.Call, _Given, _Types], Typed]"
_CHECKS: dict[str, _Check] = {
    "figure": _figure, "count": _rows, "percent": _rows, "day": _day, "has": _named("结果", "result"),
    "lacking": _text, "target": _named("目标", "target"), "clause": _named("条款", "clause"),
    "source": _text, "table": _table, "chart": _chart,
}  # fmt: skip


def check_filter(reader: Reader, node: nodes.Filter, scope: dict[str, Typed]) -> Typed:
    """`rows|where(…)`, `sort`, `first`, `names`: on rows, by a column they have."""
    held = reader.typed(node.node, scope) if node.node is not None else ANY
    for argument in node.args:
        reader.typed(argument, scope)
    if node.name not in FILTERS:
        reader.say(
            node,
            codes.UNKNOWN_NAME,
            what="用法",
            what_en="filter",
            name=node.name,
            near=near(node.name, FILTERS),
        )
        return ANY
    if not _must(reader, node, node.name, held, ROWS, "前面要是一组行") or held.kind is None:
        return SAID if node.name == "names" else held if held.what == ROWS else ANY
    least, most = {"where": (1, 3), "sort": (1, 2), "first": (0, 1), "names": (1, 2)}[node.name]
    if node.kwargs or not least <= len(node.args) <= most:
        reader.say(
            node,
            codes.WRONG_USE,
            word=node.name,
            why=f"括号里要写 {least} 到 {most} 项",
            why_en=f"it takes {least} to {most} arguments",
        )
    elif node.name != "first" and (column := _constant(node.args[0])) is not None:
        reader.column_of(node, held.kind, column)
        if node.name == "where" and len(node.args) == 3:
            _known(reader, node, node.args[1], COMPARISONS, "比较", "comparison")
    return SAID if node.name == "names" else held


# --- what checks share --------------------------------------------------------------------------------------------


def _constant(node: nodes.Expr | None) -> str | None:
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else None


def _known(
    reader: Reader, node: nodes.Node, given: nodes.Expr, known: Iterable[str], what: str, what_en: str
) -> str | None:
    """The name given, where it is one that exists."""
    name = _constant(given)
    if name is None:
        reader.say(
            node,
            codes.WRONG_USE,
            word=what,
            why="名称要直接写在引号里",
            why_en="the name must be written in quotes",
        )
        return None
    if name not in known:
        reader.say(node, codes.UNKNOWN_NAME, what=what, what_en=what_en, name=name, near=near(name, known))
        return None
    return name


def _must(reader: Reader, node: nodes.Node, word: str, held: Typed, what: str, why: str) -> bool:
    """Whether it is what it must be; what cannot be told is let through."""
    if held.what in (what, "any"):
        return held.what == what
    english = {ROWS: "it needs rows", ROW: "it needs one row", WORDS_: "it needs a word"}[what]
    reader.say(node, codes.WRONG_USE, word=word, why=why, why_en=english)
    return False


def _same_kind(reader: Reader, node: nodes.Node, word: str, held: Typed, kind: Kind) -> None:
    if held.kind is not None and held.kind.name != kind.name:
        why = f"它列的是{kind.title}，给的是{held.kind.title}"
        reader.say(
            node,
            codes.WRONG_USE,
            word=word,
            why=why,
            why_en=f"it shows {kind.name} rows, not {held.kind.name}",
        )
