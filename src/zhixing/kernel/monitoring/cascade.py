"""The cascade: every part of every split target watched like the whole, and what it adds to the gap of the whole.

A part is a target of its own, for its place and its time, with the kind, comparator, scope and light rule of the whole:

    cumulative, a year        the flows of the year against the part
    annual-flow, a year       the flow of the year against the part
    a level, a year           the level at the end of the year, on the line from the base year
    growth, points, a year    the growth of that one year, from the year before
    the whole term            as the whole

A part is looked at on the day asked for, or on the last day of its own time if that is earlier, and on the divisions of that
day. So an old year is shown in the divisions it had, and figures move only over changes inside the time of a part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from zhixing.foundation.issues import Issue
from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring import codes
from zhixing.kernel.monitoring.assess import assess
from zhixing.kernel.monitoring.assessment import Assessment, Light
from zhixing.kernel.monitoring.contributions import lacking, rest_of
from zhixing.kernel.monitoring.divisions import PlaceHistory, named_divisions
from zhixing.kernel.monitoring.goals import COMPARATORS, Direction, Sense, goal_of
from zhixing.kernel.monitoring.part_checks import check_parts
from zhixing.kernel.monitoring.part_goals import PartGoal, goals_of
from zhixing.kernel.monitoring.placed import Placed, PlaceFigures, Ratio
from zhixing.kernel.monitoring.ratio_shares import RatioShares
from zhixing.kernel.monitoring.readings import Reading
from zhixing.kernel.monitoring.reasons import Reason, reason
from zhixing.kernel.monitoring.splits import (
    Adding,
    Split,
    adding,
    has_parts,
    latest_splits,
    shown_place,
    usable_splits,
)
from zhixing.kernel.monitoring.timing import year_end
from zhixing.kernel.plan import CompiledPlan, Indicator, Target, comparator_of

_FLOWS = ("cumulative", "annual-flow")
_RATES = ("average-annual-growth", "reduction-a-year", "points-a-year")


@dataclass(frozen=True)
class Part:
    """Where one part stands; exact. `over` is the place it is a part of, empty for the whole.

    Units: `unit` for goal, expected, observed and gap; `contribution_unit` for contribution, shift, unassigned and unreported;
    shares in per cent. Missing: None. `adding` says what parts must do; `parts` counts those below, to which the rest
    (`unassigned`, `unreported`) belongs.
    """

    target: str
    place: str
    level: str
    over: str
    period: Period
    unit: str
    goal: Fraction | None
    light: Light
    reason: Reason
    expected: Fraction | None = None
    observed: Fraction | None = None
    progress: Fraction | None = None
    gap: Fraction | None = None
    contribution: Fraction | None = None
    shift: Fraction | None = None
    contribution_unit: str = ""
    share_of_gap: Fraction | None = None
    share_of_over: Fraction | None = None
    adding: Adding = "apart"
    parts: int = 0
    unassigned: Fraction | None = None
    unreported: Fraction | None = None
    split_known_on: date | None = None
    split_reason: str = ""
    split_document: str = ""
    divisions: str = "native"


@dataclass(frozen=True)
class Cascade:
    """All parts on one day, and what does not fit."""

    parts: tuple[Part, ...]
    issues: tuple[Issue, ...]


def cascade(
    plan: CompiledPlan,
    readings: Mapping[str, Sequence[Reading]],
    ratios: Mapping[str, Sequence[Ratio]],
    wholes: Mapping[str, Assessment],
    splits: Sequence[Split],
    as_of: date,
    *,
    before: date | None = None,
) -> Cascade:
    """Every part of the plan's targets on `as_of`.

    Args:
        readings: Figures by target, of all places; where `ratios` has the target, only those of the whole are needed.
        ratios: Both totals by target, of all places, for indicators that are ratios of totals.
        wholes: Where each target of the province stands on `as_of`.
        splits: Every decision known, earlier ones too.
        before: The day looked at last time; a part that was red then turns yellow first.
    """
    divisions = PlaceHistory(plan.places, plan.crosswalks)
    latest, issues = latest_splits(plan, splits)
    good, wrong = usable_splits(plan, divisions, latest)
    found = [*issues, *wrong, *check_parts(plan, divisions, good)]
    parts: list[Part] = []
    barred: dict[date, tuple[set[str], set[str]]] = {}
    for target in plan.targets.values():
        mine = [split for split in good if split.target == target.id]
        whole = wholes.get(target.id)
        if whole is None or not has_parts(target) or not (mine or ratios.get(target.id)):
            continue
        indicator = plan.indicators.get(target.indicator or "")
        figures = PlaceFigures(
            divisions, target.indicator or "", readings.get(target.id, ()), ratios.get(target.id, ()),
            adding(target, indicator) != "apart",
        )  # fmt: skip
        watched = _Watched(plan, divisions, target, indicator, figures, whole, as_of, before, barred)
        parts += watched.parts(mine)
        found += figures.issues
    found += _barred(barred)
    return Cascade(tuple(sorted(parts, key=_order)), tuple(_distinct(found)))


def _order(part: Part) -> tuple[str, Period, str]:
    return part.target, part.period, part.place


def _distinct(issues: Sequence[Issue]) -> Iterator[Issue]:
    seen = set()
    for issue in issues:
        if (issue.code, issue.en) not in seen:
            seen.add((issue.code, issue.en))
            yield issue


def _barred(found: Mapping[date, tuple[set[str], set[str]]]) -> Iterator[Issue]:
    for day, (places, indicators) in sorted(found.items()):
        yield codes.DIVISIONS_CHANGED.at(
            day=day, places="、".join(sorted(places)), indicators="、".join(sorted(indicators))
        )


@dataclass(frozen=True)
class _Watched:
    """One target with its parts."""

    plan: CompiledPlan
    divisions: PlaceHistory
    target: Target
    indicator: Indicator | None
    figures: PlaceFigures
    whole: Assessment
    as_of: date
    before: date | None
    barred: dict[date, tuple[set[str], set[str]]]

    @property
    def adds(self) -> bool:
        return self.figures.adds

    @property
    def unit(self) -> str:
        return self.target.unit.text if self.target.unit else ""

    @property
    def direction(self) -> Direction:
        """The way that is good for the target's figure: more of a reduction is better."""
        if self.target.kind == "reduction-a-year":
            return "higher"
        return self.indicator.direction if self.indicator else "none"

    @cached_property
    def sense(self) -> Sense:
        return goal_of(self.target, self.direction).sense

    def parts(self, splits: Sequence[Split]) -> list[Part]:
        """The parts of every period; those of the term first of all."""
        term = self.target.period
        periods = {(split.period.start, split.period.end) for split in splits}
        if self.figures.ratios:
            periods.add((term.start, term.end))
        found = []
        for key in sorted(periods):
            period = term if key == (term.start, term.end) else Period.of_year(key[0].year)
            mine = [split for split in splits if (split.period.start, split.period.end) == key]
            found += self._of_period(period, mine)
        return found

    def _of_period(self, period: Period, splits: Sequence[Split]) -> list[Part]:
        day = min(self.as_of, period.end)
        goals = goals_of(self.divisions, splits, day, self.target.indicator or "", self.adds)
        is_term = period is self.target.period
        province = self.plan.head.province
        rows: dict[str, Part] = {}
        if is_term:
            rows[province] = self._whole()
        elif self.target.kind == "annual-flow" and province not in goals:
            goals[province] = PartGoal(goal_of(self.target, self.direction).aim)
        for place in sorted(goals):
            if place != province or not is_term:
                rows[place] = self._part(place, goals[place], period, day)
        if is_term and self.figures.ratios:
            for place in self.figures.known_places:
                level = self.plan.places[place].level if place else "province"
                if level != "province" and place not in rows and self.divisions.valid(place, day):
                    rows[place] = self._unsplit(place, period, day)
        self._contribute(rows, day, is_term)
        how = adding(self.target, self.indicator)
        return [replace(row, adding=how) for row in _with_rest(rows, self.sense, self.adds).values()]

    def _whole(self) -> Part:
        whole, due = self.whole, self._due(self.whole, self.target.period)
        return Part(
            self.target.id, whole.place, "province", "", self.target.period, whole.unit, whole.goal, whole.light,
            whole.reason, due, whole.observed, whole.progress, lacking(due, whole.observed, self.sense),
        )  # fmt: skip

    def _due(self, found: Assessment, period: Period) -> Fraction | None:
        """What is due; of a level without a base, the goal itself once its time is over."""
        if found.expected is None and self.as_of >= period.end and found.observed is not None:
            return found.goal
        return found.expected

    def _row(self, place: str, period: Period, why: Reason, given: PartGoal | None = None) -> Part:
        known, part = self.plan.places[place], given or PartGoal(None)
        return Part(
            self.target.id, place, known.level, known.parent or "", period, self.unit, part.value, Light.NONE, why,
            split_known_on=part.known_on, split_reason=part.reason, split_document=part.document,
        )  # fmt: skip

    def _part(self, place: str, goal: PartGoal, period: Period, day: date) -> Part:
        base_year = self._base_year(period)
        own = self._own(place, period, day, base_year)
        changed = goal.barred or own.barred
        if changed is not None or goal.value is None:
            self._note(changed or day, place)
            return self._row(place, period, reason("divisions-changed", day=changed), goal)
        found = self._assessed(goal.value, period, day, base_year, own)
        due = self._due(found, period)
        return replace(
            self._row(place, period, found.reason, goal),
            light=found.light,
            expected=due,
            observed=found.observed,
            progress=found.progress,
            gap=lacking(due, found.observed, self.sense),
            divisions=named_divisions((*goal.through, *own.through)),
        )

    def _unsplit(self, place: str, period: Period, day: date) -> Part:
        """A place that was given no part of a ratio still has its weight in the whole."""
        own = self._own(place, period, day, self._base_year(period))
        latest = max(
            (r for r in own.readings if r.period.end <= day and r.value is not None and r.scope == self.target.scope),
            key=lambda r: r.period.end,
            default=None,
        )  # fmt: skip
        shown = latest.value if latest and self.target.kind not in _RATES else None
        return replace(
            self._row(place, period, reason("no-part")),
            observed=shown,
            divisions=named_divisions(own.through),
        )

    def _note(self, day: date, place: str) -> None:
        places, indicators = self.barred.setdefault(day, (set(), set()))
        places.add(shown_place(self.plan, place))
        indicators.add(self.target.indicator or "")

    def _base_year(self, period: Period) -> int | None:
        own = self.target.base_year if self.target.base_year is not None else self.plan.head.base_year
        one_of_many = period is not self.target.period
        return period.start.year - 1 if one_of_many and self.target.kind in _RATES else own

    def _own(self, place: str, period: Period, day: date, base_year: int | None) -> Placed:
        since = period.start
        if self.target.kind not in _FLOWS and base_year is not None:
            since = min(since, year_end(base_year))
        found = self.figures.of(place, since, day)
        near = tuple(r for r in found.readings if since <= r.period.end and r.period.start <= day)
        return replace(found, readings=near)

    def _assessed(
        self, value: Fraction, period: Period, day: date, base_year: int | None, own: Placed
    ) -> Assessment:
        target = self._as_target(value, period)
        direction = self.indicator.direction if self.indicator else "none"

        def look(on: date, previous: Light | None) -> Assessment:
            return assess(
                target, own.readings, on, self.plan.lights,
                base_year=base_year, direction=direction, previous=previous,
            )  # fmt: skip

        found = look(day, None)
        if found.light is Light.GREEN and self.before is not None and period.start <= self.before < day:
            # Only a red matters, and a red is red whatever it was before: one look back is enough.
            return look(day, look(self.before, None).light)
        return found

    def _as_target(self, value: Fraction, period: Period) -> Target:
        """The target of the part: the whole's words with the part's figure and time."""
        word = comparator_of(self.target) or "equals"
        given: dict[str, object] = dict.fromkeys(COMPARATORS)
        given["equals" if word == "between" else word] = value
        level = self.target.kind not in (*_FLOWS, *_RATES)
        start = self.target.period.start if level else period.start
        given |= {"period": Period(start, period.end, period.text), "base_year": None}
        return self.target.model_copy(update=given)

    def _contribute(self, rows: dict[str, Part], day: date, is_term: bool) -> None:
        """Fill in contributions; of amounts they are the gaps themselves."""
        if self.adds:
            for place, row in rows.items():
                rows[place] = replace(row, contribution=row.gap, contribution_unit=self.unit)
        elif self.figures.ratios and is_term:
            self._contribute_ratios(rows, day)

    def _contribute_ratios(self, rows: dict[str, Part], day: date) -> None:
        shares = RatioShares(
            self.figures, self.target, self.whole, self.sense, self._base_year(self.target.period), day
        )
        unit = self.indicator.unit.text if self.target.kind in _RATES and self.indicator else self.unit
        for place, row in rows.items():
            found = shares.of(place) if row.reason.code != "divisions-changed" else None
            if found is not None:
                rows[place] = replace(
                    row, contribution=found.value, shift=found.shift, contribution_unit=unit
                )


def _with_rest(rows: Mapping[str, Part], sense: Sense, due_matters: bool) -> dict[str, Part]:
    """What no part accounts for, beside every row that has parts; shares of the gap of the whole and of the place above."""
    whole = next((row for row in rows.values() if row.over == ""), None)
    found = {}
    for place, row in rows.items():
        below = [one for one in rows.values() if one.over == place]
        found[place] = replace(
            row,
            parts=len(below),
            share_of_gap=_share(row.contribution, whole),
            share_of_over=_share(row.contribution, rows.get(row.over)),
        )
        if below and row.contribution is not None:
            due = row.expected if due_matters else None
            left = rest_of(row.contribution, due, ((p.expected, p.contribution) for p in below), sense)
            found[place] = replace(found[place], unassigned=left.unassigned, unreported=left.unreported)
    return found


def _share(contribution: Fraction | None, of: Part | None) -> Fraction | None:
    """Per cent of a gap; where nothing lacks there is no gap to share."""
    if contribution is None or of is None or of.contribution is None or of.contribution <= 0:
        return None
    return contribution * 100 / of.contribution
