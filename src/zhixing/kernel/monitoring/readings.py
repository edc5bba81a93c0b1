"""Readings: figures as received, and which of them count for a target.

A later revision takes the place of an earlier figure; a blank says nothing; a figure of another scope is
shown beside and never counted. Whatever does not count is set aside with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import combinations

from zhixing.foundation.issues import Refused
from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring.codes import CONTRADICTING, OVERLAPPING, SEVERAL_PLACES, UNEQUAL_PARTS
from zhixing.kernel.monitoring.timing import year_end


@dataclass(frozen=True)
class Reading:
    """One figure of one place (empty: the whole) for one period.

    Units: `value` in the unit of the indicator that the target names; for growth and reduction targets that
    is the level, never the rate. `growth` is the growth published with it, in per cent, kept as published.
    Missing: a blank `value` or `growth` says nothing.
    """

    period: Period
    value: Fraction | None
    scope: str
    growth: Fraction | None = None
    source: str = ""
    known_on: date | None = None
    quality: str = ""
    place: str = ""


@dataclass(frozen=True)
class Aside:
    """A reading that was not counted, and why: one of the words in `WHY_ASIDE`."""

    reading: Reading
    why: str


WHY_ASIDE = {
    "revised": ("已被后来的数更正", "replaced by a later revision"),
    "blank": ("没有数值", "carries no figure"),
    "not-ended": ("该期尚未结束", "its period has not ended"),
    "before-start": ("在目标起始之前", "lies before the target's start"),
    "straddles-start": ("跨越起始日，起始前后无法分开", "runs across the start and cannot be split"),
    "after-end": ("在目标期限之后", "lies after the target's end"),
    "straddles-end": ("跨越截止日，前后无法分开", "runs across the end and cannot be split"),
    "inside-another": ("已包含在更长一期的数里", "is contained in the figure of a longer period"),
    "across-years": ("跨越年度，不能归入某一年", "runs across years and belongs to none of them"),
    "not-a-whole-year": ("不是全年数", "is not the figure of a whole year"),
}


@dataclass(frozen=True)
class Sifted:
    """Readings after sifting: `known` in order of time, `beside` of another scope, `asides` not counted."""

    known: tuple[Reading, ...]
    beside: tuple[Reading, ...]
    asides: tuple[Aside, ...]


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """By period, scope and place, then by when known; the same order however they came."""
    return sorted(readings, key=_order)


def _order(reading: Reading) -> tuple[object, ...]:
    return (
        reading.period.end,
        reading.period.start,
        reading.scope,
        reading.place,
        reading.known_on or date.min,
        reading.source,
        reading.quality,
        reading.period.text,
        reading.value is not None,
        reading.value or 0,
        reading.growth is not None,
        reading.growth or 0,
    )


def sift(target: str, readings: Sequence[Reading], scope: str, as_of: date) -> Sifted:
    """What is known of a target on `as_of` in its own scope.

    Raises:
        Refused: figures of several places (`monitoring.several-places`), or two different figures for one
            period known on the same day (`monitoring.contradicting-readings`).
    """
    places = sorted({reading.place for reading in readings})
    if len(places) > 1:
        raise Refused([SEVERAL_PLACES.at(target=target, places=", ".join(p or "—" for p in places))])
    ordered = in_order(set(readings))
    asides: list[Aside] = []
    known: list[Reading] = []
    for group in _by_period([r for r in ordered if r.scope == scope]):
        merged, replaced = _latest(target, group)
        asides += [Aside(reading, "revised") for reading in replaced]
        if merged.value is None and merged.growth is None:
            asides.append(Aside(merged, "blank"))
        elif merged.period.end > as_of:
            asides.append(Aside(merged, "not-ended"))
        else:
            known.append(merged)
    return Sifted(tuple(known), tuple(r for r in ordered if r.scope != scope), tuple(asides))


def _by_period(ordered: list[Reading]) -> list[list[Reading]]:
    groups: dict[tuple[date, date], list[Reading]] = {}
    for reading in ordered:
        groups.setdefault((reading.period.start, reading.period.end), []).append(reading)
    return list(groups.values())


def _latest(target: str, group: list[Reading]) -> tuple[Reading, list[Reading]]:
    """The latest value and the latest growth of one period, and the readings they replace."""
    if len(group) == 1:
        return group[0], []
    for first, second in combinations(group, 2):
        if first.known_on == second.known_on:
            _require_agreement(target, first, second)
    value = next((r for r in reversed(group) if r.value is not None), group[-1])
    growth = next((r for r in reversed(group) if r.growth is not None), group[-1])
    replaced = [r for r in group if (r.value is not None and r.value != value.value and r is not value)]
    return replace(value, growth=growth.growth), replaced


def _require_agreement(target: str, first: Reading, second: Reading) -> None:
    for one, other in ((first.value, second.value), (first.growth, second.growth)):
        if one is not None and other is not None and one != other:
            raise Refused(
                [
                    CONTRADICTING.at(
                        target=target, period=first.period, scope=first.scope, first=one, second=other
                    )
                ]
            )


def levels(known: Iterable[Reading], whole_years: bool = False) -> dict[date, Reading]:
    """Readings with a value by the day their period ends; of two that end together the longer one.

    `whole_years` takes figures of calendar years only.
    """
    found: dict[date, Reading] = {}
    for reading in in_order(known):
        if reading.value is not None and (not whole_years or is_whole_year(reading)):
            found.setdefault(reading.period.end, reading)
    return found


def is_whole_year(reading: Reading) -> bool:
    """Whether the reading is of one calendar year from its first to its last day."""
    start, end = reading.period.start, reading.period.end
    return start == date(end.year, 1, 1) and end == year_end(end.year)


def flows_within(
    target: str, known: Sequence[Reading], window: Period
) -> tuple[tuple[Reading, ...], tuple[Aside, ...]]:
    """Flows of periods inside `window` that can be added, and the others with the reason.

    Of a period and the shorter ones inside it the longest counts.

    Raises:
        Refused: two periods overlap in part (`monitoring.overlapping-flows`).
    """
    inside: list[Reading] = []
    asides: list[Aside] = []
    for reading in known:
        why = _outside(reading, window)
        if why:
            asides.append(Aside(reading, why))
        else:
            inside.append(reading)
    counted: list[Reading] = []
    for reading in sorted(inside, key=lambda r: (r.period.start, -r.period.end.toordinal())):
        last = counted[-1] if counted else None
        if last is None or reading.period.start > last.period.end:
            counted.append(reading)
        elif last.period.holds(reading.period):
            asides.append(Aside(reading, "inside-another"))
        else:
            raise Refused([OVERLAPPING.at(target=target, first=last.period, second=reading.period)])
    return tuple(counted), tuple(asides)


def _outside(reading: Reading, window: Period) -> str:
    period = reading.period
    if reading.value is None:
        return "blank"
    if period.end < window.start:
        return "before-start"
    if period.start > window.end:
        return "after-end"
    if period.start < window.start:
        return "straddles-start"
    return "straddles-end" if period.end > window.end else ""


def sum_of_places(readings: Iterable[Reading], place: str = "") -> tuple[Reading, ...]:
    """One reading of the whole for each period and scope: the sum of the places' values.

    Missing: a part without a figure leaves the sum blank, and `quality` names the part. Places that report
    some period or scope count as parts of all of them. Published growth is not carried: growth rates do not
    add.

    Raises:
        Refused: a place stands twice for one period and scope (`monitoring.place-twice`).
    """
    groups: dict[tuple[date, date, str], dict[str, Reading]] = {}
    issues = []
    ordered = in_order(readings)
    places = sorted({reading.place for reading in ordered})
    for reading in ordered:
        parts = groups.setdefault((reading.period.start, reading.period.end, reading.scope), {})
        if reading.place in parts:
            issues.append(UNEQUAL_PARTS.at(place=reading.place, period=reading.period, scope=reading.scope))
        parts[reading.place] = reading
    if issues:
        raise Refused(issues)
    return tuple(_whole(parts, places, place) for parts in groups.values())


def _whole(parts: dict[str, Reading], places: list[str], place: str) -> Reading:
    first = next(iter(parts.values()))
    values = [part.value for part in parts.values() if part.value is not None]
    gaps = [name for name in places if name not in parts or parts[name].value is None]
    sources = sorted({part.source for part in parts.values() if part.source})
    dates = [part.known_on for part in parts.values() if part.known_on]
    return Reading(
        period=first.period,
        value=None if gaps else sum(values, Fraction(0)),
        scope=first.scope,
        source="；".join(sources),
        known_on=max(dates, default=None),
        quality="缺：" + "、".join(gaps) if gaps else "",
        place=place,
    )
