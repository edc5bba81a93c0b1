"""Everything an object names must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from zhixing.foundation.issues import Issue, IssueCode
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.naming import place_groups

CITING = (
    "organisations",
    "places",
    "place_groups",
    "crosswalks",
    "fields",
    "industries",
    "datasets",
    "indicators",
    "parameters",
    "targets",
    "tasks",
    "forms",
    "registers",
    "schemes",
    "signs",
    "measures",
    "stackings",
    "reports",
)


def check_references(plan: CompiledPlan) -> Iterator[Issue]:
    """Unknown clauses, organisations, places, indicators, targets, datasets, schemes; with near names."""
    yield from _clauses(plan)
    yield from _units(plan)
    yield from _places(plan)
    for target in plan.targets.values():
        yield from _one(
            plan,
            codes.UNKNOWN_INDICATOR,
            "targets",
            target.id,
            "indicator",
            target.indicator,
            plan.indicators,
        )
        if target.agrees_with:
            other = target.agrees_with.target
            yield from _one(
                plan, codes.UNKNOWN_TARGET, "targets", target.id, "agrees_with", other, plan.targets
            )
    for task in plan.tasks.values():
        yield from _each(plan, codes.UNKNOWN_TARGET, "tasks", task.id, "targets", task.targets, plan.targets)
        yield from _one(
            plan, codes.UNKNOWN_CLAUSE, "tasks", task.id, "programme", task.programme, plan.clauses
        )
    for industry in plan.industries.values():
        yield from _one(
            plan, codes.UNKNOWN_FIELD, "industries", industry.id, "field", industry.field, plan.fields
        )
    for parameter in plan.parameters.values():
        figure = parameter.figure_of
        yield from _one(
            plan, codes.UNKNOWN_TARGET, "parameters", parameter.id, "figure_of", figure, plan.targets
        )
    for indicator in plan.indicators.values():
        for key in ("dataset", "reported_in"):
            name = getattr(indicator, key)
            yield from _one(plan, codes.UNKNOWN_DATASET, "indicators", indicator.id, key, name, plan.datasets)
    for index, series in enumerate(plan.published):
        name = series.indicator
        yield from _one(
            plan, codes.UNKNOWN_INDICATOR, "published", str(index), "indicator", name, plan.indicators
        )


def _clauses(plan: CompiledPlan) -> Iterator[Issue]:
    for kind in CITING:
        for key, item in getattr(plan, kind).items():
            yield from _one(plan, codes.UNKNOWN_CLAUSE, kind, key, "clause", item.clause, plan.clauses)
            also = getattr(item, "also_clauses", ())
            yield from _each(plan, codes.UNKNOWN_CLAUSE, kind, key, "also_clauses", also, plan.clauses)
    for kind in ("not_encoded", "cases"):
        for index, item in enumerate(getattr(plan, kind)):
            yield from _one(plan, codes.UNKNOWN_CLAUSE, kind, str(index), "clause", item.clause, plan.clauses)
    for clause in plan.clauses:
        parent = clause.rpartition(".")[0]
        if parent and parent not in plan.clauses:
            where = plan.where("clauses", clause, clause=clause)
            yield codes.NO_PARENT_CLAUSE.at(where, clause=clause, parent=parent)


def _units(plan: CompiledPlan) -> Iterator[Issue]:
    unknown = codes.UNKNOWN_ORGANISATION
    yield from _one(plan, unknown, "head", plan.head.id, "issuer", plan.head.issuer, plan.organisations)
    for kind in ("targets", "tasks"):
        for key, item in getattr(plan, kind).items():
            yield from _each(plan, unknown, kind, key, "lead_units", item.lead_units, plan.organisations)
            yield from _each(
                plan, unknown, kind, key, "supporting_units", item.supporting_units, plan.organisations
            )
    for target in plan.targets.values():
        yield from _one(plan, unknown, "targets", target.id, "judge", target.judge, plan.organisations)
    for organisation in plan.organisations.values():
        names = [successor.id for successor in organisation.successors]
        yield from _each(
            plan, unknown, "organisations", organisation.id, "successors", names, plan.organisations
        )
    for dataset in plan.datasets.values():
        for index, column in enumerate(dataset.columns):
            if column.supplier and column.supplier not in plan.organisations:
                where = plan.where(
                    "datasets", dataset.id, "columns", index, "supplier", clause=dataset.clause
                )
                near = _near(column.supplier, plan.organisations)
                yield unknown.at(where, what=f"{dataset.id}.{column.id}", name=column.supplier, near=near)


def _places(plan: CompiledPlan) -> Iterator[Issue]:
    unknown = codes.UNKNOWN_PLACE
    yield from _one(plan, unknown, "head", plan.head.id, "province", plan.head.province, plan.places)
    for place in plan.places.values():
        # A plan that names its groups names all of them.
        for group in place.groups if plan.place_groups else ():
            if group not in plan.place_groups:
                where = plan.where("places", place.id, "groups", clause=place.clause)
                yield codes.UNNAMED_PLACE_GROUP.at(
                    where, what=place.title, name=group, known="、".join(plan.place_groups)
                )
        yield from _one(plan, unknown, "places", place.id, "parent", place.parent, plan.places)
        names = [successor.id for successor in place.successors]
        yield from _each(plan, unknown, "places", place.id, "successors", names, plan.places)
    for scheme in plan.schemes.values():
        yield from _one(plan, unknown, "schemes", scheme.id, "place", scheme.place, plan.places)
    for measure in plan.measures.values():
        known = {*plan.places, *place_groups(plan)}
        yield from _each(plan, unknown, "measures", measure.id, "region", measure.region, known)
    for index, series in enumerate(plan.published):
        yield from _one(plan, unknown, "published", str(index), "place", series.place, plan.places)


def _each(
    plan: CompiledPlan,
    code: IssueCode,
    kind: str,
    key: str,
    path: str,
    names: Iterable[str],
    known: Iterable[str],
) -> Iterator[Issue]:
    for name in names:
        yield from _one(plan, code, kind, key, path, name, known)


def _one(
    plan: CompiledPlan,
    code: IssueCode,
    kind: str,
    key: str,
    path: str,
    name: str | None,
    known: Iterable[str],
) -> Iterator[Issue]:
    if name is None or name in known:
        return
    what = f"{kind[:-1]} {key}" if kind.endswith("s") else f"{kind} {key}"
    clause = str(getattr(_item(plan, kind, key), "clause", ""))
    yield code.at(plan.where(kind, key, path, clause=clause), what=what, name=name, near=_near(name, known))


def _item(plan: CompiledPlan, kind: str, key: str) -> object:
    items = getattr(plan, kind)
    if isinstance(items, tuple):
        return items[int(key)]
    return items[key] if kind != "head" else items


def _near(name: str, known: Iterable[str]) -> str:
    return "、".join(get_close_matches(name, list(known), n=3, cutoff=0.5)) or "—"
