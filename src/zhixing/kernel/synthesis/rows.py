"""The enterprise-year table of one year, and who is in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from zhixing.kernel.plan import Column, Dataset
from zhixing.kernel.synthesis.chance import UNIT, Flags, Ints, Purpose, happens, stream
from zhixing.kernel.synthesis.columns import decimals_array, plain_array, stored_type, table_of
from zhixing.kernel.synthesis.figures import Amounts, Figures
from zhixing.kernel.synthesis.geography import Divisions
from zhixing.kernel.synthesis.identity import Identities
from zhixing.kernel.synthesis.models import Calibration
from zhixing.kernel.synthesis.population import CENTS, Panel, Roster

_CENTS_DECIMALS = 2
_LAND = ("land_registered", "land_rented_in", "land_rented_out", "land_untitled")
_COUNTED = ("employees",)


@dataclass(frozen=True)
class Province:
    """Everything that lasts, ready to write any year."""

    calibration: Calibration
    panel: Panel
    places: Divisions
    who: Identities
    figures: Figures
    seed: int


def county_codes(province: Province, roster: Roster) -> NDArray[np.str_]:
    """County code of each member in the roster's year."""
    firms, members = province.panel.firms, roster.members
    found = province.places.codes_of(roster.year, firms.county[members], firms.split[members])
    return np.array(province.places.codes)[found]


def enterprise_year(province: Province, dataset: Dataset, roster: Roster, label: str) -> pa.Table:
    """One row for each firm of the year, ordered by credit code."""
    amounts = province.figures.of(roster)
    land, stated = _held_land(province, roster, amounts.values["land"])
    rates = province.calibration.province.land.use_tax.value
    kept = province.calibration.province.decimals.columns
    values = {**amounts.values, **land}
    use_tax = land["land_registered"] * int(rates * 10 ** int(kept["land_use_tax"])) // CENTS
    values["land_use_tax"] = use_tax
    stated = {**amounts.stated, **stated}
    order = np.argsort(province.who.enterprise[roster.members])
    made: dict[str, pa.Array] = {}
    plain = _plain(province, roster, amounts, stated)
    for position, column in enumerate(dataset.columns):
        present = stated.get(column.id, np.ones(len(order), dtype=np.bool_)) & ~_blank(
            province, roster, column, position
        )
        if column.id in plain:
            made[column.id] = plain_array(stored_type(column), plain[column.id][order], present[order])
        elif column.id in values:
            made[column.id] = _amount(column, values[column.id][order], present[order], kept)
    return table_of(dataset, made, label)


def _amount(column: Column, values: Ints, stated: Flags, kept: dict[str, Decimal]) -> pa.Array:
    if column.id in _COUNTED:
        return plain_array(stored_type(column), values, stated)
    held = _CENTS_DECIMALS if column.id in _LAND else int(kept.get(column.id, _CENTS_DECIMALS))
    return decimals_array(values, held, column.decimals, stated)


def _plain(
    province: Province, roster: Roster, amounts: Amounts, stated: dict[str, Flags]
) -> dict[str, NDArray[np.generic]]:
    """Columns that are not amounts, in roster order; adds to `stated` what is not said."""
    who, members = province.who, roster.members
    end = (np.datetime64(f"{roster.year}-12-31")).astype("datetime64[D]").astype(np.int64)
    acquired = who.land_acquired_on[members]
    stated["land_acquired_on"] = (acquired <= end) & (stated["land_registered"])
    return {
        "enterprise": who.enterprise[members],
        "year": np.full(len(members), roster.year, dtype=np.int32),
        "name": who.name[members],
        "county": county_codes(province, roster),
        "industry": np.array(province.panel.codes)[province.panel.firms.code[members]],
        "size": _sizes(province.calibration, roster, amounts.values["employees"]),
        "above_scale": roster.above,
        "registered_on": who.registered_on[members],
        "land_acquired_on": acquired,
    }


def _sizes(calibration: Calibration, roster: Roster, employees: Ints) -> NDArray[np.str_]:
    """The largest size whose two lower bounds are both met."""
    classes = calibration.province.sizes
    met = [(employees >= row.persons) & (roster.cents >= int(row.revenue * CENTS)) for row in classes]
    return np.select(met, [np.array(row.size) for row in classes], default=np.array(classes[-1].size))


def _held_land(province: Province, roster: Roster, land: Ints) -> tuple[dict[str, Ints], dict[str, Flags]]:
    """Split land in use into registered + rented in − rented out + without title, in 1/100 mu."""
    how = province.calibration.province.land
    draws = stream(province.seed, Purpose.LAND, 0).integers(0, UNIT, (4, len(province.panel.firms)))
    kind, part, bare, gone = (row[roster.members] for row in draws)
    tenant = kind < int(how.tenants.value * UNIT)
    landlord = ~tenant & (kind < int((how.tenants.value + how.landlords.value) * UNIT))
    both = ~tenant & ~landlord & (kind >= int((1 - how.both.value) * UNIT))
    used = np.where((gone < int(how.none.value * UNIT)) & ~roster.above, 0, land)
    untitled = np.where(bare < int(how.untitled.value * UNIT), used * (part + UNIT) // (UNIT * 20), 0)
    untitled = np.where(tenant, 0, untitled)
    rented_in = np.where(tenant, used, np.where(both, used * (part + UNIT // 4) // (UNIT * 4), 0))
    rented_out = np.where(landlord, used * (part + UNIT // 10) // (UNIT * 2), 0)
    parts = {
        "land_registered": used - untitled - rented_in + rented_out,
        "land_rented_in": rented_in,
        "land_rented_out": rented_out,
        "land_untitled": untitled,
    }
    return parts, {name: values > 0 for name, values in parts.items()}


def _blank(province: Province, roster: Roster, column: Column, position: int) -> Flags:
    """Which cells of a column are left empty; never those of a required column."""
    blanks = province.calibration.province.blanks
    none = Decimal(0)
    above, below = blanks.above.columns.get(column.id, none), blanks.below.columns.get(column.id, none)
    count = len(roster.members)
    if column.required or not (above or below):
        return np.zeros(count, dtype=np.bool_)
    rng = stream(province.seed, Purpose.BLANKS, roster.year, position)
    few, many = happens(rng, count, above), happens(rng, count, below)
    # Large firms report in full, or one gap would move the province.
    large = roster.cents >= int(province.calibration.province.behaviour.rd_always.value) * CENTS
    return np.where(roster.above, few & ~large, many)
