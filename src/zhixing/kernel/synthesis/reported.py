"""Figures that departments report for the plan's targets: some on track, some behind, some missing.

Each indicator reported in a dataset takes the kind, goal, scope and unit of a target that uses it.
Values are exact fractions rounded once, so that the file is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from zlib import crc32

import numpy as np

from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.plan import Indicator, Target, figure_of
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.chance import Purpose, stream
from zhixing.kernel.synthesis.models import Reporting

_PARTS = 10**6
_DECIMALS = 2
_FLOWS = ("annual-flow", "cumulative")
_STOCKS = ("level-by", "share", "coverage")
_LEVELS = ("average-annual-growth", "points-a-year", "reduction-a-year")
_KINDS = (*_FLOWS, *_STOCKS, *_LEVELS)
_LAST_QUARTER = 4


@dataclass(frozen=True)
class Line:
    """One reported figure."""

    indicator: str
    period: str
    scope: str
    value: Decimal
    unit: str
    growth: Decimal | None = None
    quality: str = ""
    place: str = ""


@dataclass(frozen=True)
class _Course:
    """How one indicator does: the share of the goal reached by the end, and what is left out."""

    reaches: Fraction
    kept: Fraction
    quarterly: bool


@dataclass(frozen=True)
class Reported:
    """The lines of a dataset, and the reported indicators that got none, with the reason."""

    lines: tuple[Line, ...]
    left_out: Mapping[str, str]


def reported(
    plan: PlanView, calibration: Reporting, dataset: str, years: Sequence[int], seed: int
) -> Reported:
    """All lines of the indicators that the plan says are reported in `dataset`."""
    lines: list[Line] = []
    left_out: dict[str, str] = {}
    for indicator in plan.indicators.values():
        if indicator.reported_in != dataset:
            continue
        target = target_of(plan, indicator)
        if target is None:
            left_out[indicator.id] = "没有可量化的目标"
            continue
        rng = stream(seed, Purpose.REPORTS, crc32(indicator.id.encode()))
        course = _asked(plan, indicator, _course(calibration, rng))
        found = list(_lines(indicator, target, calibration, course, rng, years))
        if not found:
            left_out[indicator.id] = "有意缺报" if not course.kept else "目标期不在所选年份"
        lines.extend(found)
    return Reported(tuple(lines), left_out)


def received_on(dataset: str, period: str, calibration: Reporting, seed: int) -> date:
    """When the figures of a period come in: a quarter's in the month after, a year's by the end of February; some late."""
    end = Period.parse(period).end
    rng = stream(seed, Purpose.LATE, crc32(f"{dataset} {period}".encode()))
    late = Fraction(int(rng.integers(0, _PARTS)), _PARTS) < Fraction(calibration.late.value)
    return end + timedelta(days=(45 if late else 12) if "Q" in period else (110 if late else 55))


def target_of(plan: PlanView, indicator: Indicator) -> Target | None:
    """The target whose goal, scope and unit an indicator's figures take: the quantified one that stands first."""
    found = [t for t in plan.targets.values() if t.indicator == indicator.id and t.kind in _KINDS]
    return min(found, key=lambda t: _KINDS.index(t.kind), default=None)


def _course(calibration: Reporting, rng: np.random.Generator) -> _Course:
    draw, quarter = Fraction(int(rng.integers(0, _PARTS)), _PARTS), int(rng.integers(0, _PARTS))
    quarterly = Fraction(quarter, _PARTS) < Fraction(calibration.quarterly.value)
    ahead, short = Fraction(calibration.ahead.value), Fraction(calibration.short.value)
    bounds = np.cumsum(
        [calibration.on_track.value, calibration.behind.value, calibration.partly_missing.value]
    )
    if draw < Fraction(bounds[0]):
        return _Course(ahead, Fraction(1), quarterly)
    if draw < Fraction(bounds[1]):
        return _Course(short, Fraction(1), quarterly)
    return _Course(ahead, Fraction(3, 5) if draw < Fraction(bounds[2]) else Fraction(0), quarterly)


def _asked(plan: PlanView, indicator: Indicator, course: _Course) -> _Course:
    """Reported as often as the forms of the plan ask; a plan without forms leaves it to chance."""
    if not plan.forms:
        return course
    quarterly = any(
        form.every == "quarter" and indicator.id in form.indicators for form in plan.forms.values()
    )
    return replace(course, quarterly=quarterly)


