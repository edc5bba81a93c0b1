"""Growth as published beside growth from levels.

A published growth rests on a comparable population that the levels do not show; it is kept as published and
never computed anew. Both are shown, and it is said when they differ by more than rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from zhixing.kernel.monitoring.readings import Reading, in_order, is_whole_year

GROWTH_ROUNDING = Fraction(1, 10)
"""Growth is published with one decimal of a per cent, from levels rounded themselves: a tenth is rounding."""


@dataclass(frozen=True)
class GrowthRow:
    """One year: its level, its growth as published and as the levels say (per cent, exact)."""

    year: int
    level: Fraction | None
    published: Fraction | None
    computed: Fraction | None

    @property
    def differs(self) -> bool:
        """Whether the two are further apart than rounding."""
        return apart(self.published, self.computed)


def apart(published: Fraction | None, computed: Fraction | None) -> bool:
    """Whether both rates are known and further apart than rounding."""
    return published is not None and computed is not None and abs(published - computed) > GROWTH_ROUNDING


def compare_growth(readings: Iterable[Reading]) -> tuple[GrowthRow, ...]:
    """Year by year, growth as published and from the level of the year before.

    Receives whole-year readings of one place and scope, one for each year; others are passed over.
    Missing: no computed growth without the year before, or where a level is negative or the earlier one zero.
    """
    years = {r.period.end.year: r for r in in_order(readings) if is_whole_year(r)}
    return tuple(
        GrowthRow(year, r.value, r.growth, _computed(years.get(year - 1), r)) for year, r in years.items()
    )


def _computed(before: Reading | None, after: Reading) -> Fraction | None:
    if before is None or before.value is None or after.value is None:
        return None
    if before.value <= 0 or after.value < 0:
        return None
    return (after.value / before.value - 1) * 100
