"""Charts of a trial: which grade goes where, how totals spread, how full the bands around a border are."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import altair as alt
from markupsafe import Markup

from zhixing.kernel.runs import Border, Comparison
from zhixing.surfaces.reports.drawing import BLUE, BLUE_MID, BLUE_SOFT, INK_2, INK_3, LINE_STRONG, data, svg
from zhixing.surfaces.reports.figures import figure

_STEPS = 12


def steps_chart(one: Comparison, words: Mapping[str, tuple[str, str]], name: str) -> Markup:
    """A bar for every step from one grade to another, most movers first; better is deep, worse is pale, else grey."""
    order = {grade: at for at, grade in enumerate(one.grades)}
    rows: list[dict[str, Any]] = []
    for (before, after), count in sorted(one.steps.items(), key=lambda step: -step[1])[:_STEPS]:
        graded = before in order and after in order
        fill = LINE_STRONG if not graded else BLUE if order[after] < order[before] else BLUE_SOFT
        label = f"{words[before][0]} → {words[after][0]}"
        rows.append({"step": label, "n": count, "fill": fill, "words": f"{figure(count)} 家"})
    order_of = [str(row["step"]) for row in rows]
    y = alt.Y(
        "step:N",
        sort=order_of,
        axis=alt.Axis(title=None, domain=False, ticks=False, labelLimit=220, labelFontSize=12),
    )
    x = alt.X("n:Q", axis=None)
    base = alt.Chart(data(rows)).encode(y=y, x=x)
    bars = base.mark_bar(height=15, stroke=BLUE, strokeWidth=0.8).encode(
        color=alt.Color("fill:N", scale=None)
    )
    ends = base.mark_text(align="left", dx=5, color=INK_2).encode(text="words:N")
    chart = (bars + ends).properties(width=380, height=24 * len(rows))
    said = "；".join(f"{row['step']} {row['words']}" for row in rows) + "。"
    return svg(chart, name, "从哪一等到哪一等", said)


def totals_chart(one: Comparison, name: str) -> Markup | None:
    """Head counts by total: the draft as bars, the plan as a line, and where the borders of grades lie in the middle."""
    found = one.histogram
    if found is None:
        return None
    rows = [
        {
            "x": float(found.start + found.width * at),
            "x2": float(found.start + found.width * (at + 1)),
            "now": now,
            "draft": draft,
        }
        for at, (now, draft) in enumerate(zip(found.before, found.after, strict=True))
    ]
    most = max(max(row["now"], row["draft"]) for row in rows)
    x = alt.X("x:Q", axis=alt.Axis(title=None, grid=False, tickCount=10), scale=alt.Scale(nice=False))
    amounts = alt.Axis(title=None, tickCount=4, domain=False, ticks=False)
    scale = alt.Scale(domain=[0, most * 1.12], nice=False)
    base = alt.Chart(data(rows))
    bars = base.mark_bar(color=BLUE_SOFT, stroke="#ffffff", strokeWidth=0.5).encode(
        x=x, x2="x2:Q", y=alt.Y("draft:Q", axis=amounts, scale=scale), y2=alt.datum(0)
    )
    corners = [{"x": row["x"], "now": row["now"]} for row in rows] + [
        {"x": rows[-1]["x2"], "now": rows[-1]["now"]}
    ]
    line = (
        alt.Chart(data(corners))
        .mark_line(color=INK_2, strokeWidth=1.4, interpolate="step-after")
        .encode(x="x:Q", y="now:Q")
    )
    cuts: list[dict[str, Any]] = [
        {"x": float(b.middle), "top": most * 1.1, "words": f"{b.grade} 线 {figure(b.middle, 1)}"}
        for b in one.bunching("after")
    ]
    rules = alt.Chart(data(cuts)).mark_rule(color=BLUE, strokeDash=[4, 3], strokeWidth=1.4).encode(x="x:Q")
    labels = (
        alt.Chart(data(cuts))
        .mark_text(align="left", dx=4, color=BLUE, fontSize=11)
        .encode(x="x:Q", y="top:Q", text="words:N")
    )
    chart = (bars + line + rules + labels).properties(width=600, height=190)
    said = f"每 {figure(found.width)} 分一档，最多的一档 {figure(most)} 家。" + "；".join(
        cut["words"] for cut in cuts
    )
    return svg(chart, name, "总分的分布", said)


def bands_chart(before: Border | None, after: Border, name: str) -> Markup:
    """Ten bands of 2 % around a border: the draft as bars, the plan as a line."""
    half = len(after.bands) // 2
    rows = [
        {"x": 2 * (at - half), "x2": 2 * (at - half + 1), "n": n, "fill": BLUE if at >= half else BLUE_MID}
        for at, n in enumerate(after.bands)
    ]
    axis = alt.Axis(title="离切线 %", values=list(range(-2 * half, 2 * half + 1, 4)), grid=False)
    x = alt.X("x:Q", axis=axis, scale=alt.Scale(domain=[-2 * half, 2 * half], nice=False))
    y = alt.Y("n:Q", axis=alt.Axis(title=None, tickCount=3, domain=False, ticks=False))
    chart = (
        alt.Chart(data(rows))
        .mark_bar(stroke="#ffffff", strokeWidth=1)
        .encode(x=x, x2="x2:Q", y=y, y2=alt.datum(0), color=alt.Color("fill:N", scale=None))
    )
    if before is not None:
        points = [{"x": row["x"], "n": n} for row, n in zip(rows, before.bands, strict=True)]
        points.append({"x": 2 * half, "n": before.bands[-1]})
        line = alt.Chart(data(points)).mark_line(color=INK_3, strokeWidth=1.3, interpolate="step-after")
        chart = chart + line.encode(x="x:Q", y="n:Q")
    said = "从下到上各带：" + "、".join(map(str, after.bands)) + " 家。"
    return svg(chart.properties(width=290, height=120), name, f"{after.grade} 切线两侧的家数", said)


def bar(share: Fraction | None, most: Fraction | None) -> Markup:
    """A small bar of a share beside the greatest of its table; it stands in a cell, the figure beside it."""
    width = float(share / most) * 100 if share and most else 0.0
    return Markup(
        f'<svg class="cell-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width:.1f}" height="8" fill="{BLUE_MID}"/></svg>'
    )
