"""The points of an item as a function of its value, and the base as it moves with one's own figures.

Whatever the rest of the population does is held: only who asks changes. A base that is computed from the population
takes the own change in; what others then gain is bounded from above, so that what is promised is reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np

from zhixing.kernel.evaluation.advice.figures import Doubles, Figure, half_away
from zhixing.kernel.evaluation.columns import Item
from zhixing.kernel.evaluation.standing import Indices, Standing
from zhixing.kernel.evaluation.whole import Flags, Ints, Wholes
from zhixing.kernel.plan import Criterion

SCORED = ("ratio", "capped", "floored")
"""Ways in which points come from the value."""
NEVER = -(1 << 60)
"""Points of a value that a scheme refuses."""

Certainty = Literal["exact", "reaches", "others-held"]
CERTAINTIES: tuple[Certainty, ...] = ("exact", "reaches", "others-held")


def is_solved(criterion: Criterion) -> bool:
    """Whether points are worked out here from value and ends; else they are held as they are."""
    return criterion.family in ("ratio", "inverse", "linear") and not criterion.log


def moves(criterion: Criterion) -> bool:
    """Whether an end is computed from this year's population, so that it moves with everybody's figures."""
    ends = (criterion.base_from, criterion.low_from, criterion.high_from)
    return any(end is not None and not end.previous_year for end in ends)


def follows(criterion: Criterion) -> bool:
    """Whether the moving end is worked out with the own change in it."""
    base = criterion.base_from
    return (
        criterion.family == "ratio"
        and base is not None
        and base.statistic in ("mean", "ratio-of-totals", "best")
    )


@dataclass(frozen=True)
class Term:
    """One item in one group: all a change of its value needs. Units: points in 10^-score."""

    standing: Standing
    item: Item
    group: str

    @property
    def criterion(self) -> Criterion:
        """The criterion of the group."""
        return self.item.by_group[self.group]

    @cached_property
    def _numbers(self) -> tuple[float, float, int | None, int | None]:
        """Weight, units in a point, floor and cap in units."""
        criterion, score = self.criterion, self.standing.scheme.rounding.score
        floor = None if criterion.floor == "none" else _units(criterion.floor * criterion.weight, score)
        cap = None if criterion.cap == "none" else _units(criterion.cap * criterion.weight, score)
        return float(criterion.weight), float(10**score), floor, cap

    def points(
        self, value: Figure, base: Doubles, usable: Flags, high: Doubles | None, imputed: Ints
    ) -> Ints:
        """Points of values against bases, as the engine computes them."""
        weight, scale, floor, cap = self._numbers
        share, some = self._share(value, base, usable, high)
        most = float(1 << 59)
        raw = half_away(np.clip(share * weight * scale, -most, most)).astype(np.int64)
        if floor is not None:
            raw = np.maximum(raw, floor)
        if cap is not None:
            raw = np.minimum(raw, cap)
        found = np.where(some, raw, self._without_base)
        return np.where(value.known, found, self._without_value(imputed))

    def _share(
        self, value: Figure, base: Doubles, usable: Flags, high: Doubles | None
    ) -> tuple[Doubles, Flags]:
        """The part of the weight that is earned, and where there is one."""
        criterion, doubles = self.criterion, value.doubles()
        if criterion.family == "inverse":
            some = usable & (base > 0) & (doubles > 0)
            return np.divide(base, doubles, out=np.zeros_like(base), where=some), some
        if criterion.family == "linear":
            assert high is not None
            some = usable & (base != high)
            way = np.divide(doubles - base, high - base, out=np.zeros_like(base), where=some)
            low = float(criterion.low_share)
            return (way if low == 0 else low + float(1 - criterion.low_share) * way), some
        some = usable & (base > 0)
        return np.divide(doubles, base, out=np.zeros_like(base), where=some), some

    @cached_property
    def _without_base(self) -> int:
        criterion = self.criterion
        full = _units(criterion.weight, self.standing.scheme.rounding.score)
        return {"zero": 0, "full": full, "refuse": NEVER}[criterion.no_base]

    @cached_property
    def _off(self) -> int:
        criterion = self.criterion
        off = -_units(criterion.missing_points, self.standing.scheme.rounding.score)
        return {"zero": 0, "points-off": off}.get(criterion.missing, NEVER)

    def _without_value(self, imputed: Ints) -> Ints:
        if self.criterion.missing == "group-mean-score":
            return imputed
        return np.full(len(imputed), self._off, dtype=np.int64)


def _units(points: Fraction, score: int) -> int:
    exact = points * 10**score
    return int((2 * abs(exact) + 1) // 2) * (1 if exact >= 0 else -1)


@dataclass(frozen=True)
class Cohort:
    """Those a computed base is taken from, for each row of the standing: sums and the best of the others.

    `above` and `below` are in 10^-6, `values` in 10^-decimals. `whole` is false where somebody's facts are lacking.
    """

    position: Indices
    above: Wholes
    below: Wholes
    values: Wholes
    count: Ints
    best: Doubles
    second: Doubles
    whole: Flags


@dataclass(frozen=True)
class Own:
    """The own contribution to a cohort before a change: the parts of a ratio, and the value."""

    above: Ints
    below: Ints
    both: Flags
    value: Ints
    known: Flags


def moved_base(
    term: Term,
    cohort: Cohort,
    own: Own,
    rows: Indices,
    value: Figure,
    parts: tuple[Figure, Figure] | None,
    held: tuple[Doubles, Flags],
) -> tuple[Doubles, Flags]:
    """The base with the own change in it, and whether there is one; `held` where the cohort's facts are not whole."""
    statistic = term.criterion.base_from
    assert statistic is not None
    at = cohort.position[rows]
    if statistic.statistic == "ratio-of-totals":
        assert parts is not None
        found, some = _ratio(cohort, own, rows, at, parts)
    elif statistic.statistic == "mean":
        found, some = _mean(term, cohort, own, rows, at, value)
    else:
        found, some = _best(term, cohort, own, rows, at, value)
    places = term.standing.scheme.rounding.base
    scale = float(10**places)
    scaled = found if statistic.times == 1 else found * float(statistic.times)
    base = half_away(scaled * scale) / scale
    base = np.where(some, base, 0.0)
    whole_ = cohort.whole[at]
    if whole_.all():
        return base, some
    return np.where(whole_, base, held[0]), np.where(whole_, some, held[1])


