"""Average yearly rates from a factor over several years: exact integer roots, one declared rounding.

A rate is shown in per cent with `PLACES` decimals, half away from zero. No light depends on a shown rate:
comparisons raise the goal to the power of the years instead.
"""

from __future__ import annotations

from fractions import Fraction

PLACES = 4


def floor_root(number: int, degree: int) -> int:
    """The largest integer whose `degree`-th power is not above `number` (>= 0)."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= number:
            low = middle
        else:
            high = middle - 1
    return low


def yearly_rate(factor: Fraction, years: int) -> Fraction:
    """Per cent a year that makes `factor` (>= 0) in `years`, rounded: (factor ** (1/years) - 1) * 100.

    >>> yearly_rate(Fraction("1.4025517307"), 5)
    Fraction(7, 1)
    """
    scale = 100 * 10**PLACES
    power = factor * (2 * scale) ** years
    doubled = floor_root(power.numerator // power.denominator, years)
    exact_half = doubled % 2 == 1 and Fraction(doubled) ** years == power
    down = exact_half and factor < 1
    return Fraction((doubled + (0 if down else 1)) // 2 - scale, 10**PLACES)
