"""Proposed measures: from a grade (or a condition) to an amount, with document, clause and dates.

A proposal is not a decision: a person decides, later and elsewhere. Amounts are exact decimals, base × rate, rounded
half away from zero to the measure's decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from zhixing.foundation.issues import Issue
from zhixing.foundation.periods import Period
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.engine import (
    Tree,
    and_,
    case,
    cast,
    col,
    compare,
    decimal,
    is_known,
    lit,
    named,
    query,
    table,
    times,
)
from zhixing.kernel.indicators import frame
from zhixing.kernel.measures import codes
from zhixing.kernel.plan import CompiledPlan, Measure

_BASE_PLACES = 8


def not_in_force(plan: CompiledPlan, measure: Measure, years: Sequence[int]) -> Issue | None:
    """The issue that says to which of the years a measure may not be applied; None when it is in force in all."""
    since, until = measure.basis.valid_from, measure.basis.valid_to or date.max
    spans = [Period.of_year(year) for year in years]
    outside = [span.text for span in spans if not (since <= span.start and span.end <= until)]
    if not outside:
        return None
    where = plan.where("measures", measure.id, "basis", clause=measure.clause)
    return codes.NOT_IN_FORCE.at(
        where,
        measure=measure.id,
        document=measure.basis.document,
        since=since,
        until=measure.basis.valid_to or "—",
        years="、".join(outside),
    )


def build(plan: CompiledPlan, measure: Measure, year: int, graded: str | None) -> exp.Query:
    """Proposals of a measure for a year: measure, year, entity, grade, base, rate, amount; ordered by entity.

    Args:
        graded: the engine's table with the result of the measure's scheme for the year (columns enterprise, grade).
    """
    contract = plan.datasets[measure.dataset]
    entity = contract.key[0]
    rows = frame(plan, measure.dataset, year, joined=())
    base = decimal(rows.lowering.value_of(measure.base), _BASE_PLACES)
    grade: Tree = col("grade", graded) if graded else cast(lit(None), "VARCHAR")
    rate = _rate(measure, grade)
    selected = exp.select(
        named(col(entity, "frame"), "entity"), named(grade, "grade"), named(base, "base"), named(rate, "rate")
    ).from_(table("frame"))  # fmt: skip
    if graded:
        # Only the grade is taken from the result, so that the measure's own condition can mean nothing but the facts.
        on = compare(col("enterprise", graded), "=", col(entity, "frame"))
        selected = selected.join(_grades(graded), on=on)
    conditions = [rows.lowering.condition(measure.where)] if measure.where else []
    proposed = selected.where(and_(*conditions)) if conditions else selected
    amount = decimal(times(decimal(col("base"), _BASE_PLACES, 28), col("rate")), measure.decimals)
    last = exp.select(
        named(lit(measure.id), "measure"), named(cast(lit(year), "INTEGER"), "year"), col("entity"), col("grade"),
        col("base"), col("rate"), named(amount, "amount"), named(lit(measure.unit.text), "unit"),
        named(lit(measure.basis.document), "document"),
    ).from_(table("proposed")).where(and_(is_known(col("base")), is_known(col("rate"))))  # fmt: skip
    return query([*rows.steps, ("proposed", proposed)], last.order_by(col("entity")))


def _grades(graded: str) -> exp.Subquery:
    kept = exp.select(col("enterprise"), named(col("treated_as"), "grade")).from_(table(graded))
    return kept.subquery(exp.TableAlias(this=exp.to_identifier(graded, quoted=True)))


def _rate(measure: Measure, grade: Tree) -> Tree:
    if measure.rate is not None:
        return decimal(lit(as_decimal(measure.rate)), 6, 9)
    branches: list[tuple[Tree, Tree]] = [
        (compare(grade.copy(), "=", lit(letter)), decimal(lit(as_decimal(rate)), 6, 9))
        for letter, rate in measure.by_grade.items()
    ]
    return case(branches)
