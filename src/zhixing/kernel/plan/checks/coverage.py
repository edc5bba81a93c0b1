"""Every clause is encoded or listed as left to judgement: nothing of the plan is lost without a word."""

from __future__ import annotations

from collections.abc import Iterator

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.checks.references import CITING
from zhixing.kernel.plan.compiled import CompiledPlan

_CONTENT = tuple(kind for kind in CITING if kind not in ("organisations", "places"))


def encoded_clauses(plan: CompiledPlan) -> dict[str, int]:
    """How many objects cite each clause; organisations and places do not count as carrying a clause out."""
    counts = dict.fromkeys(plan.clauses, 0)
    for kind in _CONTENT:
        for item in getattr(plan, kind).values():
            for clause in (item.clause, *getattr(item, "also_clauses", ())):
                if clause in counts:
                    counts[clause] += 1
    for task in plan.tasks.values():
        if task.programme in counts and task.programme != task.clause:
            counts[task.programme] += 1
    return counts


def check_coverage(plan: CompiledPlan) -> Iterator[Issue]:
    """Leaf clauses that nothing cites and `not_encoded.yaml` does not list."""
    cited = encoded_clauses(plan)
    listed = {entry.clause for entry in plan.not_encoded}
    for clause in plan.clauses.values():
        is_leaf = not any(other.startswith(clause.id + ".") for other in plan.clauses)
        if is_leaf and not cited[clause.id] and clause.id not in listed:
            where = plan.where("clauses", clause.id, clause=clause.id)
            yield codes.CLAUSE_NOT_COVERED.at(where, clause=clause.id, title=clause.title)
