"""Reported parts that do not add up to the reported whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from zhixing.foundation.periods import Period
from zhixing.kernel.monitoring.assess import MonitoredPlan
from zhixing.kernel.monitoring.readings import Reading
from zhixing.kernel.monitoring.splits import adding
from zhixing.kernel.plan import Place


def disagreeing(
    plan: MonitoredPlan, readings: Mapping[str, Sequence[Reading]], as_of: date
) -> Iterator[tuple[str, str, Period, Fraction, Fraction, date | None]]:
    """Parts against the whole they were reported with: (target, place, period, whole, parts, known on).

    Only where every part that is valid at the end of the period was reported in the same scope.
    """
    for name, target in plan.targets.items():
        apart = adding(target, plan.indicators.get(target.indicator or "")) == "apart"
        if apart or target.places != "province":
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
            summed = sum((part.value for part in parts if part and part.value is not None), Fraction(0))
            if whole.value is not None and summed != whole.value:
                yield name, place, period, whole.value, summed, whole.known_on


def _parts_of(places: Mapping[str, Place], over: str, day: date) -> list[str]:
    return [
        place.id
        for place in places.values()
        if place.parent == over and (place.valid.since or date.min) <= day <= (place.valid.until or date.max)
    ]
