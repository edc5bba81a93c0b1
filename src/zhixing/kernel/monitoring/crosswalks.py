"""Dated divisions: figures of places that were divided or merged, carried to the divisions of a later day.

A place that ends hands everything to its successors; one that goes on may cede a part to a new place. The shares stand in
the plan (`successors` of a place) with their basis. What is carried is split by exact fractions, so that the whole stays
what it was. Where the shares of an ended place do not add to one there is no crosswalk, and its figures stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from zhixing.kernel.plan import Place

Shares = Mapping[str, tuple[tuple[str, Fraction], ...]]
_ONE = Fraction(1)


def crosswalk(
    places: Mapping[str, Place], before: date, after: date
) -> dict[str, tuple[tuple[str, Fraction], ...]]:
    """To whom places of `before` hand their figures by `after`; places that nothing happened to are not in it.

    A place is followed through several changes. An ended place whose successors' shares do not add to one is in it with no
    successor at all.
    """
    found: dict[str, tuple[tuple[str, Fraction], ...]] = {}
    for place in places.values():
        if place.valid.since and place.valid.since > before:
            continue
        if place.valid.until and place.valid.until < before:
            continue
        carried = _followed(places, place.id, before, after)
        if carried != ((place.id, _ONE),):
            found[place.id] = carried
    return found


def _followed(
    places: Mapping[str, Place], name: str, before: date, after: date
) -> tuple[tuple[str, Fraction], ...]:
    place = places[name]
    ended = place.valid.until is not None and place.valid.until < after
    parts: dict[str, Fraction] = {}
    for successor in place.successors:
        changed = _day_of(places, place, successor.id)
        if changed is None or not before < changed <= after:
            continue
        share = (
            successor.share if successor.share is not None else _ONE if successor.extent == "whole" else None
        )
        if share is None:
            return ((name, _ONE),) if not ended else ()
        for later, part in _followed(places, successor.id, changed, after):
            parts[later] = parts.get(later, Fraction(0)) + share * part
    kept = _ONE - sum(parts.values(), Fraction(0))
    if ended:
        return tuple(sorted(parts.items())) if kept == 0 else ()
    if kept > 0:
        parts[name] = kept
    return tuple(sorted(parts.items())) if kept >= 0 else ((name, _ONE),)


def _day_of(places: Mapping[str, Place], place: Place, successor: str) -> date | None:
    """The day from which the successor takes over."""
    if place.valid.until is not None:
        return place.valid.until + timedelta(days=1)
    there = places.get(successor)
    return there.valid.since if there is not None else None


def carried(values: Mapping[str, Fraction], shares: Shares) -> dict[str, tuple[Fraction, bool]]:
    """Values by place on the later divisions, each with whether a crosswalk had a hand in it.

    The sum is what it was. A place without a crosswalk (an ended one whose shares do not add up) keeps its own.
    """
    found: dict[str, tuple[Fraction, bool]] = {}
    for name in sorted(values):
        for later, share in shares.get(name) or ((name, _ONE),):
            value, moved = found.get(later, (Fraction(0), False))
            found[later] = (value + values[name] * share, moved or bool(shares.get(name)))
    return found
