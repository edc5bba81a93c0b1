"""Which choice of the method matters most: Sobol' indices of weights, normalisation, indicators, caps and rounding.

Every sample is one whole method: other weights, a normalisation, perhaps an indicator less, other caps, another rounding
of the head counts. What it does is measured against the method as written. Design and estimator are SALib's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhixing.foundation.issues import Refused
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.evaluation.advice import codes
from zhixing.kernel.evaluation.fragility.draws import ONE, drawn, without
from zhixing.kernel.evaluation.fragility.normal import NORMALISATIONS
from zhixing.kernel.evaluation.fragility.table import normalised_points
from zhixing.kernel.evaluation.fragility.vary import (
    Members,
    Points,
    branch_counts,
    grade_counts,
    members_of,
    ordered_ranks,
    stored_points,
    totals,
)
from zhixing.kernel.evaluation.standing import Standing, standing_of
from zhixing.kernel.evaluation.whole import Ints, Wholes
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme

CHOICES = ("weights", "normalisation", "left-out", "cap", "rounding")
OUTCOMES = ("rank-shift", "grades-changed")
_ROUNDINGS = ("floor", "nearest", "ceiling")
_CAPS: tuple[Fraction | None, ...] = (None, Fraction(3, 2), Fraction(1))
"""Caps that are tried beside those of the scheme: the scheme's own (None), 150 % of the weight, the weight."""
_DRAWS = 1024
_RESAMPLES = 100


def choices_sensitivity(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table, *, samples: int = 64, spread: Fraction = Fraction(1, 5),
    seed: int, held: pa.Table | None = None,
) -> pa.Table:  # fmt: skip
    """One row for each outcome and choice: first-order and total index with their 95 % confidence, and the mean outcome.

    Outcomes: `rank-shift`, the mean absolute change of rank; `grades-changed`, the share of grades that change. A choice
    that a scheme does not have (rounding where grades are cut by lines) has indices of zero. `samples` is a power of
    two; the whole population is ranked `samples` × 7 times.

    Raises:
        Refused: `evaluation.no-sensitivity-library`, `evaluation.bad-draws`, and as `fragility`.
    """
    if find_spec("SALib") is None:
        raise Refused([codes.NO_SENSITIVITY_LIBRARY.at()])
    if samples < 2 or samples & (samples - 1) or not 0 <= spread < 1:
        raise Refused([codes.BAD_DRAWS.at(draws=samples, spread=as_decimal(spread))])
    from SALib.sample import sobol as design  # noqa: PLC0415

    methods = _Methods(standing_of(plan, scheme, rows, held), spread, seed)
    problem = {"num_vars": len(CHOICES), "names": list(CHOICES), "bounds": [[0.0, 1.0]] * len(CHOICES)}
    sampled = design.sample(problem, samples, calc_second_order=False, seed=seed)
    found = np.array([methods.outcome(row) for row in sampled])
    lines = [
        line for at, outcome in enumerate(OUTCOMES) for line in _indices(problem, outcome, found[:, at], seed)
    ]
    return pa.Table.from_pylist(lines)


def _indices(
    problem: Mapping[str, object], outcome: str, found: NDArray[np.float64], seed: int
) -> Iterator[dict[str, object]]:
    from SALib.analyze import sobol as estimator  # noqa: PLC0415

    zero = np.zeros(len(CHOICES))
    indices: Mapping[str, NDArray[np.float64]] = dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"), zero)
    if (found != found[0]).any():
        indices = estimator.analyze(
            problem, found, calc_second_order=False, num_resamples=_RESAMPLES, seed=seed
        )
    for at, choice in enumerate(CHOICES):
        yield {
            "outcome": outcome, "choice": choice,
            "first_order": float(indices["S1"][at]), "first_order_confidence": float(indices["S1_conf"][at]),
            "total_order": float(indices["ST"][at]), "total_order_confidence": float(indices["ST_conf"][at]),
            "mean_outcome": float(found.mean()), "samples": len(found),
        }  # fmt: skip


