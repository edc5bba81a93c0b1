"""What cities and counties report: parts of the province's amounts and counts that add up to it, exactly.

Counties weigh by their firms, on the divisions of the last day of the period; how a city does in an indicator is drawn once,
so that some run ahead and some fall behind. A city is the sum of its counties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from zlib import crc32

from zhixing.foundation.periods import Period
from zhixing.kernel.plan import Indicator, Target
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.chance import Purpose, stream
from zhixing.kernel.synthesis.geography import held_on
from zhixing.kernel.synthesis.models import Calibration
from zhixing.kernel.synthesis.reported import Line

Weights = Mapping[str, Fraction]
_STEPS = 10**6


def adds_over_places(target: Target, indicator: Indicator) -> bool:
    """Whether figures of places may be added to that of the whole; as declared, else flows, and levels that are summed."""
    if target.parts is not None:
        return target.parts != "apart"
    return target.kind in ("cumulative", "annual-flow") or (
        target.kind == "level-by" and indicator.rollup in ("sum", "count")
    )


class Weighing:
    """Cities and counties with their weights on a day."""

    def __init__(self, plan: PlanView, calibration: Calibration, seed: int) -> None:
        self._plan, self._calibration, self._seed = plan, calibration, seed
        self._by_day: dict[date, dict[str, Fraction]] = {}

    @cached_property
    def _bounds(self) -> tuple[date, ...]:
        """Days on which some place begins or ends."""
        places = self._plan.places.values()
        days = {day for place in places for day in (place.valid.since, place.valid.until) if day}
        return tuple(sorted(days))

    def counties(self, day: date) -> Weights:
        """Weight of every county that is valid on the day, by code."""
        state = max((bound for bound in self._bounds if bound <= day), default=date.min)
        found = self._by_day.get(state)
        if found is None:
            splits = {(s.origin, s.to): Fraction(s.share) for s in self._calibration.counties.splits}
            found = {}
            for county in self._calibration.counties.counties:
                for code, share in held_on(self._plan, county.id, day, splits).items():
                    if share > 0:
                        found[code] = found.get(code, Fraction(0)) + share * Fraction(county.firms)
            found = {code: found[code] for code in sorted(found)}
            self._by_day[state] = found
        return found

    def cities(self, day: date) -> Weights:
        """Weight of every city."""
        found: dict[str, Fraction] = {}
        for code, weight in self.counties(day).items():
            found[self.city_of(code)] = found.get(self.city_of(code), Fraction(0)) + weight
        return {code: found[code] for code in sorted(found)}

    def city_of(self, county: str) -> str:
        """The city a county lies in."""
        return self._plan.places[county].parent or county

    def within(self, city: str, day: date) -> Weights:
        """The counties of a city."""
        return {code: w for code, w in self.counties(day).items() if self.city_of(code) == city}

    def pace(self, indicator: str, city: str, uneven: Fraction) -> Fraction:
        """How a city does in one indicator, around one; the same in every period."""
        rng = stream(self._seed, Purpose.PARTS, crc32(indicator.encode()), int(city))
        return 1 + uneven * (Fraction(int(rng.integers(0, _STEPS)), _STEPS // 2) - 1)


class Sharing:
    """Shares the figures of one indicator out over counties, period by period.

    Each county is kept at its due of the running sum, to less than one unit, so that small ones get theirs in time and a stock
    never turns round. New divisions begin anew.
    """

    def __init__(self, weighing: Weighing, indicator: str, stock: bool, uneven: Fraction) -> None:
        self._weighing, self._indicator, self._stock, self._uneven = weighing, indicator, stock, uneven
        self._weights: dict[str, int] = {}
        self._given: dict[str, int] = {}
        self._whole = 0

    def parts(self, line: Line) -> Iterator[Line]:
        """The lines of cities and counties for a line of the province, in units of its last decimal; lines come in time."""
        step = Decimal(1).scaleb(min(int(line.value.as_tuple().exponent), 0))
        self._begin(Period.parse(line.period).end)
        whole = int(line.value / step)
        more = self._next(whole - self._whole if self._stock else whole)
        amounts = self._given if self._stock else more
        cities: dict[str, int] = {}
        for code, amount in amounts.items():
            city = self._weighing.city_of(code)
            cities[city] = cities.get(city, 0) + amount
        for code, amount in (*sorted(cities.items()), *sorted(amounts.items())):
            yield replace(line, place=code, value=amount * step, growth=None)

    def _begin(self, day: date) -> None:
        counties = self._weighing.counties(day)
        if counties.keys() != self._weights.keys():
            paces: dict[str, Fraction] = {}
            for city in {self._weighing.city_of(code) for code in counties}:
                paces[city] = self._weighing.pace(self._indicator, city, self._uneven)
            self._weights = _common(
                {code: weight * paces[self._weighing.city_of(code)] for code, weight in counties.items()}
            )
            self._given, self._whole = dict.fromkeys(self._weights, 0), 0

    def _next(self, more: int) -> dict[str, int]:
        """`more` units, to those that lack most of their due; the sum is exact and none is negative."""
        self._whole += more
        summed = sum(self._weights.values())
        lacks = {c: self._whole * w - self._given[c] * summed for c, w in self._weights.items()}
        found = {code: max(lack // summed, 0) for code, lack in lacks.items()}
        left = more - sum(found.values())
        by_rest = sorted(lacks, key=lambda code: (found[code] * summed - lacks[code], code))
        for code in by_rest[: max(left, 0)]:
            found[code] += 1
        for code in reversed(by_rest):
            if left < 0 and found[code] > 0:
                found[code] -= 1
                left += 1
        for code, amount in found.items():
            self._given[code] += amount
        return found


def shared_out(whole: int, weights: Weights) -> dict[str, int]:
    """`whole` in proportion to the weights: each part rounded down, the rest by the largest remainders; the sum is exact."""
    common = _common(weights)
    summed = sum(common.values())
    found = {code: whole * weight // summed for code, weight in common.items()}
    left = whole - sum(found.values())
    remainders = sorted(common, key=lambda code: (-(whole * common[code] % summed), code))
    for code in remainders[:left]:
        found[code] += 1
    return found


def _common(weights: Weights) -> dict[str, int]:
    """The weights as whole numbers in the same proportion."""
    denominator = lcm(*(weight.denominator for weight in weights.values()))
    return {code: int(weight * denominator) for code, weight in weights.items()}
