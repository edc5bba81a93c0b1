"""The table of assessments that crosses the door.

Contract: key (target, place); rows in that order. Numbers are DECIMAL(38, 12), rounded half away from zero,
for showing and computing; the three that decide a light stand beside it exactly, as text (`5`, `2/3`,
`-1/7`). Units: the column `unit` for goal, goal_high, expected, observed, needed and path; shares for
progress, calendar and covered; per cent for growth. Missing: null.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction

import pyarrow as pa

from zhixing.foundation.issues import Refused
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.monitoring.assessment import Assessment, PathPoint, YearStanding
from zhixing.kernel.monitoring.codes import TOO_LARGE

PLACES = 12
LIMIT = 10 ** (38 - PLACES) - 1
NUMBER = pa.decimal128(38, PLACES)
_POINTS = pa.list_(pa.struct([("end", pa.date32()), ("expected", NUMBER), ("observed", NUMBER)]))
_YEARS = pa.list_(
    pa.struct(
        [
            ("year", pa.int32()),
            ("goal", NUMBER),
            ("expected", NUMBER),
            ("observed", NUMBER),
            ("light", pa.string()),
            ("reason", pa.string()),
        ]
    )
)
_NUMBERS = (
    "goal",
    "goal_high",
    "expected",
    "observed",
    "progress",
    "calendar",
    "needed",
    "covered",
    "published_growth",
    "computed_growth",
)
_EXACT = ("expected", "observed", "progress")
_TEXTS = ("target", "place", "kind", "comparator", "unit", "growth_method")
SCHEMA = pa.schema(
    [
        pa.field("target", pa.string(), nullable=False),
        pa.field("place", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("as_of", pa.date32(), nullable=False),
        pa.field("comparator", pa.string(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),
        pa.field("light", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("reason_zh", pa.string(), nullable=False),
        pa.field("reason_en", pa.string(), nullable=False),
        pa.field("observed_period", pa.string()),
        pa.field("growth_method", pa.string(), nullable=False),
        pa.field("growth_differs", pa.bool_(), nullable=False),
        *(pa.field(name, NUMBER) for name in _NUMBERS),
        *(pa.field(f"{name}_exact", pa.string()) for name in _EXACT),
        pa.field("path", _POINTS, nullable=False),
        pa.field("levels", _POINTS, nullable=False),
        pa.field("years", _YEARS, nullable=False),
    ],
    metadata={"contract": "monitoring.assessments/1", "key": "target,place"},
)
"""The contract of the table of assessments."""


def to_table(assessments: Iterable[Assessment]) -> pa.Table:
    """The assessments as a table of `SCHEMA`, ordered by its key.

    Raises:
        Refused: a number has more digits than the contract holds (`monitoring.number-too-large`).
    """
    ordered = sorted(assessments, key=lambda a: (a.target, a.place, a.as_of))
    return pa.Table.from_pylist([_row(assessment) for assessment in ordered], schema=SCHEMA)


def _row(one: Assessment) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(one, name) for name in _TEXTS}
    row |= {name: as_number(one.target, getattr(one, name)) for name in _NUMBERS}
    row |= {f"{name}_exact": _exact(getattr(one, name)) for name in _EXACT}
    return row | {
        "as_of": one.as_of,
        "light": one.light.value,
        "reason": one.reason.code,
        "reason_zh": one.reason.zh,
        "reason_en": one.reason.en,
        "observed_period": one.observed_period.text if one.observed_period else None,
        "growth_differs": one.growth_differs,
        "path": [_point(one.target, point) for point in one.path],
        "levels": [_point(one.target, point) for point in one.levels],
        "years": [_year(one.target, year) for year in one.years],
    }


def as_number(target: str, value: Fraction | None) -> Decimal | None:
    if value is None:
        return None
    if abs(value) >= LIMIT:
        raise Refused([TOO_LARGE.at(target=target, digits=38 - PLACES)])
    with localcontext(prec=60):
        return as_decimal(value, PLACES)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _point(target: str, point: PathPoint) -> dict[str, object]:
    return {
        "end": point.end,
        "expected": as_number(target, point.expected),
        "observed": as_number(target, point.observed),
    }


def _year(target: str, year: YearStanding) -> dict[str, object]:
    return {
        "year": year.year,
        "goal": as_number(target, year.goal),
        "expected": as_number(target, year.expected),
        "observed": as_number(target, year.observed),
        "light": year.light.value,
        "reason": year.reason.code,
    }
