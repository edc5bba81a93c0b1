"""When a measure may be applied: its basis covers the whole period, first and last day included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhixing.foundation.issues import Issue
from zhixing.foundation.periods import Period
from zhixing.kernel.measures import codes
from zhixing.kernel.plan import CompiledPlan, Measure


def in_force(measure: Measure, period: Period) -> bool:
    """Whether the basis covers every day of the period."""
    return measure.basis.valid_from <= period.start and period.end <= (measure.basis.valid_to or date.max)


def not_in_force(plan: CompiledPlan, measure: Measure, years: Sequence[int]) -> Issue | None:
    """The issue that says to which of the years a measure may not be applied; None when it is in force in all."""
    outside = [str(year) for year in years if not in_force(measure, Period.of_year(year))]
    if not outside:
        return None
    where = plan.where("measures", measure.id, "basis", clause=measure.clause)
    return codes.NOT_IN_FORCE.at(
        where,
        measure=measure.id,
        document=measure.basis.document,
        since=measure.basis.valid_from,
        until=measure.basis.valid_to or "—",
        years="、".join(outside),
    )
