"""Other normalisations of the points of one item within a group, in whole numbers with the score's decimals.

Each starts from the item's points as stored, cap and missing rule included, and gives points on the item's weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt

import numpy as np

from zhixing.kernel.evaluation.whole import Wholes

Normalisation = Callable[[Wholes, int], Wholes]
_FINE = 10**6


def min_max(points: Wholes, weight: int) -> Wholes:
    """From no points for the least to the whole weight for the most; none at all where all are equal."""
    least, most = int(points.min()), int(points.max())
    if least == most:
        return np.zeros_like(points)
    return _part(points - least, most - least, weight)


def by_rank(points: Wholes, weight: int) -> Wholes:
    """The share of the group that is not ranked before; equals share the better place."""
    ordered = np.sort(points)
    return _part(np.searchsorted(ordered, points, side="right"), len(points), weight)


def z_score(points: Wholes, weight: int) -> Wholes:
    """Standard deviations (of the sample) above the mean; none where all are equal."""
    count, summed = len(points), sum(int(value) for value in points)
    squares = sum(int(value) ** 2 for value in points)
    varied = count * squares - summed**2
    if not varied:
        return np.zeros_like(points)
    # n·x - sum is n times the distance from the mean, so the deviation is taken n-fold too.
    deviation = isqrt(varied * count * _FINE**2 // (count - 1))
    return _part((count * points.astype(object) - summed) * _FINE, deviation, weight).astype(points.dtype)


NORMALISATIONS: Mapping[str, Normalisation] = {"min_max": min_max, "rank": by_rank, "z_score": z_score}


def weight_in_units(weight: Fraction, fine: int) -> int:
    """A weight in units of 10^-fine points, rounded half up."""
    return int((2 * weight * 10**fine + 1) // 2)


def _part(above: Wholes, below: int, weight: int) -> Wholes:
    """weight × above ÷ below, halves upward."""
    if max(abs(int(above.max())), abs(int(above.min()))) * weight * 2 + below < 1 << 62:
        return (2 * weight * above + below) // (2 * below)
    exact = (2 * weight * above.astype(object) + below) // (2 * below)
    return exact.astype(np.int64) if above.dtype == np.int64 else exact
