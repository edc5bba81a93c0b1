"""What cities and counties report: parts of a province's amounts and counts that add up to it, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from zlib import crc32

import numpy as np

from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit
from zhixing.kernel.plan import Target
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.chance import Purpose, stream
from zhixing.kernel.synthesis.geography import held_on
from zhixing.kernel.synthesis.models import Calibration
from zhixing.kernel.synthesis.reported import Line

Weights = Mapping[str, Fraction]
_PARTS = 10**6


def adds_up(target: Target, unit: str) -> bool:
    """Whether figures of a target's indicator may be added over places: amounts and counts."""
    return target.kind in ("cumulative", "annual-flow") or (
        target.kind == "level-by" and Unit.parse(unit).dimension != ""
    )


class Places:
    """Cities and counties with their weights on a day: by firms, on the divisions of the day."""

    def __init__(self, plan: PlanView, calibration: Calibration) -> None:
        self._plan, self._calibration = plan, calibration
        self._found: dict[date, dict[str, Fraction]] = {}

    def counties(self, day: date) -> Weights:
        """Weight of every county that is valid on the day."""
        if day not in self._found:
            splits = {(s.origin, s.to): Fraction(s.share) for s in self._calibration.counties.splits}
            found: dict[str, Fraction] = {}
            for county in self._calibration.counties.counties:
                for code, share in held_on(self._plan, county.id, day, splits).items():
                    found[code] = found.get(code, Fraction(0)) + share * Fraction(county.firms)
            self._found[day] = dict(sorted(found.items()))
        return self._found[day]

    def city_of(self, county: str) -> str:
        """The city a county lies in."""
        return self._plan.places[county].parent or county


def parts_of(places: Places, line: Line, seed: int, uneven: Decimal) -> Iterator[Line]:
    """The line of every city and county: whole units of the line's decimals, drawn once for each place and indicator."""
    day = Period.parse(line.period).end
    weights = {
        code: weight * _pace(seed, line.indicator, places.city_of(code), uneven)
        for code, weight in places.counties(day).items()
    }
    exponent = Decimal(line.value).as_tuple().exponent
    unit = Decimal(1).scaleb(int(exponent)) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    amounts = shared_out(int(line.value / unit), weights)
    cities: dict[str, int] = {}
    for code, amount in amounts.items():
        cities[places.city_of(code)] = cities.get(places.city_of(code), 0) + amount
    for code, amount in (*sorted(cities.items()), *amounts.items()):
        yield replace(line, place=code, value=amount * unit, growth=None)


def _pace(seed: int, indicator: str, place: str, uneven: Decimal) -> Fraction:
    """How a city does in one indicator, around one; the same in every period."""
    rng = stream(seed, Purpose.PARTS, crc32(indicator.encode()), int(place))
    step = Fraction(int(rng.integers(0, _PARTS)), _PARTS // 2) - 1
    return 1 + Fraction(uneven) * step


def shared_out(whole: int, weights: Weights) -> dict[str, int]:
    """`whole` in the proportion of the weights: each part rounded down, the rest to the largest remainders."""
    summed = sum(weights.values(), Fraction(0))
    exact = {code: whole * weight / summed for code, weight in weights.items()}
    found = {code: value.numerator // value.denominator for code, value in exact.items()}
    left = whole - sum(found.values())
    for code in sorted(exact, key=lambda code: (found[code] - exact[code], code))[:left]:
        found[code] += 1
    return found


def split_parts(places: Places, goal: Fraction, day: date, codes: Sequence[str] = ()) -> dict[str, int]:
    """A goal over cities (or the given counties) by weight, every part rounded up, so that the parts reach it."""
    counties = places.counties(day)
    weights: dict[str, Fraction] = {}
    for code, weight in counties.items():
        if not codes or code in codes:
            key = code if codes else places.city_of(code)
            weights[key] = weights.get(key, Fraction(0)) + weight
    summed = sum(weights.values(), Fraction(0))
    return {
        code: int(np.ceil(float(goal * weight / summed) - 1e-9)) for code, weight in sorted(weights.items())
    }
