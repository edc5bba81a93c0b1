"""Looking ahead: where a target will stand at its deadline, in a band, how likely it is reached, what is needed from now on.

The course of the target (`course.py`) is carried on by the method that would have done best on it (`extrapolate.py`). The
chance is the share of the forecast's distribution that meets the goal; what cannot happen (a sum below what is there, a share
above 100) holds no chance. Figures are floating here and nowhere else in monitoring; what is given out is rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import floor, isfinite, log10

from zhixing.kernel.monitoring.assessment import Assessment
from zhixing.kernel.monitoring.course import EVERY, RATES, WHY_NOT, Course, Scale, course_of
from zhixing.kernel.monitoring.cycles import ends_of
from zhixing.kernel.monitoring.goals import Direction, Goal
from zhixing.kernel.monitoring.readings import Reading
from zhixing.kernel.plan import Forecasting, Target

_PLACES, _DIGITS = 6, 10
"""What is given out has at most so many decimals and so many digits: fewer than floating figures carry."""
_SAME = 1e-9
_METHODS: Mapping[str, tuple[str, str]] = {
    "drift": ("平均步长", "mean step"),
    "recent": ("近期步长", "recent steps"),
    "seasonal": ("去年同期步长", "steps of the same season"),
    "damped": ("渐缓步长", "damped steps"),
}


@dataclass(frozen=True)
class Outlook:
    """One end of a period to come: the centre of the forecast and its band."""

    end: date
    central: float
    low: float
    high: float


@dataclass(frozen=True)
class Seen:
    """One end of a period that is past, in the same measure as the forecast."""

    end: date
    value: float


@dataclass(frozen=True)
class Forecast:
    """What is to be expected of one target at its deadline; `why_not` is empty when there is a forecast.

    Units: of the target: amounts, levels and shares as they are, average rates since the base year for rates, the running
    year's own sum for annual flows. `needed_per_period` is of the same unit, for rates on average for each year from now on;
    under a limit it is what is still allowed. `widening` is the factor by which the band was widened because forecasts of the
    same series had missed by more than they claimed.
    """

    target: str
    place: str
    unit: str
    deadline: date
    points: int
    why_not: str = ""
    why_marks: Mapping[str, str] = field(default_factory=dict)
    method: str = ""
    goal: float | None = None
    central: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    probability: float | None = None
    needed_per_period: float | None = None
    every: str = ""
    backtest_error: float | None = None
    widening: float | None = None
    past: tuple[Seen, ...] = ()
    series: tuple[Outlook, ...] = ()

    def why_not_in(self, language: str) -> str:
        """Why there is no forecast, as a sentence."""
        if not self.why_not:
            return ""
        return WHY_NOT[self.why_not][language == "en"].format(points=self.points, **self.why_marks)

    @property
    def why_not_zh(self) -> str:
        """Why there is no forecast, in Chinese."""
        return self.why_not_in("zh")

    @property
    def why_not_en(self) -> str:
        """Why there is no forecast, in English."""
        return self.why_not_in("en")

    @property
    def method_zh(self) -> str:
        """The method's name in Chinese."""
        return _METHODS[self.method][0] if self.method else ""

    @property
    def method_en(self) -> str:
        """The method's name in English."""
        return _METHODS[self.method][1] if self.method else ""


def forecast(
    target: Target, found: Assessment, readings: Sequence[Reading], rule: Forecasting, *,
    base_year: int | None, direction: Direction,
) -> Forecast:  # fmt: skip
    """The forecast of one target at one place, from the day of its assessment on.

    Args:
        readings: of the place; those of other scopes and later days do not count.
    """
    course = course_of(target, found.as_of, readings, rule, base_year=base_year, direction=direction)
    bare = Forecast(
        target.id, found.place, found.unit, course.deadline, course.points,
        why_not=course.why_not, why_marks={"least": str(rule.least_points), **course.marks},
    )  # fmt: skip
    if course.goal is None or not course.values:
        return bare
    known = _with_needs(bare, target, course, course.goal)
    return known if course.why_not else _made(known, target, course, course.goal, rule)


def _with_needs(bare: Forecast, target: Target, course: Course, goal: Goal) -> Forecast:
    """The past in the measure of the target, what the goal asks for and what every period still needs."""
    last, now = course.values[-1]
    ends = _ends(course)
    if not ends:
        return bare
    years = ((course.deadline.year - last.year) * 12 + course.deadline.month - last.month) / 12
    needed = course.scale.needed(float(now), float(goal.aim), years, len(ends))
    past = [
        Seen(end, _round(course.scale.told(float(value), end)))
        for end, value in course.values
        if course.scale.since is None or end > course.scale.since
    ]
    if target.kind == "annual-flow" and not target.carries_over:
        past = [seen for seen in past if seen.end.year == course.deadline.year]
    return replace(
        bare,
        goal=_round(course.scale.told(float(goal.aim), course.deadline)),
        needed_per_period=_round(_still(target, course.scale, goal, now, needed)),
        every="year" if target.kind in RATES else EVERY[course.months],
        past=tuple(past),
    )


