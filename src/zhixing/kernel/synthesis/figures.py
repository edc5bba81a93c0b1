"""The figures of one year's firms, consistent with one another.

Revenue → output → value added → tax, employees, energy, water, emissions; land lasts. Each figure is the
one it follows from, times the level of industry and county, times the firm's own lasting and yearly
deviation; then all are scaled so that the firms above scale together have the published ratio. Amounts
are integers in the last decimal that a column keeps; `decimals` says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from zhixing.kernel.synthesis.chance import (
    UNIT,
    Flags,
    Floats,
    Ints,
    Purpose,
    exp,
    happens,
    log_units,
    normal,
    spread,
    stream,
    total,
)
from zhixing.kernel.synthesis.levels import POLLUTANTS, Levels, levels
from zhixing.kernel.synthesis.models import Calibration, Spread
from zhixing.kernel.synthesis.oddities import odd_electricity, odd_tax
from zhixing.kernel.synthesis.population import CENTS, Panel, Roster
from zhixing.kernel.synthesis.shapes import Figure

_ROUNDS = 5
_NEW_PRODUCT_MOST, _RD_MOST, _VALUE_ADDED_MOST = 0.98, 0.3, 0.72
_WASTEWATER_MOST = 0.95
_ELECTRICITY_MOST = 0.97
_UNSCALED = 10**4
_COUNTY_MOST = 3.0
_NAMES = (
    "output",
    "value_added",
    "land",
    "tax",
    "labour",
    "rd",
    "new_product",
    "energy",
    "electricity",
    "water",
    "wastewater",
    "emissions",
)


@dataclass(frozen=True)
class Amounts:
    """Integers by column id, and which rows have a value (all, where `stated` has no entry)."""

    values: dict[str, Ints]
    stated: dict[str, Flags]


class Figures:
    """Makes the figures of any year of a panel."""

    def __init__(self, calibration: Calibration, panel: Panel, seed: int) -> None:
        self._calibration, self._panel, self._seed = calibration, panel, seed
        self._levels: Levels = levels(calibration)
        self._lasting: dict[str, Ints] = {
            name: normal(stream(seed, Purpose.YEAR, 0, i), len(panel.firms)) for i, name in enumerate(_NAMES)
        }
        self._active = stream(seed, Purpose.YEAR, 1).integers(0, UNIT, (3, len(panel.firms)))
        self._land_logs = self._land_at_birth()
        self._land_scale = 0.0
        self._of_county = {name: np.ones(len(calibration.counties.counties)) for name in ("land", "tax")}
        self._fit_counties()

    def of(self, roster: Roster) -> Amounts:
        """All amounts of the roster's firms."""
        values: dict[str, Ints] = {"revenue": roster.cents}
        stated: dict[str, Flags] = {}
        values["output"] = self._output(roster)
        added = self._value_added(roster, values["output"])
        values["land"] = self.land(roster)
        values["tax"] = self._tax(roster, added, values["land"])
        values["employees"] = np.maximum(2, self._employees(roster, added))
        values["rd_expense"], values["new_product_output"] = self._research(roster, values)
        self._resources(roster, added, values, stated)
        oddities = self._calibration.province.oddities
        if oddities is not None:
            province, seed = self._calibration.province, self._seed
            values["electricity"] = odd_electricity(oddities, roster, values["electricity"], seed)
            values["tax"] = odd_tax(province, self._panel, roster, values["tax"], values["land"], seed)
        rng = stream(self._seed, Purpose.YEAR, 2, roster.year)
        behaviour = self._calibration.province.behaviour
        large = roster.cents >= int(behaviour.rd_always.value) * CENTS
        values["value_added"] = _turned(rng, added, behaviour.negative_value_added, large)
        values["tax"] = _turned(rng, values["tax"], behaviour.negative_tax, large)
        return Amounts(values, stated)

    def land(self, roster: Roster) -> Ints:
        """Land in use, 1/100 mu: lasting, except for the few that bought or gave up some."""
        land = self._calibration.province.land
        logs = self._land_logs[roster.members]
        first = min(self._panel.rosters)
        for year in range(first + 1, roster.year + 1):
            rng = stream(self._seed, Purpose.LAND, year)
            moved = happens(rng, len(self._panel.firms), land.changes.value)
            step = spread(normal(rng, len(self._panel.firms)), land.change.value)
            there = self._panel.firms.born[roster.members] < year
            logs = logs + np.where(moved[roster.members] & there, step[roster.members], 0)
        raw = exp(logs) * self._of_county["land"][self._panel.firms.county[roster.members]]
        if not self._land_scale:
            return np.rint(raw * _UNSCALED).astype(np.int64)
        return np.maximum(1, np.rint(raw * self._land_scale * CENTS)).astype(np.int64)

    def _deviation(self, name: str, roster: Roster) -> Ints:
        deviation: Spread = getattr(self._calibration.province.spreads, name)
        yearly = normal(
            stream(self._seed, Purpose.YEAR, roster.year, _NAMES.index(name)), len(roster.members)
        )
        return spread(self._lasting[name][roster.members], deviation.firm) + spread(yearly, deviation.year)

    def _ratio(self, name: str, year: int) -> Decimal:
        found: Figure = getattr(self._calibration.province.ratios, name)[year]
        return found.value

    def _trade(self, name: str, roster: Roster) -> Ints:
        return self._levels.trade[name][self._panel.firms.trade[roster.members]]

    def _county(self, name: str, roster: Roster) -> Ints:
        return self._levels.county[name][self._panel.firms.county[roster.members]]

    def _output(self, roster: Roster) -> Ints:
        raw = roster.cents * exp(self._deviation("output", roster))
        wanted = total(roster.cents[roster.above]) * self._ratio("output", roster.year) / 100
        return _scaled(raw, roster.above, wanted)

    def _value_added(self, roster: Roster, output: Ints) -> Ints:
        raw = output * exp(self._deviation("value_added", roster) + self._trade("value_added", roster))
        wanted = total(output[roster.above]) * self._ratio("value_added", roster.year) / 100
        return _scaled(raw, roster.above, wanted, most=_floats(output, _VALUE_ADDED_MOST))

    def _land_at_birth(self) -> Ints:
        """Log of land before scaling, from the value added that the first revenue of a firm stands for."""
        firms, land = self._panel.firms, self._calibration.province.land
        revenue = np.zeros(len(firms), dtype=np.int64)
        for year in sorted(self._panel.rosters, reverse=True):
            roster = self._panel.rosters[year]
            revenue[roster.members] = roster.revenue
        added = revenue + self._levels.trade["value_added"][firms.trade]
        elastic = added * int(land.elasticity.value * 1000) // 1000
        level = self._levels.trade["value_added_per_mu"][firms.trade]
        county = self._levels.county["value_added_per_mu"][firms.county]
        deviation = spread(self._lasting["land"], self._calibration.province.spreads.land.firm)
        small = np.where(
            revenue < log_units(self._calibration.province.line.value), log_units(land.below.value), 0
        )
        return elastic - level - county + deviation + small - log_units(Decimal(50))

    def _fit_counties(self) -> None:
        """Make land and tax of each county meet its level in the anchor year, whatever its industries."""
        province, counties = self._calibration.province, self._calibration.counties.counties
        roster = self._panel.rosters[province.anchor_year]
        added = self._value_added(roster, self._output(roster))
        per_mu = self._relative(roster, added, self.land(roster))
        wanted = np.array([float(county.value_added_per_mu) for county in counties])
        self._of_county["land"] = _bounded(per_mu / wanted)
        land_wanted = Decimal(total(added[roster.above])) / CENTS / province.land.value_added_per_mu.value
        self._land_scale = float(land_wanted * _UNSCALED / total(self.land(roster)[roster.above]))
        land = self.land(roster)
        per_mu = self._relative(roster, self._tax(roster, added, land), land)
        wanted = np.array([float(county.tax_per_mu) for county in counties])
        self._of_county["tax"] = _bounded(wanted / per_mu)

    def _relative(self, roster: Roster, above: Ints, below: Ints) -> Floats:
        """Quotient of two totals of each county (firms above scale) over the province's; 1 without firms."""
        county = self._panel.firms.county[roster.members][roster.above]
        count = len(self._calibration.counties.counties)
        # Sums of whole numbers below 2^53: exact, in whatever order.
        top = np.bincount(county, weights=above[roster.above], minlength=count)
        bottom = np.bincount(county, weights=below[roster.above], minlength=count)
        some = (top > 0) & (bottom > 0)
        quotient = np.divide(top, bottom, out=np.ones(count), where=some)
        whole = total(above[roster.above]) / total(below[roster.above])
        return np.where(some, quotient / whole, 1.0)

    def _tax(self, roster: Roster, added: Ints, land: Ints) -> Ints:
        wide = int(self._calibration.province.behaviour.below_tax_spread.value * 1000)
        deviation = self._deviation("tax", roster)
        deviation = np.where(roster.above, deviation, deviation * wide // 1000)
        logs = deviation + self._trade("tax", roster) + self._county("tax", roster)
        below = log_units(self._calibration.province.behaviour.below_tax.value)
        raw = added * exp(logs + np.where(roster.above, 0, below))
        raw = raw * self._of_county["tax"][self._panel.firms.county[roster.members]]
        step = 10 ** int(self._calibration.province.decimals.columns["tax"])
        wanted = total(land[roster.above]) * self._ratio("tax_per_mu", roster.year) * step / CENTS
        return _scaled(raw, roster.above, wanted)

    def _employees(self, roster: Roster, added: Ints) -> Ints:
        logs = self._deviation("labour", roster)
        logs = logs - self._trade("labour_productivity", roster) - self._county("labour_productivity", roster)
        wanted = Decimal(total(added[roster.above])) / CENTS / self._ratio("labour_productivity", roster.year)
        return _scaled(added * exp(logs), roster.above, wanted)

    def _research(self, roster: Roster, values: dict[str, Ints]) -> tuple[Ints, Ints]:
        behaviour, members = self._calibration.province.behaviour, roster.members
        large = roster.cents >= int(behaviour.rd_always.value) * CENTS
        active = (self._active[0, members] < int(behaviour.rd_active.value * UNIT)) | large
        raw = values["revenue"] * exp(self._deviation("rd", roster) + self._trade("rd", roster)) * active
        wanted = total(values["revenue"][roster.above]) * self._ratio("rd", roster.year) / 100
        spent = _scaled(raw, roster.above, wanted, most=_floats(values["revenue"], _RD_MOST))
        active = (self._active[1, members] < int(behaviour.new_product_active.value * UNIT)) | large
        raw = values["output"] * exp(
            self._deviation("new_product", roster) + self._trade("new_product", roster)
        )
        wanted = total(values["output"][roster.above]) * self._ratio("new_product", roster.year) / 100
        fresh = _scaled(raw * active, roster.above, wanted, most=_floats(values["output"], _NEW_PRODUCT_MOST))
        return spent, fresh

    def _resources(
        self, roster: Roster, added: Ints, values: dict[str, Ints], stated: dict[str, Flags]
    ) -> None:
        above, kept = roster.above, self._calibration.province.decimals.columns
        sum_added = Decimal(total(added[above])) / CENTS

        def scaled(name: str, decimals: int, most: Floats | None = None) -> Ints:
            raw = added * exp(self._deviation(name, roster) + self._trade(name, roster))
            wanted = sum_added * self._ratio(name, roster.year) * 10**decimals
            return _scaled(raw, above, wanted, most=most)

        values["energy"] = scaled("energy", int(kept["energy"]))
        values["electricity"] = self._electricity(roster, values["energy"])
        values["water"] = scaled("water", int(kept["water"]))
        step = 10.0 ** (int(kept["wastewater"]) - int(kept["water"]))
        most = _floats(values["water"], step * _WASTEWATER_MOST)
        values["wastewater"] = scaled("wastewater", int(kept["wastewater"]), most)
        # Emissions are scaled as a whole among the emitting firms, in grams, and then split.
        emits = (
            self._active[2, roster.members] < self._levels.emitters[self._panel.firms.trade[roster.members]]
        )
        grams = exp(self._deviation("emissions", roster) + self._trade("emissions", roster)) * added * emits
        whole = _scaled(grams, above, sum_added * self._ratio("emissions", roster.year) * 1000)
        for name in POLLUTANTS:
            share = self._levels.split[name][self._panel.firms.trade[roster.members]]
            values[name] = np.rint(whole * share * 10.0 ** (int(kept[name]) - 6)).astype(np.int64)
            stated[name] = emits

    def _electricity(self, roster: Roster, energy: Ints) -> Ints:
        """Electricity, 万千瓦时, from its share in energy at the equivalent value."""
        kept = self._calibration.province.decimals.columns
        share = self._levels.electricity[self._panel.firms.trade[roster.members]]
        share = np.minimum(share * exp(self._deviation("electricity", roster)), _ELECTRICITY_MOST)
        step = 10.0 ** (int(kept["electricity"]) - int(kept["energy"]))
        value = float(self._calibration.province.behaviour.equivalent_value.value)
        return np.rint(energy * share / value * step).astype(np.int64)


def _scaled(raw: Floats, above: Flags, wanted: Decimal, most: Floats | None = None) -> Ints:
    """`raw` times one factor, rounded, so that the firms above scale add to `wanted`; bounded by `most`.

    Sums are of integers, so the factor does not depend on the order of adding.
    """
    coarse = total(np.rint(raw[above]).astype(np.int64))
    factor = float(wanted / coarse) if coarse else 0.0
    if most is None:
        return _whole(raw * factor)
    values = _whole(np.minimum(raw * factor, most))
    for _ in range(_ROUNDS):
        reached = total(values[above])
        factor *= float(wanted / reached) if reached else 1.0
        values = _whole(np.minimum(raw * factor, most))
    return values


def _floats(values: Ints, factor: float) -> Floats:
    return values.astype(np.float64) * factor


def _whole(values: Floats) -> Ints:
    return np.rint(values).astype(np.int64)


def _bounded(factors: Floats) -> Floats:
    """A county of a few firms is not bent out of shape to meet its level."""
    return np.clip(factors, 1 / _COUNTY_MOST, _COUNTY_MOST)


def _turned(rng: np.random.Generator, values: Ints, rate: Figure, spared: Flags) -> Ints:
    """A few firms with a loss instead, a fifth as large; one large firm would move the province."""
    turned = happens(rng, len(values), rate.value) & ~spared
    return np.where(turned, -(np.abs(values) // 5), values)
