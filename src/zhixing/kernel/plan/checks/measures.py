"""Measures: a rate for every grade, a base in the declared unit, a condition that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import Kind, check_formula
from zhixing.kernel.plan.naming import names_on


def check_measures(plan: CompiledPlan) -> Iterator[Issue]:
    """Everything that would make a measure's amount ambiguous."""
    for measure in plan.measures.values():
        where = plan.where("measures", measure.id, clause=measure.clause)
        if measure.dataset not in plan.datasets:
            yield codes.UNKNOWN_DATASET.at(
                where, what=measure.id, name=measure.dataset, near="、".join(plan.datasets)
            )
            continue
        scheme = plan.schemes.get(measure.scheme or "")
        if measure.scheme and scheme is None:
            near = "、".join(plan.schemes)
            yield codes.UNKNOWN_SCHEME.at(where, what=measure.id, name=measure.scheme, near=near)
        complete = scheme is not None and set(measure.by_grade) == set(scheme.grading.grades)
        if (measure.rate is None) == (not measure.by_grade) or (measure.by_grade and scheme and not complete):
            yield codes.MEASURE_RATE.at(where, what=measure.id)
        names = names_on(plan, plan.datasets[measure.dataset])
        at = plan.where("measures", measure.id, "base", clause=measure.clause)
        yield from check_formula(measure.id, measure.base, names, at, Kind.NUMBER, measure.unit)
        if measure.where:
            at = plan.where("measures", measure.id, "where", clause=measure.clause)
            yield from check_formula(measure.id, measure.where, names, at, Kind.FLAG)
