"""Crosswalks: shares that add to one, places that were valid on either side, one crosswalk for one figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.crosswalk import Crosswalk
from zhixing.kernel.plan.objects import Place


def check_crosswalks(plan: CompiledPlan) -> Iterator[Issue]:
    """Every crosswalk alone, then any two of the same day."""
    for crosswalk in plan.crosswalks.values():
        yield from _names(plan, crosswalk)
        yield from _shares(plan, crosswalk)
        yield from _left_out(plan, crosswalk)
    for one, other in combinations(plan.crosswalks.values(), 2):
        yield from _two(plan, one, other)


def _names(plan: CompiledPlan, crosswalk: Crosswalk) -> Iterator[Issue]:
    known = plan.indicators
    for name in crosswalk.indicators:
        if name not in known:
            where = plan.where("crosswalks", crosswalk.id, "indicators", clause=crosswalk.clause)
            yield codes.UNKNOWN_INDICATOR.at(where, what=f"crosswalk {crosswalk.id}", name=name, near="—")
    before = crosswalk.on - timedelta(days=1)
    for index, move in enumerate(crosswalk.moves):
        for key, name, day in (("from", move.origin, before), ("to", move.to, crosswalk.on)):
            where = plan.where("crosswalks", crosswalk.id, "moves", index, key, clause=crosswalk.clause)
            place = plan.places.get(name)
            if place is None:
                yield codes.UNKNOWN_PLACE.at(where, what=f"crosswalk {crosswalk.id}", name=name, near="—")
            elif not _valid(place, day):
                yield codes.CROSSWALK_PLACE.at(where, what=crosswalk.id, place=name, day=day)


def _valid(place: Place, day: date) -> bool:
    return (place.valid.since or date.min) <= day <= (place.valid.until or date.max)


def _shares(plan: CompiledPlan, crosswalk: Crosswalk) -> Iterator[Issue]:
    where = plan.where("crosswalks", crosswalk.id, "moves", clause=crosswalk.clause)
    sums: dict[str, Fraction] = {}
    for move in crosswalk.moves:
        sums[move.origin] = sums.get(move.origin, Fraction(0)) + move.share
    listed = Counter((move.origin, move.to) for move in crosswalk.moves)
    twice = {origin for (origin, _), count in listed.items() if count > 1}
    negative = {move.origin for move in crosswalk.moves if move.share <= 0}
    for origin, summed in sums.items():
        if summed != 1 or origin in twice | negative:
            yield codes.CROSSWALK_SHARES.at(where, what=crosswalk.id, place=origin, sum=summed)


def _left_out(plan: CompiledPlan, crosswalk: Crosswalk) -> Iterator[Issue]:
    """Old places of the same change that the crosswalk does not move: they would be lost or counted in two places.

    A place that ended the day before must be moved; a place of the old divisions that receives something must say where its
    own figures go.
    """
    origins = {move.origin for move in crosswalk.moves}
    before = crosswalk.on - timedelta(days=1)
    parents = {plan.places[name].parent for name in origins if name in plan.places}
    ended = {p.id for p in plan.places.values() if p.valid.until == before and p.parent in parents}
    receiving = {
        move.to for move in crosswalk.moves if move.to in plan.places and _valid(plan.places[move.to], before)
    }
    for name in sorted((ended | receiving) - origins):
        where = plan.where("crosswalks", crosswalk.id, "moves", clause=crosswalk.clause)
        yield codes.CROSSWALK_INCOMPLETE.at(where, what=crosswalk.id, place=name)


def _two(plan: CompiledPlan, one: Crosswalk, other: Crosswalk) -> Iterator[Issue]:
    """Two crosswalks of one day would both apply to the same places and the same indicators."""
    places = [{name for move in c.moves for name in (move.origin, move.to)} for c in (one, other)]
    both = set(one.indicators) & set(other.indicators)
    if one.on == other.on and places[0] & places[1] and (both or not (one.indicators or other.indicators)):
        where = plan.where("crosswalks", other.id, clause=other.clause)
        yield codes.CROSSWALK_TWICE.at(
            where, what=other.id, other=one.id, indicators="、".join(sorted(both)) or "*"
        )
