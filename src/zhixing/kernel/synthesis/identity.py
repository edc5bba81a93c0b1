"""Credit codes, names and dates of synthetic firms.

A code is department (91) + division of registration + subject (two letters, six digits, check character
of GB 11714) + check character of GB 32100. The letters and the range are stated in the calibration; the
name starts with 合成企业 and carries the same six digits. The division is the one at registration: a retired
code stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhixing.foundation.codes import uscc_complete
from zhixing.kernel.synthesis.chance import UNIT, Flags, Ints, Purpose, happens, normal, stream
from zhixing.kernel.synthesis.geography import Divisions
from zhixing.kernel.synthesis.models import Calibration, Identity
from zhixing.kernel.synthesis.population import Firms

_SUBJECT_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Identities:
    """Per firm: code, name, and days since 1970 of registration and of getting land."""

    enterprise: NDArray[np.str_]
    name: NDArray[np.str_]
    registered_on: Ints
    land_acquired_on: Ints


def identities(calibration: Calibration, firms: Firms, places: Divisions, seed: int) -> Identities:
    """Codes, names and dates for every firm of the panel."""
    rng = stream(seed, Purpose.FIRMS, 1)
    registered, years = _registration(rng, calibration, firms)
    acquired = registered + np.abs(normal(rng, len(firms))) * 500 // UNIT + 30
    districts = _districts(rng, calibration, firms, places, years)
    identity = calibration.province.identity
    codes = [credit_code(identity, district, i + 1) for i, district in enumerate(districts)]
    names = [f"{identity.name}{i + 1:06d}" for i in range(len(firms))]
    return Identities(np.array(codes), np.array(names), registered, acquired)


def credit_code(identity: Identity, district: str, number: int) -> str:
    """The code of synthetic firm `number`, registered in `district`."""
    subject = f"{identity.subject}{number:06d}"
    return uscc_complete(f"{identity.department}{district}{subject}{subject_check(subject)}")


def subject_check(subject: str) -> str:
    """Check character of an eight-character organisation code.

    Source: GB 11714: 11 minus the weighted sum modulo 11; 10 is written X, 11 is written 0.
    """
    weighted = zip(subject, _SUBJECT_WEIGHTS, strict=True)
    rest = 11 - sum(int(character, 36) * weight for character, weight in weighted) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def _registration(rng: np.random.Generator, calibration: Calibration, firms: Firms) -> tuple[Ints, Ints]:
    """Days since 1970 and calendar years. Firms of the first year are spread back over the decades."""
    first = int(firms.born.min())
    since = calibration.province.identity.first_registration
    share = rng.integers(0, 10**6, len(firms))
    # The later of two draws: young firms are more frequent than old ones.
    share = np.maximum(share, rng.integers(0, 10**6, len(firms)))
    old = since + share * (first - since) // 10**6
    years = np.where(firms.born == first, old, firms.born)
    starts = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return starts + rng.integers(0, 330, len(firms)), years


def _districts(
    rng: np.random.Generator, calibration: Calibration, firms: Firms, places: Divisions, years: Ints
) -> list[str]:
    """Division code at registration: the city's for some, a retired one for old firms."""
    current = np.zeros(len(firms), dtype=np.int64)
    for year in places.bounds:
        members = np.flatnonzero(firms.born == year)
        current[members] = places.codes_of(year, firms.county[members], firms.split[members])
    in_city = happens(rng, len(firms), calibration.province.behaviour.city_registered.value)
    found = np.array(places.codes)[current]
    for former in calibration.counties.former_codes:
        found = np.where(_before(found, former.county, years, former.until), former.code, found)
    return [
        code[:4] + "00" if city else code for code, city in zip(found.tolist(), in_city.tolist(), strict=True)
    ]


def _before(found: NDArray[np.str_], county: str, years: Ints, until: int) -> Flags:
    flags: Flags = (found == county) & (years < until)
    return flags
