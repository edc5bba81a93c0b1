"""`python -m benchmarks.band_coverage`: how often the bands of forecasts hold what came.

The last points of known series are held back, the earlier ones forecast by the room's own door, and it is counted how many of
the held-back points lie in bands of 50, 80 and 95 %: as the methods claim them, and as they are given out after widening.
The windows of one series overlap, and series of one country share its crises: the counts say less than as many coins.

Series: published ones restated with their source (`band_series.yaml`); seeded ones of known kinds; the quarterly series of a
sealed run (`--run`); economic series that come with statsmodels and linearmodels, where these are installed
(`requirements/bench.txt`). With `--peers` the exponential smoothing and Theta methods of statsmodels go over the same windows.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from benchmarks.band_sources import TITLES, Series, of_run, published, seeded, shipped
from zhixing.kernel.monitoring import chosen, extrapolated

LEVELS = (50, 80, 95)
_HAIR = 1e-9
_QUARTERLY = ((6, 4), (8, 4), (12, 4), (16, 4), (20, 4))
_YEARLY = ((6, 3), (8, 3), (10, 3), (12, 3))
_SHORT = ((4, 1), (5, 2), (6, 2), (7, 2))
"""Points known and points held back."""
_PEERS_FROM = 6
"""Exponential smoothing has five parameters to estimate."""
Bands = Mapping[int, Sequence[tuple[float, float]]]
Way = Callable[[Sequence[float], int, int], tuple[Sequence[float], Bands]]


@dataclass(frozen=True)
class Row:
    """One kind of series at one number of known points: windows, forecasts, error, share held by level."""

    kind: str
    way: str
    points: int
    windows: int
    forecasts: int
    error: float
    held: tuple[float, ...]

    def cells(self) -> tuple[str, ...]:
        """As printed: the error in units of the mean step, coverage in per cent."""
        covered = (f"{share * 100:.0f}" for share in self.held)
        return (self.kind, self.way, str(self.points), str(self.windows), str(self.forecasts), f"{self.error:.2f}", *covered)  # fmt: skip


# --- ways ---------------------------------------------------------------------------------------------------------


def claimed(values: Sequence[float], season: int, ahead: int) -> tuple[Sequence[float], Bands]:
    """Bands as the chosen method claims them for itself."""
    return _bands(values, season, ahead, widened=False)


def given(values: Sequence[float], season: int, ahead: int) -> tuple[Sequence[float], Bands]:
    """Bands as they are given out."""
    return _bands(values, season, ahead, widened=True)


def _bands(
    values: Sequence[float], season: int, ahead: int, *, widened: bool
) -> tuple[Sequence[float], Bands]:
    choice = chosen(values, season, ahead)
    found = extrapolated(values, ahead, season, choice.method)
    freedom = max(min(found.freedom, choice.trials) if widened else found.freedom, 1)
    error = found.error * (choice.widening if widened else 1)
    bands = {}
    for level in LEVELS:
        reach = float(student.ppf(0.5 + level / 200, freedom)) * error
        bands[level] = list(zip(found.centre - reach, found.centre + reach, strict=True))
    return list(found.centre), bands


def unchanged(values: Sequence[float], season: int, ahead: int) -> tuple[Sequence[float], Bands]:
    """The last figure again, with the spread of a random walk: what any method must beat."""
    error = np.sqrt((np.diff(values) ** 2).mean() * np.arange(1, ahead + 1))
    bands = {
        level: [(values[-1] - r, values[-1] + r) for r in norm.ppf(0.5 + level / 200) * error]
        for level in LEVELS
    }
    return [values[-1]] * ahead, bands


def smoothed(values: Sequence[float], season: int, ahead: int) -> tuple[Sequence[float], Bands]:
    """Exponential smoothing with a damped trend, by statsmodels."""
    import pandas as pd  # noqa: PLC0415
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415

    model = ETSModel(pd.Series(values, dtype=float), error="add", trend="add", damped_trend=True)
    found = model.fit(disp=False).get_prediction(start=len(values), end=len(values) + ahead - 1)
    bands = {
        level: [tuple(pair) for pair in found.summary_frame(alpha=1 - level / 100).to_numpy()[:, 1:3]]
        for level in LEVELS
    }
    return list(found.predicted_mean), bands


def theta(values: Sequence[float], season: int, ahead: int) -> tuple[Sequence[float], Bands]:
    """The Theta method, by statsmodels."""
    import pandas as pd  # noqa: PLC0415
    from statsmodels.tsa.forecasting.theta import ThetaModel  # noqa: PLC0415

    seasonal = season > 1 and len(values) > 2 * season
    found = ThetaModel(pd.Series(values), period=season if seasonal else 1, deseasonalize=seasonal).fit()
    bands = {
        level: [tuple(pair) for pair in found.prediction_intervals(ahead, alpha=1 - level / 100).to_numpy()]
        for level in LEVELS
    }
    return list(found.forecast(ahead)), bands


OURS: Mapping[str, Way] = {"as claimed": claimed, "as given": given, "unchanged": unchanged}
PEERS: Mapping[str, Way] = {"smoothing": smoothed, "Theta": theta}


# --- counting -----------------------------------------------------------------------------------------------------


def windows_of(
    series: Series, points: int, ahead: int, most: int
) -> Iterator[tuple[tuple[float, ...], tuple[float, ...]]]:
    """What is known and what is held back: at most so many windows, evenly over the series."""
    last = len(series.values) - points - ahead
    if last < 0:
        return
    starts = sorted({round(at) for at in np.linspace(0, last, min(most, last + 1))})
    for start in starts:
        middle = start + points
        yield series.values[start:middle], series.values[middle : middle + ahead]


def lengths_of(series: Sequence[Series]) -> tuple[tuple[int, int], ...]:
    """How many points are known and how many held back, by the kind of series."""
    if max(one.season for one in series) > 1:
        return _QUARTERLY
    return _SHORT if max(len(one.values) for one in series) < 12 else _YEARLY


def row_of(
    kind: str, name: str, way: Way, series: Sequence[Series], points: int, ahead: int, most: int
) -> Row | None:
    """One row of the table; None where no series is long enough."""
    windows, held, errors = 0, np.zeros(len(LEVELS)), []
    for one in series:
        for known, later in windows_of(one, points, ahead, most):
            centre, bands = way(known, one.season, ahead)
            windows += 1
            step = float(np.abs(np.diff(known)).mean()) or 1.0
            errors.append(float(np.abs(np.asarray(centre) - later).mean()) / step)
            hair = _HAIR * max(map(abs, later))
            for at, level in enumerate(LEVELS):
                held[at] += sum(
                    low - hair <= value <= high + hair
                    for value, (low, high) in zip(later, bands[level], strict=True)
                )
    if not windows:
        return None
    count = windows * ahead
    return Row(kind, name, points, windows, count, float(np.mean(errors)), tuple(held / count))


def table(kinds: Mapping[str, Sequence[Series]], ways: Mapping[str, Way], most: int) -> list[Row]:
    """Every kind at every number of points by every way."""
    rows = []
    for kind, series in kinds.items():
        for points, ahead in lengths_of(series):
            rows += [
                row_of(kind, name, way, series, points, ahead, most)
                for name, way in ways.items()
                if name not in PEERS or points >= _PEERS_FROM
            ]
    return [row for row in rows if row is not None]


def markdown(rows: Sequence[Row]) -> str:
    """The table as Markdown."""
    head = ("series", "bands", "points", "windows", "forecasts", "error", *(f"{level} %" for level in LEVELS))
    lines = [head, ("---",) * len(head), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def page(rows: Sequence[Row]) -> list[str]:
    """The lines of the table in docs/explanation/forecasts.md: what was claimed → what is given, side by side."""
    before = {(row.kind, row.points): row for row in rows if row.way == "as claimed"}
    lines = []
    for row in (row for row in rows if row.way == "as given"):
        shares = zip(before[row.kind, row.points].cells()[-3:], row.cells()[-3:], strict=True)
        held = " | ".join(f"{one} → {other}" for one, other in shares)
        counts = f"{row.points} | {row.windows} | {row.forecasts} | {row.error:.2f}"
        lines.append(f"| {TITLES[row.kind]} | {counts} | {held} |")
    return lines


def by_method(kinds: Mapping[str, Sequence[Series]], most: int) -> list[Row]:
    """All windows together by the method that was chosen in them."""
    found: dict[str, list[tuple[Series, int, int]]] = {}
    for series in kinds.values():
        for points, ahead in lengths_of(series):
            for one in series:
                for known, later in windows_of(one, points, ahead, most):
                    method = chosen(known, one.season, ahead).method
                    window = Series(one.name, one.season, known + later)
                    found.setdefault(method, []).append((window, points, ahead))
    rows = []
    for method, windows in sorted(found.items()):
        for name, way in (("as claimed", claimed), ("as given", given)):
            parts = [row_of(method, name, way, [one], points, ahead, 1) for one, points, ahead in windows]
            known = [part for part in parts if part is not None]
            count = sum(part.forecasts for part in known)
            held = (
                sum((np.array(part.held) * part.forecasts for part in known), np.zeros(len(LEVELS))) / count
            )
            error = float(np.mean([part.error for part in known]))
            rows.append(Row(method, name, 0, len(known), count, error, tuple(held)))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.band_coverage", description="how often bands hold"
    )
    parser.add_argument(
        "--run", type=Path, help="folder of a sealed run whose quarterly series are tried too"
    )
    parser.add_argument(
        "--peers", action="store_true", help="statsmodels over the same windows; takes minutes"
    )
    parser.add_argument(
        "--windows", type=int, default=3, help="most windows of one series at one number of points"
    )
    parser.add_argument(
        "--thin", type=int, default=1, help="take every n-th only of the series that come with libraries"
    )
    parser.add_argument("--page", action="store_true", help="print the lines of the page in the docs")
    parser.add_argument("--by-method", action="store_true", help="all windows together by the method chosen")
    asked = parser.parse_args(arguments)
    kinds: dict[str, Sequence[Series]] = {"published: Lishui, Hangzhou": published(), **seeded()}
    if asked.run:
        kinds["a sealed run"] = of_run(asked.run)
    more = {kind: series[:: asked.thin] for kind, series in shipped().items()}
    if not more:
        print("statsmodels and linearmodels are not installed: their series are left out", file=sys.stderr)
    ways = OURS | (PEERS if asked.peers and more else {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fits of statsmodels that do not converge; what they give is counted
        tried = {kind: one for kind, one in {**kinds, **more}.items() if one}
        rows = table(tried, ways, asked.windows)
        print("\n".join(page(rows)) if asked.page else markdown(rows))
        if asked.by_method:
            print(markdown(by_method(tried, asked.windows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
