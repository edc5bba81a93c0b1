"""Draws and logarithms that are the same bit for bit on every machine.

Random numbers come as integers (`Generator(PCG64)` seeded by purpose and year) and are looked up in
tables of quantiles; a logarithm is an integer count of 1/65536; an exponential is the product of two
table entries whose values are correctly rounded. What remains are additions, products, quotients and
roundings, which IEEE 754 fixes. The vector instructions of a machine, which differ in the last bit of
exp and log, therefore decide nothing.
"""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

UNIT = 1 << 16
_DRAWS = 1 << 16
_FINE = 1 << 11
_REACH = 45 * UNIT // _FINE


class Purpose(IntEnum):
    """What a stream of random numbers is for; streams of different purposes are independent."""

    CELLS = 1
    FIRMS = 2
    LIVES = 3
    WALK = 4
    YEAR = 5
    LAND = 6
    MARKS = 7
    REPORTS = 8
    FINANCE = 9
    DIRT = 10
    BLANKS = 11
    PARTS = 12
    DECISIONS = 13
    LATE = 14
    ASSESSMENT = 15
    METERS = 16
    PROJECTS = 17
    ENERGY = 18
    ODDITIES = 19


def stream(seed: int, purpose: Purpose, *keys: int) -> np.random.Generator:
    """The random numbers of one purpose (and year, column, ...) under `seed`."""
    sequence = np.random.SeedSequence(entropy=seed, spawn_key=(int(purpose), *keys))
    return np.random.Generator(np.random.PCG64(sequence))


@cache
def _normal_quantiles() -> Ints:
    quantile = NormalDist().inv_cdf
    return np.array([round(quantile((i + 0.5) / _DRAWS) * UNIT) for i in range(_DRAWS)], dtype=np.int64)


def normal(rng: np.random.Generator, count: int) -> Ints:
    """Standard normal draws in log units."""
    return _normal_quantiles()[rng.integers(0, _DRAWS, count, dtype=np.uint16)]


def spread(draws: Ints, deviation: Decimal) -> Ints:
    """Draws times a standard deviation (kept to 1/10000)."""
    scaled: Ints = draws * int(deviation * 10000) // 10000
    return scaled


def happens(rng: np.random.Generator, count: int, probability: Decimal) -> Flags:
    """Which of `count` it falls on."""
    return rng.integers(0, 10**7, count) < int(probability * 10**7)


@cache
def _exponentials() -> tuple[Floats, Floats]:
    fine = [float((Decimal(i) / UNIT).exp()) for i in range(_FINE)]
    coarse = [float((Decimal(i * _FINE) / UNIT).exp()) for i in range(-_REACH, _REACH)]
    return np.array(coarse), np.array(fine)


def exp(units: Ints) -> Floats:
    """e to the power of log units."""
    coarse, fine = _exponentials()
    bounded = np.clip(units, -(_REACH - 1) * _FINE, (_REACH - 1) * _FINE)
    product: Floats = coarse[(bounded >> 11) + _REACH] * fine[bounded & (_FINE - 1)]
    return product


def log_units(value: Decimal) -> int:
    """The logarithm of a positive number, in log units."""
    return int((value.ln() * UNIT).to_integral_value())


def quantised_log(values: Floats) -> Ints:
    """Logarithms rounded to log units: coarse enough that a last bit never shows."""
    units: Ints = np.rint(np.log(values) * UNIT).astype(np.int64)
    return units


def total(values: Ints) -> int:
    """Exact sum."""
    return int(values.sum(dtype=np.int64))
