"""Assessed places: who stands where in each group of peers, by which parts, and how firm the rank is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.foundation.issues import Refused
from zhixing.kernel.evaluation import rank_firmness
from zhixing.kernel.plan import CompiledPlan, Pillar, Scheme, name_of
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports.checks import is_check

_PREFIX = "evaluation-"
_SEED = 2018


@dataclass(frozen=True)
class AssessedPlace:
    """One place in its group. `parts` are points out of a hundred of each part; the rank's span is of 5-95 % of draws."""

    place: str
    title: str
    total: Decimal | None
    rank: int | None
    of: int | None
    grade: str
    state: str
    parts: tuple[Decimal | None, ...]
    rank_low: int | None = None
    rank_high: int | None = None

    @property
    def span(self) -> str:
        """The span of ranks when the weights move; empty where it was not worked out."""
        if self.rank_low is None or self.rank_high is None:
            return ""
        return f"{self.rank_low}" if self.rank_low == self.rank_high else f"{self.rank_low}—{self.rank_high}"


@dataclass(frozen=True)
class Peers:
    """A group of places that are ranked among themselves, best first; those without a rank last."""

    title: str
    places: tuple[AssessedPlace, ...]


@dataclass(frozen=True)
class Assessed:
    """One assessment of places in one data year."""

    scheme: Scheme
    year: int
    parts: tuple[Pillar, ...]
    groups: tuple[Peers, ...]

    @property
    def graded(self) -> bool:
        """Whether grades say more than that somebody took part."""
        return len(self.scheme.grading.grades) > 1


def assessed_of(run: Run, plan: CompiledPlan) -> tuple[Assessed, ...]:
    """Every assessment of places that the run holds, checks against lines apart, in the order of the plan's schemes and of the years."""
    found: list[Assessed] = []
    for scheme in plan.schemes.values():
        if plan.datasets[scheme.population.dataset].entity != "place" or is_check(plan, scheme):
            continue
        years = [year for year in run.years if f"{_PREFIX}{scheme.id}-{year}" in run.results]
        found += [_assessed(run, plan, scheme, year) for year in years]
    return tuple(found)


def _assessed(run: Run, plan: CompiledPlan, scheme: Scheme, year: int) -> Assessed:
    table = pq.read_table(run.result(f"{_PREFIX}{scheme.id}-{year}"))
    rows, firm = table.to_pylist(), _firmness(plan, scheme, table)
    parts = tuple(p for p in (scheme.index.pillars if scheme.index else ()) if p.parent is None)
    groups = []
    for group in scheme.population.groups:
        mine = [row for row in rows if row["group"] == group.id]
        mine.sort(key=lambda row: (row["rank"] is None, row["rank"] or 0, row["place"]))
        if mine:
            places = tuple(_place(plan, scheme, row, parts, firm.get(row["place"], {})) for row in mine)
            groups.append(Peers(group.title, places))
    return Assessed(scheme, year, parts, tuple(groups))


def _firmness(plan: CompiledPlan, scheme: Scheme, table: pa.Table) -> Mapping[str, Mapping[str, Any]]:
    """How firm each rank of an index is; empty for what is no index."""
    try:
        found = rank_firmness(plan, scheme, table, seed=_SEED)
    except Refused:
        return {}
    return {row["place"]: row for row in found.to_pylist()}


def _place(
    plan: CompiledPlan,
    scheme: Scheme,
    row: Mapping[str, Any],
    parts: tuple[Pillar, ...],
    firm: Mapping[str, Any],
) -> AssessedPlace:
    place = plan.places.get(row["place"])
    states = {state.id: state.title for state in scheme.population.states}
    return AssessedPlace(
        place=row["place"],
        title=place.title if place else row["place"],
        total=row["total"],
        rank=row["rank"],
        of=row["of"],
        grade=row["grade"] or "",
        state=states.get(row["state"] or "", ""),
        parts=tuple(row[f"pillar_{name_of(part.id)}"] for part in parts),
        rank_low=firm.get("rank_low"),
        rank_high=firm.get("rank_high"),
    )
