"""Levers: facts of the formula that somebody can change, and never land or fewer people."""

from __future__ import annotations

from collections.abc import Iterator

from zhixing.foundation.issues import Issue
from zhixing.foundation.quantities import Unit
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import FormulaError, id_of, names_in, parse_formula
from zhixing.kernel.plan.objects import Column, Indicator, Lever

_AREA = Unit.parse("亩")
_PEOPLE = Unit.parse("人")


def check_levers(plan: CompiledPlan) -> Iterator[Issue]:
    """Every lever of every indicator."""
    for indicator in plan.indicators.values():
        for index, lever in enumerate(indicator.levers):
            where = plan.where("indicators", indicator.id, "levers", index, clause=indicator.clause)
            column = _column(plan, indicator, lever.column)
            if column is None or lever.column not in _used(plan, indicator, set()):
                yield codes.LEVER_COLUMN.at(where, what=indicator.id, column=lever.column)
            elif _is_barred(column, lever):
                yield codes.LEVER_BARRED.at(where, what=indicator.id, column=lever.column)


def _column(plan: CompiledPlan, indicator: Indicator, name: str) -> Column | None:
    dataset = plan.datasets.get(indicator.dataset or "")
    if dataset is None or indicator.per:
        return None
    numbers = ("amount", "count")
    return next((c for c in dataset.columns if c.id == name and c.type in numbers), None)


def _is_barred(column: Column, lever: Lever) -> bool:
    if column.unit is None:
        return False
    return column.unit.comparable(_AREA) or (lever.direction == "down" and column.unit.comparable(_PEOPLE))


def _used(plan: CompiledPlan, indicator: Indicator, seen: set[str]) -> set[str]:
    """Names an indicator's formulas use, through all definitions."""
    if indicator.id in seen:
        return set()
    seen.add(indicator.id)
    found: set[str] = set()
    for text in filter(None, (indicator.formula, *(version.formula for version in indicator.versions))):
        try:
            names = set(names_in(parse_formula(text)))
        except FormulaError:
            continue
        found |= names
        for name in names:
            other = plan.indicators.get(id_of(name))
            if other is not None:
                found |= _used(plan, other, seen)
    return found
