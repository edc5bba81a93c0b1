"""A few oddities on purpose, so that whoever looks for what is worth a look finds something. All of it is synthetic."""

from __future__ import annotations

import numpy as np

from zhixing.kernel.synthesis.chance import Ints, Purpose, happens, stream
from zhixing.kernel.synthesis.models import Oddities, Province
from zhixing.kernel.synthesis.population import CENTS, Panel, Roster

_FINE = 10_000


def odd_electricity(oddities: Oddities, roster: Roster, electricity: Ints, seed: int) -> Ints:
    """Electricity with a meter missed here and there: some firms are left with a part of it for one year."""
    rng = stream(seed, Purpose.ODDITIES, roster.year, 0)
    missed = happens(rng, len(roster.members), oddities.meter_missed.value)
    left = int(oddities.meter_left.value * _FINE)
    return np.where(missed, electricity * left // _FINE, electricity)


def odd_tax(province: Province, panel: Panel, roster: Roster, tax: Ints, land: Ints, seed: int) -> Ints:
    """Tax, with firms below scale crowding just above a line of tax per mu in a few counties.

    Units: land in 1/100 mu, tax in the last decimal kept of it.
    """
    oddities = province.oddities
    assert oddities is not None
    firms = panel.firms
    lasting = stream(seed, Purpose.ODDITIES, 0, 1)
    counties = happens(lasting, int(firms.county.max(initial=0)) + 1, oddities.crowded_counties.value)
    rng = stream(seed, Purpose.ODDITIES, roster.year, 1)
    lifted = happens(rng, len(roster.members), oddities.lifted.value)
    beyond = rng.integers(1, int(oddities.lifted_to.value * _FINE), len(roster.members))
    # The line for each firm's land, rounded up to the last decimal kept.
    step = 10 ** int(province.decimals.columns["tax"])
    line = -(-land * int(oddities.line.value * step) // CENTS)
    near = (tax <= line) & (tax * _FINE >= line * int(oddities.lifted_from.value * _FINE))
    chosen = lifted & near & ~roster.above & counties[firms.county[roster.members]]
    return np.where(chosen, line + line * beyond // _FINE + 1, tax)
