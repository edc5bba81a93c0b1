"""Readings of every target: computed from facts, reported by departments, published elsewhere.

A computed or reported figure counts in its own scope only. Published figures restated in the plan are always shown
beside, never counted: they were made by others, on populations nobody here can check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sqlglot import exp

from zhixing.foundation.issues import Issue, require
from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import Unit
from zhixing.kernel.engine import Session, col, compare, lit, table
from zhixing.kernel.monitoring import Reading
from zhixing.kernel.plan import CompiledPlan, Indicator, Target
from zhixing.kernel.runs import codes

_GROWTH = ("average-annual-growth", "reduction-a-year")
_PERCENT = Unit.parse("%")
PUBLISHED = "公布数"


def readings_of(plan: CompiledPlan, engine: Session, folder: Path) -> dict[str, list[Reading]]:
    """Readings of all targets that name an indicator.

    Units: of the target for levels and amounts; of the indicator where the target is a growth or reduction.

    Raises:
        Refused: `runs.reported-unit`, a reported figure in a unit that measures something else.
    """
    computed = _computed(folder)
    issues: list[Issue] = []
    found: dict[str, list[Reading]] = {}
    reported: dict[str, list[dict[str, Any]]] = {}
    for target in plan.targets.values():
        if target.indicator is None:
            continue
        indicator = plan.indicators[target.indicator]
        readings = [*_from_facts(plan, target, indicator, computed), *_published(plan, target, indicator)]
        if indicator.reported_in:
            if indicator.id not in reported:
                reported[indicator.id] = _rows(engine, indicator)
            readings += _reported(target, indicator, reported[indicator.id], issues)
        found[target.id] = readings
    require(issues)
    return found


def reported_figures(
    plan: CompiledPlan, engine: Session, indicators: Iterable[str]
) -> dict[tuple[str, str, str], Fraction]:
    """Reported values by indicator, place and period in the indicator's unit; of several scopes the first by name.

    Figures in a unit that measures something else are left out here: `readings_of` refuses them where a target uses them.
    """
    found: dict[tuple[str, str, str], Fraction] = {}
    for name in sorted(indicators):
        indicator = plan.indicators[name]
        for row in _rows(engine, indicator) if indicator.reported_in else ():
            unit = Unit.parse(row["unit"])
            if isinstance(row["value"], Decimal) and unit.comparable(indicator.unit):
                key = (name, row["place"], row["period"])
                found.setdefault(key, Fraction(row["value"]) * unit.to(indicator.unit))
    return found


def _computed(folder: Path) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Rolled-up rows by indicator and scope."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for path in sorted(folder.glob("indicators-*.parquet")):
        for row in pq.read_table(path).to_pylist():
            found.setdefault((row["indicator"], row["scope"]), []).append(row)
    return found


def _from_facts(
    plan: CompiledPlan,
    target: Target,
    indicator: Indicator,
    computed: dict[tuple[str, str], list[dict[str, Any]]],
) -> Iterator[Reading]:
    factor = factor_of(target, indicator.unit)
    for row in computed.get((indicator.id, indicator.scope or "all"), ()):
        whole = row["level"] == "province"
        if row["value"] is None or not (whole if target.places == "province" else row["level"] != "industry"):
            continue
        yield Reading(
            period=Period.of_year(row["year"]),
            value=_exact(row, indicator) * factor,
            scope=target.scope,
            source=f"{indicator.id} {row['year']}",
            place=plan.head.province if whole else row["entity"],
        )


def _exact(row: dict[str, Any], indicator: Indicator) -> Fraction:
    """The ratio of the exact totals; the rounded double is for showing."""
    if indicator.rollup in ("ratio-of-totals", "mean-of-ratios") and row["denominator"]:
        return Fraction(row["numerator"]) / Fraction(row["denominator"])
    return Fraction(row["numerator"])


def factor_of(target: Target, unit: Unit) -> Fraction:
    """From a figure's unit to the unit the target is judged in."""
    if target.unit is None or target.kind in _GROWTH:
        return Fraction(1)
    wanted = _PERCENT if target.kind == "points-a-year" else target.unit
    return unit.to(wanted)


def _rows(engine: Session, indicator: Indicator) -> list[dict[str, Any]]:
    dataset = indicator.reported_in or ""
    query = exp.select("*").from_(table(dataset)).where(compare(col("indicator"), "=", lit(indicator.id)))
    rows: list[dict[str, Any]] = engine.table(
        query.order_by(col("place"), col("period"), col("scope"))
    ).to_pylist()
    return rows


def _reported(
    target: Target, indicator: Indicator, rows: list[dict[str, Any]], issues: list[Issue]
) -> Iterator[Reading]:
    for row in rows:
        try:
            unit = Unit.parse(row["unit"])
            into = unit.to(indicator.unit) * factor_of(target, indicator.unit)
        except ValueError:
            issues.append(
                codes.REPORTED_UNIT.at(
                    indicator=indicator.id,
                    period=row["period"],
                    found=row["unit"],
                    wanted=indicator.unit.text,
                )
            )
            continue
        growth = row.get("growth")
        yield Reading(
            period=Period.parse(row["period"]),
            value=Fraction(row["value"]) * into if isinstance(row["value"], Decimal) else None,
            scope=row["scope"],
            growth=Fraction(growth) if growth is not None else None,
            source=row.get("source") or "",
            quality=row.get("quality") or "",
            place=row["place"],
        )


def _published(plan: CompiledPlan, target: Target, indicator: Indicator) -> Iterator[Reading]:
    for series in plan.published:
        if series.indicator != indicator.id:
            continue
        into = series.unit.to(indicator.unit) * factor_of(target, indicator.unit)
        yield Reading(
            period=series.period,
            value=series.value * into if series.value is not None else None,
            scope=f"{PUBLISHED}·{series.scope}",
            growth=series.growth,
            source=series.source,
            known_on=series.known_on,
            quality=series.quality,
            place=series.place,
        )
