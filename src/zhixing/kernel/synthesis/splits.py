"""How an office might split the plan's targets: over cities, some over counties and years, with one change later.

All of it is made up and says so in the column of its document. Amounts are split by weight and add up exactly; a rate is given
to every city as it stands. The files come on the days on which such decisions would be taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.plan import Target, figure_of
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.models import Reporting
from zhixing.kernel.synthesis.parts import Weighing, adds_over_places, shared_out

Row = Mapping[str, str]
_RATES = ("average-annual-growth", "reduction-a-year", "share")
_FIRST, _CHANGED = (6, 20), (3, 31)
_YEARS_TO_CHANGE = 2
_MOVED = Fraction(1, 10)


@dataclass(frozen=True)
class SplitFile:
    """The rows of one file and the day it would be received."""

    name: str
    known_on: date
    rows: tuple[Row, ...]


def split_files(
    plan: PlanView, weighing: Weighing, reporting: Reporting, label: str
) -> tuple[SplitFile, ...]:
    """The files of splits: over cities and years, over counties, and a change two years after the first.

    Only targets of the whole term are split; amounts from `split_from` on, below which a part would be less than
    one; the first `split_counties` of them over counties and years too.
    """
    amounts = [target for target in plan.targets.values() if _is_split(plan, target, reporting)]
    rates = [
        t for t in plan.targets.values()
        if t.kind in _RATES and t.places == "province" and plan.indicators[t.indicator or ""].dataset
    ]  # fmt: skip
    if not amounts:
        return ()
    start = min(target.period.start.year for target in amounts)
    first, changed = date(start, *_FIRST), date(start + _YEARS_TO_CHANGE, *_CHANGED)
    making = _Making(plan, weighing, first, label)
    deep = amounts[: int(reporting.split_counties.value)]
    cities = [row for target in amounts for row in making.over_cities(target)]
    cities += [row for target in rates for row in making.rates(target)]
    years = [row for target in deep for row in making.over_years(target)]
    counties = [row for target in deep for row in making.over_counties(target)]
    return (
        SplitFile(f"{start}", first, tuple(cities)),
        SplitFile(f"{start}-years", first, tuple(years)),
        SplitFile(f"{start}-counties", date(start, 9, 30), tuple(counties)),
        SplitFile(f"{changed.year}", changed, tuple(making.changed(deep[0]))),
    )


def _is_split(plan: PlanView, target: Target, reporting: Reporting) -> bool:
    indicator = plan.indicators.get(target.indicator or "")
    goal = figure_of(target)
    if indicator is None or goal is None or target.unit is None or target.places != "province":
        return False
    if not adds_over_places(target, indicator):
        return False
    whole_term = len(target.period.years) > _YEARS_TO_CHANGE
    enough = goal * target.unit.to(indicator.unit) >= Fraction(reporting.split_from.value)
    return whole_term and enough


@dataclass(frozen=True)
class _Making:
    plan: PlanView
    weighing: Weighing
    day: date
    label: str

    def over_cities(self, target: Target) -> list[Row]:
        return [self._row(target, code, part) for code, part in self._cities(target).items()]

    def rates(self, target: Target) -> list[Row]:
        """Every city is asked for what the province is asked for."""
        value = as_decimal(figure_of(target) or Fraction(0), 6)
        unit = target.unit.text if target.unit else ""
        return [self._line(target, code, f"{value:f}", unit) for code in self.weighing.cities(self.day)]

    def over_years(self, target: Target) -> list[Row]:
        """The parts of a sum that runs over the years, year by year; each a fifth of its city's, to the unit."""
        if target.kind != "cumulative":
            return []
        years = {str(year): Fraction(1) for year in target.period.years}
        province = next(place.id for place in self.plan.places.values() if place.level == "province")
        rows: list[Row] = []
        sums = dict.fromkeys(years, 0)
        for code, part in self._cities(target).items():
            for year, amount in shared_out(part, years).items():
                rows.append(self._row(target, code, amount, year))
                sums[year] += amount
        return [*(self._row(target, province, amount, year) for year, amount in sums.items()), *rows]

    def over_counties(self, target: Target) -> list[Row]:
        rows = []
        for city, part in self._cities(target).items():
            for code, amount in shared_out(part, self.weighing.within(city, self.day)).items():
                rows.append(self._row(target, code, amount))
        return rows

    def changed(self, target: Target) -> list[Row]:
        """A tenth of the smallest part goes to the largest, with the reason; the sum stays."""
        parts = self._cities(target)
        least, most = min(parts, key=lambda c: (parts[c], c)), max(parts, key=lambda c: (parts[c], c))
        moved = max(1, int(parts[least] * _MOVED))
        why = "按前两年完成情况，在两市之间调整（合成）"
        return [
            self._row(target, least, parts[least] - moved, why=why),
            self._row(target, most, parts[most] + moved, why=why),
        ]

    def _whole(self, target: Target) -> int:
        """The goal in the unit of the indicator, in which parts are whole numbers."""
        unit = self.plan.indicators[target.indicator or ""].unit
        factor = target.unit.to(unit) if target.unit else Fraction(1)
        return ceil((figure_of(target) or Fraction(0)) * factor)

    def _cities(self, target: Target) -> dict[str, int]:
        return shared_out(self._whole(target), self.weighing.cities(self.day))

    def _row(self, target: Target, place: str, value: int, year: str = "", why: str = "") -> Row:
        unit = self.plan.indicators[target.indicator or ""].unit.text
        return self._line(target, place, str(value), unit, year, why)

    def _line(self, target: Target, place: str, value: str, unit: str, year: str = "", why: str = "") -> Row:
        return {
            "target": target.id,
            "place": place,
            "period": year or target.period.text,
            "value": value,
            "unit": unit,
            "why": why,
            "source": self.label,
        }
