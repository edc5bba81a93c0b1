"""The charts a document's text may put in: the specifications of the pages, drawn once as SVG for all three forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import altair as alt

from zhixing.surfaces.reports import charts, outlooks
from zhixing.surfaces.reports.documents import kinds
from zhixing.surfaces.reports.documents.blocks import Chart
from zhixing.surfaces.reports.documents.kinds import Kind
from zhixing.surfaces.reports.documents.rows import Row, Rows
from zhixing.surfaces.reports.drawing import BLUE, BLUE_DEEP, INK, PAPER, data, svg
from zhixing.surfaces.reports.figures import figure
from zhixing.surfaces.reports.lamps import LAMPS

_FILLS = {"red": "#b0241c", "yellow": "#e8b33c", "green": "#17713f", "reached": BLUE, "none": "#d9dfe6"}
_DARK = ("yellow", "none")
"""Fills on which words are dark."""
_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_WORDS = {
    lamp.light: f"{lamp.mark} {'无灯' if lamp.light == 'none' else lamp.word}" for lamp in LAMPS.values()
}


@dataclass(frozen=True)
class PictureOf:
    """A chart: of one row or many of which kind, and who draws it."""

    kind: Kind
    many: bool
    draw: Callable[[Any, str, int], Chart | None]

    def drawn(self, about: Rows | Row, caption: str, number: int) -> Chart | None:
        """The chart of these rows, or None where there is nothing to draw; `number` keeps its ids apart."""
        if self.many and not about:
            return None
        return self.draw(about, caption, number)


def lights_chart(rows: Rows, caption: str, number: int) -> Chart | None:
    """Lights by part of the plan, as bars with counts."""
    order = [row["title"] for row in rows]
    parts = [part for row in rows for part in _stack(row, {"row": row["title"]})]
    if not parts:
        return None
    y = alt.Y("row:N", sort=order, title=None,
              axis=alt.Axis(labelLimit=220, domain=False, ticks=False, labelColor=INK, labelFontSize=12))  # fmt: skip
    x = alt.X("x:Q", axis=None, scale=alt.Scale(nice=False))
    bars = alt.Chart(data(parts)).mark_bar(height=17).encode(x=x, x2="x2:Q", y=y, color=_lamp_colour())
    words = alt.Chart(data(parts)).mark_text(fontSize=11).encode(
        x="mid:Q", y=y, text="n:N", color=alt.Color("ink:N", scale=None)
    )  # fmt: skip
    chart = (
        alt.layer(bars, words).resolve_scale(color="independent").properties(width=430, height=alt.Step(25))
    )
    said = "；".join(f"{row['title']} {_said(row)}" for row in rows)
    title = caption or "各部分目标灯号（项）"
    return standing_alone(svg(chart, f"lights-{number}", title, said), title, said)


def looks_chart(rows: Rows, caption: str, number: int) -> Chart | None:
    """Lights of the whole plan look after look."""
    looks = [(f"{row['day']:%Y-%m}", row) for row in rows]
    parts = [part for label, row in looks for part in _stack(row, {"row": label})]
    x = alt.X("row:O", sort=[label for label, _ in looks], title=None,
              axis=alt.Axis(labelAngle=-60, labelFontSize=10, ticks=False))  # fmt: skip
    y = alt.Y(
        "x:Q", title=None, axis=alt.Axis(tickCount=4, domain=False, ticks=False), scale=alt.Scale(nice=False)
    )
    chart = (
        alt.Chart(data(parts)).mark_bar(width={"band": 0.8}).encode(x=x, y=y, y2="x2:Q", color=_lamp_colour())
    )
    said = "；".join(f"{label} {_said(row)}" for label, row in looks[-4:])
    title = caption or "历次看灯的目标数（项）"
    drawn = svg(chart.properties(width=430, height=130), f"looks-{number}", title, said)
    return standing_alone(drawn, title, said)


def _lamp_colour() -> alt.Color:
    scale = alt.Scale(domain=list(_WORDS.values()), range=[_FILLS[light] for light in _WORDS])
    legend = alt.Legend(
        orient="top", title=None, symbolType="square", labelFontSize=11, labelColor=INK, columnPadding=14
    )
    return alt.Color("word:N", scale=scale, legend=legend)


def _stack(row: Row, more: dict[str, Any]) -> list[dict[str, Any]]:
    """One bar: the counts of lights one after the other."""
    found: list[dict[str, Any]] = []
    start = 0
    for light, word in _WORDS.items():
        count = row[light]
        if count:
            found.append({
                **more, "x": start, "x2": start + count, "mid": start + count / 2, "word": word,
                "n": f"{word[0]} {count}" if count > 1 else str(count), "ink": INK if light in _DARK else PAPER,
            })  # fmt: skip
            start += count
    return found


def _said(row: Row) -> str:
    return "，".join(f"{word[2:]} {row[light]}" for light, word in _WORDS.items() if row[light])


def parts_chart(rows: Rows, caption: str, number: int) -> Chart | None:
    """What each part adds to the gap of the whole, in per cent, the most first."""
    given = sorted(
        (row for row in rows if row["share_of_gap"] is not None), key=lambda row: -row["share_of_gap"]
    )
    if not given:
        return None
    points = [
        {"row": row["where"], "v": float(row["share_of_gap"]), "n": f"{figure(row['share_of_gap'], 1)}%"}
        for row in given
    ]
    y = alt.Y("row:N", sort=[point["row"] for point in points], title=None,
              axis=alt.Axis(labelLimit=160, domain=False, ticks=False, labelColor=INK))  # fmt: skip
    base = alt.Chart(data(points)).encode(y=y)
    bars = base.mark_bar(height=12, color=BLUE).encode(x=alt.X("v:Q", axis=None))
    words = base.mark_text(align="left", dx=4, fontSize=11, color=BLUE_DEEP).encode(x="v:Q", text="n:N")
    chart = alt.layer(bars, words).properties(width=360, height=alt.Step(19))
    title = caption or f"{given[0]['title']}：各地占全省差距的份额（%）"
    said = "；".join(f"{point['row']} {point['n']}" for point in points)
    return standing_alone(svg(chart, f"parts-{number}", title, said), title, said, 0.85)


def path_chart(row: Row, caption: str, number: int) -> Chart | None:
    """Expected against observed of one target."""
    made = charts.path_chart(row._about, number)
    if made is None:
        return None
    unit = f"（{row['unit']}）" if row["unit"] else ""
    return standing_alone(
        made, caption or f"{row['title']}：应达（虚线）与实际（实线）{unit}", row["reason"], 0.62
    )


def forecast_chart(row: Row, caption: str, number: int) -> Chart | None:
    """Observed and due figures, the forecast with its band, and the goal."""
    fan = row._about
    if fan is None or not fan.observed:
        return None
    title = caption or f"{row['title']}：实际、应达（虚线）、预测（点线）和区间，◆为目标"
    return standing_alone(outlooks.fan_chart(fan, f"forecast-{number}", 330, 140), title, fan.said, 0.85)


def grades_chart(row: Row, caption: str, number: int) -> Chart | None:
    """Shares of grades by industry of one scheme and year."""
    graded = row._about
    shown = [(one.title, one) for one in graded.industries if one.graded]
    if not shown:
        return None
    title = caption or f"{graded.year}年各产业等次构成（%）"
    return standing_alone(charts.bars_chart(shown, graded.grades, f"grades-{number}", title), title, title)


def tiles_chart(row: Row, caption: str, number: int) -> Chart | None:
    """Grades of counties where they roughly lie."""
    made = charts.tiles_chart(row._about, f"tiles-{number}")
    title = caption or f"{row['year']}年各县（市、区）已定级家数和等次构成（自深至浅为最好至最差）"
    return None if made is None else standing_alone(made, title, title)


def standing_alone(markup: str, caption: str, words: str, width: float = 1.0) -> Chart:
    """A picture that can stand by itself: with its namespaces, and no class of a page."""
    text = re.sub(r'<svg class="plot"', f"<svg {_NAMESPACES}", str(markup), count=1)
    return Chart(caption, text, words, width=width)


PICTURES: dict[str, PictureOf] = {
    "lights": PictureOf(kinds.PROGRAMME, True, lights_chart),
    "looks": PictureOf(kinds.LOOK, True, looks_chart),
    "parts": PictureOf(kinds.PART, True, parts_chart),
    "path": PictureOf(kinds.TARGET, False, path_chart),
    "forecast": PictureOf(kinds.FORECAST, False, forecast_chart),
    "grades": PictureOf(kinds.GRADED, False, grades_chart),
    "tiles": PictureOf(kinds.GRADED, False, tiles_chart),
}
