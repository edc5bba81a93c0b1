"""Other weights: factors on the points of each item, as whole numbers, the same on every machine.

A draw multiplies each weight by a number even between 1 - spread and 1 + spread and scales all back to their sum.
Factors are in units of 2^-16; a draw is the same for everybody in a group of the population, whoever is in the table.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction

import numpy as np

from zhixing.kernel.evaluation.whole import Ints
from zhixing.kernel.plan import Criterion

ONE = 1 << 16
"""A factor of one."""
_STEPS = 1 << 15


def drawn(criteria: tuple[Criterion, ...], group: str, draws: int, spread: Fraction, seed: int) -> Ints:
    """Factors on the points of a group's items: one row for each draw."""
    digest = hashlib.sha256(group.encode()).digest()
    generator = np.random.default_rng(np.random.SeedSequence([seed, *digest[:16]]))
    steps = generator.integers(-_STEPS, _STEPS, size=(draws, len(criteria)), endpoint=True)
    bent = spread.denominator * _STEPS + spread.numerator * steps.astype(object)
    return _scaled_back(bent, criteria)


def without(criteria: tuple[Criterion, ...], left_out: str) -> Ints:
    """Factors that leave one indicator out and share its weight among the others; one row."""
    kept = np.array([[int(criterion.indicator != left_out) for criterion in criteria]], dtype=object)
    return _scaled_back(kept, criteria)


def as_written(criteria: tuple[Criterion, ...]) -> Ints:
    """Factors that change nothing; one row."""
    return np.full((1, len(criteria)), ONE, dtype=np.int64)


def _scaled_back(
    bent: np.ndarray[tuple[int, ...], np.dtype[np.object_]], criteria: tuple[Criterion, ...]
) -> Ints:
    """factor = bent × sum of weights ÷ sum of bent weights, rounded half up; all exact."""
    common = int(np.lcm.reduce([criterion.weight.denominator for criterion in criteria] or [1]))
    weights = [int(criterion.weight * common) for criterion in criteria]
    summed = sum(weights)
    found = np.zeros(bent.shape, dtype=np.int64)
    for row, factors in enumerate(bent):
        below = sum(weight * factor for weight, factor in zip(weights, factors, strict=True))
        if below > 0:
            found[row] = [(2 * ONE * factor * summed + below) // (2 * below) for factor in factors]
    return found
