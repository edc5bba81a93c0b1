"""Looking ahead: where a target will stand at its deadline, in a band, how likely it is reached, what is needed from now on.

The series of every kind is brought to one form first: levels at regular ends of periods, and the level that the goal asks for
at the deadline.

    cumulative            running sums since the start            the goal
    annual-flow           running sums of the term                the sum at the end of the running year that meets its goal
    level, share, cover   levels                                  the goal
    growth, reduction     levels                                  base * (1 +- r/100) ^ years
    points                levels                                  base + r * years

Figures are floating here and nowhere else in monitoring; what is given out is rounded to six decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from zhixing.kernel.monitoring.assessment import Assessment
from zhixing.kernel.monitoring.cycles import ends_of
from zhixing.kernel.monitoring.extrapolate import METHODS_EN, METHODS_ZH, chosen, extrapolated
from zhixing.kernel.monitoring.goals import Direction, Goal, goal_of
from zhixing.kernel.monitoring.readings import Reading, flows_within, is_whole_year, levels, sift
from zhixing.kernel.monitoring.timing import months_of, year_end
from zhixing.kernel.plan import Forecasting, Target

WHY_NOT: Mapping[str, tuple[str, str]] = {
    "no-path": ("此类目标没有可外推的数", "targets of this kind have no series to carry on"),
    "over": ("期限已到", "the deadline has come"),
    "not-begun": ("目标期尚未开始", "the term has not begun"),
    "no-base": ("没有基年数，不知要到多少", "without a base year the level to reach is unknown"),
    "too-few-points": ("只有 {points} 期数，少于 {least} 期，不作预测", "only {points} figures; fewer than {least} give no forecast"),
    "gaps": ("各期之间有缺数，不作预测", "figures are missing in between; no forecast is given"),
    "mixed-periods": ("年报数和季报数混在一起，不作预测", "yearly and quarterly figures are mixed; no forecast is given"),
}  # fmt: skip
_MONTHS = {3: "quarter", 6: "half-year", 12: "year"}
_PLACES = 6
_GROWING = ("average-annual-growth", "reduction-a-year", "points-a-year")


@dataclass(frozen=True)
class Outlook:
    """One end of a period to come: the centre of the forecast and its band."""

    end: date
    central: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """What is to be expected of one target at its deadline; `why_not` is empty when there is a forecast.

    Units: of the target for amounts, levels and shares; of the indicator's level for rates.
    """

    target: str
    place: str
    unit: str
    deadline: date
    points: int
    why_not: str = ""
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
    series: tuple[Outlook, ...] = ()

    def why_not_in(self, language: str, least: int) -> str:
        """Why there is no forecast, as a sentence."""
        if not self.why_not:
            return ""
        return WHY_NOT[self.why_not][language == "en"].format(points=self.points, least=least)

    @property
    def method_zh(self) -> str:
        """The method's name in Chinese."""
        return METHODS_ZH.get(self.method, "")

    @property
    def method_en(self) -> str:
        """The method's name in English."""
        return METHODS_EN.get(self.method, "")


@dataclass(frozen=True)
class _Series:
    """Levels by the end of their period, every so many months, and what the goal asks for at the deadline."""

    values: tuple[tuple[date, Fraction], ...]
    months: int
    wanted: Fraction
    deadline: date
    unit: str


def forecast(
    target: Target, found: Assessment, readings: Sequence[Reading], rule: Forecasting, *,
    base_year: int | None, direction: Direction,
) -> Forecast:  # fmt: skip
    """The forecast of one target at one place, from the day of its assessment on.

    Args:
        readings: of the place; those of other scopes and later days do not count.
    """
    deadline = _deadline(target, found.as_of)
    why, series, points = _series(target, found.as_of, readings, base_year, direction)
    unit = found.unit
    if not why and series is not None and points < rule.least_points:
        why = "too-few-points"
    if why or series is None:
        return Forecast(target.id, found.place, unit, deadline, points, why_not=why or "no-path")
    falls = _goal(target, direction).sense == "fall" or target.kind == "reduction-a-year"
    return _made(target, found.place, series, rule, falls)


def _made(target: Target, place: str, series: _Series, rule: Forecasting, falls: bool) -> Forecast:
    # A heavy import, and only where something is forecast.
    from scipy.stats import t as student  # noqa: PLC0415

    values = [float(value) for _, value in series.values]
    season = 12 // series.months
    last = series.values[-1][0]
    ends = [end for end in ends_of(_MONTHS[series.months], last, series.deadline) if end > last]
    method, error = chosen(values, season)
    ahead = extrapolated(values, len(ends), season, method)
    freedom = max(ahead.freedom, 1)
    quantile = float(student.ppf(0.5 + float(rule.level) / 200, freedom))
    low_end, high_end = _bounds(target, values)
    series_out = tuple(
        Outlook(end, *(_clipped(x, low_end, high_end) for x in (c, c - quantile * e, c + quantile * e)))
        for end, c, e in zip(ends, ahead.centre, ahead.error, strict=True)
    )
    wanted, centre, spread = float(series.wanted), float(ahead.centre[-1]), float(ahead.error[-1])
    reached = (wanted - centre if falls else centre - wanted) >= -1e-9
    chance = (
        float(reached)
        if spread == 0
        else float(student.cdf(((wanted - centre) if falls else (centre - wanted)) / spread, freedom))
    )
    now = series_out[-1]
    return Forecast(
        target.id, place, series.unit, series.deadline, len(values), method=method, goal=_round(wanted),
        central=now.central, low=now.low, high=now.high, level=float(rule.level), probability=_round(chance),
        needed_per_period=_round((wanted - values[-1]) / len(ends)), every=_MONTHS[series.months],
        backtest_error=_round(error), series=series_out,
    )  # fmt: skip


