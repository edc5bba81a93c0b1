"""Advice and fragility from a sealed run, worked out when somebody asks; the run itself stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlglot import exp

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.engine import Engine, col, compare, lit, table
from zhixing.kernel.evaluation import (
    Advice,
    advise,
    entity_of,
    fragility,
    guards_tree,
    rank_firmness,
    suggested_weights,
)
from zhixing.kernel.facts import Lake, snapshot
from zhixing.kernel.plan import CompiledPlan, Scheme, require_plan
from zhixing.kernel.runs import codes
from zhixing.kernel.runs.manifest import Run

_PREFIX = "evaluation-"
DRAWS, SEED, SPREAD = 1000, 2018, Fraction(1, 5)


@dataclass(frozen=True)
class Counsel:
    """What would change one grade and how firm it is.

    `firmness` is the enterprise's row of the fragility table. Where either cannot be worked out for the scheme,
    `refused` says why; who has no grade has neither.
    """

    enterprise: str
    year: int
    scheme: str
    scheme_title: str
    grade: str
    draws: int
    advice: tuple[Advice, ...]
    firmness: Mapping[str, Any]
    refused: tuple[Issue, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A plain mapping for programs."""
        plain = {key: value for key, value in vars(self).items() if key not in ("advice", "refused")}
        refused = [issue.to_json() for issue in self.refused]
        return plain | {"advice": [one.to_json() for one in self.advice], "refused": refused}


def advise_enterprise(
    run: Run, lake: Lake, enterprise: str, *, year: int | None = None, scheme: str | None = None,
    draws: int = DRAWS, seed: int = SEED,
) -> tuple[Counsel, ...]:  # fmt: skip
    """Advice and fragility for every result of an enterprise in a run; newest year first. Of screenings, the one named.

    Raises:
        Refused: `runs.no-result`.
    """
    plan = require_plan(run.folder / "plan")
    asked = _Asked(run, lake, plan, draws, seed)
    found: list[Counsel] = []
    for name, chosen, at in _results(run, plan):
        if (year and at != year) or (scheme and chosen.id != scheme):
            continue
        if chosen.purpose == "screening" and not scheme:
            continue
        rows = pq.read_table(run.result(name))
        mine = rows.filter(pc.equal(rows[entity_of(plan, chosen)], enterprise)).to_pylist()
        found += [_counsel(asked, chosen, at, rows, row) for row in mine]
    if not found:
        known = "、".join(name.removeprefix(_PREFIX) for name, _, _ in _results(run, plan))
        raise Refused([codes.NO_RESULT.at(NOWHERE, run=run.id, enterprise=enterprise, known=known)])
    return tuple(sorted(found, key=lambda one: (-one.year, one.scheme)))


def fragility_of(
    run: Run, lake: Lake, scheme: str, year: int, *, draws: int = DRAWS, seed: int = SEED, spread: Fraction = SPREAD,
    threads: int = 1,
) -> pa.Table:  # fmt: skip
    """The fragility table of one scheme and year of a run; of an index, how far ranks move.

    Raises:
        Refused: `runs.no-result`, and as `fragility`.
    """
    plan, chosen, rows = _result(run, scheme, year)
    if chosen.index is not None:
        return rank_firmness(plan, chosen, rows, draws=draws, seed=seed, spread=spread)
    held, _ = _held_and_facts(run, lake, plan, chosen, year)
    return fragility(plan, chosen, rows, draws=draws, seed=seed, spread=spread, held=held, threads=threads)


def weights_of(run: Run, scheme: str, year: int, method: str, *, decimals: int = 2) -> pa.Table:
    """Weights that the population of a run suggests for a scheme, beside those that are stated.

    Raises:
        Refused: `runs.no-result`, and as `suggested_weights`.
    """
    plan, chosen, rows = _result(run, scheme, year)
    return suggested_weights(plan, chosen, rows, method, decimals=decimals)


def _result(run: Run, scheme: str, year: int) -> tuple[CompiledPlan, Scheme, pa.Table]:
    plan = require_plan(run.folder / "plan")
    name = f"{_PREFIX}{scheme}-{year}"
    if name not in run.results:
        known = "、".join(other.removeprefix(_PREFIX) for other, _, _ in _results(run, plan))
        raise Refused([codes.NO_RESULT.at(NOWHERE, run=run.id, enterprise=f"{scheme} {year}", known=known)])
    return plan, plan.schemes[scheme], pq.read_table(run.result(name))


@dataclass(frozen=True)
class _Asked:
    run: Run
    lake: Lake
    plan: CompiledPlan
    draws: int
    seed: int


def _results(run: Run, plan: CompiledPlan) -> list[tuple[str, Scheme, int]]:
    found = []
    for name in run.results:
        scheme, _, year = name.removeprefix(_PREFIX).rpartition("-")
        if name.startswith(_PREFIX) and scheme in plan.schemes:
            found.append((name, plan.schemes[scheme], int(year)))
    return found


def _counsel(asked: _Asked, scheme: Scheme, year: int, rows: pa.Table, row: Mapping[str, Any]) -> Counsel:
    plan, draws = asked.plan, asked.draws
    enterprise, grade = str(row[entity_of(plan, scheme)]), str(row["grade"] or "")
    plain = Counsel(enterprise, year, scheme.id, scheme.title, grade, draws, (), {})
    if not grade:
        return plain
    try:
        held, facts = _held_and_facts(asked.run, asked.lake, plan, scheme, year)
        advice = advise(plan, scheme, rows, facts, enterprise, held=held)
        # A grading cell alone gives what it gives among all.
        cell = rows
        for name in scheme.grading.within:
            cell = cell.filter(pc.equal(cell[name], row[name]))
        firm = fragility(plan, scheme, cell, draws=draws, seed=asked.seed, spread=SPREAD, held=held)
    except Refused as refused:
        return replace(plain, refused=refused.issues)
    own = firm.filter(pc.equal(firm[entity_of(plan, scheme)], enterprise)).to_pylist()[0]
    return replace(plain, advice=advice, firmness=own)


def _held_and_facts(
    run: Run, lake: Lake, plan: CompiledPlan, scheme: Scheme, year: int
) -> tuple[pa.Table, pa.Table]:
    """Who is held by which guard, and the facts of the year, as they were known to the run."""
    known_on = date.fromisoformat(run.manifest["request"]["as_known_on"])
    dataset = scheme.population.dataset
    joined = (indicator.dataset for indicator in plan.indicators.values() if indicator.per)
    with Engine(threads=1) as engine:
        for name in sorted({dataset, *(other for other in joined if other)}):
            taken = snapshot(plan, lake, name, known_on)
            taken.register(engine)
            rows = exp.select("*").from_(taken.tree.subquery("snapshot"))
            if any(column.id == "year" for column in plan.datasets[name].columns):
                # Earlier years stay at hand: a guard may rest on an indicator that asks for them.
                rows = rows.where(compare(col("year"), "<=", lit(year)))
            engine.create(name, rows)
        facts = exp.select("*").from_(table(dataset))
        if any(column.id == "year" for column in plan.datasets[dataset].columns):
            facts = facts.where(compare(col("year"), "=", lit(year)))
        return engine.table(guards_tree(plan, scheme, year)), engine.table(facts)
