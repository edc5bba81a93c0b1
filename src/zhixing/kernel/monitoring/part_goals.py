"""What each place was given of one target for one period, on the divisions of the day looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zhixing.kernel.monitoring.divisions import Carried, PlaceHistory
from zhixing.kernel.monitoring.splits import Split, made_on


@dataclass(frozen=True)
class PartGoal:
    """The part of one place, in the unit of the target, with the last decision it rests on.

    through: crosswalks that led it. barred: the day of a change that no crosswalk leads it over; it is as it was given then.
    """

    value: Fraction | None
    known_on: date | None = None
    reason: str = ""
    document: str = ""
    through: tuple[str, ...] = ()
    barred: date | None = None


def goals_of(
    divisions: PlaceHistory, splits: Sequence[Split], day: date, indicator: str, adds: bool
) -> dict[str, PartGoal]:
    """Parts by place on `day`. `splits` are the last decisions on one target and period.

    Parts of amounts are moved over a change like the amounts themselves. A part that is a rate cannot be moved: it was set
    for another territory.
    """
    found: dict[str, PartGoal] = {}
    for made in sorted({made_on(split) for split in splits}):
        mine = {split.place: split for split in splits if made_on(split) == made}
        carried = _carried(divisions, mine, made, day, indicator, adds)
        sources = _sources(divisions, carried, mine, made, day, indicator)
        for place, value in carried.values.items():
            last = max(sources.get(place) or [mine[place]], key=lambda s: (s.known_on, s.order, s.place))
            through = carried.through.get(place, ())
            before = found.get(place)
            found[place] = PartGoal(
                value + ((before.value or 0) if before else 0),
                last.known_on,
                last.reason,
                last.document,
                through,
            )
        for place, split in mine.items():
            told = place in carried.values and divisions.valid(place, day)
            gone = not told and not _moved_on(divisions, place, carried, made, day, indicator)
            if place in carried.barred or gone:
                changed = carried.barred.get(place) or max(
                    (change.on for change in divisions.touched(place, min(made, day), max(made, day))),
                    default=day,
                )
                found[place] = PartGoal(
                    split.value, split.known_on, split.reason, split.document, barred=changed
                )
    return found


def _carried(
    divisions: PlaceHistory, mine: Mapping[str, Split], made: date, day: date, indicator: str, adds: bool
) -> Carried:
    values = {place: split.value for place, split in mine.items()}
    if adds and made <= day:
        return divisions.carry(values, made, day, indicator)
    barred = {}
    for place in values:
        changes = divisions.touched(place, min(made, day), max(made, day))
        if changes:
            barred[place] = changes[-1].on
    return Carried({place: value for place, value in values.items() if place not in barred}, {}, barred)


def _sources(
    divisions: PlaceHistory,
    carried: Carried,
    mine: Mapping[str, Split],
    made: date,
    day: date,
    indicator: str,
) -> dict[str, list[Split]]:
    """The decisions behind the part of each place that a crosswalk led."""
    if not carried.through:
        return {}
    found: dict[str, list[Split]] = {}
    for place, split in mine.items():
        for later in _heirs(divisions, place, made, day, indicator):
            found.setdefault(later, []).append(split)
    return found


def _heirs(divisions: PlaceHistory, place: str, made: date, day: date, indicator: str) -> set[str]:
    names = {place}
    for change in divisions.between(made, day):
        crosswalk = divisions.crosswalk(change, indicator)
        if crosswalk is None or not names & change.places:
            continue
        moves = [move for move in crosswalk.moves if move.origin in names]
        names = (names - {move.origin for move in moves}) | {move.to for move in moves}
    return names


def _moved_on(
    divisions: PlaceHistory, place: str, carried: Carried, made: date, day: date, indicator: str
) -> bool:
    """Whether the part of a place stands with its heirs now, wholly."""
    heirs = _heirs(divisions, place, made, day, indicator) if made <= day else {place}
    return heirs != {place} and heirs <= set(carried.values)