def _series(
    target: Target, as_of: date, readings: Sequence[Reading], base_year: int | None, direction: Direction
) -> tuple[str, _Series | None, int]:
    """Why there is no series, the series, and how many figures there are."""
    if target.kind in ("qualitative", "threshold", "rate"):
        return "no-path", None, 0
    if as_of >= _deadline(target, as_of):
        return "over", None, 0
    if as_of < target.period.start:
        return "not-begun", None, 0
    known = sift(target.id, readings, target.scope, as_of).known
    if target.kind in ("cumulative", "annual-flow"):
        return _sums(target, as_of, known, direction)
    return _levels(target, known, base_year, direction)


def _sums(
    target: Target, as_of: date, known: Sequence[Reading], direction: Direction
) -> tuple[str, _Series | None, int]:
    counted, _ = flows_within(target.id, known, target.period)
    months = {int(months_of(reading.period)) for reading in counted}
    if len(months) > 1:
        return "mixed-periods", None, len(counted)
    if not counted or next(iter(months)) not in _MONTHS:
        return "too-few-points", None, len(counted)
    running, values = Fraction(0), []
    expected = list(ends_of(_MONTHS[next(iter(months))], target.period.start, counted[-1].period.end))
    if [reading.period.end for reading in counted] != expected:
        return "gaps", None, len(counted)
    for reading in counted:
        running += reading.value or Fraction(0)
        values.append((reading.period.end, running))
    deadline, wanted = _deadline(target, as_of), _goal(target, direction).aim
    if target.kind == "annual-flow":
        years = deadline.year - target.period.start.year + 1
        before = sum(
            (r.value or Fraction(0) for r in counted if r.period.end.year < deadline.year), Fraction(0)
        )
        wanted = wanted * years if target.carries_over else before + wanted
    return (
        "",
        _Series(tuple(values), next(iter(months)), wanted, deadline, target.unit.text if target.unit else ""),
        len(values),
    )


def _levels(
    target: Target, known: Sequence[Reading], base_year: int | None, direction: Direction
) -> tuple[str, _Series | None, int]:
    growing = target.kind in _GROWING
    found = levels(known, whole_years=target.kind in ("average-annual-growth", "reduction-a-year"))
    ends = sorted(found)
    values = tuple((end, found[end].value or Fraction(0)) for end in ends)
    base = target.base_year if target.base_year is not None else base_year
    wanted, why = _wanted(target, found, base, direction)
    if why:
        return why, None, len(values)
    months = {_months_between(a, b) for a, b in pairwise(ends)}
    if len(months) > 1:
        # A stock at the end of the base year, then quarters: the start alone may stand further off.
        months = {_months_between(a, b) for a, b in pairwise(ends[1:])}
        values = values[1:]
    if not months:
        return "too-few-points", None, len(values)
    if len(months) > 1:
        return "gaps", None, len(values)
    step = next(iter(months))
    if step not in _MONTHS:
        return "gaps", None, len(values)
    unit = "" if growing else target.unit.text if target.unit else ""
    return "", _Series(values, step, wanted, target.period.end, unit), len(values)


def _wanted(
    target: Target, found: Mapping[date, Reading], base_year: int | None, direction: Direction
) -> tuple[Fraction, str]:
    """The level that the goal asks for at the deadline."""
    aim = _goal(target, direction).aim
    if target.kind not in _GROWING:
        return aim, ""
    base = found.get(year_end(base_year)) if base_year is not None else None
    if base is None or base.value is None or (not is_whole_year(base) and target.kind != "points-a-year"):
        return aim, "no-base"
    years = target.period.end.year - base.period.end.year
    if target.kind == "points-a-year":
        return base.value + aim * years, ""
    rate = aim / 100 if target.kind == "average-annual-growth" else -aim / 100
    return base.value * (1 + rate) ** years, ""


def _goal(target: Target, direction: Direction) -> Goal:
    return goal_of(target, "higher" if target.kind == "reduction-a-year" else direction)


def _deadline(target: Target, as_of: date) -> date:
    if target.kind == "annual-flow" and as_of < target.period.end:
        return min(year_end(max(as_of, target.period.start).year), target.period.end)
    return target.period.end


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _bounds(target: Target, values: Sequence[float]) -> tuple[float | None, float | None]:
    """Sums and counts do not fall below what they are; a share in per cent lies between 0 and 100."""
    if target.kind in ("cumulative", "annual-flow") and min(values) >= 0:
        return values[-1], None
    if target.unit is not None and target.unit.text == "%" and target.kind in ("share", "coverage"):
        return 0.0, 100.0
    return None, None


def _clipped(value: float, low: float | None, high: float | None) -> float:
    if low is not None:
        value = max(value, low)
    if high is not None:
        value = min(value, high)
    return _round(value)


def _round(value: float) -> float:
    return round(float(value), _PLACES) + 0.0
