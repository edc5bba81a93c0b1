"""How revenue is distributed: three power-law pieces that meet published counts and totals.

Between `low` and `high` the density is proportional to x^(-a-1). With q the rank from the top as a share,
x(q) = (H^-a + q (L^-a - H^-a))^(-1/a), and `a` is chosen so that the piece has its published total.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from zhixing.kernel.synthesis.chance import Floats, Ints, quantised_log
from zhixing.kernel.synthesis.models import Province

_STEPS = 48


@dataclass(frozen=True)
class Piece:
    """`count` firms between `low` and `high` (万元) with `total` (万元) together."""

    count: int
    low: Decimal
    high: Decimal
    total: Decimal


def pieces(province: Province, year: int, scale: Decimal) -> tuple[Piece, Piece, Piece]:
    """Big firms, the others above scale, and those below scale."""
    above = province.revenue.above[year].value * 10000
    whole = province.revenue.all[year].value * 10000
    big = whole * province.big.share[year].value / 100
    line, big_line = province.line.value, province.big.line.value
    rest = (whole - above) * province.below.share.value / 100
    counts = head_counts(province, year, scale)
    return (
        Piece(counts[0], big_line, province.big.largest.value, big * scale),
        Piece(counts[1], line, big_line, (above - big) * scale),
        Piece(counts[2], province.below.smallest.value, line, rest * scale),
    )


def head_counts(province: Province, year: int, scale: Decimal) -> tuple[int, int, int]:
    """How many firms each piece has, at least one each."""
    big = max(1, round(province.big.count[year].value * scale))
    above = max(2, round(province.firms.above[year].value * scale))
    return big, above - big, max(1, round(province.firms.below[year].value * scale))


def ranked_revenue(parts: tuple[Piece, ...]) -> Ints:
    """Revenue by rank from the largest down, in log units of 万元."""
    return np.concatenate([quantised_log(_values(piece, _exponent(piece))) for piece in parts])


def _exponent(piece: Piece) -> float:
    """The exponent that gives the piece its total: by bisection, kept to a millionth."""
    wanted = float(piece.total / piece.count)
    low, high = -6.0, 8.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if float(np.mean(_values(piece, middle))) > wanted:
            low = middle
        else:
            high = middle
    kept = round(low * 10**6) / 10**6
    return kept if kept else 1e-6


def _values(piece: Piece, exponent: float) -> Floats:
    exponent = exponent or 1e-9
    share = (np.arange(piece.count, dtype=np.float64) + 0.5) / piece.count
    ratio = float(piece.low / piece.high)
    # Relative to the upper bound, so that no power overflows.
    span = ratio ** (-exponent) - 1.0
    values: Floats = float(piece.high) * (1.0 + share * span) ** (-1.0 / exponent)
    return values
