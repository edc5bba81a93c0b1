"""Figures by which places are assessed, made up around the province; what firms show is counted from the firms.

Counties are drawn, prefectures follow from them: amounts and counts by adding up, rates by the mean over the weight of
each county. So nothing of a prefecture contradicts its counties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from zlib import crc32

import pyarrow as pa
import pyarrow.compute as pc

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.plan import Column, Dataset
from zhixing.kernel.synthesis.calibration import PlanView
from zhixing.kernel.synthesis.chance import Purpose, exp, normal, spread, stream
from zhixing.kernel.synthesis.models import Assessment, AssessmentColumn
from zhixing.kernel.synthesis.parts import Weighing, shared_out

DATASET = "place-assessment"
LARGE_FIRMS = "large_firms"
_LARGE = Decimal(500_000)
"""Revenue in 万元 above which a manufacturer counts as large in the assessment."""
_KEPT = 2
_MOUNTAIN = "mountain-26"
_FINE = 10**6
Row = dict[str, str]


def large_firms(table: pa.Table) -> dict[str, int]:
    """Firms above five billion by county, from the enterprises of one year."""
    large = table.filter(
        pc.and_(table["above_scale"], pc.greater(table["revenue"], pa.scalar(_LARGE, pa.decimal128(18, 6))))
    )
    counted = large.group_by("county").aggregate([("county", "count")]).to_pylist()
    return {row["county"]: row["county_count"] for row in counted}


def assessed(
    plan: PlanView, dataset: Dataset, weighing: Weighing, assessment: Assessment, year: int,
    large: Mapping[str, int], label: str, seed: int,
) -> Iterator[Row]:  # fmt: skip
    """One row for each prefecture and each county that is valid at the end of the year."""
    weights = weighing.counties(date(year, 12, 31))
    columns = {column.id: column for column in dataset.columns}
    made = {
        name: _of_column(columns[name], how, weights, weighing, year - assessment.anchor_year, year, seed)
        for name, how in assessment.columns.items()
    }
    made[LARGE_FIRMS] = _added({code: large.get(code, 0) for code in weights}, weighing)
    industrial = _industrial(plan, weights, int(assessment.industrial_counties.value))
    for code in sorted({*weights, *map(weighing.city_of, weights)}):
        yield {
            "place": code,
            "year": str(year),
            "peer_group": _peers(plan, code, industrial),
            **{name: _text(columns[name], values[code]) for name, values in made.items()},
            "source": label,
        }


def _peers(plan: PlanView, code: str, industrial: Sequence[str]) -> str:
    place = plan.places[code]
    if place.level == "prefecture":
        return "prefecture"
    if _MOUNTAIN in place.groups:
        return "mountain-county"
    return "industrial-county" if code in industrial else ""


def _industrial(plan: PlanView, weights: Mapping[str, Fraction], count: int) -> list[str]:
    """The counties with most firms that are no mountain counties, since no list is published."""
    others = [code for code in weights if _MOUNTAIN not in plan.places[code].groups]
    return sorted(others, key=lambda code: (-weights[code], code))[:count]


def _of_column(
    column: Column, how: AssessmentColumn, weights: Mapping[str, Fraction], weighing: Weighing, after: int, year: int,
    seed: int,
) -> dict[str, int]:  # fmt: skip
    """Values of one column in whole units of its last kept decimal."""
    level = Fraction(how.level) + after * Fraction(how.drift)
    scale = 1 if column.type == "count" else 10**_KEPT
    factors = {code: _factor(column.id, how, code, year, seed) for code in weights}
    if how.shared:
        drawn = {code: weights[code] * factors[code] for code in weights}
        return _added(shared_out(int(level * scale), drawn), weighing)
    values = {}
    for code, factor in factors.items():
        value = level + factor if how.additive else level * factor
        bounded = max(min(value, Fraction(how.most)), Fraction(how.least))
        values[code] = round(bounded * scale)
    return values | _averaged(values, weights, weighing)


def _factor(name: str, how: AssessmentColumn, code: str, year: int, seed: int) -> Fraction:
    """How a county differs from the province: lasting, and for the year; to be added, or to multiply by."""
    key = crc32(name.encode())
    lasting = normal(stream(seed, Purpose.ASSESSMENT, key, int(code)), 1)
    passing = normal(stream(seed, Purpose.ASSESSMENT, key, int(code), year), 1)
    units = spread(lasting, how.spread) + spread(passing, how.wobble)
    if how.additive:
        return Fraction(int(units[0]), 1 << 16)
    return Fraction(round(float(exp(units)[0]) * _FINE), _FINE)


def _added(values: Mapping[str, int], weighing: Weighing) -> dict[str, int]:
    """The counties' values, and their sum for each prefecture."""
    found = dict(values)
    for code, value in values.items():
        city = weighing.city_of(code)
        found[city] = found.get(city, 0) + value
    return found


def _averaged(
    values: Mapping[str, int], weights: Mapping[str, Fraction], weighing: Weighing
) -> dict[str, int]:
    """The mean of each prefecture's counties by their weight."""
    inside: dict[str, list[str]] = {}
    for code in values:
        inside.setdefault(weighing.city_of(code), []).append(code)
    return {
        city: round(sum(values[c] * weights[c] for c in codes) / sum(weights[c] for c in codes))
        for city, codes in inside.items()
    }


def _text(column: Column, value: int) -> str:
    return (
        str(value) if column.type == "count" else format(as_decimal(Fraction(value, 10**_KEPT), _KEPT), "f")
    )
