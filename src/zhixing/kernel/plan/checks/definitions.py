"""Indicators and row rules: sources, formulas, units, grains, circles."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from sqlglot import exp

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import (
    IN_UNIT,
    FormulaError,
    Kind,
    check_formula,
    id_of,
    names_in,
    parse_formula,
)
from zhixing.kernel.plan.naming import PLAN_INDUSTRY, counted_by_place, names_on, sorted_by_industry
from zhixing.kernel.plan.objects import Dataset, Indicator
from zhixing.kernel.plan.scopes import scopes_of


def check_definitions(plan: CompiledPlan) -> Iterator[Issue]:
    """Every formula of datasets and indicators."""
    for dataset in plan.datasets.values():
        names = names_on(plan, dataset, rows_sorted=False)
        for index, rule in enumerate(dataset.rules):
            where = plan.where("datasets", dataset.id, "rules", index, "must", clause=dataset.clause)
            yield from check_formula(f"{dataset.id}.{rule.id}", rule.must, names, where, Kind.FLAG)
    for indicator in plan.indicators.values():
        yield from _indicator(plan, indicator)
        yield from _rolls_up(plan, indicator)
    yield from _circles(plan)


def _indicator(plan: CompiledPlan, indicator: Indicator) -> Iterator[Issue]:
    where = plan.where("indicators", indicator.id, clause=indicator.clause)
    formulas = [("formula", indicator.formula)] if indicator.formula else []
    formulas += [(f"versions.{i}", version.formula) for i, version in enumerate(indicator.versions)]
    computed = bool(indicator.dataset and formulas)
    if computed == bool(indicator.reported_in) or (indicator.dataset and not formulas):
        yield codes.INDICATOR_SOURCE.at(where, what=indicator.id)
        return
    if indicator.dataset is None or indicator.dataset not in plan.datasets:
        return
    dataset = plan.datasets[indicator.dataset]
    rows_sorted = not indicator.per
    names = names_on(plan, dataset, aggregates=bool(indicator.per), rows_sorted=rows_sorted)
    for path, formula in formulas:
        at = plan.where("indicators", indicator.id, *path.split("."), clause=indicator.clause)
        yield from check_formula(indicator.id, formula, names, at, Kind.NUMBER, indicator.unit)
        if indicator.rollup == "ratio-of-totals" and not _is_quotient(formula):
            yield codes.ROLLUP_SHAPE.at(at, what=indicator.id)
    yield from _aggregated(plan, indicator, dataset)
    if indicator.where:
        at = plan.where("indicators", indicator.id, "where", clause=indicator.clause)
        known = names_on(plan, dataset, rows_sorted=rows_sorted)
        yield from check_formula(indicator.id, indicator.where, known, at, Kind.FLAG)


def _aggregated(plan: CompiledPlan, indicator: Indicator, dataset: Dataset) -> Iterator[Issue]:
    """Rows can be aggregated by columns they have, and by place where they lie in a county."""
    known = [column.id for column in dataset.columns]
    for name in indicator.per:
        if name in known or (name == "place" and counted_by_place(dataset, indicator.per)):
            continue
        if name == PLAN_INDUSTRY and sorted_by_industry(dataset, indicator.per):
            continue
        where = plan.where("indicators", indicator.id, "per", clause=indicator.clause)
        near = "、".join(get_close_matches(name, known, n=3, cutoff=0.5)) or "—"
        yield codes.UNKNOWN_NAME.at(where, what=indicator.id, name=name, near=near)


def _rolls_up(plan: CompiledPlan, indicator: Indicator) -> Iterator[Issue]:
    """Scopes and places that the dataset's columns allow."""
    dataset = plan.datasets.get(indicator.dataset or "")
    if dataset is None or indicator.rollup == "none" or indicator.per:
        return
    known = scopes_of(dataset)
    where = plan.where("indicators", indicator.id, "scope", clause=indicator.clause)
    if indicator.scope and indicator.scope not in known:
        yield codes.UNKNOWN_SCOPE.at(where, what=indicator.id, name=indicator.scope, known="、".join(known))
    places = [column.id for column in dataset.columns if column.type == "place"]
    if dataset.entity != "place" and "county" not in places:
        at = plan.where("datasets", dataset.id, clause=dataset.clause)
        yield codes.DATASET_COLUMNS.at(at, what=dataset.id)


def _is_quotient(formula: str) -> bool:
    try:
        tree = parse_formula(formula)
    except FormulaError:
        return True  # said elsewhere
    while isinstance(tree, exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.Anonymous) and str(tree.this).upper() == IN_UNIT and tree.expressions:
        tree = tree.expressions[0]
    return isinstance(tree, exp.Div)


def _circles(plan: CompiledPlan) -> Iterator[Issue]:
    state: dict[str, int] = {}

    def visit(key: str, chain: tuple[str, ...]) -> Iterator[Issue]:
        if key in chain:
            where = plan.where("indicators", key, clause=plan.indicators[key].clause)
            yield codes.CIRCULAR.at(where, chain=" → ".join([*chain[chain.index(key) :], key]))
            return
        if state.get(key):
            return
        for other in _referred(plan, key):
            yield from visit(other, (*chain, key))
        state[key] = 1

    for key in plan.indicators:
        yield from visit(key, ())


def _referred(plan: CompiledPlan, key: str) -> Iterator[str]:
    indicator = plan.indicators[key]
    texts = [indicator.formula or "", indicator.where or "", *(v.formula for v in indicator.versions)]
    for text in filter(None, texts):
        try:
            tree = parse_formula(text)
        except FormulaError:
            continue
        for name in names_in(tree):
            if id_of(name) in plan.indicators:
                yield id_of(name)
