"""County finance and land quota: growth of value-added tax, and what of quota and funds goes where."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from zhixing.kernel.plan import Dataset
from zhixing.kernel.synthesis.chance import Flags, Floats, Ints, Purpose, exp, happens, normal, spread, stream
from zhixing.kernel.synthesis.columns import decimals_array, plain_array, stored_type, table_of
from zhixing.kernel.synthesis.rows import Province
from zhixing.kernel.synthesis.shapes import Figure

_KEPT = 2
# Stands for a cell that is not stated.
_NONE = -(10**12)


def place_year_finance(province: Province, dataset: Dataset, years: list[int], label: str) -> pa.Table:
    """One row for each county that is valid at the end of each year."""
    rows = [_year(province, year) for year in years]
    made: dict[str, pa.Array] = {}
    for column in dataset.columns:
        if column.id not in rows[0]:
            continue
        values = np.concatenate([row[column.id] for row in rows])
        if column.type == "amount":
            made[column.id] = decimals_array(values, _KEPT, column.decimals, values != _NONE)
        else:
            everything = np.ones(len(values), dtype=np.bool_)
            made[column.id] = plain_array(stored_type(column), values, everything)
    return table_of(dataset, made, label)


def _year(province: Province, year: int) -> dict[str, Ints]:
    finance = province.calibration.province.finance
    valid = sorted(
        {province.places.codes[code] for parts in province.places.bounds[year] for _, code in parts}
    )
    count = len(valid)
    rng = stream(province.seed, Purpose.FINANCE, year)

    def around(figure: Figure) -> Floats:
        return float(figure.value) * exp(spread(normal(rng, count), finance.spread.value))

    vat = _kept(around(finance.vat_local_increment))
    vat = np.where(happens(rng, count, finance.decrease.value), -vat, vat)
    quota, funds = _kept(around(finance.land_quota)), _kept(around(finance.incentive_funds))
    land = _kept(quota / 100 * np.minimum(around(finance.land_quota_manufacturing), 1))
    spent = _kept(funds / 100 * np.minimum(around(finance.incentive_funds_traditional), 1))
    helped = _helped(province, valid) & (year >= int(finance.incentive_from.value))
    return {
        "place": np.array(valid),
        "year": np.full(count, year),
        "vat_local_increment": vat,
        "land_quota": quota,
        "land_quota_manufacturing": land,
        "incentive_funds": np.where(helped, funds, _NONE),
        "incentive_funds_traditional": np.where(helped, spent, _NONE),
    }


def _helped(province: Province, valid: list[str]) -> Flags:
    """Which counties get incentive funds: the same ones every year, drawn, since no list is published."""
    draws = stream(province.seed, Purpose.FINANCE, 0).permutation(len(province.calibration.counties.counties))
    number = int(province.calibration.province.finance.incentive_counties.value)
    chosen = {province.calibration.counties.counties[i].id for i in draws[:number].tolist()}
    return np.array([code in chosen for code in valid], dtype=np.bool_)


def _kept(values: Floats) -> Ints:
    kept: Ints = np.rint(values * 10**_KEPT).astype(np.int64)
    return kept
