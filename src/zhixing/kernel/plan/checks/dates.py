"""Validity periods: of parameters, definitions, organisations, places, measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.objects import Dated, DatedFormula


def check_dates(plan: CompiledPlan) -> Iterator[Issue]:
    """Periods that overlap or run backwards; parameters without exactly one source."""
    for parameter in plan.parameters.values():
        if bool(parameter.values) == bool(parameter.figure_of):
            where = plan.where("parameters", parameter.id, clause=parameter.clause)
            yield codes.PARAMETER_SOURCE.at(where, what=parameter.id)
        yield from _spans(plan, "parameters", parameter.id, "values", parameter.values)
        if parameter.placeholder and not parameter.assumptions:
            where = plan.where("parameters", parameter.id, clause=parameter.clause)
            yield codes.PLACEHOLDER.at(where, what=parameter.id)
    for indicator in plan.indicators.values():
        yield from _spans(plan, "indicators", indicator.id, "versions", indicator.versions)
    for kind in ("organisations", "places"):
        for key, item in getattr(plan, kind).items():
            valid = item.valid
            if valid.since and valid.until and valid.until < valid.since:
                where = plan.where(kind, key, "valid", clause=item.clause)
                yield codes.DATES_OVERLAP.at(where, what=key, first=valid.since, second=valid.until)
    for measure in plan.measures.values():
        basis = measure.basis
        if basis.valid_to and basis.valid_to < basis.valid_from:
            where = plan.where("measures", measure.id, "basis", clause=measure.clause)
            yield codes.DATES_OVERLAP.at(
                where, what=measure.id, first=basis.valid_from, second=basis.valid_to
            )


def _spans(
    plan: CompiledPlan, kind: str, key: str, path: str, spans: Sequence[Dated | DatedFormula]
) -> Iterator[Issue]:
    ordered = sorted(range(len(spans)), key=lambda index: spans[index].since)
    ends = [spans[index].until for index in ordered]
    for index in ordered:
        span = spans[index]
        if span.until is not None and span.until < span.since:
            where = plan.where(kind, key, path, index)
            yield codes.DATES_OVERLAP.at(where, what=key, first=span.since, second=span.until)
    for before, after, end in zip(ordered, ordered[1:], ends, strict=False):
        if end is None or end >= spans[after].since:
            where = plan.where(kind, key, path, after)
            first = f"{spans[before].since}..{end or ''}"
            second = f"{spans[after].since}..{spans[after].until or ''}"
            yield codes.DATES_OVERLAP.at(where, what=key, first=first, second=second)
