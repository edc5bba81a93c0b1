"""Indicator values of the province, prefectures and industries by year, and what was left out of their ratios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhixing.kernel.plan import CompiledPlan, Indicator
from zhixing.kernel.runs import Run

SCOPES = {
    "all": "全部",
    "above-scale": "规上",
    "traditional": "传统制造业",
    "traditional-above-scale": "传统制造业规上",
}
LEVELS = {"province": "全省", "prefecture": "设区市", "county": "县（市、区）", "industry": "产业"}
SHOWN = ("province", "prefecture", "industry")
_PREFIX = "indicators-"


@dataclass(frozen=True)
class Level:
    """One value: an indicator of one entity in one scope and year."""

    indicator: Indicator
    scope: str
    level: str
    entity: str
    title: str
    year: int
    value: float | None
    numerator: Decimal | None
    denominator: Decimal | None
    used: int
    left_out: int

    @property
    def rows(self) -> int:
        """Rows of the facts in this scope, used or not."""
        return self.used + self.left_out


@dataclass(frozen=True)
class Table:
    """One indicator in one scope: entities down, years across."""

    indicator: Indicator
    scope: str
    years: tuple[int, ...]
    rows: tuple[tuple[str, str, tuple[Level | None, ...]], ...]


def levels_of(run: Run, plan: CompiledPlan) -> tuple[Level, ...]:
    """All values of province, prefectures and industries; indicators and entities in the plan's order."""
    found: list[Level] = []
    for name in run.results:
        if name.startswith(_PREFIX):
            table = pq.read_table(run.result(name))
            kept = table.filter(pc.is_in(table["level"], value_set=pa.array(SHOWN)))
            found += [_level(plan, row) for row in kept.to_pylist()]
    indicators, entities = list(plan.indicators), [*plan.places, *plan.industries]
    scopes, depth = list(SCOPES), list(LEVELS)
    place = {name: number for number, name in enumerate(entities)}
    return tuple(
        sorted(
            found,
            key=lambda v: (
                indicators.index(v.indicator.id), scopes.index(v.scope), depth.index(v.level),
                place.get(v.entity, len(place)), v.year,
            ),
        )
    )  # fmt: skip


def _level(plan: CompiledPlan, row: Mapping[str, Any]) -> Level:
    named = plan.places.get(row["entity"]) or plan.industries.get(row["entity"])
    return Level(
        indicator=plan.indicators[row["indicator"]],
        scope=row["scope"],
        level=row["level"],
        entity=row["entity"],
        title=named.title if named else row["entity"],
        year=row["year"],
        value=row["value"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        used=row["used"],
        left_out=row["left_out"],
    )


def scored_indicators(run: Run, plan: CompiledPlan) -> list[tuple[Indicator, str]]:
    """Indicators that the run's schemes score, the largest group's items first, each with the scope of its group."""
    found: dict[str, str] = {}
    for name in run.manifest["request"]["schemes"]:
        groups = sorted(plan.schemes[name].criteria.items(), key=lambda item: -len(item[1]))
        for group, criteria in groups:
            for criterion in criteria:
                found.setdefault(criterion.indicator, group if group in SCOPES else "all")
    return [(plan.indicators[n], scope) for n, scope in found.items() if plan.indicators[n].rollup != "none"]


def table_of(
    levels: Sequence[Level], indicator: Indicator, scope: str, depths: Sequence[str]
) -> Table | None:
    """One indicator in one scope as a table; None when there is no value."""
    kept = [v for v in levels if v.indicator.id == indicator.id and v.scope == scope and v.level in depths]
    if not kept:
        return None
    years = tuple(sorted({v.year for v in kept}))
    cells = {(v.entity, v.year): v for v in kept}
    entities = {v.entity: (v.title, v.level) for v in kept}
    rows = tuple(
        (title, level, tuple(cells.get((entity, year)) for year in years))
        for entity, (title, level) in entities.items()
    )
    return Table(indicator, scope, years, rows)


def left_out_of(levels: Sequence[Level]) -> list[Table]:
    """The whole province, each indicator in its own scope, where rows were left out in some year."""
    found: list[Table] = []
    for indicator in {v.indicator.id: v.indicator for v in levels}.values():
        table = table_of(levels, indicator, indicator.scope or "all", ("province",))
        if table and any(cell and cell.left_out for _, _, cells in table.rows for cell in cells):
            found.append(table)
    return found
