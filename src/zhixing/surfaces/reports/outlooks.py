"""Forecasts of a run ready to be shown: the series of a fan chart, the chart, and what is said beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor
from typing import Any

import altair as alt
import pyarrow.parquet as pq
from markupsafe import Markup

from zhixing.kernel.runs import Run
from zhixing.surfaces.reports.drawing import BLUE, BLUE_SOFT, INK, INK_2, INK_3, data, svg
from zhixing.surfaces.reports.figures import MINUS, NONE, THIN, figure, spaced
from zhixing.surfaces.reports.targets import Standing

RESULT = "forecasts"
EVERY = {"quarter": "每季", "half-year": "每半年", "year": "每年"}
_DIGITS = 4


@dataclass(frozen=True)
class Fan:
    """One target ahead, in its own measure: what was observed, what was due, the centre of the forecast and its band.

    `ahead` starts where the observed figures end. Whoever draws it, here or elsewhere, needs nothing more.
    """

    standing: Standing
    row: Mapping[str, Any]
    observed: tuple[tuple[date, float], ...]
    expected: tuple[tuple[date, float], ...]
    ahead: tuple[tuple[date, float, float, float], ...]

    @property
    def unit(self) -> str:
        """The unit of every figure."""
        return self.standing.unit

    @property
    def band(self) -> str:
        """The band in words: `80% 区间 12–15`."""
        return f"{spoken(self.row['low'])}–{spoken(self.row['high'])}"

    @property
    def chance(self) -> str:
        """The probability in per cent, in words."""
        return chance_of(self.row["probability"])

    @property
    def needed(self) -> str:
        """What each period still needs, with the period."""
        amount = self.row["needed_per_period"]
        return NONE if amount is None else f"{EVERY[self.row['every']]}{THIN}{spoken(amount)}"

    @property
    def said(self) -> str:
        """The forecast as one sentence."""
        row = self.row
        return (
            f"按“{row['method_zh']}”外推（{row['points']} 期数），到 {row['deadline']} 预计 {spoken(row['central'])}{self.unit}，"
            f"{row['level']:.0f}% 区间 {self.band}，目标 {spoken(row['goal'])}，达成概率 {self.chance}%，今后需{self.needed}。"
        )


def forecasts_of(run: Run) -> list[dict[str, Any]]:
    """The rows of the forecasts; none when the run did not watch targets."""
    return list(pq.read_table(run.result(RESULT)).to_pylist()) if RESULT in run.results else []


def fans_of(run: Run, standings: Sequence[Standing]) -> list[Fan]:
    """Every forecast that was given, the least likely to be reached first."""
    known = {(one.target.id, one.row["place"]): one for one in standings}
    found = [
        fan_of(known[row["target"], row["place"]], row)
        for row in forecasts_of(run)
        if row["method"] and (row["target"], row["place"]) in known
    ]
    return sorted(found, key=lambda fan: (fan.row["probability"], fan.row["target"], fan.row["place"]))


def fan_of(standing: Standing, row: Mapping[str, Any]) -> Fan:
    """The series of one forecast beside the path of its target."""
    observed = tuple((point["end"], point["value"]) for point in row["past"])
    due = tuple(
        (p.end, float(p.expected))
        for p in standing.path
        if p.expected is not None and p.end <= row["deadline"]
    )
    if standing.target.kind == "annual-flow" and not standing.target.carries_over:
        due = ((date(row["deadline"].year - 1, 12, 31), 0.0), (row["deadline"], row["goal"]))
    start = tuple((end, value, value, value) for end, value in observed[-1:])
    ahead = tuple((p["end"], p["central"], p["low"], p["high"]) for p in row["series"])
    return Fan(standing, row, observed, due, start + ahead)


def without_forecast(run: Run, standings: Sequence[Standing]) -> list[tuple[str, int]]:
    """Why no forecast was given, with counts, the commonest first."""
    shown = {(one.target.id, one.row["place"]) for one in standings}
    reasons = Counter(
        spaced(row["why_not_zh"]) for row in forecasts_of(run)
        if row["why_not"] and (row["target"], row["place"]) in shown
    )  # fmt: skip
    return sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))


def fan_chart(fan: Fan, name: str, width: int = 250, height: int = 120) -> Markup:
    """Observed as a line, due dashed, the centre of the forecast dotted in its band, the goal as a diamond; method on top."""
    seen = [{"at": _at(end), "v": value} for end, value in fan.observed]
    due = [{"at": _at(end), "v": value} for end, value in fan.expected]
    ahead = [{"at": _at(end), "v": c, "low": low, "high": high} for end, c, low, high in fan.ahead]
    goal = [{"at": ahead[-1]["at"], "v": fan.row["goal"]}]
    rows = [*seen, *due, *ahead, *goal]
    x, y, low = _time(rows), _amount(rows, "v"), _amount(rows, "low")
    layers = [
        alt.Chart(data(ahead)).mark_area(color=BLUE_SOFT, opacity=1).encode(x=x, y=low, y2="high:Q"),
        _line(due, x, y, INK_3, [5, 4], 1.3),
        _line(ahead, x, y, BLUE, [2, 2], 1.8),
        _line(seen, x, y, BLUE, [1, 0], 2.25),
        alt.Chart(data(seen[-1:])).mark_point(color=BLUE, filled=True, size=26, opacity=1).encode(x=x, y=y),
        alt.Chart(data(goal)).mark_point(shape="diamond", color=INK, filled=True, size=60, opacity=1).encode(x=x, y=y),
    ]  # fmt: skip
    words = f"方法：{fan.row['method_zh']}　{fan.row['level']:.0f}% 区间"
    title = alt.TitleParams(
        words, anchor="start", fontSize=11, fontWeight="normal", color=INK_2, offset=6, frame="group"
    )
    chart = alt.layer(*layers).properties(width=width, height=height, title=title)
    return svg(chart, name, f"{fan.standing.target.title}：实际、预测与区间（{fan.unit or '数'}）", fan.said)


def _line(rows: list[dict[str, Any]], x: alt.X, y: alt.Y, color: str, dash: list[int], width: float) -> Any:
    return alt.Chart(data(rows)).mark_line(color=color, strokeDash=dash, strokeWidth=width).encode(x=x, y=y)


def _time(rows: Sequence[Mapping[str, Any]]) -> alt.X:
    first, last = min(row["at"] for row in rows), max(row["at"] for row in rows)
    years = list(range(ceil(first), floor(last) + 1)) or [floor(last)]
    return alt.X(
        "at:Q", scale=alt.Scale(domain=[first, last + (last - first) * 0.03], nice=False),
        axis=alt.Axis(values=years, format="d", title=None, grid=False, labelOverlap=True, labelFontSize=10),
    )  # fmt: skip


def _amount(rows: Sequence[Mapping[str, Any]], name: str) -> alt.Y:
    """One axis for every layer; from zero unless that would flatten the lines."""
    values = [row[key] for row in rows for key in ("v", "low", "high") if key in row]
    low, high = min(values), max(values)
    if 0 <= low < 0.5 * high:
        low = 0.0
    if low == high:
        low, high = low - 1, high + 1
    words = f"replace(replace(datum.label, regexp(',', 'g'), '{THIN}'), '-', '{MINUS}')"
    axis = alt.Axis(tickCount=4, title=None, domain=False, ticks=False, labelExpr=words)
    return alt.Y(f"{name}:Q", axis=axis, scale=alt.Scale(domain=[low, high], zero=False, nice=True))


def _at(end: date) -> float:
    """Counts years: the end of 2018 is 2018, so that no time zone can move it."""
    return end.year - 1 + ((end.month - 1) * 31 + end.day) / 372


def chance_of(probability: float) -> str:
    """A probability in per cent; never quite nothing or everything, for no method knows that much.

    >>> [chance_of(one) for one in (0.0, 0.384, 1.0)]
    ['<1', '38', '>99']
    """
    share = probability * 100
    return "<1" if share < 1 else ">99" if share > 99 else f"{share:.0f}"


def spoken(value: float) -> str:
    """A forecast figure as precise as it deserves: four digits, whole numbers in full."""
    if abs(value) >= 10 ** (_DIGITS - 1):
        return figure(Decimal(repr(value)), 0)
    places = _DIGITS - 1 - floor(Decimal(repr(value)).adjusted()) if value else 0
    return figure(Decimal(repr(value)), min(max(places, 0), 6))
