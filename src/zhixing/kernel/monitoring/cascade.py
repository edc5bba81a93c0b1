"""The cascade: a target split over places and years, each part watched like the whole, and what each adds to the gap.

Amounts and counts add up, so the parts of such a target are held against the whole, and what a part lacks is its
contribution to what the whole lacks:

    gap(part) = expected(part) - observed(part)         the other way round where less is better
    gap(whole) = sum of gap(part) + what nobody was assigned or reported

Rates and shares do not add: their parts are watched on their own, and have no contribution.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from zhixing.foundation.issues import Issue
from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit
from zhixing.kernel.monitoring.assess import MonitoredPlan, assess
from zhixing.kernel.monitoring.assessment import Assessment, Light
from zhixing.kernel.monitoring.codes import (
    NO_REASON_FOR_RESPLIT,
    PART_UNIT,
    PARTS_FALL_SHORT,
    SPLIT_OUT_OF_PERIOD,
    SPLIT_PLACE_GONE,
    YEARS_FALL_SHORT,
)
from zhixing.kernel.monitoring.crosswalks import carried, crosswalk
from zhixing.kernel.monitoring.goals import COMPARATORS, Direction
from zhixing.kernel.monitoring.readings import Reading
from zhixing.kernel.plan import Indicator, Place, Target

_ADDING = ("cumulative", "annual-flow")
_ZERO = Fraction(0)


@dataclass(frozen=True)
class Split:
    """A part of a target given to a place for a period, in the unit it was written in, with why it was changed."""

    target: str
    place: str
    period: Period
    value: Fraction
    unit: str
    why: str = ""
    known_on: date | None = None


@dataclass(frozen=True)
class Part:
    """Where one part stands. `place` empty: what nobody was assigned. `gap` in the unit of the target."""

    target: str
    place: str
    level: str
    period: str
    unit: str
    goal: Fraction
    light: Light
    reason: str
    reason_zh: str
    reason_en: str
    expected: Fraction | None = None
    observed: Fraction | None = None
    progress: Fraction | None = None
    gap: Fraction | None = None
    share_of_gap: Fraction | None = None
    split_known_on: date | None = None
    split_reason: str = ""
    divisions: str = "native"


@dataclass(frozen=True)
class Cascade:
    """All parts of all split targets on one day, and what does not add up."""

    parts: tuple[Part, ...]
    issues: tuple[Issue, ...]


def adds_up(target: Target, indicator: Indicator | None) -> bool:
    """Whether figures of parts may be added to that of the whole: amounts and counts, never rates or shares."""
    if target.kind in _ADDING:
        return True
    unit = indicator.unit if indicator is not None else target.unit
    return target.kind == "level-by" and unit is not None and unit.dimension != ""


def latest_splits(splits: Sequence[Split]) -> tuple[dict[tuple[str, str, str], Split], list[Issue]]:
    """Of each part the last that was known, and an issue for each change that gives no reason."""
    found: dict[tuple[str, str, str], Split] = {}
    issues = []
    for split in sorted(splits, key=lambda s: (s.known_on or date.min, s.target, s.place, s.period.text)):
        key = (split.target, split.place, split.period.text)
        before = found.get(key)
        if before is not None and before.value != split.value and not split.why.strip():
            issues.append(
                NO_REASON_FOR_RESPLIT.at(
                    target=split.target, place=split.place, before=before.value, after=split.value
                )
            )
        found[key] = split
    return found, issues


def cascade(
    plan: MonitoredPlan,
    readings: Mapping[str, Sequence[Reading]],
    wholes: Mapping[str, Assessment],
    splits: Sequence[Split],
    as_of: date,
) -> Cascade:
    """Every part of every split target on `as_of`, on the divisions of that day.

    Args:
        readings: of each target, with those of places.
        wholes: the assessment of each target of the province on the same day.
        splits: all that were filed; the last known of each part counts.
    """
    latest, issues = latest_splits(splits)
    parts: list[Part] = []
    for name in sorted({split.target for split in latest.values()}):
        mine = [split for split in latest.values() if split.target == name]
        of = _OfTarget(plan, plan.targets[name], readings.get(name, ()), as_of)
        good, wrong = of.usable(mine)
        issues += wrong
        issues += list(of.disagreements(good))
        whole = wholes.get(name)
        for period in sorted({split.period for split in good}):
            dated = [split for split in good if split.period == period]
            parts += of.parts(dated, whole if period == of.target.period else None)
    return Cascade(tuple(parts), tuple(issues))


@dataclass(frozen=True)
class _OfTarget:
    plan: MonitoredPlan
    target: Target
    readings: Sequence[Reading]
    as_of: date

    @property
    def indicator(self) -> Indicator | None:
        return self.plan.indicators.get(self.target.indicator or "")

    @property
    def direction(self) -> Direction:
        return self.indicator.direction if self.indicator else "none"

    @property
    def adds(self) -> bool:
        return adds_up(self.target, self.indicator)

    def usable(self, splits: Sequence[Split]) -> tuple[list[Split], list[Issue]]:
        """Splits in the unit of the target; what cannot be used is said."""
        good, issues = [], []
        for split in splits:
            try:
                factor = Unit.parse(split.unit).to(self.target.unit) if self.target.unit else Fraction(1)
            except ValueError:
                issues.append(PART_UNIT.at(target=split.target, place=split.place, unit=split.unit,
                                           wanted=self.target.unit.text if self.target.unit else ""))  # fmt: skip
                continue
            if not self.target.period.holds(split.period):
                issues.append(
                    SPLIT_OUT_OF_PERIOD.at(target=split.target, place=split.place, period=split.period)
                )
                continue
            place = self.plan.places[split.place]
            known = split.known_on or split.period.start
            if place.valid.until and place.valid.until < known:
                issues.append(
                    SPLIT_PLACE_GONE.at(target=split.target, place=split.place, until=place.valid.until)
                )
                continue
            good.append(
                replace(
                    split, value=split.value * factor, unit=self.target.unit.text if self.target.unit else ""
                )
            )
        return good, issues

    def disagreements(self, splits: Sequence[Split]) -> Iterator[Issue]:
        """Parts that add to less than the whole they were split from, level by level, and years likewise."""
        if not self.adds:
            return
        goal = _goal(self.target)
        for period in sorted({split.period for split in splits}):
            dated = {split.place: split.value for split in splits if split.period == period}
            for over, below in self._levels(dated):
                whole = dated.get(over)
                if over == self.plan.head.province and whole is None and period == self.target.period:
                    whole = goal
                summed = sum((dated[place] for place in below), _ZERO)
                if whole is not None and summed < whole:
                    yield PARTS_FALL_SHORT.at(
                        target=self.target.id,
                        place=over,
                        period=period,
                        parts=summed,
                        whole=whole,
                        count=len(below),
                    )
        yield from self._years(splits)

    def _levels(self, dated: Mapping[str, Fraction]) -> Iterator[tuple[str, list[str]]]:
        parents: dict[str, list[str]] = {}
        for place in dated:
            parent = self.plan.places[place].parent
            if parent:
                parents.setdefault(parent, []).append(place)
        yield from sorted(parents.items())

    def _years(self, splits: Sequence[Split]) -> Iterator[Issue]:
        """Flows by year add to the flow of the term; of levels the last year must reach the whole."""
        if self.target.kind != "cumulative":
            return
        whole = {split.place: split.value for split in splits if split.period == self.target.period}
        for place, value in sorted(whole.items()):
            years = [
                split.value for split in splits if split.place == place and split.period != self.target.period
            ]
            if len(years) == len(self.target.period.years) and sum(years, _ZERO) < value:
                yield YEARS_FALL_SHORT.at(
                    target=self.target.id, place=place, parts=sum(years, _ZERO), whole=value
                )

    def parts(self, splits: Sequence[Split], whole: Assessment | None) -> list[Part]:
        """The standing of every part of one period, and the rest that nobody was assigned."""
        goals = self._goals(splits)
        known = {split.place: split for split in splits}
        found: list[Part] = []
        for level in ("prefecture", "county"):
            mine = {p: v for p, v in goals.items() if self.plan.places[p].level == level}
            if not mine:
                continue
            made = [
                self._part(place, *goal, known.get(place), splits[0].period)
                for place, goal in sorted(mine.items())
            ]
            found += self._with_shares(made, whole, level)
        return found

    def _goals(self, splits: Sequence[Split]) -> dict[str, tuple[Fraction, bool]]:
        """The goal of every place on the divisions of the day."""
        if not self.adds:
            return {split.place: (split.value, False) for split in splits}
        day = max((split.known_on or split.period.start for split in splits), default=self.as_of)
        shares = crosswalk(self.plan.places, min(day, self.as_of), self.as_of)
        return carried({split.place: split.value for split in splits}, shares)

    def _part(self, place: str, goal: Fraction, moved: bool, split: Split | None, period: Period) -> Part:
        readings, moved_too = self._readings_of(place)
        word = next((w for w in COMPARATORS if getattr(self.target, w) is not None), "at_least")
        changed = {**dict.fromkeys(COMPARATORS), word: goal, "period": period}
        own = self.target.model_copy(update=changed)
        found = assess(
            own, readings, self.as_of, self.plan.lights,
            base_year=self.plan.head.base_year, direction=self.direction,
        )  # fmt: skip
        return Part(
            self.target.id, place, self.plan.places[place].level, period.text, found.unit, goal, found.light,
            found.reason.code, found.reason.zh, found.reason.en, found.expected, found.observed, found.progress,
            self._gap(found), None, split.known_on if split else None, split.why if split else "",
            "crosswalk" if moved or moved_too else "native",
        )  # fmt: skip

    def _gap(self, found: Assessment) -> Fraction | None:
        if not self.adds or found.expected is None or found.observed is None:
            return None
        lacks = found.expected - found.observed
        return -lacks if self.direction == "lower" else lacks

    def _readings_of(self, place: str) -> tuple[Sequence[Reading], bool]:
        """Readings of a place, with those of its forerunners carried to it."""
        if self.adds and place in self._heirs:
            return self._carried.get(place, ()), True
        return self._by_place.get(place, ()), False

    @cached_property
    def _by_place(self) -> Mapping[str, list[Reading]]:
        found: dict[str, list[Reading]] = {}
        for reading in self.readings:
            found.setdefault(reading.place, []).append(reading)
        return found

    @cached_property
    def _heirs(self) -> set[str]:
        """Places that took something over, or ceded something, by the day."""
        shares = crosswalk(self.plan.places, self.target.period.start, self.as_of)
        return {later for parts in shares.values() for later, _ in parts} | set(shares)

    @cached_property
    def _carried(self) -> Mapping[str, list[Reading]]:
        """Readings of the heirs: of every period the sum of what was handed to them."""
        walks = {
            end: crosswalk(self.plan.places, end, self.as_of) for end in {r.period.end for r in self.readings}
        }
        merged: dict[tuple[str, Period, str], Reading] = {}
        for reading in self.readings:
            if reading.value is None:
                continue
            for place, share in walks[reading.period.end].get(reading.place) or (
                (reading.place, Fraction(1)),
            ):
                if place not in self._heirs:
                    continue
                key = (place, reading.period, reading.scope)
                before = merged[key].value if key in merged else None
                merged[key] = replace(
                    reading, place=place, value=reading.value * share + (before or _ZERO), growth=None,
                    quality="按沿革折算",
                )  # fmt: skip
        found: dict[str, list[Reading]] = {}
        for (place, _, _), reading in merged.items():
            found.setdefault(place, []).append(reading)
        return found

    def _with_shares(self, made: list[Part], whole: Assessment | None, level: str) -> list[Part]:
        gap = self._gap(whole) if whole is not None else None
        if gap is None or gap <= 0:
            return made
        shared = [replace(p, share_of_gap=p.gap * 100 / gap if p.gap is not None else None) for p in made]
        rest = gap - sum((p.gap for p in made if p.gap is not None), _ZERO)
        goal = _goal(self.target) - sum((p.goal for p in made), _ZERO)
        period = made[0].period
        return [
            *shared,
            Part(self.target.id, "", level, period, made[0].unit, goal, Light.NONE, "rest", "未分解或未报送的部分",
                 "what was not assigned or not reported", gap=rest, share_of_gap=rest * 100 / gap),
        ]  # fmt: skip


def _goal(target: Target) -> Fraction:
    found = next((getattr(target, w) for w in COMPARATORS if getattr(target, w) is not None), None)
    return found if isinstance(found, Fraction) else _ZERO


def disagreeing(
    plan: MonitoredPlan, readings: Mapping[str, Sequence[Reading]], as_of: date
) -> Iterator[tuple[str, str, Period, Fraction, Fraction, date | None]]:
    """Reported parts that do not add to the reported whole: (target, place, period, whole, parts, known on).

    Only where every part that is valid at the end of the period was reported in the same scope.
    """
    for name, target in plan.targets.items():
        if not adds_up(target, plan.indicators.get(target.indicator or "")) or target.places != "province":
            continue
        values = {
            (r.period, r.place or plan.head.province): r
            for r in readings.get(name, ())
            if r.scope == target.scope and r.value is not None and r.period.end <= as_of
        }
        for (period, place), whole in sorted(values.items(), key=lambda pair: (pair[0][0], pair[0][1])):
            below = _parts_of(plan.places, place, period.end)
            parts = [values.get((period, part)) for part in below]
            if not below or any(part is None for part in parts):
                continue
            summed = sum((part.value for part in parts if part and part.value is not None), _ZERO)
            if whole.value is not None and summed != whole.value:
                yield name, place, period, whole.value, summed, whole.known_on


def _parts_of(places: Mapping[str, Place], over: str, day: date) -> list[str]:
    return [
        place.id
        for place in places.values()
        if place.parent == over and (place.valid.since or date.min) <= day <= (place.valid.until or date.max)
    ]
