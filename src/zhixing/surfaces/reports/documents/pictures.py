"""The charts a document's text may put in: the same specifications as on the pages, drawn once as SVG."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import altair as alt

from zhixing.surfaces.reports import charts, outlooks
from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.documents.blocks import Chart
from zhixing.surfaces.reports.drawing import BLUE, INK, PAPER, data, svg
from zhixing.surfaces.reports.figures import figure
from zhixing.surfaces.reports.lamps import LAMPS

Drawn = Callable[[Contents, Any, str, int], Chart | None]
_FILLS = {"red": "#c0392b", "yellow": "#e0a100", "green": "#2e8b57", "reached": BLUE, "none": "#d9dfe6"}
_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def lights_chart(contents: Contents, about: Any, caption: str, number: int) -> Chart | None:
    """Lights by programme, as stacked bars with counts."""
    groups = list(about or contents.groups)
    rows: list[dict[str, Any]] = []
    for group in groups:
        start = 0
        for lamp, count in group.tally:
            if count:
                rows.append(
                    {"row": group.title, "x": start, "x2": start + count, "mid": start + count / 2, "n": figure(count),
                     "fill": _FILLS[lamp.light], "ink": INK if lamp.light in ("none", "yellow") else PAPER}
                )  # fmt: skip
                start += count
    if not rows:
        return None
    y = alt.Y("row:N", sort=[group.title for group in groups], title=None,
              axis=alt.Axis(labelLimit=220, domain=False, ticks=False, labelColor=INK))  # fmt: skip
    bars = alt.Chart(data(rows)).mark_bar(height=15).encode(
        x=alt.X("x:Q", axis=None), x2="x2:Q", y=y, color=alt.Color("fill:N", scale=None)
    )  # fmt: skip
    words = alt.Chart(data(rows)).mark_text(fontSize=10).encode(
        x="mid:Q", y=y, text="n:N", color=alt.Color("ink:N", scale=None)
    )  # fmt: skip
    chart = alt.layer(bars, words).properties(width=360, height=alt.Step(24))
    legend = "　".join(f"{lamp.mark} {lamp.word}" for lamp in LAMPS.values())
    said = "；".join(
        f"{g.title} " + "，".join(f"{lamp.word} {n}" for lamp, n in g.tally if n) for g in groups
    )
    return _chart(svg(chart, f"lights-{number}", caption, said), caption or f"各部分灯号（{legend}）", said)


def path_chart(contents: Contents, about: Any, caption: str, number: int) -> Chart | None:
    """Expected against observed of one target."""
    made = charts.path_chart(about, number)
    if made is None:
        return None
    return _chart(made, caption or f"{about.target.title}：应达（虚线）与实际（实线）", about.reason, 0.62)


def forecast_chart(contents: Contents, about: Any, caption: str, number: int) -> Chart | None:
    """Observed figures, the forecast and its band, and the goal; `about` is a row of the forecasts."""
    standing = next((one for one in contents.whole if one.target.id == about["target"]), None)
    if standing is None or not about["method"]:
        return None
    fan = outlooks.fan_of(standing, about)
    if not fan.observed:
        return None
    title = (
        caption
        or f"{standing.target.title}：实际（实线）、应达（虚线）、预测（点线）与区间，◆为目标。{fan.said}"
    )
    return _chart(outlooks.fan_chart(fan, f"forecast-{number}", 360, 150), title, fan.said)


def grades_chart(contents: Contents, about: Any, caption: str, number: int) -> Chart | None:
    """Shares of grades by industry of one scheme and year."""
    graded = about
    if graded is None or not graded.industries:
        return None
    rows = [(one.title, one) for one in graded.industries if one.graded]
    title = caption or f"{graded.year} 年各产业等次构成"
    return _chart(charts.bars_chart(rows, graded.grades, f"grades-{number}", title), title, title)


def tiles_chart(contents: Contents, about: Any, caption: str, number: int) -> Chart | None:
    """Grades of counties where they roughly lie."""
    made = charts.tiles_chart(about, f"tiles-{number}") if about is not None else None
    return None if made is None else _chart(made, caption or f"{about.year} 年各县（市、区）等次构成", "")


def _chart(markup: str, caption: str, words: str, width: float = 1.0) -> Chart:
    """A picture that can stand by itself: with its namespaces, and no class of a page."""
    text = re.sub(r"<svg [^>]*?viewBox", f"<svg {_NAMESPACES} viewBox", str(markup), count=1)
    return Chart(caption, text, words, width=width)


PICTURES: dict[str, Drawn] = {
    "lights": lights_chart,
    "path": path_chart,
    "forecast": forecast_chart,
    "grades": grades_chart,
    "tiles": tiles_chart,
}
