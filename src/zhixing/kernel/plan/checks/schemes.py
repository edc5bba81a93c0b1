"""Evaluation schemes: groups, weights, bases, grades, shares, conditions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zhixing.foundation.issues import Issue, Where
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import Kind, Names, Typed, check_formula, name_of
from zhixing.kernel.plan.naming import names_on
from zhixing.kernel.plan.scheme import Criterion, Scheme

_AFTER = {"total": Kind.NUMBER, "rank": Kind.NUMBER, "grade": Kind.TEXT, "group": Kind.TEXT}


def check_schemes(plan: CompiledPlan) -> Iterator[Issue]:
    """Everything that would make a scheme ambiguous."""
    for scheme in plan.schemes.values():
        if scheme.population.dataset not in plan.datasets:
            where = plan.where("schemes", scheme.id, "population", "dataset", clause=scheme.clause)
            name = scheme.population.dataset
            yield codes.UNKNOWN_DATASET.at(where, what=scheme.id, name=name, near="、".join(plan.datasets))
            continue
        yield from _groups(plan, scheme)
        for group, criteria in scheme.criteria.items():
            yield from _criteria(plan, scheme, group, criteria)
        yield from _grading(plan, scheme)
        yield from _conditions(plan, scheme)


def _at(plan: CompiledPlan, scheme: Scheme, *path: str | int) -> Where:
    return plan.where("schemes", scheme.id, *path, clause=scheme.clause)


def _groups(plan: CompiledPlan, scheme: Scheme) -> Iterator[Issue]:
    groups = [group.id for group in scheme.population.groups]
    for name in sorted(set(groups) ^ set(scheme.criteria)):
        yield codes.UNKNOWN_GROUP.at(
            _at(plan, scheme, "criteria", name), what=scheme.id, name=name, near="、".join(groups)
        )


def _criteria(
    plan: CompiledPlan, scheme: Scheme, group: str, criteria: tuple[Criterion, ...]
) -> Iterator[Issue]:
    found = sum((criterion.weight for criterion in criteria), Fraction(0))
    if found != scheme.weights_add_to:
        wanted = as_decimal(scheme.weights_add_to)
        where = _at(plan, scheme, "criteria", group)
        yield codes.WEIGHTS.at(where, what=scheme.id, group=group, found=as_decimal(found), wanted=wanted)
    names = names_on(plan, plan.datasets[scheme.population.dataset]).known
    for index, criterion in enumerate(criteria):
        where = _at(plan, scheme, "criteria", group, index)
        if criterion.indicator not in plan.indicators or name_of(criterion.indicator) not in names:
            near = "、".join(i for i in plan.indicators if name_of(i) in names)
            yield codes.UNKNOWN_INDICATOR.at(where, what=scheme.id, name=criterion.indicator, near=near)
        bases = (criterion.base is not None) + (criterion.base_from is not None)
        if bases != 1 or (criterion.base is not None and criterion.base <= 0):
            yield codes.BASE_SOURCE.at(where, what=scheme.id, name=criterion.indicator)


def _grading(plan: CompiledPlan, scheme: Scheme) -> Iterator[Issue]:
    grading = scheme.grading
    where = _at(plan, scheme, "grading")
    total = sum((share.percent for share in grading.shares), Fraction(0))
    if bool(grading.shares) == bool(grading.lines):
        yield codes.SCHEME_PLACE.at(
            where,
            what=scheme.id,
            why="grading 应恰好写 shares 或 lines 之一",
            why_en="grading needs one of shares and lines",
        )
    if grading.shares and (total > 100 or (grading.rest is None and total != 100)):
        yield codes.SHARES.at(where, what=scheme.id, found=as_decimal(total))
    if grading.lines and grading.rest is None:
        yield codes.NO_GRADE_FOR_REST.at(where, what=scheme.id)
    used = [share.grade for share in grading.shares] + [line.grade for line in grading.lines]
    used += [grading.rest] if grading.rest else []
    for guard in scheme.guards:
        used += [g for g in (guard.goes_to, guard.not_above, guard.not_below) if g]
    for name in sorted(set(used) - set(grading.grades)):
        yield codes.UNKNOWN_GRADE.at(where, what=scheme.id, name=name, near="、".join(grading.grades))
    order = [grading.grades.index(share.grade) for share in grading.shares if share.grade in grading.grades]
    if order != sorted(order):
        yield codes.SCHEME_PLACE.at(
            where,
            what=scheme.id,
            why="shares 要从最好的一等写起",
            why_en="shares are written from the best grade down",
        )


def _conditions(plan: CompiledPlan, scheme: Scheme) -> Iterator[Issue]:
    names = names_on(plan, plan.datasets[scheme.population.dataset])
    after = Names(names.dataset, {**names.known, **{n: Typed(k) for n, k in _AFTER.items()}}, names.elsewhere)
    population = scheme.population
    texts: list[tuple[tuple[str | int, ...], str, Names]] = [
        (("population", "where"), population.where, names)
    ]
    texts += [(("population", "groups", i, "where"), g.where, names) for i, g in enumerate(population.groups)]
    texts += [(("population", "states", i, "where"), s.where, names) for i, s in enumerate(population.states)]
    texts += [(("adjustments", i, "where"), a.where, names) for i, a in enumerate(scheme.adjustments)]
    texts += [(("guards", i, "where"), g.where, after) for i, g in enumerate(scheme.guards)]
    for path, text, known in texts:
        yield from check_formula(f"{scheme.id}.{path[-2]}", text, known, _at(plan, scheme, *path), Kind.FLAG)
    for index, guard in enumerate(scheme.guards):
        if sum(bool(g) for g in (guard.goes_to, guard.not_above, guard.not_below)) != 1:
            yield codes.SCHEME_PLACE.at(
                _at(plan, scheme, "guards", index), what=scheme.id,
                why=f"{guard.id} 应恰好写 goes_to、not_above、not_below 之一",
                why_en=f"{guard.id} needs exactly one of goes_to, not_above, not_below",
            )  # fmt: skip
