"""How places do on their parts of the targets, as facts for the assessment of places.

Data flow one way: what a sealed run found of the parts becomes a dated file in the contract of a dataset of the plan, which is
loaded like any other and names the run as its source. An assessment then is an evaluation over that dataset.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.runs import codes
from zhixing.kernel.runs.manifest import Run

RESULT = "cascade"
_SCHEMA = pa.schema(
    [
        ("place", pa.string()), ("year", pa.int32()), ("as_of", pa.date32()), ("level", pa.string()),
        ("assigned", pa.int64()), ("on_track", pa.int64()), ("behind", pa.int64()), ("far_behind", pa.int64()),
        ("unknown", pa.int64()), ("mean_progress", pa.decimal128(18, 4)), ("source", pa.string()),
    ]
)  # fmt: skip
_COLUMN = {
    "reached": "on_track",
    "green": "on_track",
    "yellow": "behind",
    "red": "far_behind",
    "none": "unknown",
}


def attainment_of(run: Run) -> pa.Table:
    """One row for each place that was given parts, of the term or of years: how many have which light, how far they are.

    `year` is the data year: the last that was full on the day.
    Units: `mean_progress` in per cent, the mean of each part's observed against what was due, none counted above 100,
    and 100 where nothing was due yet.
    Missing: parts without figures count as `unknown` and not in the mean; a place without any figure has no mean.

    Raises:
        Refused: `runs.no-cascade`, the run split no target.
    """
    if RESULT not in run.results:
        raise Refused([codes.NO_CASCADE.at(NOWHERE, run=run.id)])
    as_of = date.fromisoformat(run.manifest["request"]["as_of"])
    places: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in pq.read_table(run.result(RESULT)).to_pylist():
        if row["over"] and row["goal"] is not None:
            places.setdefault((row["place"], row["level"]), []).append(row)
    rows = [_row(place, level, found, as_of, run.id) for (place, level), found in sorted(places.items())]
    return pa.Table.from_pylist(rows, _SCHEMA)


def _row(place: str, level: str, parts: list[dict[str, Any]], as_of: date, run: str) -> dict[str, Any]:
    counts = dict.fromkeys(dict.fromkeys(_COLUMN.values()), 0)
    for part in parts:
        counts[_COLUMN[part["light"]]] += 1
    ways = [_way(part) for part in parts]
    known = [way for way in ways if way is not None]
    mean = as_decimal(sum(known, Fraction(0)) / len(known) * 100, 4) if known else None
    return {
        "place": place, "year": (as_of + timedelta(days=1)).year - 1, "as_of": as_of, "level": level, "assigned": len(parts), **counts,
        "mean_progress": mean, "source": run,
    }  # fmt: skip


def _way(part: dict[str, Any]) -> Fraction | None:
    """Observed against due, between nothing and all of it; where nothing was due yet, all of it."""
    if part["observed"] is None or part["expected"] is None:
        return None
    if not part["expected"]:
        return Fraction(1)
    return min(max(Fraction(part["observed"]) / Fraction(part["expected"]), Fraction(0)), Fraction(1))
