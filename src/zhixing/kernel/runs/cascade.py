"""The cascade of a run: splits from the lake, figures of places from facts and computed indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhixing.foundation.issues import Issue
from zhixing.foundation.periods import Period
from zhixing.kernel.facts import Lake
from zhixing.kernel.monitoring import Assessment, Ratio, Reading, cascade, cascade_table
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs.readings import factor_of
from zhixing.kernel.runs.request import Request
from zhixing.kernel.runs.splits import splits_known

_LEVELS = ("province", "prefecture", "county")
_RATIOS = ("ratio-of-totals", "mean-of-ratios")


def write_cascade(
    plan: CompiledPlan,
    lake: Lake,
    request: Request,
    readings: Mapping[str, Sequence[Reading]],
    assessments: Sequence[Assessment],
    before: date | None,
    folder: Path,
) -> tuple[Issue, ...]:
    """Write `cascade` and return what does not fit; nothing where the plan names no dataset of splits.

    `assessments` are those of the day asked for; `before` is the day looked at last time.
    """
    if plan.watching.splits_in is None:
        return ()
    wholes = {one.target: one for one in assessments if one.place == plan.head.province}
    ratios, amounts = figures_of_places(plan, folder)
    known = {
        name: [*readings.get(name, ()), *amounts.get(name, ())]
        for name in {**readings, **amounts}
        if name not in ratios
    }
    splits = splits_known(plan, lake, request.as_known_on)
    found = cascade(plan, known, ratios, wholes, splits, request.as_of, before=before)
    pq.write_table(cascade_table(found.parts), folder / "cascade.parquet", compression="zstd")
    return found.issues


def figures_of_places(
    plan: CompiledPlan, folder: Path
) -> tuple[dict[str, list[Ratio]], dict[str, list[Reading]]]:
    """By target of the province: both totals of every place where its indicator is a ratio, else the figures of its parts."""
    by_indicator: dict[str, list[str]] = {}
    for target in plan.targets.values():
        if target.indicator and target.places == "province":
            by_indicator.setdefault(target.indicator, []).append(target.id)
    ratios: dict[str, list[Ratio]] = {}
    amounts: dict[str, list[Reading]] = {}
    for path in sorted(folder.glob("indicators-*.parquet")):
        table = pq.read_table(path)
        wanted = pc.and_(
            pc.is_in(table["level"], pa.array(_LEVELS)),
            pc.is_in(table["indicator"], pa.array(sorted(by_indicator), pa.string())),
        )
        for row in table.filter(wanted).to_pylist():
            indicator = plan.indicators[row["indicator"]]
            if row["scope"] != (indicator.scope or "all") or row["value"] is None:
                continue
            place = plan.head.province if row["level"] == "province" else row["entity"]
            for name in by_indicator[indicator.id]:
                target = plan.targets[name]
                factor = factor_of(target, indicator.unit)
                period, source = Period.of_year(row["year"]), f"{indicator.id} {row['year']}"
                above, below = Fraction(row["numerator"]), Fraction(row["denominator"])
                if indicator.rollup in _RATIOS:
                    ratio = Ratio(period, target.scope, place, above, below, factor, source)
                    ratios.setdefault(name, []).append(ratio)
                elif row["level"] != "province":
                    reading = Reading(period, above * factor, target.scope, source=source, place=place)
                    amounts.setdefault(name, []).append(reading)
    return ratios, amounts
