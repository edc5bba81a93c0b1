"""Contributions of places to the gap of a ratio of totals, on the divisions of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring.assessment import Assessment
from zhixing.kernel.monitoring.contributions import Contribution, PathGap, RatioGap, Totals
from zhixing.kernel.monitoring.goals import Sense
from zhixing.kernel.monitoring.placed import PlaceFigures
from zhixing.kernel.monitoring.rates import RateLaw, law_of
from zhixing.kernel.plan import Target

_RATES = ("average-annual-growth", "reduction-a-year", "points-a-year")


@dataclass(frozen=True)
class RatioShares:
    """One target whose indicator is a ratio of totals, with the standing of the whole."""

    figures: PlaceFigures
    target: Target
    whole: Assessment
    sense: Sense
    base_year: int | None
    day: date

    def of(self, place: str) -> Contribution | None:
        """The contribution of a place (of the whole: its gap); None where nothing is due or a total is not known."""
        gap, period = self._gap, self.whole.observed_period
        now = self._totals(period, place)
        if gap is None or now is None:
            return None
        if isinstance(gap, RatioGap):
            return gap.of(now)
        base = self._totals(self._base, place)
        return gap.of(base, now) if base is not None else None

    @property
    def _base(self) -> Period | None:
        return Period.of_year(self.base_year) if self.base_year is not None else None

    def _totals(self, period: Period | None, place: str) -> Totals | None:
        if period is None:
            return None
        found = self.figures.totals(
            Period(period.start, period.end, period.text), self.target.scope, place, self.day
        )
        return Totals(*found) if found is not None and found[1] > 0 else None

    @cached_property
    def _gap(self) -> RatioGap | PathGap | None:
        """A level is held against what is due on the day looked at, a rate against its path at the end of the latest year.

        Growth that was counted as published is on another basis than the levels: there is no such path then.
        """
        period = self.whole.observed_period
        now = self._totals(period, self.whole.place)
        if now is None or period is None:
            return None
        factor = self.figures.ratios[0].factor
        if self.target.kind not in _RATES:
            due = self.whole.expected
            if due is None and self.day >= self.target.period.end:
                due = self.whole.goal
            return None if due is None else RatioGap(now, factor, due, self.sense == "fall")
        base, goal = self._totals(self._base, self.whole.place), self.whole.goal
        if base is None or goal is None or self.base_year is None or self.whole.growth_method == "published":
            return None
        law = RateLaw(law_of(self.target.kind))
        gone = law.due(goal, period.end.year - self.base_year)
        falls = self.target.kind == "reduction-a-year" or self.sense == "fall"
        return PathGap(base, now, factor, lambda level: law.level(level, gone), falls)
