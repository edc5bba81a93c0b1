"""How industries and counties differ from the whole, as logarithms ready to add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from zhixing.kernel.synthesis.chance import UNIT, Floats, Ints, log_units
from zhixing.kernel.synthesis.models import Calibration

POLLUTANTS = ("cod", "ammonia_nitrogen", "sulphur_dioxide", "nitrogen_oxides")


@dataclass(frozen=True)
class Levels:
    """By industry index (`trade`) and by county index (`county`), in log units; shares as plain numbers."""

    trade: dict[str, Ints]
    county: dict[str, Ints]
    electricity: Floats
    emitters: Ints
    split: dict[str, Floats]


def levels(calibration: Calibration) -> Levels:
    """Read the relative levels of the calibration."""
    rows = [trade.level for trade in calibration.industries.trades]
    counties = calibration.counties.counties
    names = (
        "value_added",
        "value_added_per_mu",
        "tax",
        "labour_productivity",
        "energy",
        "water",
        "wastewater",
    )
    trade = {
        name: _logs([getattr(row, name) for row in rows])
        for name in (*names, "emissions", "rd", "new_product")
    }
    tax = [county.tax_per_mu / county.value_added_per_mu for county in counties]
    return Levels(
        trade=trade,
        county={
            "value_added_per_mu": _logs([county.value_added_per_mu for county in counties]),
            "tax": _logs(tax),
            "labour_productivity": _logs([county.labour_productivity for county in counties]),
        },
        electricity=np.array([float(row.electricity) for row in rows]),
        emitters=np.array([int(row.emitters * UNIT) for row in rows], dtype=np.int64),
        split={name: np.array([float(getattr(row, name) / 100) for row in rows]) for name in POLLUTANTS},
    )


def _logs(values: Sequence[Decimal]) -> Ints:
    return np.array([log_units(value) for value in values], dtype=np.int64)
