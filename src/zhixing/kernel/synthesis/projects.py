"""Synthetic projects: new energy use under review, standard land with notice, bids, promise and check after production.

A project lies in a county and an industry as firms do. The indices of a parcel follow the level of both; bidders promise
around them; who promises all of it first gets the land, and years later does more or less than promised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from zhixing.kernel.synthesis.chance import Floats, Ints, exp, log_units
from zhixing.kernel.synthesis.geography import SPLIT_PARTS, cell_bounds, code_bounds
from zhixing.kernel.synthesis.project_draws import FINE, Draws, around, down, flag, rounded, up
from zhixing.kernel.synthesis.project_models import Projects
from zhixing.kernel.synthesis.rows import Province

PROJECTS, PARCELS, BIDS = "project-year", "land-parcel", "parcel-bid"
_SQUARE_METRES = 2000 / 3
_ASSESSMENTS = 7
_LOWER = ("energy_intensity", "emission_intensity")
_STEPS = {
    "investment_per_mu": 0,
    "tax_per_mu": 1,
    "floor_ratio": 1,
    "energy_intensity": 3,
    "emission_intensity": 5,
}
"""The indices of a parcel with the decimals they are published in; of `_LOWER` less is better."""
Row = dict[str, str]
Indices = dict[str, Decimal]


@dataclass(frozen=True)
class Parcel:
    """A parcel as its notice says; `sold` is the promise of who won it, if anybody did."""

    notice: Row
    bids: tuple[Row, ...]
    sold: Indices | None


@dataclass(frozen=True)
class Project:
    """A project with what is known of it from the start; `places` says in which county it lies in each year."""

    base: Row
    places: Mapping[int, str]
    approved_on: date
    reviewed: Row
    produced_on: date | None = None
    due_on: date | None = None
    promised: Indices | None = None
    actual: Row | None = None


@dataclass(frozen=True)
class Batch:
    """Everything that was approved or put up for sale in one year."""

    year: int
    parcels: tuple[Parcel, ...]
    projects: tuple[Project, ...]


class Batches:
    """Makes the batch of any year; a year does not depend on the others that are asked for."""

    def __init__(self, province: Province, how: Projects, scale: Decimal, label: str) -> None:
        self._province, self._how, self._label = province, how, label
        self._count = max(int(how.projects.value * scale), int(how.least.value))
        self._cells, self._codes = cell_bounds(province.calibration), code_bounds(province.calibration)
        self._last = max(province.panel.rosters)

    @property
    def first(self) -> int:
        """The first year with projects."""
        return max(int(self._how.from_year.value), min(self._province.panel.rosters))

    def of(self, year: int) -> Batch:
        """The batch of one year."""
        draws = Draws(self._province.seed, year, self._count)
        trades = len(self._province.calibration.industries.trades)
        cell = np.searchsorted(self._cells, draws.below(int(self._cells[-1])), side="right")
        county, trade = cell // trades, cell % trades
        code, split = draws.below(FINE), draws.below(SPLIT_PARTS)
        parcels, projects = [], []
        is_parcel = draws.happens(self._how.parcels)
        levels = self._levels(year, county, trade, draws)
        for i in range(self._count):
            codes, bounds = self._codes[trade[i]]
            industry = codes[
                int(np.searchsorted(bounds, int(code[i]) * int(bounds[-1]) // FINE, side="right"))
            ]
            places = self._places(year, county[i : i + 1], split[i : i + 1])
            base = {
                "project": f"XM{year}{i + 1:05d}",
                "name": f"合成项目{year}{i + 1:05d}",
                "industry": industry,
                "source": self._label,
            }
            approved = date(year, 1, 1) + timedelta(days=int(draws.days[i]))
            indices = {name: rounded(float(levels[name][i]), kept) for name, kept in _STEPS.items()}
            if not is_parcel[i]:
                projects.append(self._renovation(base, places, approved, indices, draws, i))
                continue
            parcel = self._parcel(base, places[year], indices, draws, i, approved)
            parcels.append(parcel)
            if parcel.sold is not None:
                projects.append(self._built(base, places, approved, parcel, draws, i))
        return Batch(year, tuple(parcels), tuple(projects))

    def _places(self, year: int, county: Ints, split: Ints) -> dict[int, str]:
        places = self._province.places
        return {
            at: places.codes[int(places.codes_of(at, county, split)[0])] for at in range(year, self._last + 1)
        }

    def _levels(self, year: int, county: Ints, trade: Ints, draws: Draws) -> dict[str, Floats]:
        """What the indices of each parcel would be before they are rounded."""
        calibration, how = self._province.calibration, self._how
        trades = [one.level for one in calibration.industries.trades]
        counties = calibration.counties.counties
        yields = np.array([float(one.value_added_per_mu) for one in trades])[trade]
        taxes = np.array([float(one.tax) for one in trades])[trade] * yields
        rich = np.sqrt(np.array([float(one.value_added_per_mu) for one in counties])[county])
        taxed = np.sqrt(np.array([float(one.tax_per_mu) for one in counties])[county])
        energy = np.array([float(one.energy) for one in trades])[trade]
        emissions = np.array([float(one.emissions) for one in trades])[trade]
        ratios, kept = calibration.province.ratios, float(how.resources_of_average.value)

        def varied(level: Decimal) -> Floats:
            return float(level) * exp(draws.spread(how.index_spread))

        return {
            "investment_per_mu": varied(how.investment_per_mu.value) * np.sqrt(yields) * rich,
            "tax_per_mu": varied(ratios.tax_per_mu[year].value * how.tax_of_average.value) * np.sqrt(taxes) * taxed,
            "floor_ratio": varied(how.floor_ratio.value),
            "energy_intensity": varied(ratios.energy[year].value) * energy * kept,
            "emission_intensity": varied(ratios.emissions[year].value) / 1000 * emissions * kept,
        }  # fmt: skip

    def _parcel(self, base: Row, county: str, indices: Indices, draws: Draws, i: int, signed: date) -> Parcel:
        how = self._how
        clean, done = draws.once(i, how.cleared), draws.once(i, how.assessed)
        stated = {f"index_{name}": str(value) for name, value in indices.items()}
        shared = {
            "year": base["project"][2:6], "county": county, "industry": base["industry"],
            "parcel": base["project"].replace("XM", "ZD"), "clean_land": flag(clean),
            "regional_assessments": str(_ASSESSMENTS if done else _ASSESSMENTS - 1), "source": self._label, **stated,
        }  # fmt: skip
        land = rounded(float(how.land.value) * around(draws, i, how.land_spread), 2)
        named = base["name"].replace("项目", "地块")
        notice = {
            **shared,
            "name": named,
            "land": str(land),
            "in_key_area": "是",
            "negative_list_published": "是",
        }
        bids: list[Row] = []
        sold: Indices | None = None
        for number in range(1 + draws.pick(i, int(how.bidders.value))):
            promised = {name: self._promise(name, value, draws, i) for name, value in indices.items()}
            listed = draws.once(i, how.on_negative_list)
            meets = all(
                promised[name] <= value if name in _LOWER else promised[name] >= value
                for name, value in indices.items()
            )
            won = sold is None and meets and clean and done and not listed
            sold = promised if won else sold
            bids.append(
                {
                    **shared, "bid": f"{shared['parcel']}-{number + 1}",
                    "name": f"合成竞买人{shared['parcel'][2:]}{number + 1}", "on_negative_list": flag(listed),
                    **{f"promised_{name}": str(value) for name, value in promised.items()},
                    "won": flag(won), "signed_on": signed.isoformat() if won else "",
                }
            )  # fmt: skip
        return Parcel(notice, tuple(bids), sold)

    def _promise(self, name: str, index: Decimal, draws: Draws, i: int) -> Decimal:
        """A promise below, exactly at, or above the index; never so close that rounding decides which."""
        most = Decimal(draws.pick(i, FINE)) / FINE * self._how.bid_most.value
        step = Decimal(1).scaleb(-_STEPS[name])
        if draws.once(i, self._how.bid_short):
            short = up(index * (1 + most), step) if name in _LOWER else down(index * (1 - most), step)
            return short + step if name in _LOWER else short - step
        if draws.once(i, self._how.bid_equal):
            return index
        better = up(index * (1 - most), step) if name in _LOWER else down(index * (1 + most), step)
        return max(better, step)

    def _renovation(
        self, base: Row, places: dict[int, str], approved: date, indices: Indices, draws: Draws, i: int
    ) -> Project:
        how = self._how
        added = rounded(float(how.other_value_added.value) * around(draws, i, how.other_spread), 2)
        average = float(indices["energy_intensity"]) / float(how.resources_of_average.value)
        energy = rounded(float(added) * average * around(draws, i, how.intensity_spread), 2)
        reviewed = {
            "in_key_area": "否",
            "value_added": str(added),
            "energy": str(energy),
            "energy_coefficient": str(how.energy_coefficient.value),
        }
        return Project(base, places, approved, reviewed)

    def _built(
        self, base: Row, places: dict[int, str], approved: date, parcel: Parcel, draws: Draws, i: int
    ) -> Project:
        how, promised = self._how, parcel.sold or {}
        land = Decimal(parcel.notice["land"])
        produced = approved + timedelta(
            days=int(how.days_to_production.value) + draws.pick(i, int(how.days_more.value))
        )
        planned = land * promised["investment_per_mu"] * how.value_added_of_investment.value
        reviewed = {
            "in_key_area": "是",
            "value_added": f"{planned:.2f}",
            "energy": f"{planned * promised['energy_intensity']:.2f}",
            "energy_coefficient": str(how.energy_coefficient.value),
        }
        kept = {
            name: Decimal(repr(float(exp(np.array([log_units(how.kept_ahead.value.exp())]) + draws.one(i, how.kept_spread))[0])))
            for name in _STEPS
        }  # fmt: skip
        added = planned * Decimal(repr(around(draws, i, how.kept_spread)))
        actual = {
            "land": str(land),
            "floor_area": f"{float(land * promised['floor_ratio'] * kept['floor_ratio']) * _SQUARE_METRES:.2f}",
            "investment": f"{land * promised['investment_per_mu'] * kept['investment_per_mu']:.2f}",
            "tax": f"{land * promised['tax_per_mu'] * kept['tax_per_mu']:.2f}",
            "value_added": f"{added:.2f}",
            "energy": f"{added * promised['energy_intensity'] / kept['energy_intensity']:.2f}",
            "emission": f"{added * promised['emission_intensity'] / kept['emission_intensity']:.6f}",
        }
        own = base | {"parcel": parcel.notice["parcel"]}
        due = produced + timedelta(days=int(how.days_to_check.value))
        return Project(own, places, approved, reviewed, produced, due, promised, actual)


def committed(batch: Batch) -> Iterator[Row]:
    """What was promised at the sale, for every year until the check that was agreed."""
    for project in batch.projects:
        if project.promised is None or project.due_on is None:
            continue
        for year, county in project.places.items():
            if year <= project.due_on.year:
                yield {
                    **project.base, "year": str(year), "county": county, "in_key_area": "是",
                    "approved_on": project.approved_on.isoformat(), "check_due_on": project.due_on.isoformat(),
                    **{f"promised_{name}": str(value) for name, value in project.promised.items()},
                }  # fmt: skip


def happened(batches: Iterator[Batch], year: int) -> Iterator[Row]:
    """What is filed for a year: new energy use reviewed in it, and what parcels did whose check fell due in it."""
    for batch in batches:
        for project in batch.projects:
            known = {**project.base, "year": str(year), "county": project.places.get(year, "")}
            if batch.year == year:
                yield {**known, "approved_on": project.approved_on.isoformat(), **project.reviewed}
            elif project.due_on is not None and project.due_on.year == year and project.actual is not None:
                produced = project.produced_on.isoformat() if project.produced_on else ""
                yield {**known, "produced_on": produced, **project.actual}
