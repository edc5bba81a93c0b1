"""Dated divisions: which places a change touched, and figures moved over it on a stated crosswalk.

A change divides the days into those before it and those from it on. Figures of a touched place before and after are of
different territory, even under one code. They are compared on a crosswalk or not at all:

    moved(q) = sum over old places p of share(p, q) * figure(p)        for every p that gives to q

The shares of an old place add to 1 (the compiler holds this), so the sum over all places stays what it was, exactly.
Where a giving place has no figure the receiving place has none: a sum that lacks a part is no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from zhixing.kernel.plan import Crosswalk, Place

Edge = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """Places that exchanged territory on a day, directly or through each other; new divisions hold from `on`."""

    on: date
    places: frozenset[str]


@dataclass(frozen=True)
class Carried:
    """Figures on the divisions of a later day.

    through: the crosswalks that had a hand in a place's figure, in order of time.
    barred: places whose figure cannot be given on these divisions, with the day of the change no crosswalk leads over.
    """

    values: Mapping[str, Fraction]
    through: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    barred: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class PlaceHistory:
    """The places of a plan through time, and the crosswalks between their states."""

    places: Mapping[str, Place]
    crosswalks: Mapping[str, Crosswalk]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every change, in order of time: from the successors of places and the moves of crosswalks."""
        edges: dict[date, list[Edge]] = {}
        for place in self.places.values():
            for successor in place.successors:
                day = self._day_of(place, successor.id)
                if day is not None:
                    edges.setdefault(day, []).append((place.id, successor.id))
        for crosswalk in self.crosswalks.values():
            edges.setdefault(crosswalk.on, []).extend((move.origin, move.to) for move in crosswalk.moves)
        return tuple(
            Change(day, group) for day in sorted(edges) for group in _joined(self._with_parents(edges[day]))
        )

    def _day_of(self, place: Place, successor: str) -> date | None:
        if place.valid.until is not None:
            return place.valid.until + timedelta(days=1)
        there = self.places.get(successor)
        return there.valid.since if there is not None else None

    def _with_parents(self, edges: Iterable[Edge]) -> list[Edge]:
        """Territory that goes from one city to another changes both cities."""
        found = []
        for one, other in edges:
            found.append((one, other))
            above = [self.places[name].parent for name in (one, other) if name in self.places]
            if len(above) == 2 and above[0] != above[1] and above[0] and above[1]:
                found += [(one, above[0]), (other, above[1])]
        return found

    def between(self, before: date, after: date) -> tuple[Change, ...]:
        """Changes after `before` up to and including `after`."""
        return tuple(change for change in self.changes if before < change.on <= after)

    def touched(self, place: str, before: date, after: date) -> tuple[Change, ...]:
        """Changes that made another territory of a place between two days."""
        return tuple(change for change in self.between(before, after) if place in change.places)

    def valid(self, place: str, day: date) -> bool:
        """Whether a place existed on a day."""
        valid = self.places[place].valid
        return (valid.since or date.min) <= day <= (valid.until or date.max)

    def below(self, place: str, day: date) -> tuple[str, ...]:
        """The parts of a place on a day, by code."""
        found = (one.id for one in self.places.values() if one.parent == place)
        return tuple(sorted(name for name in found if self.valid(name, day)))

    def crosswalk(self, change: Change, indicator: str) -> Crosswalk | None:
        """The crosswalk that leads figures of an indicator over a change; one that names it goes before one for all."""
        mine = [
            crosswalk
            for crosswalk in self.crosswalks.values()
            if crosswalk.on == change.on and change.places & {move.origin for move in crosswalk.moves}
        ]
        named = [crosswalk for crosswalk in mine if indicator in crosswalk.indicators]
        general = [crosswalk for crosswalk in mine if not crosswalk.indicators]
        return next(iter(named or general), None)

    def carry(self, values: Mapping[str, Fraction], before: date, after: date, indicator: str) -> Carried:
        """Figures of the divisions on `before`, on those of `after`."""
        now = dict(values)
        through: dict[str, tuple[str, ...]] = {}
        barred: dict[str, date] = {}
        for change in self.between(before, after):
            crosswalk = self.crosswalk(change, indicator)
            if crosswalk is None:
                barred.update({name: change.on for name in change.places if name not in barred})
                continue
            now, through = self._moved(change, crosswalk, now, through, barred)
        return Carried({name: now[name] for name in sorted(now) if name not in barred}, through, barred)

    def _moved(
        self,
        change: Change,
        crosswalk: Crosswalk,
        now: Mapping[str, Fraction],
        through: Mapping[str, tuple[str, ...]],
        barred: dict[str, date],
    ) -> tuple[dict[str, Fraction], dict[str, tuple[str, ...]]]:
        moves = [move for move in crosswalk.moves if move.origin in change.places]
        givers = {move.origin for move in moves}
        kept = {name: value for name, value in now.items() if name not in givers}
        marked = {name: ids for name, ids in through.items() if name not in givers}
        late = {name: day for name, day in barred.items() if name in givers}
        for name in late:
            del barred[name]
        for to in sorted({move.to for move in moves}):
            mine = [move for move in moves if move.to == to]
            if any(move.origin in late for move in mine):
                barred[to] = min(late[move.origin] for move in mine if move.origin in late)
            if all(move.origin in now for move in mine):
                kept[to] = sum((now[move.origin] * move.share for move in mine), Fraction(0))
                before = [one for move in mine for one in through.get(move.origin, ())]
                marked[to] = (*dict.fromkeys(before), crosswalk.id)
        return kept, marked


def _joined(edges: Sequence[Edge]) -> list[frozenset[str]]:
    """Connected groups of places, by their least code."""
    group: dict[str, set[str]] = {}
    for one, other in edges:
        merged = group.get(one, {one}) | group.get(other, {other})
        for name in merged:
            group[name] = merged
    found = {frozenset(names) for names in group.values()}
    return sorted((names for names in found if len(names) > 1), key=min)


def named_divisions(through: Sequence[str]) -> str:
    """How the divisions of a figure are named: `native`, or the crosswalks that led it."""
    return f"crosswalk:{'+'.join(dict.fromkeys(through))}" if through else "native"
