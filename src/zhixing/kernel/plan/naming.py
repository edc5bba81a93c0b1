"""Which names a formula may use on which dataset, with kind and unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from zhixing.foundation.quantities import NUMBER
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import Kind, Names, Typed, name_of
from zhixing.kernel.plan.objects import Column, Dataset, Indicator

_KINDS = {
    "amount": Kind.NUMBER,
    "count": Kind.NUMBER,
    "year": Kind.NUMBER,
    "flag": Kind.FLAG,
    "date": Kind.DATE,
}


def column_type(column: Column) -> Typed:
    """Kind and unit of a column in formulas; codes and choices are texts."""
    return Typed(_KINDS.get(column.type, Kind.TEXT), column.unit or NUMBER)


PLAN_INDUSTRY = "plan_industry"
"""The industry of the plan that a row's GB/T 4754 code belongs to; unknown outside the plan's industries."""


def names_on(
    plan: CompiledPlan, dataset: Dataset, *, aggregates: bool = False, rows_sorted: bool = True
) -> Names:
    """Columns of the dataset, the plan's industry of its rows, indicators at its grain, parameters.

    `rows_sorted` False where rows are looked at as they come in, before the plan's industry stands beside them.
    """
    known = {column.id: column_type(column) for column in dataset.columns}
    if rows_sorted and sorted_by_industry(dataset, (PLAN_INDUSTRY,)):
        known[PLAN_INDUSTRY] = Typed(Kind.TEXT)
    elsewhere: dict[str, str] = {}
    for indicator in plan.indicators.values():
        name = name_of(indicator.id)
        if _at_grain(plan, indicator, dataset):
            known.setdefault(name, Typed(Kind.NUMBER, indicator.unit))
        else:
            elsewhere.setdefault(name, indicator.dataset or indicator.reported_in or "")
    for parameter in plan.parameters.values():
        known.setdefault(name_of(parameter.id), Typed(Kind.NUMBER, parameter.unit))
    for other in plan.datasets.values():
        if other.id != dataset.id:
            for column in other.columns:
                elsewhere.setdefault(column.id, other.id)
    return Names(dataset.id, known, elsewhere, aggregates, tuple(place_groups(plan)))


def place_groups(plan: CompiledPlan) -> dict[str, tuple[str, ...]]:
    """Places by what `in_group` may ask for: their level, and the groups that places.yaml puts them in."""
    found: dict[str, list[str]] = {}
    for place in plan.places.values():
        for group in (place.level, *place.groups):
            found.setdefault(group, []).append(place.id)
    return {group: tuple(sorted(places)) for group, places in found.items()}


def places_in(plan: CompiledPlan, regions: Iterable[str]) -> tuple[str, ...]:
    """Every place in the regions (codes, or groups of places), with all that lies below it; sorted."""
    groups = place_groups(plan)
    found: set[str] = set()
    for region in regions:
        found.update((region,) if region in plan.places else groups.get(region, ()))
    more = found
    while more:
        more = {place.id for place in plan.places.values() if place.parent in more} - found
        found |= more
    return tuple(sorted(found))


def counted_by_place(dataset: Dataset, per: Collection[str]) -> bool:
    """Whether rows aggregated `per` place lie in a county and so count for every place around it."""
    columns = {column.id: column for column in dataset.columns}
    return (
        "place" in per
        and "place" not in columns
        and "county" in columns
        and columns["county"].type == "place"
    )


def sorted_by_industry(dataset: Dataset, per: Collection[str]) -> bool:
    """Whether rows are aggregated `per` industry of the plan, which their GB/T 4754 code says."""
    columns = {column.id: column for column in dataset.columns}
    return (
        PLAN_INDUSTRY in per
        and PLAN_INDUSTRY not in columns
        and "industry" in columns
        and columns["industry"].type == "industry"
    )


def _at_grain(plan: CompiledPlan, indicator: Indicator, dataset: Dataset) -> bool:
    """Whether the indicator has one value for each row of the dataset."""
    if indicator.dataset == dataset.id and not indicator.per:
        return True
    if not indicator.per or indicator.dataset == dataset.id:
        return bool(indicator.per) and set(indicator.per) == set(dataset.key)
    return set(indicator.per) <= {column.id for column in dataset.columns}
