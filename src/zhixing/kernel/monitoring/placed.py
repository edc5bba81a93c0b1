"""Figures of one indicator by place, each shown on the divisions of the day asked for.

A figure of a period is of the divisions of its last day. Figures of amounts are moved over a change as they are; a ratio is
moved by moving both its totals; figures that are neither (a rate somebody reported) cannot be moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from zhixing.foundation.issues import Issue
from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring import codes
from zhixing.kernel.monitoring.divisions import Carried, PlaceHistory
from zhixing.kernel.monitoring.readings import Reading

_Slot = tuple[Period, str]


@dataclass(frozen=True)
class Ratio:
    """Both totals of a ratio for one place and period, exact.

    Units: `above / below * factor` is in the unit in which the target is read.
    """

    period: Period
    scope: str
    place: str
    above: Fraction
    below: Fraction
    factor: Fraction = Fraction(1)
    source: str = ""

    @property
    def reading(self) -> Reading:
        """The ratio as a reading; blank where there is nothing to divide by."""
        value = self.above / self.below * self.factor if self.below > 0 else None
        return Reading(self.period, value, self.scope, source=self.source, place=self.place)


@dataclass(frozen=True)
class Placed:
    """Readings of a place, the crosswalks that led some of them, and the day of the change that none leads over."""

    readings: tuple[Reading, ...]
    through: tuple[str, ...] = ()
    barred: date | None = None


@dataclass
class PlaceFigures:
    """All figures of one target's indicator, by place."""

    divisions: PlaceHistory
    indicator: str
    readings: Sequence[Reading]
    ratios: Sequence[Ratio] = ()
    adds: bool = True
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._own: dict[str, list[Reading]] = {}
        late: dict[str, list[Reading]] = {}
        for reading in (*self.readings, *(ratio.reading for ratio in self.ratios)):
            ended = self.divisions.places[reading.place].valid.until if reading.place else None
            if ended is not None and ended < reading.period.end:
                late.setdefault(reading.place, []).append(reading)
            else:
                self._own.setdefault(reading.place, []).append(reading)
        for place, readings in sorted(late.items()):
            until = self.divisions.places[place].valid.until
            period = min(reading.period for reading in readings)
            self.issues.append(
                codes.FIGURE_AFTER_END.at(
                    place=f"{self.divisions.places[place].title} {place}",
                    until=until,
                    count=len(readings),
                    period=period,
                )
            )
        self._carried: dict[tuple[_Slot, date, str], Carried] = {}
        self._slots: dict[_Slot, dict[str, Reading]] = {}
        for place, own in self._own.items():
            for reading in own:
                if reading.value is not None:
                    slot = self._slots.setdefault((reading.period, reading.scope), {})
                    known = slot.get(place)
                    if known is None or (known.known_on or date.min) <= (reading.known_on or date.min):
                        slot[place] = reading
        self._totals = {(r.period, r.scope, r.place): r for r in self.ratios}

    @property
    def known_places(self) -> tuple[str, ...]:
        """Places with a figure."""
        return tuple(sorted(self._own))

    def of(self, place: str, since: date, day: date) -> Placed:
        """What is known of a place on the divisions of `day`; figures of days up to `since` do not matter."""
        own = tuple(self._own.get(place, ()))
        changes = self.divisions.touched(place, since, day)
        if not changes:
            return Placed(own)
        if not self.adds and not self.ratios:
            return Placed(own, barred=changes[-1].on)
        kept = [reading for reading in own if reading.period.end >= changes[-1].on]
        through: dict[str, None] = {}
        for change in changes:
            if self.divisions.crosswalk(change, self.indicator) is None:
                return Placed(own, barred=change.on)
        for slot in sorted(self._slots):
            if since <= slot[0].end < changes[-1].on:
                moved = self._moved(slot, place, day)
                if moved is not None:
                    kept.append(moved[0])
                    through |= dict.fromkeys(moved[1])
        return Placed(tuple(kept), tuple(through))

    def totals(self, period: Period, scope: str, place: str, day: date) -> tuple[Fraction, Fraction] | None:
        """Both totals of a place's ratio on the divisions of `day`."""
        if not self.divisions.touched(place, period.end, day):
            found = self._totals.get((period, scope, place))
            return (found.above, found.below) if found else None
        slot = (period, scope)
        above, below = self._carry(slot, day, "above"), self._carry(slot, day, "below")
        if place not in above.values or place not in below.values:
            return None
        return above.values[place], below.values[place]

    def _moved(self, slot: _Slot, place: str, day: date) -> tuple[Reading, tuple[str, ...]] | None:
        period, scope = slot
        if not self.ratios:
            carried = self._carry(slot, day, "value")
            if place not in carried.values:
                return None
            value: Fraction | None = carried.values[place]
        else:
            carried = self._carry(slot, day, "above")
            totals = self.totals(period, scope, place, day)
            if totals is None or not totals[1]:
                return None
            value = totals[0] / totals[1] * self.ratios[0].factor
        through = carried.through.get(place, ())
        first = next(iter(self._slots[slot].values()))
        quality = f"按沿革折算：{'、'.join(through)}" if through else ""
        return replace(first, place=place, value=value, growth=None, quality=quality), through

    def _carry(self, slot: _Slot, day: date, what: str) -> Carried:
        key = (slot, day, what)
        if key not in self._carried:
            values = self._values(slot, what)
            self._carried[key] = self.divisions.carry(values, slot[0].end, day, self.indicator)
        return self._carried[key]

    def _values(self, slot: _Slot, what: str) -> Mapping[str, Fraction]:
        if what == "value":
            found = self._slots.get(slot, {})
            return {name: r.value for name, r in found.items() if r.value is not None and name}
        mine = [r for key, r in self._totals.items() if key[:2] == slot]
        return {r.place: r.above if what == "above" else r.below for r in mine}