@dataclass(frozen=True)
class _Methods:
    """All methods that can be put together from the choices, for one result."""

    standing: Standing
    spread: Fraction
    seed: int

    def outcome(self, sampled: NDArray[np.float64]) -> tuple[float, float]:
        """Mean absolute change of rank and share of changed grades under one sampled method."""
        draw = _level(sampled[0], _DRAWS)
        normalisation = _level(sampled[1], len(NORMALISATIONS) + 1)
        left_out = _level(sampled[2], len(self.standing.items) + 1)
        cap = _level(sampled[3], len(_CAPS))
        other = self._rounded(_ROUNDINGS[_level(sampled[4], len(_ROUNDINGS))])
        shifted = changed = 0
        for at, members in enumerate(self._members):
            factors = {group: self._factors(group, draw, left_out) for group in members.by_group}
            [found] = totals(self.standing, members, self._points(at, normalisation, cap), factors)
            ordered, ranks = ordered_ranks(found)
            rows = members.cell.rows
            shifted += int(abs(ranks[0].astype(np.int64) - self._rank[rows]).sum())
            grades = grade_counts(
                self.standing, members.cell, branch_counts(other, members.cell, found, ordered)
            )
            changed += int((grades.argmax(axis=1) != self.standing.grade[rows]).sum())
        count = max(1, self.standing.rows.num_rows)
        return shifted / count, changed / count

    @cached_property
    def _members(self) -> tuple[Members, ...]:
        return tuple(members_of(self.standing, cell) for cell in self.standing.cells)

    @cached_property
    def _rank(self) -> Ints:
        return np.asarray(self.standing.rows["rank"].to_numpy(), dtype=np.int64)

    @cached_property
    def _drawn(self) -> tuple[Ints, ...]:
        criteria = self.standing.scheme.criteria
        return tuple(
            drawn(criteria[group], group, _DRAWS, self.spread, self.seed)
            if group in criteria
            else np.empty((_DRAWS, 0), dtype=np.int64)
            for group in self.standing.groups
        )

    @cached_property
    def _roundings(self) -> Mapping[str, Standing]:
        scheme = self.standing.scheme
        found = {}
        for rounding in _ROUNDINGS:
            grading = scheme.grading.model_copy(update={"rounding": rounding})
            other = scheme.model_copy(update={"grading": grading})
            found[rounding] = Standing(self.standing.plan, other, self.standing.rows, self.standing.held)
        return found

    def _rounded(self, rounding: str) -> Standing:
        return self._roundings[rounding]

    @cached_property
    def _made(self) -> dict[tuple[int, int, int], Points]:
        return {}

    def _points(self, at: int, normalisation: int, cap: int) -> Points:
        key = (at, normalisation, cap)
        if key not in self._made:
            members = self._members[at]
            points = _capped(self.standing, members, stored_points(self.standing, members), _CAPS[cap])
            if normalisation:
                way = list(NORMALISATIONS.values())[normalisation - 1]
                points = normalised_points(self.standing, members, points, way)
            self._made[key] = points
        return self._made[key]

    def _factors(self, group: int, draw: int, left_out: int) -> Ints:
        criteria = self.standing.scheme.criteria[self.standing.groups[group]]
        factors = self._drawn[group][draw]
        names = [criterion.indicator for criterion in criteria]
        indicator = self.standing.items[left_out - 1].indicator if left_out else ""
        if indicator not in names or len(names) == 1:
            alone: Ints = factors[None, :]
            return alone
        # Leaving out under other weights: both factors, one after the other.
        both: Ints = (factors * without(criteria, indicator)[0] // ONE)[None, :]
        return both


def _capped(standing: Standing, members: Members, points: Points, cap: Fraction | None) -> Points:
    """Points cut at another cap. Points that a scheme has cut already stay cut: what lay beyond is not stored."""
    if cap is None:
        return points
    found: dict[int, Wholes] = {}
    for group in members.by_group:
        criteria = standing.scheme.criteria[standing.groups[group]]
        found[group] = np.minimum(points[group], _most(criteria, cap, standing.fine)[:, None])
    return found


def _most(criteria: Sequence[Criterion], cap: Fraction, fine: int) -> Ints:
    return np.array([int(cap * c.weight * 10**fine) for c in criteria], dtype=np.int64)


def _level(sampled: float, levels: int) -> int:
    return min(int(sampled * levels), levels - 1)
