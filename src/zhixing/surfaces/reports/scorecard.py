"""The scorecard of an enterprise: why it has its grade, as text for a terminal, as a page, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Literal

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from zhixing.kernel.evaluation import Explanation, ItemReason
from zhixing.kernel.runs import Granted
from zhixing.surfaces.reports.figures import NONE, figure_text, spaced
from zhixing.surfaces.reports.granted import amount_words, granted_text, how_words, why_words
from zhixing.surfaces.reports.labels import MEASURE_KINDS
from zhixing.surfaces.reports.page import page_environment, page_style
from zhixing.surfaces.reports.receiving import SYNTHETIC

Format = Literal["text", "html", "json"]
_CUT = re.compile(r"([^\s，]+) ([\d.]+)%")
_PLAIN = "1"


def render_scorecard(
    explanations: Sequence[Explanation], format: Format, *, granted: Sequence[Granted] = (), width: int = 100
) -> str:
    """Explanations of one enterprise in the form asked for; `width` is that of the terminal.

    Text and page show the same figures as the JSON; the JSON carries them as the kernel gave them.
    """
    if format == "json":
        return json.dumps([one.to_json() for one in explanations], ensure_ascii=False, indent=1) + "\n"
    if format == "html":
        return _page(explanations, granted)
    cards = [_text(one, width) for one in explanations]
    return "\n".join([*cards, *([f"措施（建议，不是决定）\n{granted_text(granted)}\n"] if granted else [])])


def is_synthetic(one: Explanation) -> bool:
    """Whether the enterprise or its sources call themselves synthetic."""
    texts = [one.name, *(fact.source for item in one.items for fact in item.facts)]
    return any(text.startswith(SYNTHETIC) for text in texts)


# --- what both forms show -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """Points of an item on a scale from 0 to `full`; all are per cent of the drawing's width."""

    score: float
    weight: float


def bars_of(one: Explanation) -> list[Bar]:
    """One bar for each item on a common scale; the weight is where a value equal to the base stands."""
    pairs = [(_number(item.score), _number(item.weight)) for item in one.items]
    full = max((max(score, weight) for score, weight in pairs), default=Decimal(1)) or Decimal(1)
    return [
        Bar(float(100 * max(score, Decimal(0)) / full), float(100 * weight / full)) for score, weight in pairs
    ]


@dataclass(frozen=True)
class Position:
    """Where the rank lies among all: grades with their shares of the strip, and the mark, in per cent."""

    grades: tuple[tuple[str, float, float], ...]
    at: float


def position_of(one: Explanation) -> Position | None:
    """The strip from best to worst; None where there is no rank or no shares."""
    rank, of = _number(one.rank), _number(one.of)
    cuts = _CUT.findall(one.cuts)
    if not rank or not of or not cuts:
        return None
    found, start = [], 0.0
    for grade, percent in cuts:
        found.append((grade, start, float(percent)))
        start += float(percent)
    return Position(tuple(found), float(100 * (rank - Decimal("0.5")) / of))


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def unit_of(item: ItemReason) -> str:
    """The unit beside a value; a plain number is a ratio."""
    return "比值" if item.unit == _PLAIN else item.unit


def outcome(one: Explanation) -> str:
    """The grade in words, with the grade before a guard where it differs; or the state."""
    if one.state:
        return one.state
    if one.moved_by:
        return f"{one.grade}（按切线 {one.grade_cut}，{one.moved_because or one.moved_by}后 {one.grade}）"
    return one.grade or NONE


# --- page ---------------------------------------------------------------------------------------------------------


def _page(explanations: Sequence[Explanation], granted: Sequence[Granted]) -> str:
    environment = page_environment()
    environment.filters |= {"figured": figure_text, "unit": unit_of, "spaced": spaced, "outcome": outcome,
        "amount_words": amount_words, "how_words": how_words, "why_words": why_words,
    }  # fmt: skip
    return environment.get_template("scorecard.html.j2").render(
        style=page_style(),
        cards=[(one, bars_of(one), position_of(one)) for one in explanations],
        granted=granted,
        kinds=MEASURE_KINDS,
        synthetic=any(is_synthetic(one) for one in explanations),
        title="、".join(dict.fromkeys(one.name or one.enterprise for one in explanations)),
    )


# --- text ---------------------------------------------------------------------------------------------------------


def _text(one: Explanation, width: int) -> str:
    console = Console(file=StringIO(), width=max(width, 40), color_system=None, highlight=False, emoji=False)
    if is_synthetic(one):
        console.print("【合成数据】数值均为虚构 / synthetic data", markup=False)
    console.print(f"{one.name or NONE}（{one.enterprise}） {one.year} 年度", markup=False)
    console.print(f"{one.scheme_title} {'、'.join(one.document)}", markup=False)
    console.print(f"组：{one.group or NONE}  条款：{one.clause}  规则：{one.rule}", markup=False)
    console.print(f"等次：{outcome(one)}", markup=False)
    if one.items:
        console.print(_standing_line(one), markup=False)
        console.print(_items(one, width))
        for item in one.items:
            _facts(console, item)
    for word, points in (("暂时采用", one.assumptions), ("未决", one.open_points)):
        for point in points:
            console.print(f"{word}：{point}", markup=False)
    text = console.file.getvalue() if isinstance(console.file, StringIO) else ""
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _standing_line(one: Explanation) -> str:
    extra = f"  加减分：{figure_text(one.adjustment)}" if _number(one.adjustment) else ""
    return f"总分：{figure_text(one.total)} 分{extra}  名次：{figure_text(one.rank)} / {figure_text(one.of)}  切线：{one.cuts}"


def _items(one: Explanation, width: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, width=max(width, 40))
    table.add_column("指标", overflow="fold", ratio=3)
    for heading in ("值", "基准", "权重", "得分"):
        table.add_column(heading, justify="right", overflow="fold", ratio=2)
    table.add_column("怎么来", overflow="fold", ratio=3)
    for item in one.items:
        unit = unit_of(item)
        cells = (
            f"{item.title}{f'（{unit}）' if unit else ''}", figure_text(item.value), figure_text(item.base),
            figure_text(item.weight), figure_text(item.score), item.how_zh,
        )  # fmt: skip
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _facts(console: Console, item: ItemReason) -> None:
    where = "  ".join(part for part in (f"条款 {item.clause}", item.reference) if part)
    console.print(f"{item.title} = {item.formula}  基准：{item.base_from}  {where}", markup=False)
    for fact in item.facts:
        line = f"{fact.title} {figure_text(fact.value)} {fact.unit}  ← {fact.source or '没有收到'}"
        console.print(Padding(Text(line), (0, 0, 0, 2)))
