"""How grades are spread over years, counties and industries, who moved, and what the measures come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhixing.kernel.plan import CompiledPlan, Scheme
from zhixing.kernel.runs import Run

OUTSIDE = "方案产业以外"
MOVERS = 20


@dataclass(frozen=True)
class Spread:
    """Enterprises by grade of one county, industry or the whole; `ungraded` are in a named state instead."""

    key: str
    title: str
    by_grade: Mapping[str, int]
    ungraded: int
    place: Any = None

    @property
    def graded(self) -> int:
        """Everyone with a grade."""
        return sum(self.by_grade.values())

    @property
    def all(self) -> int:
        """Everyone who takes part."""
        return self.graded + self.ungraded


@dataclass(frozen=True)
class Mover:
    """An enterprise whose total moved from one year to the next."""

    name: str
    enterprise: str
    county: str
    industry: str
    group: str
    before: Decimal
    after: Decimal
    change: Decimal
    grade_before: str
    grade: str


@dataclass(frozen=True)
class Moves:
    """Who rose and fell most between two years, and how grades moved in all; `steps` is (before, after) -> count.

    Risers and fallers are of the scheme's first group, titled `group`: where few items make the total, as for small
    firms, the list would be a row of firms that went from nothing to the cap.
    """

    year: int
    group: str
    compared: int
    risers: tuple[Mover, ...]
    fallers: tuple[Mover, ...]
    steps: Mapping[tuple[str, str], int]

    def turns(self, grades: Sequence[str]) -> tuple[int, int, int]:
        """How many have a better, the same and a worse grade than the year before; `grades` best first."""
        better = same = worse = 0
        for (before, after), count in self.steps.items():
            step = grades.index(before) - grades.index(after)
            better, same, worse = (
                better + count * (step > 0),
                same + count * (step == 0),
                worse + count * (step < 0),
            )
        return better, same, worse


@dataclass(frozen=True)
class Graded:
    """One scheme in one data year."""

    scheme: Scheme
    year: int
    whole: Spread
    states: Mapping[str, int]
    counties: tuple[Spread, ...]
    industries: tuple[Spread, ...]

    @property
    def grades(self) -> tuple[str, ...]:
        """Grades, best first."""
        return self.scheme.grading.grades


def graded_of(run: Run, plan: CompiledPlan, purpose: str = "evaluation") -> tuple[Graded, ...]:
    """Every scheme of a purpose and year of the run: schemes that reach most counties first, years in order."""
    found: list[Graded] = []
    for year in run.years:
        if f"distribution-{year}" not in run.results:
            continue
        rows = pq.read_table(run.result(f"distribution-{year}")).to_pylist()
        found += [
            _graded(plan, plan.schemes[name], year, [row for row in rows if row["scheme"] == name])
            for name in {row["scheme"] for row in rows}
            if plan.schemes[name].purpose == purpose
        ]
    order = list(plan.schemes)
    reach = {one.scheme.id: max(len(o.counties) for o in found if o.scheme is one.scheme) for one in found}
    return tuple(sorted(found, key=lambda one: (-reach[one.scheme.id], order.index(one.scheme.id), one.year)))


def _graded(plan: CompiledPlan, scheme: Scheme, year: int, rows: list[dict[str, Any]]) -> Graded:
    titles = {state.id: state.title for state in scheme.population.states}
    states: dict[str, int] = {}
    for row in rows:
        if row["outcome"] not in scheme.grading.grades:
            title = titles.get(row["outcome"], row["outcome"] or "—")
            states[title] = states.get(title, 0) + row["enterprises"]
    counties = _spreads(scheme, rows, "county", {p.id: p.title for p in plan.places.values()}, plan)
    industries = _spreads(
        scheme, rows, "plan_industry", {i.id: i.title for i in plan.industries.values()}, plan
    )
    return Graded(scheme, year, _spread(scheme, "", "合计", rows), states, counties, industries)


def _spreads(
    scheme: Scheme, rows: list[dict[str, Any]], by: str, titles: Mapping[str, str], plan: CompiledPlan
) -> tuple[Spread, ...]:
    """In the plan's order; what the plan does not name comes last."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(row[by] or "", []).append(row)
    order = list(titles)
    keys = sorted(parts, key=lambda key: (key not in titles, order.index(key) if key in titles else 0, key))
    return tuple(
        _spread(scheme, key, titles.get(key, key or OUTSIDE), parts[key], plan.places.get(key))
        for key in keys
    )


def _spread(
    scheme: Scheme, key: str, title: str, rows: Iterable[dict[str, Any]], place: Any = None
) -> Spread:
    counts = dict.fromkeys(scheme.grading.grades, 0)
    ungraded = 0
    for row in rows:
        if row["outcome"] in counts:
            counts[row["outcome"]] += row["enterprises"]
        else:
            ungraded += row["enterprises"]
    return Spread(key, title, counts, ungraded, place)


def moves_of(run: Run, plan: CompiledPlan, scheme: Scheme) -> tuple[Moves, ...]:
    """Moves of a scheme, year by year."""
    found: list[Moves] = []
    for year in run.years:
        name = f"moves-{scheme.id}-{year}"
        if name in run.results:
            found.append(_moves(plan, scheme, year, pq.read_table(run.result(name))))
    return tuple(found)


def _moves(plan: CompiledPlan, scheme: Scheme, year: int, table: pa.Table) -> Moves:
    groups = {group.id: group.title for group in scheme.population.groups}

    def ends(beyond: Any, direction: str) -> tuple[Mover, ...]:
        first = pc.equal(table["group"], next(iter(groups)))
        moved = table.filter(pc.and_(first, beyond(table["change"], pa.scalar(0, table["change"].type))))
        rows = (
            moved.sort_by([("change", direction), ("enterprise", "ascending")]).slice(0, MOVERS).to_pylist()
        )
        return tuple(_mover(plan, groups, row) for row in rows)

    counted = table.group_by(["grade_before", "grade"]).aggregate([("enterprise", "count")]).to_pylist()
    steps = {(row["grade_before"], row["grade"]): row["enterprise_count"] for row in counted}
    risers, fallers = ends(pc.greater, "descending"), ends(pc.less, "ascending")
    return Moves(year, next(iter(groups.values())), table.num_rows, risers, fallers, steps)


def _mover(plan: CompiledPlan, groups: Mapping[str, str], row: dict[str, Any]) -> Mover:
    place = plan.places.get(row["county"])
    return Mover(
        name=row["name"] or "",
        enterprise=row["enterprise"],
        county=place.title if place else row["county"] or "",
        industry=row["industry"] or "",
        group=groups.get(row["group"], row["group"] or ""),
        before=row["total_before"],
        after=row["total"],
        change=row["change"],
        grade_before=row["grade_before"],
        grade=row["grade"],
    )