def _still(target: Target, scale: Scale, goal: Goal, now: Fraction, needed: float) -> float:
    """Nothing where the goal is met by now; under a limit what is still allowed."""
    if goal.sense == "fall" and target.kind in ("cumulative", "annual-flow"):
        return max(needed, 0.0)
    if goal.sense == "fall" and scale.way == "growth":
        return needed
    return 0.0 if goal.met(now) else needed


def _made(known: Forecast, target: Target, course: Course, goal: Goal, rule: Forecasting) -> Forecast:
    # Heavy imports, and only where something is forecast.
    from scipy.special import stdtr, stdtrit  # noqa: PLC0415

    from zhixing.kernel.monitoring.extrapolate import chosen, extrapolated  # noqa: PLC0415

    values, season, ends = [float(value) for _, value in course.values], 12 // course.months, _ends(course)
    choice = chosen(values, season, len(ends))
    ahead = extrapolated(values, len(ends), season, choice.method)
    freedom = max(min(ahead.freedom, choice.trials), 1)
    reach = float(stdtrit(freedom, 0.5 + float(rule.level) / 200)) * choice.widening
    noise = 1e-12 * max(abs(value) for value in values)
    errors = [0.0 if error <= noise else float(error) for error in ahead.error]
    bounds = _bounds(target, values)
    series = tuple(
        _outlook(course, end, float(centre), reach * error, bounds)
        for end, centre, error in zip(ends, ahead.centre, errors, strict=True)
    )
    spread, centre = errors[-1] * choice.widening, float(ahead.centre[-1])

    def below(level: float) -> float:
        return float(stdtr(freedom, (level - centre) / spread)) if spread else float(level > centre)

    chance = _sure(goal, centre) if spread == 0 else _chance(goal, below, bounds)
    now = series[-1]
    return replace(
        known, method=choice.method, central=now.central, low=now.low, high=now.high, level=float(rule.level),
        probability=_round(chance), backtest_error=_round(choice.error), widening=_round(choice.widening),
        series=series,
    )  # fmt: skip


def _outlook(course: Course, end: date, centre: float, reach: float, bounds: tuple[float, float]) -> Outlook:
    told = [
        _round(course.scale.told(min(max(level, bounds[0]), bounds[1]), end))
        for level in (centre, centre - reach, centre + reach)
    ]
    return Outlook(end, told[0], min(told), max(told))


def _chance(goal: Goal, below: Callable[[float], float], bounds: tuple[float, float]) -> float:
    """The share of the distribution that meets the goal; all that lies outside the bounds lies on them."""
    low = None if goal.low is None else float(goal.low)
    high = None if goal.high is None else float(goal.high)
    under = 0.0 if low is None or low <= bounds[0] else 1.0 if low > bounds[1] else below(low)
    upto = 1.0 if high is None or high >= bounds[1] else 0.0 if high < bounds[0] else below(high)
    return float(min(max(upto - under, 0.0), 1.0))


def _sure(goal: Goal, centre: float) -> float:
    """Without any spread the goal is met or it is not; a hair's breadth of floating noise aside."""
    hair = _SAME * max(abs(centre), 1.0)
    if goal.strict:
        hair = -hair
    low, high = goal.low, goal.high
    return float(
        (low is None or centre >= float(low) - hair) and (high is None or centre <= float(high) + hair)
    )


def _ends(course: Course) -> list[date]:
    last = course.values[-1][0]
    return [end for end in ends_of(EVERY[course.months], last, course.deadline) if end > last]


def _bounds(target: Target, values: Sequence[float]) -> tuple[float, float]:
    """What can happen: sums do not fall below what is there, counts not below zero, shares lie in 0..100 %."""
    percent = target.unit is not None and target.unit.text == "%"
    if target.kind in ("cumulative", "annual-flow"):
        rising = values[0] >= 0 and all(before <= after for before, after in pairwise(values))
        return (values[-1] if rising else float("-inf")), float("inf")
    if percent and target.kind in ("share", "coverage"):
        return 0.0, 100.0
    if min(values) >= 0 and (not percent or target.kind in RATES):
        return 0.0, float("inf")
    return float("-inf"), float("inf")


def _round(value: float) -> float:
    """At most six decimals and ten digits, halves to even as floating figures have them; zero has no sign."""
    if value == 0 or not isfinite(value):
        return value + 0.0
    return round(value, min(_PLACES, _DIGITS - 1 - floor(log10(abs(value))))) + 0.0