def _lines(
    indicator: Indicator,
    target: Target,
    calibration: Reporting,
    course: _Course,
    rng: np.random.Generator,
    years: Sequence[int],
) -> Iterable[Line]:
    values = _path(indicator, target, calibration, course, rng)
    unit = target.unit if target.unit is not None and target.kind not in _LEVELS else indicator.unit
    counted = indicator.rollup == "sum" or target.parts not in (None, "apart")
    factor = unit.to(indicator.unit) if counted else Fraction(1)
    unit = indicator.unit if counted else unit
    bounded = target.kind in ("share", "coverage") or unit.text == "%"
    places = _DECIMALS if target.kind in _LEVELS or bounded else min(indicator.decimals, _DECIMALS)
    # A share cannot exceed the whole, however far ahead its path is.
    most = Fraction(1) / unit.factor if bounded and not unit.dimension else None
    summed = Fraction(0)
    for period, year, value, growth in values:
        left_out = Fraction(int(rng.integers(0, _PARTS)), _PARTS) >= course.kept
        exact = value * factor
        if target.kind in _FLOWS:
            # Small flows are rounded as their running sum, or what is lost in every quarter would add up.
            rounded = as_decimal(summed + exact, places) - as_decimal(summed, places)
            summed += exact
        else:
            rounded = as_decimal(min(exact, most) if most is not None else exact, places)
        if year not in years or left_out:
            continue
        quality = "期末存量，作起点" if year < target.period.start.year else ""
        yield Line(indicator.id, period, target.scope, rounded, unit.text, growth, quality)


_Step = tuple[str, int, Fraction, Decimal | None]


def _path(
    indicator: Indicator, target: Target, calibration: Reporting, course: _Course, rng: np.random.Generator
) -> Iterable[_Step]:
    """(period, year, value, published growth) from the year before the target begins to its end."""
    goal, years = figure_of(target) or Fraction(0), list(target.period.years)
    wobble = Fraction(calibration.wobble.value)
    if target.kind in _LEVELS:
        yield from _level_path(target, goal * course.reaches, calibration, wobble, rng)
    elif target.kind in _FLOWS or (indicator.accumulates and target.kind == "level-by"):
        start = Fraction(0)
        if target.kind == "level-by":
            start = goal * Fraction(calibration.start.value)
            yield str(years[0] - 1), years[0] - 1, start, None
        whole = goal * course.reaches * (len(years) if target.kind == "annual-flow" else 1) - start
        for year in years:
            yield from _spread_year(year, whole / len(years), course.quarterly, wobble, rng)
    else:
        share = target.kind != "coverage" and (target.unit is None or target.unit.dimension == "")
        start = goal * Fraction((calibration.start_level if share else calibration.start).value)
        yield str(years[0] - 1), years[0] - 1, start, None
        yield from _stock_path(years, start, goal * course.reaches, course.quarterly, wobble, rng)


def _spread_year(
    year: int, flow: Fraction, quarterly: bool, wobble: Fraction, rng: np.random.Generator
) -> Iterable[_Step]:
    for name in _periods(year, quarterly):
        yield name, year, flow * _shaken(wobble, rng) / (_LAST_QUARTER if quarterly else 1), None


def _stock_path(
    years: list[int],
    start: Fraction,
    end: Fraction,
    quarterly: bool,
    wobble: Fraction,
    rng: np.random.Generator,
) -> Iterable[_Step]:
    """A stock moves by steps that wobble, so that it never turns round."""
    steps = len(years) * (_LAST_QUARTER if quarterly else 1)
    value = start
    for year in years:
        for name in _periods(year, quarterly):
            value += (end - start) / steps * _shaken(wobble, rng)
            yield name, year, value, None


def _level_path(
    target: Target, pace: Fraction, calibration: Reporting, wobble: Fraction, rng: np.random.Generator
) -> Iterable[_Step]:
    """A level that grows, falls or gains points by `pace` a year, with the growth as published."""
    value = Fraction(calibration.level.value)
    if target.kind == "points-a-year":
        value *= Fraction(calibration.start.value)
    first = target.period.start.year
    yield str(first - 1), first - 1, value, None
    for year in target.period.years:
        step = pace * _shaken(wobble, rng)
        if target.kind == "points-a-year":
            value += step
            yield str(year), year, value, None
            continue
        change = step if target.kind == "average-annual-growth" else -step
        value *= 1 + change / 100
        yield str(year), year, value, as_decimal(change, 1)


def _periods(year: int, quarterly: bool) -> list[str]:
    return [f"{year}Q{quarter}" for quarter in range(1, _LAST_QUARTER + 1)] if quarterly else [str(year)]


def _shaken(wobble: Fraction, rng: np.random.Generator) -> Fraction:
    return 1 + wobble * (Fraction(int(rng.integers(0, _PARTS)), _PARTS // 2) - 1)