def _ratio(
    cohort: Cohort, own: Own, rows: Indices, at: Indices, parts: tuple[Figure, Figure]
) -> tuple[Doubles, Flags]:
    both = parts[0].known & parts[1].known
    above = (
        cohort.above[at] - np.where(own.both[rows], own.above[rows], 0) + np.where(both, parts[0].at(6), 0)
    )
    below = (
        cohort.below[at] - np.where(own.both[rows], own.below[rows], 0) + np.where(both, parts[1].at(6), 0)
    )
    divisor = below.astype(float) / 1e6
    some = divisor > 0
    return np.divide(above.astype(float) / 1e6, divisor, out=np.zeros(len(rows)), where=some), some


def _mean(
    term: Term, cohort: Cohort, own: Own, rows: Indices, at: Indices, value: Figure
) -> tuple[Doubles, Flags]:
    decimals = mean_decimals(term)
    new = np.where(value.known, value.at(decimals), 0)
    summed = cohort.values[at] - np.where(own.known[rows], own.value[rows], 0) + new
    count = cohort.count[at] - own.known[rows] + value.known
    some = count > 0
    above = summed.astype(float) / float(10**decimals)
    return np.divide(above, count.astype(float), out=np.zeros(len(rows)), where=some), some


def _best(
    term: Term, cohort: Cohort, own: Own, rows: Indices, at: Indices, value: Figure
) -> tuple[Doubles, Flags]:
    """The best of the others, or the own new value; of equals it does not matter who is left out."""
    lower = term.standing.plan.indicators[term.item.indicator].direction == "lower"
    old = own.value[rows] / float(10 ** mean_decimals(term))
    is_best = own.known[rows] & (old == cohort.best[at])
    others = np.where(is_best, cohort.second[at], cohort.best[at])
    new = np.where(value.known, value.doubles(), np.nan)
    return (np.fmin(others, new) if lower else np.fmax(others, new)), ~np.isnan(others) | value.known


def mean_decimals(term: Term) -> int:
    """The decimals in which values enter a mean."""
    indicator = term.standing.plan.indicators[term.item.indicator]
    return max(indicator.decimals, term.standing.scheme.rounding.base)
