"""Methods that carry a short regular series on, and which of them would have done best on the series itself.

Few points allow few assumptions. All methods are lines or steps; nothing is fitted that three years of quarters cannot carry.
With steps d = differences of neighbours, n of them, s their sample deviation, h periods ahead:

    drift      y + h * mean of all steps            s * sqrt(h + h^2 / n)
    recent     y + h * mean of the last four        s * sqrt(h + h^2 / 4)
    seasonal   y + the same quarters' steps of the year before    deviation of d - d(a year before) * sqrt(h)
    damped     y + mean step * (0.9 + 0.9^2 + ...)  s * sqrt(h + h^2 / n)
    line       the Theil-Sen line from its last point on     deviation around the line * sqrt(1 + 1/m + (x - mean)^2 / Sxx)

The last column is the standard error of the forecast; bands take the quantile of Student's t with as many degrees of freedom
as the deviation has. The method whose forecasts from every earlier point (rolling origin, up to a year ahead) had the least
mean absolute error is chosen; of equals the first.

Source: Hyndman and Athanasopoulos, Forecasting: principles and practice, 3rd ed., chapters 5 and 8; Sen 1968.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
METHODS_ZH = {
    "drift": "平均步长",
    "recent": "近期步长",
    "seasonal": "去年同期步长",
    "damped": "渐缓步长",
    "line": "稳健直线",
}
METHODS_EN = {
    "drift": "mean step",
    "recent": "recent steps",
    "seasonal": "steps of the same season",
    "damped": "damped steps",
    "line": "robust line",
}
_RECENT = 4
_DAMPING = 0.9
_LEAST_ORIGIN = 4
"""A back-test starts when so many points are known."""


@dataclass(frozen=True)
class Ahead:
    """Forecasts of the next periods: centre, standard error and degrees of freedom."""

    centre: Floats
    error: Floats
    freedom: int


def _drift(values: Floats, ahead: int, season: int) -> Ahead | None:
    steps = np.diff(values)
    horizon = np.arange(1, ahead + 1)
    error = _deviation(steps, 1) * np.sqrt(horizon + horizon**2 / len(steps))
    return Ahead(values[-1] + horizon * steps.mean(), error, len(steps) - 1)


def _recent(values: Floats, ahead: int, season: int) -> Ahead | None:
    steps = np.diff(values)
    last = steps[-_RECENT:]
    horizon = np.arange(1, ahead + 1)
    error = _deviation(steps, 1) * np.sqrt(horizon + horizon**2 / len(last))
    return Ahead(values[-1] + horizon * last.mean(), error, len(steps) - 1)


def _seasonal(values: Floats, ahead: int, season: int) -> Ahead | None:
    steps = np.diff(values)
    if season < 2 or len(steps) < season + 3:
        return None
    changes = steps[season:] - steps[:-season]
    year = steps[-season:]
    horizon = np.arange(1, ahead + 1)
    centre = values[-1] + np.cumsum(np.resize(year, ahead))
    return Ahead(centre, _deviation(changes, 0) * np.sqrt(horizon), len(changes))


def _damped(values: Floats, ahead: int, season: int) -> Ahead | None:
    steps = np.diff(values)
    horizon = np.arange(1, ahead + 1)
    centre = values[-1] + steps.mean() * np.cumsum(_DAMPING**horizon)
    error = _deviation(steps, 1) * np.sqrt(horizon + horizon**2 / len(steps))
    return Ahead(centre, error, len(steps) - 1)


def _line(values: Floats, ahead: int, season: int) -> Ahead | None:
    count = len(values)
    place = np.arange(count, dtype=np.float64)
    first, second = np.triu_indices(count, 1)
    slope = float(np.median((values[second] - values[first]) / (place[second] - place[first])))
    around = values - slope * place
    level = float(np.median(around))
    left = around - level
    deviation = float(np.sqrt((left**2).sum() / (count - 2))) if count > 2 else 0.0
    later = np.arange(count, count + ahead, dtype=np.float64)
    spread = ((place - place.mean()) ** 2).sum()
    error = deviation * np.sqrt(1 + 1 / count + (later - place.mean()) ** 2 / spread)
    return Ahead(level + slope * later, error, count - 2)


def _deviation(steps: Floats, lost: int) -> float:
    if len(steps) <= lost:
        return 0.0
    centre = steps.mean() if lost else 0.0
    return float(np.sqrt(((steps - centre) ** 2).sum() / (len(steps) - lost)))


METHODS: dict[str, Callable[[Floats, int, int], Ahead | None]] = {
    "drift": _drift,
    "recent": _recent,
    "seasonal": _seasonal,
    "damped": _damped,
    "line": _line,
}


def backtest(values: Sequence[float], season: int) -> dict[str, float]:
    """Mean absolute error of every method that could be used from every origin, up to a year ahead."""
    series = np.asarray(values, dtype=np.float64)
    found: dict[str, float] = {}
    for name, method in METHODS.items():
        misses: list[float] = []
        for origin in range(min(_LEAST_ORIGIN, len(series) - 1), len(series)):
            ahead = min(max(season, 1), len(series) - origin)
            forecast = method(series[:origin], ahead, season)
            if forecast is None:
                continue
            misses += list(np.abs(series[origin : origin + ahead] - forecast.centre))
        if misses:
            found[name] = float(np.mean(misses))
    return found


def chosen(values: Sequence[float], season: int) -> tuple[str, float]:
    """The method with the least back-test error on the series, and that error."""
    errors = backtest(values, season)
    usable = {
        name: error
        for name, error in errors.items()
        if METHODS[name](np.asarray(values, dtype=np.float64), 1, season) is not None
    }
    # A seasonal method that could be tried from few origins only has an easier test: it must be tried like the others.
    name = min(usable, key=lambda one: (round(usable[one], 9), list(METHODS).index(one)))
    return name, usable[name]


def extrapolated(values: Sequence[float], ahead: int, season: int, method: str) -> Ahead:
    """The next `ahead` values by one method.

    Raises:
        ValueError: the method cannot be used on the series.
    """
    found = METHODS[method](np.asarray(values, dtype=np.float64), ahead, season)
    if found is None:
        raise ValueError(f"{method} needs a longer series")
    return found
