"""Which guards hold for whom by the facts alone, whatever the cut says: a veto that moved nothing still holds."""

from __future__ import annotations

from sqlglot import exp

from zhixing.foundation.issues import Issue, require
from zhixing.kernel.engine import col, func, lit, named, query, table
from zhixing.kernel.evaluation.advice import codes
from zhixing.kernel.evaluation.columns import entity_of
from zhixing.kernel.evaluation.grading import RESULTS
from zhixing.kernel.indicators import Lowering, frame
from zhixing.kernel.plan import CompiledPlan, Scheme, names_in, parse_formula


def guards_tree(plan: CompiledPlan, scheme: Scheme, year: int) -> exp.Query:
    """One row for each entity of the dataset: its key and a flag for each guard, named like it.

    Raises:
        Refused: `evaluation.guard-on-results`.
    """
    require(guards_on_results(plan, scheme))
    dataset = scheme.population.dataset
    lowering = Lowering(plan, dataset, year)
    known = {column.id for column in plan.datasets[dataset].columns}
    needed = [name for guard in scheme.guards for name in lowering.names(guard.where)]
    rows = frame(plan, dataset, year, joined=[name for name in needed if name not in known])
    flags = [
        named(func("COALESCE", exp.paren(rows.lowering.condition(guard.where)), lit(False)), guard.id)
        for guard in scheme.guards
    ]
    return query(rows.steps, exp.select(col(entity_of(plan, scheme)), *flags).from_(table("frame")))


def guards_on_results(plan: CompiledPlan, scheme: Scheme) -> list[Issue]:
    """Guards whose condition changes when totals do: who is held then is no longer a matter of facts."""
    where = plan.where("schemes", scheme.id, clause=scheme.clause)
    return [
        codes.GUARD_ON_RESULTS.at(where, scheme=scheme.id, guard=guard.id)
        for guard in scheme.guards
        if set(names_in(parse_formula(guard.where))) & set(RESULTS)
    ]
