"""The charts a document's text may put in: the same specifications as on the pages, drawn once as SVG."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import altair as alt

from zhixing.surfaces.reports import charts
from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.documents.blocks import Chart
from zhixing.surfaces.reports.drawing import BLUE, BLUE_SOFT, INK, LINE_STRONG, PAPER, data, svg
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
    seen = [(p.end, p.observed) for p in (standing.path or ()) if p.observed is not None]
    levels = [(p["end"], p["observed"]) for p in standing.row["levels"] if p["observed"] is not None]
    past = [{"at": _at(end), "v": float(value)} for end, value in (levels or seen)]
    band = [
        {"at": _at(p["end"]), "v": p["central"], "low": p["low"], "high": p["high"]} for p in about["series"]
    ]
    if not past or not band:
        return None
    joined = [{**past[-1], "low": past[-1]["v"], "high": past[-1]["v"]}, *band]
    goal = [{"at": band[-1]["at"], "v": about["goal"]}]
    lows = [p["v"] for p in past] + [p["low"] for p in band] + [about["goal"]]
    highs = [p["v"] for p in past] + [p["high"] for p in band] + [about["goal"]]
    x = alt.X(
        "at:Q", title=None, scale=alt.Scale(nice=False), axis=alt.Axis(format="d", grid=False, tickMinStep=1)
    )
    scale = alt.Scale(
        domain=[min(0.0, *lows) if min(lows) < 0.5 * max(highs) else min(lows), max(highs)], nice=True
    )
    area = alt.Chart(data(joined)).mark_area(color=BLUE_SOFT, opacity=0.9).encode(
        x=x, y=alt.Y("low:Q", scale=scale, title=None), y2="high:Q"
    )  # fmt: skip
    centre = (
        alt.Chart(data(joined))
        .mark_line(color=BLUE, strokeDash=[4, 3], strokeWidth=1.6)
        .encode(x=x, y=alt.Y("v:Q", scale=scale))
    )
    line = (
        alt.Chart(data(past)).mark_line(color=BLUE, strokeWidth=2.2).encode(x=x, y=alt.Y("v:Q", scale=scale))
    )
    mark = (
        alt.Chart(data(goal))
        .mark_point(shape="diamond", size=70, filled=True, color=INK)
        .encode(x=x, y=alt.Y("v:Q", scale=scale))
    )
    rule = (
        alt.Chart(data(goal))
        .mark_rule(color=LINE_STRONG, strokeDash=[2, 2])
        .encode(y=alt.Y("v:Q", scale=scale))
    )
    chart = alt.layer(area, rule, line, centre, mark).properties(width=360, height=150)
    said = (
        f"方法：{about['method_zh']}；到期预计 {figure(_dec(about['central']), 2)}，"
        f"{figure(_dec(about['level']), 0)}% 区间 {figure(_dec(about['low']), 2)}—{figure(_dec(about['high']), 2)}，"
        f"要到 {figure(_dec(about['goal']), 2)}，达成概率 {figure(_dec(about['probability'] * 100), 0)}%"
    )
    title = caption or f"{standing.target.title}：实际（实线）、预测（虚线）与区间，◆为目标。{said}"
    return _chart(svg(chart, f"forecast-{number}", title, said), title, said)


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


def _at(end: Any) -> float:
    return float(end.year - 1 + ((end.month - 1) * 31 + end.day) / 372)


def _dec(value: float) -> Any:
    from decimal import Decimal  # noqa: PLC0415

    return Decimal(repr(float(value)))


PICTURES: dict[str, Drawn] = {
    "lights": lights_chart,
    "path": path_chart,
    "forecast": forecast_chart,
    "grades": grades_chart,
    "tiles": tiles_chart,
}
