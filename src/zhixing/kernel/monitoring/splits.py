"""Splits: parts of a target given to places and years by dated decisions, and which of them count on a day.

A later decision on the same part takes the place of the earlier one and must say why; the earlier one stays in the history.
Decisions on new divisions take the place of all those made on the divisions before: what was given to the old places of one
change is not moved on once any place of it was given a part anew, or the same part would count twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from zhixing.foundation.issues import NOWHERE, Issue, Where
from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit
from zhixing.kernel.monitoring import codes
from zhixing.kernel.monitoring.divisions import PlaceHistory
from zhixing.kernel.monitoring.reasons import shown_number
from zhixing.kernel.plan import CompiledPlan, Indicator, Target, comparator_of

Adding = Literal["exactly", "at-least", "at-most", "apart"]
_FLOWS = ("cumulative", "annual-flow")
_NO_PARTS = ("threshold", "rate", "qualitative")


@dataclass(frozen=True)
class Split:
    """One decision: the part of a target given to a place for a year or the whole term.

    Units: `value` in `unit`, as written. `order` is the place of the decision among those of one day.
    """

    target: str
    place: str
    period: Period
    value: Fraction
    unit: str
    known_on: date
    reason: str = ""
    document: str = ""
    weight: Fraction | None = None
    order: int = 0
    receipt: str = ""

    @property
    def key(self) -> tuple[str, str, Period]:
        """Target, place and period: what a later decision changes."""
        return self.target, self.place, Period(self.period.start, self.period.end, "")


def adding(target: Target, indicator: Indicator | None) -> Adding:
    """What parts of a target must do: as declared, else by its kind.

    Flows add. A level adds where the figures of places do (`rollup` sum or count). Rates, shares and coverage stand apart.
    Parts add to at least the whole, or to at most it where the whole is a limit.
    """
    if target.parts is not None:
        return target.parts
    adds = target.kind in _FLOWS or (
        target.kind == "level-by" and indicator is not None and indicator.rollup in ("sum", "count")
    )
    if not adds:
        return "apart"
    word = comparator_of(target)
    falls = word in ("at_most", "under") or (
        word == "equals" and indicator is not None and indicator.direction == "lower"
    )
    return "at-most" if falls else "at-least"


def shown_place(plan: CompiledPlan, name: str) -> str:
    """A place for a sentence: its title and code."""
    place = plan.places.get(name)
    return f"{place.title} {name}" if place else name


def has_parts(target: Target) -> bool:
    """Whether a target can be split: figures in force, judged aims and targets for each place cannot."""
    return target.kind not in _NO_PARTS and target.places == "province"


def in_time(splits: Iterable[Split]) -> list[Split]:
    """In the order they were made."""
    return sorted(splits, key=lambda s: (s.known_on, s.order, s.target, s.period, s.place, s.value))


def latest_splits(plan: CompiledPlan, splits: Iterable[Split]) -> tuple[tuple[Split, ...], tuple[Issue, ...]]:
    """The last decision on each part, and an issue for each change that says no reason."""
    found: dict[tuple[str, str, Period], Split] = {}
    issues = []
    for split in in_time(splits):
        before = found.get(split.key)
        if before is not None and _differs(before, split) and not split.reason.strip():
            issues.append(
                codes.RESPLIT_WITHOUT_REASON.at(
                    target=split.target, place=shown_place(plan, split.place), period=split.period, day=split.known_on,
                    before=_written(before), after=_written(split),
                )
            )  # fmt: skip
        found[split.key] = split
    return tuple(found[key] for key in sorted(found)), tuple(issues)


def _differs(before: Split, after: Split) -> bool:
    try:
        factor = Unit.parse(after.unit).to(Unit.parse(before.unit))
    except ValueError:
        return True
    return before.value != after.value * factor


def _written(split: Split) -> str:
    return f"{shown_number(split.value)} {split.unit}"


def usable_splits(
    plan: CompiledPlan, divisions: PlaceHistory, splits: Sequence[Split]
) -> tuple[tuple[Split, ...], tuple[Issue, ...]]:
    """Those that can be watched, in the unit of their target; the others with what is wrong with them."""
    good, issues = [], []
    for split in splits:
        wrong = _wrong(plan, divisions, split)
        issues += wrong
        if not wrong:
            target = plan.targets[split.target]
            factor = Unit.parse(split.unit).to(target.unit) if target.unit else Fraction(1)
            text = target.unit.text if target.unit else ""
            good.append(replace(split, value=split.value * factor, unit=text))
    return _without_replaced(divisions, good), tuple(issues)


def _wrong(plan: CompiledPlan, divisions: PlaceHistory, split: Split) -> list[Issue]:
    target = plan.targets.get(split.target)
    where = Where(clause=target.clause) if target else NOWHERE
    named = {"target": split.target, "place": shown_place(plan, split.place), "period": split.period}
    if target is None:
        return [codes.SPLIT_UNKNOWN_TARGET.at(where, **named)]
    if not has_parts(target):
        return [codes.SPLIT_NO_PARTS.at(where, **named)]
    found = []
    try:
        fits = target.unit is None or Unit.parse(split.unit).comparable(target.unit)
    except ValueError:
        fits = False
    if not fits:
        wanted = target.unit.text if target.unit else ""
        found.append(codes.SPLIT_UNIT.at(where, **named, unit=split.unit, wanted=wanted))
    whole = _same(split.period, target.period)
    if not whole and not _is_year_of(target, split.period):
        found.append(codes.SPLIT_PERIOD.at(where, **named, term=target.period))
    if whole and split.place == plan.head.province:
        found.append(codes.SPLIT_IS_WHOLE.at(where, **named))
    if split.place not in plan.places:
        found.append(codes.SPLIT_UNKNOWN_PLACE.at(where, **named))
    elif not _existed(divisions, split):
        since, until = plan.places[split.place].valid.since, plan.places[split.place].valid.until
        found.append(
            codes.SPLIT_PLACE.at(where, **named, valid=f"{since or ''}..{until or ''}", day=split.known_on)
        )
    return found


def _same(one: Period, other: Period) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _is_year_of(target: Target, period: Period) -> bool:
    return _same(period, Period.of_year(period.start.year)) and period.start.year in target.period.years


def _existed(divisions: PlaceHistory, split: Split) -> bool:
    """A part of a coming time is given to places there are; one of a time that is over to places there were."""
    return divisions.valid(split.place, made_on(split))


def _without_replaced(divisions: PlaceHistory, splits: Sequence[Split]) -> tuple[Split, ...]:
    """Leave out parts given on old divisions of a change after which any of its places was given one anew."""
    renewed: dict[tuple[str, Period], list[Split]] = {}
    for split in splits:
        renewed.setdefault((split.target, split.key[2]), []).append(split)

    def replaced(split: Split) -> bool:
        others = renewed[(split.target, split.key[2])]
        return any(
            other.place in change.places and made_on(other) >= change.on
            for change in divisions.touched(split.place, made_on(split), split.period.end)
            for other in others
        )

    return tuple(split for split in splits if not replaced(split))


def made_on(split: Split) -> date:
    """The day whose divisions a part is given on: that of the decision, or the end of a time that was over by then."""
    return min(split.known_on, split.period.end)
