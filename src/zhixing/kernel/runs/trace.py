"""From a row of a sealed run back to the cells it came from."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.engine import Engine, and_, col, compare, lit, table
from zhixing.kernel.evaluation import Explanation, entity_of, explain, items_of
from zhixing.kernel.facts import Lake, cell_of, snapshot
from zhixing.kernel.indicators import Lowering
from zhixing.kernel.plan import CompiledPlan, Scheme, previous_name, require_plan, years_before
from zhixing.kernel.runs import codes
from zhixing.kernel.runs.manifest import Run

_PREFIX = "evaluation-"


def explain_enterprise(
    run: Run, lake: Lake, enterprise: str, *, year: int | None = None, scheme: str | None = None
) -> tuple[Explanation, ...]:
    """Every result of an enterprise (or of a place, by its code) in a run, explained to the source cell; newest year first.

    What it came to in a screening is for who looks after the list: it is explained where the scheme is named.

    Raises:
        Refused: `runs.no-result`.
    """
    plan = require_plan(run.folder / "plan")
    found: list[Explanation] = []
    with Engine(threads=1) as engine:
        for name in (n for n in run.results if n.startswith(_PREFIX)):
            scheme_id, _, text = name.removeprefix(_PREFIX).rpartition("-")
            if (year and int(text) != year) or (scheme and scheme_id != scheme):
                continue
            chosen = plan.schemes[scheme_id]
            if chosen.purpose == "screening" and not scheme:
                continue
            engine.register(name, run.result(name))
            rows = engine.table(_of(name, entity_of(plan, chosen), enterprise)).to_pylist()
            found += [_explained(run, lake, plan, engine, chosen, row) for row in rows]
    if not found:
        known = "、".join(n.removeprefix(_PREFIX) for n in run.results if n.startswith(_PREFIX))
        raise Refused([codes.NO_RESULT.at(NOWHERE, run=run.id, enterprise=enterprise, known=known)])
    return tuple(sorted(found, key=lambda e: (-e.year, e.scheme)))


def _of(name: str, entity: str, enterprise: str) -> exp.Select:
    return exp.select("*").from_(table(name)).where(compare(col(entity), "=", lit(enterprise)))


def _explained(
    run: Run, lake: Lake, plan: CompiledPlan, engine: Engine, scheme: Scheme, row: dict[str, Any]
) -> Explanation:
    dataset = scheme.population.dataset
    known_on = date.fromisoformat(run.manifest["request"]["as_known_on"])
    entity = entity_of(plan, scheme)
    key = {entity: row[entity], "year": int(row["year"])}
    taken = snapshot(plan, lake, dataset, known_on)
    taken.register(engine)
    same = [compare(col(name), "=", lit(value)) for name, value in key.items()]
    one = exp.select("*").from_(taken.tree.subquery("snapshot"))
    facts = engine.table(one.where(and_(*same))).to_pylist()[0]
    for years in range(1, _earliest(plan, scheme, int(row["year"])) + 1):
        then = [same[0].copy(), compare(col("year"), "=", lit(int(row["year"]) - years))]
        for found in engine.table(one.copy().where(and_(*then))).to_pylist():
            facts |= {previous_name(name, years): value for name, value in found.items()}

    def source_of(column: str, year: int) -> str:
        cell = cell_of(lake, dataset, {**key, "year": year}, column, known_on)
        if cell is None:
            return ""
        return f"{cell.place} · {cell.known_on} · {cell.receipt}"

    return explain(plan, scheme, row, facts, source_of)


def _earliest(plan: CompiledPlan, scheme: Scheme, year: int) -> int:
    """How many years before the year the formulas of a scheme's items look."""
    lowering = Lowering(plan, scheme.population.dataset, year)
    names = [n for item in items_of(scheme) for n in lowering.names_of(plan.indicators[item.indicator])]
    return max((years_before(name)[1] for name in names), default=0)
