"""Methods that carry a short regular series on, which of them would have done best, and how far off they would have been.

Few points allow few assumptions. All methods are lines or steps; nothing is fitted that two years of quarters cannot carry.
With steps d = differences of neighbours, n of them, s their sample deviation, h periods ahead:

    drift      y + h * mean of all steps            s * sqrt(h + h^2 / n)
    recent     y + h * mean of the last four        s * sqrt(h + h^2 / 4)
    seasonal   y + the same quarters' steps of the year before    deviation of d - d(a year before) * sqrt(h)
    damped     y + mean step * (0.9 + 0.9^2 + ...)  s * sqrt(h + h^2 / n)

The last column is the standard error the method claims for itself. The method is chosen by its forecasts from every earlier
point (rolling origin, up to a year ahead): their mean absolute error over that of `drift` from the same points; of equals the
first.

What a method claims is too little: it knows nothing of having been chosen, nor of the world's changes. So the choosing itself
is tried from every earlier point, as far ahead as is asked for, and the claimed error is widened by

    max(1, root of the mean of (miss / error claimed for it)^2).

Bands take the quantile of Student's t with as many degrees of freedom as the deviation has, but no more than there were
earlier points to try from. How often such bands hold is measured in docs/explanation/forecasts.md.

Source: Hyndman and Athanasopoulos, Forecasting: principles and practice, 3rd ed., chapters 5 and 8.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_RECENT = 4
_DAMPING = 0.9
_LEAST_ORIGIN = 4
"""A back-test starts when so many points are known."""
_LEAST_TRIALS = 2
"""A method that could be tried less often than `drift` must have been tried so often."""
_NOTHING = 1e-12
"""What is smaller than this share of the figures is their floating noise."""


@dataclass(frozen=True)
class Ahead:
    """Forecasts of the next periods: centre, standard error and degrees of freedom."""

    centre: Floats
    error: Floats
    freedom: int


@dataclass(frozen=True)
class Choice:
    """The method chosen, its mean absolute error in the back-test, how much its own error must be widened, trials."""

    method: str
    error: float
    widening: float
    trials: int


def _drift(values: Floats, ahead: int, season: int) -> Ahead:
    steps = np.diff(values)
    horizon = np.arange(1, ahead + 1)
    error = _deviation(steps, 1) * np.sqrt(horizon + horizon**2 / len(steps))
    return Ahead(values[-1] + horizon * steps.mean(), error, len(steps) - 1)


def _recent(values: Floats, ahead: int, season: int) -> Ahead:
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


def _damped(values: Floats, ahead: int, season: int) -> Ahead:
    steps = np.diff(values)
    horizon = np.arange(1, ahead + 1)
    centre = values[-1] + steps.mean() * np.cumsum(_DAMPING**horizon)
    error = _deviation(steps, 1) * np.sqrt(horizon + horizon**2 / len(steps))
    return Ahead(centre, error, len(steps) - 1)


def _deviation(steps: Floats, lost: int) -> float:
    if len(steps) <= lost:
        return 0.0
    centre = steps.mean() if lost else 0.0
    return float(np.sqrt(((steps - centre) ** 2).sum() / (len(steps) - lost)))


METHODS: Mapping[str, Callable[[Floats, int, int], Ahead | None]] = {
    "drift": _drift,
    "recent": _recent,
    "seasonal": _seasonal,
    "damped": _damped,
}
_Trials = Mapping[str, Mapping[int, Ahead]]


def backtest(values: Sequence[float], season: int) -> dict[str, float]:
    """Mean absolute error of every method from every origin it could be tried from, up to a year ahead."""
    series = np.asarray(values, dtype=np.float64)
    trials = _trials(series, season, max(season, 1))
    found = {name: _misses(series, trials[name], len(series), season) for name in METHODS}
    return {name: float(np.mean(list(misses.values()))) for name, misses in found.items() if misses}


def chosen(values: Sequence[float], season: int, ahead: int = 1) -> Choice:
    """The method with the least back-test error, and the widening for forecasts up to `ahead` periods on.

    Raises:
        ValueError: fewer than three values, or one that is not finite.
    """
    series = np.asarray(values, dtype=np.float64)
    if len(series) < 3 or not np.isfinite(series).all():
        raise ValueError("a back-test needs three finite values")
    trials = _trials(series, season, max(season, ahead, 1))
    method = _best(series, trials, len(series), season)
    error = float(np.mean(list(_misses(series, trials[method], len(series), season).values())))
    widening = _widening(series, trials, season, ahead)
    return Choice(method, error, widening, len(trials["drift"]))


def extrapolated(values: Sequence[float], ahead: int, season: int, method: str) -> Ahead:
    """The next `ahead` values by one method.

    Raises:
        ValueError: the method cannot be used on the series.
    """
    found = METHODS[method](np.asarray(values, dtype=np.float64), ahead, season)
    if found is None:
        raise ValueError(f"{method} needs a longer series")
    return found


def _trials(series: Floats, season: int, ahead: int) -> _Trials:
    """The forecast of every method from every origin: how many points were known then."""
    origins = range(min(_LEAST_ORIGIN, len(series) - 1), len(series))
    return {
        name: {
            origin: found
            for origin in origins
            if (found := method(series[:origin], min(ahead, len(series) - origin), season)) is not None
        }
        for name, method in METHODS.items()
    }


def _misses(series: Floats, trials: Mapping[int, Ahead], until: int, season: int) -> dict[int, float]:
    """Mean absolute error by origin, up to a year ahead, of what was known with `until` points."""
    found = {}
    for origin, forecast in trials.items():
        end = min(origin + max(season, 1), until)
        if origin < end:
            found[origin] = float(np.abs(series[origin:end] - forecast.centre[: end - origin]).mean())
    return found


def _best(series: Floats, trials: _Trials, until: int, season: int) -> str:
    """The method that would have been chosen with the first `until` points.

    A method that needs a longer series is held against `drift` from the same origins, else it had the easier test.
    """
    plain = _misses(series, trials["drift"], until, season)
    nothing = _NOTHING * float(np.abs(series[:until]).max())
    ratios: dict[str, float] = {}
    for name in METHODS:
        misses = _misses(series, trials[name], until, season)
        if not misses or len(misses) < min(_LEAST_TRIALS, len(plain)):
            continue
        beside = sum(plain[origin] for origin in misses) / len(misses)
        own = sum(misses.values()) / len(misses)
        ratios[name] = 1.0 if own <= nothing >= beside else own / beside if beside > nothing else np.inf
    return min(ratios, key=lambda name: round(ratios[name], 9)) if ratios else "drift"


def _widening(series: Floats, trials: _Trials, season: int, ahead: int) -> float:
    """How much larger the misses of the methods that would have been chosen were than they claimed.

    Where no error was claimed there is nothing to compare: what came after stands in the deviation itself.
    """
    nothing = _NOTHING * float(np.abs(series).max())
    squares: list[float] = []
    for origin, plain in trials["drift"].items():
        forecast = trials[_best(series, trials, origin, season)].get(origin, plain)
        near = min(ahead, len(series) - origin)
        missed = np.abs(series[origin : origin + near] - forecast.centre[:near])
        claimed = forecast.error[:near]
        squares += [
            (m / e) ** 2 for m, e in zip(missed.tolist(), claimed.tolist(), strict=True) if e > nothing
        ]
    return max(1.0, sqrt(sum(squares) / len(squares))) if squares else 1.0
