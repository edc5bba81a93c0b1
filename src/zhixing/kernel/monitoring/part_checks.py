"""Parts against the whole they were split from: over the places of each level, and over the years.

amounts and counts   sum of parts = whole, >= whole or <= whole, as `adding` says
years                flows of the term add up over years; flows a year and levels are compared year by year
rates and shares     never added. Whatever the weights, a mean lies between its least and its greatest part: where
every part misses the goal, the whole must. With a weight for every part the mean is checked
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from zhixing.foundation.issues import Issue, IssueCode, Where
from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring import codes
from zhixing.kernel.monitoring.divisions import PlaceHistory
from zhixing.kernel.monitoring.goals import Direction, goal_of
from zhixing.kernel.monitoring.reasons import shown_number
from zhixing.kernel.monitoring.splits import Split, adding, made_on, shown_place
from zhixing.kernel.plan import CompiledPlan, Indicator, Target

_BREAKS: Mapping[str, IssueCode] = {
    "exactly": codes.PARTS_DIFFER,
    "at-least": codes.PARTS_FALL_SHORT,
    "at-most": codes.PARTS_EXCEED,
}
_PLACES = ("所属各地", "the places below it")
_YEARS = ("各年", "the years")


def check_parts(plan: CompiledPlan, divisions: PlaceHistory, splits: Sequence[Split]) -> tuple[Issue, ...]:
    """Everything that does not fit between parts and wholes, target by target.

    `splits` are the last decision on every part, in the unit of its target.
    """
    issues: list[Issue] = []
    for name in sorted({split.target for split in splits}):
        mine = [split for split in splits if split.target == name]
        target = plan.targets[name]
        indicator = plan.indicators.get(target.indicator or "")
        of = _OfTarget(plan, divisions, target, indicator, mine)
        issues += [*of.over_places(), *of.over_years()]
    return tuple(issues)


@dataclass(frozen=True)
class _OfTarget:
    plan: CompiledPlan
    divisions: PlaceHistory
    target: Target
    indicator: Indicator | None
    splits: Sequence[Split]

    @property
    def where(self) -> Where:
        return Where(clause=self.target.clause)

    @property
    def how(self) -> str:
        return adding(self.target, self.indicator)

    @property
    def direction(self) -> Direction:
        return self.indicator.direction if self.indicator else "none"

    @property
    def aim(self) -> Fraction:
        return goal_of(self.target, self.direction).aim

    @property
    def falls(self) -> bool:
        return goal_of(self.target, self.direction).sense == "fall"

    def over_places(self) -> Iterator[Issue]:
        """Level by level, period by period."""
        for period in sorted({split.key[2] for split in self.splits}):
            dated = {split.place: split for split in self.splits if split.key[2] == period}
            overs = sorted({self.plan.places[place].parent or "" for place in dated} - {""})
            for over in overs:
                below = [split for split in dated.values() if self.plan.places[split.place].parent == over]
                whole = dated[over].value if over in dated else self._whole(over, below[0].period)
                yield from self._level(over, below, whole)

    def _whole(self, over: str, period: Period) -> Fraction | None:
        """What the plan itself asks for: of the province over the term, and every year where the target is a year's."""
        if over != self.plan.head.province:
            return None
        term = self.target.period
        is_term = (period.start, period.end) == (term.start, term.end)
        return self.aim if is_term or self.target.kind == "annual-flow" else None

    def _level(self, over: str, below: Sequence[Split], whole: Fraction | None) -> Iterator[Issue]:
        missing = self._missing(over, below)
        named = {"target": self.target.id, "place": shown_place(self.plan, over), "period": below[0].period}
        if missing:
            yield codes.PARTS_MISSING.at(self.where, **named, missing=self._shown(missing), count=len(below))
        if whole is None:
            return
        if self.how != "apart":
            yield from self._compared(sum((s.value for s in below), Fraction(0)), whole, _PLACES, named)
        elif not missing:
            yield from self._mean(below, whole, named)

    def _shown(self, places: Sequence[str]) -> str:
        return "、".join(shown_place(self.plan, place) for place in places)

    @cached_property
    def _over_term(self) -> frozenset[str]:
        term = self.target.period
        return frozenset(
            s.place for s in self.splits if (s.period.start, s.period.end) == (term.start, term.end)
        )

    def _missing(self, over: str, below: Sequence[Split]) -> list[str]:
        """Parts of a place that were given nothing, on the divisions of the last decision.

        One that has a part for the whole term need not have one for every year.
        """
        day = max(made_on(split) for split in below)
        given = set(self._over_term)
        for split in below:
            carried = self.divisions.carry({split.place: Fraction(1)}, made_on(split), day, "")
            given |= {split.place, *carried.values}
            for change in self.divisions.touched(split.place, made_on(split), day):
                given |= change.places
        return [name for name in self.divisions.below(over, day) if name not in given]

    def _mean(self, below: Sequence[Split], whole: Fraction, named: Mapping[str, object]) -> Iterator[Issue]:
        def misses(value: Fraction) -> bool:
            return value > whole if self.falls else value < whole

        weights = [split.weight for split in below]
        known = [weight for weight in weights if weight is not None]
        if len(known) == len(weights) and sum(known) > 0:
            mean = sum((s.value * (s.weight or 0) for s in below), Fraction(0)) / sum(known)
            if misses(mean):
                yield codes.PARTS_MEAN.at(
                    self.where, **named, mean=shown_number(mean), whole=shown_number(whole)
                )
        elif all(misses(split.value) for split in below):
            yield codes.PARTS_ALL_MISS.at(self.where, **named, whole=shown_number(whole))

    def _compared(
        self, found: Fraction, whole: Fraction, among: tuple[str, str], named: Mapping[str, object]
    ) -> Iterator[Issue]:
        fits = {"exactly": found == whole, "at-least": found >= whole, "at-most": found <= whole}
        how = self.how if self.how != "apart" else "at-most" if self.falls else "at-least"
        if not fits[how]:
            zh, en = among
            yield _BREAKS[how].at(
                self.where,
                **named,
                among=zh,
                among_en=en,
                parts=shown_number(found),
                whole=shown_number(whole),
            )

    def over_years(self) -> Iterator[Issue]:
        """The years of every place against its term."""
        term = (self.target.period.start, self.target.period.end)
        for place in sorted({split.place for split in self.splits}):
            mine = [split for split in self.splits if split.place == place]
            years = {
                split.period.start.year: split
                for split in mine
                if (split.period.start, split.period.end) != term
            }
            whole = next((s.value for s in mine if (s.period.start, s.period.end) == term), None)
            if whole is None and place == self.plan.head.province:
                whole = self.aim
            if years:
                yield from self._years(place, years, whole)

    def _years(self, place: str, years: Mapping[int, Split], whole: Fraction | None) -> Iterator[Issue]:
        named = {
            "target": self.target.id,
            "place": shown_place(self.plan, place),
            "period": self.target.period,
        }
        flows = self.target.kind in ("cumulative", "annual-flow")
        missing = [str(year) for year in self.target.period.years if year not in years]
        if missing and flows:
            yield codes.YEARS_MISSING.at(self.where, **named, missing="、".join(missing), count=len(years))
        if whole is None:
            return
        if self.target.kind == "cumulative":
            if not missing:
                summed = sum((split.value for split in years.values()), Fraction(0))
                yield from self._compared(summed, whole, _YEARS, named)
            return
        # A flow a year must be met in every year, a level or a share at the end of the last.
        compared = years.values() if flows else [years[y] for y in years if y == self.target.period.end.year]
        for split in compared:
            among = (f"{split.period} 年", f"the year {split.period}")
            yield from self._compared(split.value, whole, among, named)
