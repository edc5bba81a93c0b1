"""Checks against stated lines: how many projects, parcels or places came out how, and which places did not keep them.

A check has lines and no index; nobody is ranked by it, so it is shown apart from assessments of places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from zhixing.kernel.plan import CompiledPlan, Scheme, name_of
from zhixing.kernel.runs import Run

_PREFIX = "evaluation-"
_ENTITIES = {"place": "地", "project": "个"}


@dataclass(frozen=True)
class Outcome:
    """Counts of one group in one data year: by grade, and by state for those without one."""

    year: int
    group: str
    grades: Mapping[str, int]
    states: Mapping[str, int]

    @property
    def all(self) -> int:
        """Everybody."""
        return sum(self.grades.values()) + sum(self.states.values())


@dataclass(frozen=True)
class Missed:
    """A place that did not keep everything: its grade and the value of every item, in order."""

    place: str
    grade: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Checked:
    """One check over the years of a run; `missed` are the places of the newest year, none where projects are checked."""

    scheme: Scheme
    outcomes: tuple[Outcome, ...]
    items: tuple[str, ...]
    missed: tuple[Missed, ...]
    counted: str

    @property
    def states(self) -> tuple[str, ...]:
        """Titles of the states that occur."""
        found = dict.fromkeys(title for one in self.outcomes for title in one.states)
        return tuple(found)

    @property
    def last(self) -> int:
        """The newest year."""
        return max(one.year for one in self.outcomes)


def is_check(plan: CompiledPlan, scheme: Scheme) -> bool:
    """Whether a scheme holds places or projects against lines."""
    entity = plan.datasets[scheme.population.dataset].entity
    return entity in _ENTITIES and bool(scheme.grading.lines) and scheme.index is None


def checks_of(run: Run, plan: CompiledPlan) -> tuple[Checked, ...]:
    """Every check that the run holds, in the order of the plan's schemes; those that found nobody are left out."""
    found: list[Checked] = []
    for scheme in plan.schemes.values():
        years = [year for year in run.years if f"{_PREFIX}{scheme.id}-{year}" in run.results]
        if years and is_check(plan, scheme):
            checked = _checked(run, plan, scheme, years)
            found += [checked] if checked.outcomes else []
    return tuple(found)


def _checked(run: Run, plan: CompiledPlan, scheme: Scheme, years: list[int]) -> Checked:
    tables = {year: pq.read_table(run.result(f"{_PREFIX}{scheme.id}-{year}")).to_pylist() for year in years}
    titles = {state.id: state.title for state in scheme.population.states}
    outcomes = []
    for year, rows in tables.items():
        for group in scheme.population.groups:
            mine = [row for row in rows if row["group"] == group.id]
            if mine:
                outcomes.append(_outcome(scheme, year, group.title, mine, titles))
    items = tuple(
        dict.fromkeys(criterion.indicator for criteria in scheme.criteria.values() for criterion in criteria)
    )
    entity = plan.datasets[scheme.population.dataset].entity
    missed = _missed(plan, scheme, items, tables[years[-1]]) if entity == "place" else ()
    shown = tuple(f"{plan.indicators[one].title}（{plan.indicators[one].unit.text}）" for one in items)
    return Checked(scheme, tuple(outcomes), shown, missed, _ENTITIES[entity])


def _outcome(
    scheme: Scheme, year: int, group: str, rows: list[dict[str, Any]], titles: Mapping[str, str]
) -> Outcome:
    grades = dict.fromkeys(scheme.grading.grades, 0)
    states: dict[str, int] = {}
    for row in rows:
        if row["state"]:
            title = titles.get(row["state"], row["state"])
            states[title] = states.get(title, 0) + 1
        else:
            grades[row["grade"]] += 1
    return Outcome(year, group, grades, states)


def _missed(
    plan: CompiledPlan, scheme: Scheme, items: tuple[str, ...], rows: list[dict[str, Any]]
) -> tuple[Missed, ...]:
    """The worst first, and places in the order of their codes."""
    order = scheme.grading.grades
    beyond = [row for row in rows if row["grade"] and row["grade"] != order[0]]
    beyond.sort(key=lambda row: (-order.index(row["grade"]), row["place"]))
    return tuple(
        Missed(
            plan.places[row["place"]].title if row["place"] in plan.places else row["place"],
            row["grade"],
            tuple(row[f"value_{name_of(item)}"] for item in items),
        )
        for row in beyond
    )
