"""What each part adds to the gap of the whole: exact, so that contributions and what is left add up to it.

Amounts and counts. With E what is due, O what is observed, and the gap lacking (turned round under a limit):

    gap        = E - O                          of the whole and of every part
    unassigned = E - sum of E(i)                due of the whole, but of no part
    unreported = gap - unassigned - sum of gap(i), over the parts that have both figures

    gap = sum of gap(i) + unassigned + unreported

Levels and shares that are ratios of totals. With n(i), d(i) the totals of a part, D the sum of all d, and e the ratio that is
due of the whole, a part counts by its weight, and a large part below what is due of the whole counts though it has reached
its own goal:

    contribution(i) = (e * d(i) - n(i)) / D
    sum over all parts = e - N / D = gap of the whole

Growth and reductions a year and points a year of such ratios are compared in levels, at the end of the latest year known. A
poor place that grows as asked must not be blamed for being poor, so each is held against its own path. With r(i) = n(i) / d(i),
w(i) = d(i) / D now and w0(i) the same in the base year, L(i) the level that the whole's rate makes of the place's base, and L
that of the whole:

    lag(i)       = w(i) * (L(i) - r(i))
    shift(i)     = (w0(i) - w(i)) * (L(i) - L)
    contribution = lag + shift
    sum over all parts = L - N / D = gap of the whole in levels

The shift is what the whole lost (or won) because places of a high level lost weight. The sum holds because L is the sum of
w0(i) * L(i): the rate makes the same multiple of every base, or adds the same to it, and weights add to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from zhixing.kernel.monitoring.goals import Sense

ZERO = Fraction(0)


def lacking(expected: Fraction | None, observed: Fraction | None, sense: Sense) -> Fraction | None:
    """What is lacking against what is due; under a limit, what is above it. None where either is not known."""
    if expected is None or observed is None:
        return None
    return observed - expected if sense == "fall" else expected - observed


@dataclass(frozen=True)
class Rest:
    """What of a gap no part accounts for."""

    unassigned: Fraction
    unreported: Fraction


def rest_of(
    gap: Fraction,
    due: Fraction | None,
    parts: Iterable[tuple[Fraction | None, Fraction | None]],
    sense: Sense,
) -> Rest:
    """What is left of a whole's gap; `parts` are (what is due, contribution), either may be unknown.

    Where `due` is None, as for ratios, nothing is ever unassigned.
    """
    listed = list(parts)
    unassigned = ZERO
    if due is not None:
        unassigned = due - sum((expected for expected, _ in listed if expected is not None), ZERO)
        unassigned = -unassigned if sense == "fall" else unassigned
    told = sum((contribution for _, contribution in listed if contribution is not None), ZERO)
    return Rest(unassigned, gap - unassigned - told)


@dataclass(frozen=True)
class Contribution:
    """What a part adds to a gap; `shift` is the piece of it that changed weights made (0 where bases do not matter)."""

    value: Fraction
    shift: Fraction = ZERO


@dataclass(frozen=True)
class Totals:
    """Both totals of a ratio."""

    above: Fraction
    below: Fraction


@dataclass(frozen=True)
class RatioGap:
    """The gap of a level or share that is a ratio: totals of the whole, and what is due of it in the unit of the target."""

    now: Totals
    factor: Fraction
    due: Fraction
    falls: bool

    @property
    def whole(self) -> Contribution:
        """What the whole lacks."""
        return self.of(self.now)

    def of(self, now: Totals) -> Contribution:
        """The contribution of a part."""
        lacks = (self.due * now.below - self.factor * now.above) / self.now.below
        return Contribution(-lacks if self.falls else lacks)


@dataclass(frozen=True)
class PathGap:
    """The gap of a ratio with a rate a year: totals of the whole in the base year and now, and what a rate makes of a base.

    `due` takes a base level and gives the level asked for now. `falls`: less is better.
    """

    base: Totals
    now: Totals
    factor: Fraction
    due: Callable[[Fraction], Fraction]
    falls: bool

    @property
    def level(self) -> Fraction:
        """What is due of the whole."""
        return self.due(self.factor * self.base.above / self.base.below)

    @property
    def whole(self) -> Contribution:
        """What the whole lacks."""
        return self._turned(self.level - self.factor * self.now.above / self.now.below, ZERO)

    def of(self, base: Totals, now: Totals) -> Contribution | None:
        """The contribution of a part; None where it had nothing in the base year to grow from."""
        if base.below == 0:
            return None
        before, after = base.below / self.base.below, now.below / self.now.below
        own = self.due(self.factor * base.above / base.below)
        lag = after * own - self.factor * now.above / self.now.below
        return self._turned(lag, (before - after) * (own - self.level))

    def _turned(self, lag: Fraction, shift: Fraction) -> Contribution:
        return Contribution(-lag - shift, -shift) if self.falls else Contribution(lag + shift, shift)
