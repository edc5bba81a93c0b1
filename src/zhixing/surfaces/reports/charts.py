"""The charts of a run's report: paths of targets, grades by year, county and industry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from math import ceil, floor
from typing import Any

import altair as alt
from markupsafe import Markup

from zhixing.surfaces.reports.drawing import (
    BLUE,
    BLUE_DEEP,
    BLUE_MID,
    BLUE_SOFT,
    INK,
    INK_2,
    INK_3,
    LINE_STRONG,
    PAPER,
    data,
    svg,
)
from zhixing.surfaces.reports.figures import MINUS, THIN, figure, share
from zhixing.surfaces.reports.grades import Graded, Spread
from zhixing.surfaces.reports.targets import Standing

_SHADES = (BLUE, BLUE_MID, BLUE_SOFT, PAPER)
_LABEL_ROOM = 0.17
_TILE_W, _TILE_H, _BAR_H = 66, 40, 9


def shade(position: int, count: int) -> str:
    """Fill of the grade at `position` of `count`: the best is deepest, the last is white."""
    if count <= 1:
        return BLUE
    return _SHADES[round(position * (len(_SHADES) - 1) / (count - 1))]


# --- paths of targets ---------------------------------------------------------------------------------------------


def path_chart(standing: Standing, number: int) -> Markup | None:
    """Expected against observed; None where there is no path to draw."""
    due = [p for p in standing.path if p.expected is not None]
    seen = [p for p in standing.path if p.observed is not None]
    if len(due) < 2 or not seen:
        return None
    rows = [_point(p.end, p.expected, "expected") for p in due] + [
        _point(p.end, p.observed, "observed") for p in seen
    ]
    ends = [
        _point(due[-1].end, due[-1].expected, "expected"),
        _point(seen[-1].end, seen[-1].observed, "observed"),
    ]
    if ends[0]["at"] == ends[1]["at"]:
        ends = _apart(ends, rows)
    base = alt.Chart(data(rows)).encode(x=_time(rows), y=_amount(rows))
    lines = _lines(base, len(seen))
    words = alt.Chart(data(ends)).mark_text(align="left", dx=6, fontSize=11).encode(
        x="at:Q", y="label_at:Q" if "label_at" in ends[0] else "v:Q", text="words:N",
        color=_colour(INK_3, BLUE_DEEP),
    )  # fmt: skip
    chart = alt.layer(*lines, words).properties(width=190, height=92)
    unit = standing.unit or "数"
    title = f"{standing.target.title}：应达与实际（{unit}）"
    return svg(chart, f"path-{number}", title, _path_words(standing, unit))


def _point(end: date, value: Any, kind: str) -> dict[str, Any]:
    """`at` counts years: the end of 2018 is 2018, so that no time zone can move it."""
    word = "应达" if kind == "expected" else "实际"
    at = end.year - 1 + ((end.month - 1) * 31 + end.day) / 372
    return {"at": at, "v": float(value), "k": kind, "words": f"{word} {figure(value, 2)}"}


def _apart(ends: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """End labels far enough apart to be read."""
    low_end, high_end = _bounds(rows)
    low, high = sorted(ends, key=lambda end: end["v"])
    shift = max(0.0, (high_end - low_end) * _LABEL_ROOM - (high["v"] - low["v"])) / 2
    return [low | {"label_at": low["v"] - shift}, high | {"label_at": high["v"] + shift}]


def _bounds(rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """Where the amounts of a chart begin and end; from zero unless that would flatten the lines."""
    values = [row["v"] for row in rows]
    low, high = min(values), max(values)
    if 0 <= low < 0.5 * high:
        low = 0.0
    return (low - 1, high + 1) if low == high else (low, high)


def _time(rows: Sequence[dict[str, Any]]) -> alt.X:
    first, last = min(row["at"] for row in rows), max(row["at"] for row in rows)
    years = list(range(ceil(first), floor(last) + 1)) or [floor(last)]
    axis = alt.Axis(values=years, format="d", title=None, grid=False, labelOverlap=False, labelFontSize=10)
    return alt.X("at:Q", axis=axis, scale=alt.Scale(domain=[first, last], nice=False))


def _amount(rows: Sequence[dict[str, Any]]) -> alt.Y:
    words = f"replace(replace(datum.label, regexp(',', 'g'), '{THIN}'), '-', '{MINUS}')"
    axis = alt.Axis(tickCount=4, title=None, domain=False, ticks=False, labelExpr=words)
    return alt.Y("v:Q", axis=axis, scale=alt.Scale(domain=list(_bounds(rows)), zero=False, nice=True))


def _colour(expected: str, observed: str) -> alt.Color:
    scale = alt.Scale(domain=["expected", "observed"], range=[expected, observed])
    return alt.Color("k:N", scale=scale, legend=None)


def _lines(base: Any, seen: int) -> list[Any]:
    due = base.transform_filter("datum.k == 'expected'").mark_line(
        color=INK_3, strokeWidth=1.5, strokeDash=[5, 4]
    )
    was = base.transform_filter("datum.k == 'observed'")
    dots = was.mark_point(color=BLUE, filled=True, size=14 if seen > 8 else 28, opacity=1)
    return [due, was.mark_line(color=BLUE, strokeWidth=2.25), dots]


def _path_words(standing: Standing, unit: str) -> str:
    points = [
        f"{p.end} 应达 {figure(p.expected, 2)}，实际 {figure(p.observed, 2)}" for p in standing.path[-6:]
    ]
    return f"单位 {unit}。灯：{standing.lamp.word}。" + "；".join(points) + "。"


# --- grades -------------------------------------------------------------------------------------------------------


def bars_chart(rows: Sequence[tuple[str, Spread]], grades: Sequence[str], name: str, title: str) -> Markup:
    """Shares of grades as stacked bars, one for each row, with the head count at the end."""
    parts = [part for label, spread in rows for part in _segments(spread, grades, {"row": label})]
    ends = [{"row": label, "words": f"{figure(spread.graded)} 家"} for label, spread in rows]
    order = [label for label, _ in rows]
    y = alt.Y(
        "row:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelLimit=160, labelPadding=5, domain=False, ticks=False, labelColor=INK),
    )
    bars = alt.Chart(data(parts)).mark_bar(stroke=BLUE, strokeWidth=0.6, height=13).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 100], nice=False)), x2="x2:Q", y=y,
        color=alt.Color("fill:N", scale=None),
    )  # fmt: skip
    words = alt.Chart(data([p for p in parts if p["x2"] - p["x"] >= 6])).mark_text(fontSize=10).encode(
        x="mid:Q", y=y, text="label:N", color=alt.Color("ink:N", scale=None)
    )  # fmt: skip
    count = alt.Chart(data(ends)).mark_text(align="left", dx=4, fontSize=11).encode(
        x=alt.value(400), y=y, text="words:N"
    )  # fmt: skip
    chart = alt.layer(bars, words, count).properties(width=400, height=alt.Step(20))
    return svg(chart, name, title, _spread_words(rows, grades))


def _segments(spread: Spread, grades: Sequence[str], more: dict[str, Any]) -> list[dict[str, Any]]:
    """From left to right, best grade first; per cent of the graded."""
    found: list[dict[str, Any]] = []
    start = 0
    for position, grade in enumerate(grades):
        end = start + spread.by_grade.get(grade, 0)
        if end > start:
            left, right = start * 100 / spread.graded, end * 100 / spread.graded
            deep = position == 0 or (position == 1 and len(grades) == 2)
            found.append(
                more | {
                    "x": left, "x2": right, "mid": (left + right) / 2, "fill": shade(position, len(grades)),
                    "ink": PAPER if deep else INK, "label": f"{grade} {share(end - start, spread.graded, 0)}%",
                }
            )  # fmt: skip
        start = end
    return found


def _spread_words(rows: Sequence[tuple[str, Spread]], grades: Sequence[str]) -> str:
    def one(label: str, spread: Spread) -> str:
        parts = "，".join(f"{grade} {figure(spread.by_grade.get(grade, 0))} 家" for grade in grades)
        return f"{label}：{parts}"

    return "；".join(one(label, spread) for label, spread in rows) + "。"


def tiles_chart(graded: Graded, name: str) -> Markup | None:
    """Counties where they roughly lie; in each tile the graded head count and the shares of grades."""
    placed = [
        spread
        for spread in graded.counties
        if spread.place is not None and spread.place.tile and spread.graded
    ]
    if len(placed) < 4:
        return None
    left = min(s.place.tile[0] for s in placed)
    top = min(s.place.tile[1] for s in placed)
    tiles, bars = [], []
    for spread in placed:
        x, y = (spread.place.tile[0] - left) * (_TILE_W + 4), (spread.place.tile[1] - top) * (_TILE_H + 4)
        tiles.append(
            {
                "x": x,
                "x2": x + _TILE_W,
                "y": y,
                "y2": y + _TILE_H,
                "name": short_place(spread.title),
                "n": figure(spread.graded),
            }
        )
        bars += [_tile_bar(x, y, part) for part in _segments(spread, graded.grades, {})]
    chart = _tiles(tiles, bars)
    title = f"{graded.year} 年各县（市、区）等次分布（家，占比）"
    words = _spread_words([(s.title, s) for s in graded.counties], graded.grades)
    return svg(chart, name, title, words)


def _tile_bar(x: float, y: float, part: dict[str, Any]) -> dict[str, Any]:
    """One grade of the bar at the foot of the tile whose corner is at `x`, `y`."""
    across, foot = (_TILE_W - 8) / 100, y + _TILE_H - 4
    left = x + 4
    return {
        "x": left + part["x"] * across, "x2": left + part["x2"] * across, "y": foot - _BAR_H, "y2": foot,
        "fill": part["fill"],
    }  # fmt: skip


def _tiles(tiles: list[dict[str, Any]], bars: list[dict[str, Any]]) -> Any:
    width, height = max(t["x2"] for t in tiles) + 1, max(t["y2"] for t in tiles) + 1
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    base = alt.Chart(data(tiles))
    frames = base.mark_rect(fill=PAPER, stroke=LINE_STRONG, strokeWidth=0.8).encode(
        x=x, x2="x2:Q", y=y, y2="y2:Q"
    )
    names = base.mark_text(align="left", baseline="top", dx=4, dy=4, fontSize=12, color=INK).encode(
        x=x, y=y, text="name:N"
    )
    counts = base.mark_text(align="right", baseline="top", dx=-4, dy=5, fontSize=10, color=INK_2).encode(
        x=alt.X("x2:Q", axis=None), y=y, text="n:N"
    )
    parts = alt.Chart(data(bars)).mark_rect(stroke=BLUE, strokeWidth=0.4).encode(
        x=x, x2="x2:Q", y=y, y2="y2:Q", color=alt.Color("fill:N", scale=None)
    )  # fmt: skip
    return alt.layer(frames, parts, names, counts).properties(width=width, height=height)


def short_place(title: str) -> str:
    """A county's name as people say it: without 区, 县, 市 (and the people of a 自治县) where a name is left."""
    own = re.fullmatch(r"(\w{2,}?)(\w族)*自治[县旗]", title)
    if own:
        return own.group(1)
    return title[:-1] if len(title) > 2 and title[-1] in "区县市" else title
