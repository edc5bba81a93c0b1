"""Caps of energy use and lines of energy intensity by place, set from what the firms of the year before used.

Last year's firms are counted on this year's divisions, so that a county that was merged has a base. Prefectures are the
sums of their counties; only the cut they are asked for is drawn anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from zhixing.kernel.synthesis.chance import Ints, Purpose, exp, normal, spread, stream
from zhixing.kernel.synthesis.parts import Weighing
from zhixing.kernel.synthesis.population import CENTS
from zhixing.kernel.synthesis.project_models import EnergyControl
from zhixing.kernel.synthesis.rows import Province

DATASET = "energy-control"
_LOG = 1 << 16
_PER_WAN = 10_000
Row = dict[str, str]
Used = dict[str, tuple[int, int]]


def controlled(
    province: Province, weighing: Weighing, control: EnergyControl, year: int, label: str
) -> Iterator[Row]:
    """One row for each county and prefecture of a year; none where the year before is not calibrated."""
    if year - 1 not in province.panel.rosters:
        return
    used = {code: amounts for code, amounts in _used(province, year).items() if min(amounts) > 0}
    codes = sorted(used)
    caps = _caps(province, control, year, codes, used)
    cities: dict[str, list[str]] = {}
    for code in codes:
        cities.setdefault(weighing.city_of(code), []).append(code)
    added = {city: tuple(sum(used[c][i] for c in inside) for i in (0, 1)) for city, inside in cities.items()}
    bases = {code: Decimal(e * CENTS) / (v * _kept(province)) for code, (e, v) in (used | added).items()}
    cuts = _cuts(province, control, year, sorted(bases))
    for code in sorted(bases):
        whole = [caps[c] for c in cities.get(code, [code])]
        quota = sum(row[1] for row in whole)
        yield {
            "place": code,
            "year": str(year),
            "total_cap": f"{Decimal(sum(row[0] for row in whole)) / _PER_WAN:.4f}",
            "base_intensity": f"{bases[code]:.6f}",
            "intensity_cut": f"{cuts[code]:.1f}",
            "new_energy_quota": str(quota) if year >= int(control.quota_from.value) else "",
            "quota_sold": str(sum(row[2] for row in whole)) if year >= int(control.quota_from.value) else "",
            "source": label,
        }


def _kept(province: Province) -> int:
    """How many units of the energy column make a ton."""
    kept: int = 10 ** int(province.calibration.province.decimals.columns.get("energy", Decimal(2)))
    return kept


def _used(province: Province, year: int) -> Used:
    """Energy and value added of last year's firms above scale, by this year's county code, in units of their columns."""
    roster = province.panel.rosters[year - 1]
    amounts = province.figures.of(roster).values
    members = roster.members[roster.above]
    firms = province.panel.firms
    found = province.places.codes_of(year, firms.county[members], firms.split[members])
    energy, added = amounts["energy"][roster.above], amounts["value_added"][roster.above]
    return {
        province.places.codes[index]: (int(energy[found == index].sum()), int(added[found == index].sum()))
        for index in np.unique(found).tolist()
    }


def _caps(
    province: Province, control: EnergyControl, year: int, codes: list[str], used: Used
) -> dict[str, tuple[int, int, int]]:
    """Cap, quota of new use and quota sold of each county, in whole tons."""
    rng, count = stream(province.seed, Purpose.ENERGY, year), len(codes)
    tons = [used[code][0] // _kept(province) for code in codes]
    loose = exp(spread(normal(rng, count), control.growth_spread.value))
    sold = _drawn(normal(rng, count), control.sold.value, control.sold_spread.value)
    found = {}
    for index, code in enumerate(codes):
        quota = int(tons[index] * control.quota.value)
        share = min(max(sold[index], Decimal(0)), Decimal(1))
        cap = round(tons[index] * float(1 + control.growth[year].value) * float(loose[index]))
        found[code] = (cap, quota, int(quota * share))
    return found


def _cuts(province: Province, control: EnergyControl, year: int, codes: list[str]) -> dict[str, Decimal]:
    draws = normal(stream(province.seed, Purpose.ENERGY, year, 1), len(codes))
    drawn = _drawn(draws, control.cut.value, control.cut_spread.value)
    return {code: max(cut, Decimal(0)) for code, cut in zip(codes, drawn, strict=True)}


def _drawn(draws: Ints, mean: Decimal, deviation: Decimal) -> list[Decimal]:
    return [mean + deviation * draw / _LOG for draw in draws.tolist()]
