"""Evaluation schemes: groups, weights, bases, grades, shares, conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from fractions import Fraction

from zhixing.foundation.issues import Issue, Where
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.checks.published import check_published
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import Kind, Names, Typed, check_formula, name_of
from zhixing.kernel.plan.naming import names_on
from zhixing.kernel.plan.scheme import EVERY_GROUP, Criterion, Scheme

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
        yield from _orders(plan, scheme)
        yield from _conditions(plan, scheme)
        yield from check_published(plan, scheme)


def _at(plan: CompiledPlan, scheme: Scheme, *path: str | int) -> Where:
    document, base = plan.spots[("schemes", scheme.id)]
    if path[0] == "criteria" and (*base, *path[:2]) not in document.marks:
        # What a group does not write itself stands under `all`.
        path = ("criteria", EVERY_GROUP, *path[2:])
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
        fault = _ends(criterion)
        if fault:
            yield codes.BASE_SOURCE.at(
                where,
                what=scheme.id,
                name=criterion.indicator,
                family=criterion.family,
                why=fault[0],
                why_en=fault[1],
            )
        yield from _pillar(plan, scheme, criterion, where)


_BASES = ("base", "base_from", "base_by", "base_parameter")
_ENDS = (("low", "low_from"), ("high", "high_from"))


def _ends(criterion: Criterion) -> tuple[str, str] | None:
    """What is wrong with a criterion's ends, in both languages: the first fault of its family."""
    bases = [name for name in _BASES if getattr(criterion, name) is not None]
    ends = [[name for name in pair if getattr(criterion, name) is not None] for pair in _ENDS]
    by_rank = criterion.family in ("rank", "percentile")
    one_base = (
        "要恰好写 base、base_from、base_by、base_parameter 之一，不写 low、high",
        "one base and no low or high",
    )
    faults = {
        "ratio": (
            (len(bases) != 1 or any(ends), one_base),
            (
                criterion.base is not None and criterion.base <= 0,
                ("base 要大于零", "the base must be above zero"),
            ),
        ),
        "linear": (
            (
                bool(bases) or any(len(pair) != 1 for pair in ends),
                ("low 和 high 各写一种，不写 base", "one low and one high, and no base"),
            ),
            (
                criterion.low is not None and criterion.low == criterion.high,
                ("low 和 high 不能相等", "low and high must differ"),
            ),
        ),
        "other": (
            (
                by_rank and (bool(bases) or any(ends)),
                ("按名次计分，不写基准和两端", "no base and no ends: it goes by rank"),
            ),
            (
                any(ends) or any(name != "base_from" for name in bases),
                ("只可用 base_from 写明在什么范围内算", "at most base_from, to say within what"),
            ),
        ),
    }
    steps = sum(step.since is None for step in criterion.steps) != bool(criterion.steps)
    first = (steps, ("steps 要恰好有一档不写 from，给低于各档的", "exactly one of the steps has no from"))
    family = {"ratio": "ratio", "inverse": "ratio", "linear": "linear"}.get(criterion.family, "other")
    return next((why for wrong, why in (first, *faults[family]) if wrong), None)


def _pillar(plan: CompiledPlan, scheme: Scheme, criterion: Criterion, where: Where) -> Iterator[Issue]:
    pillars = [pillar.id for pillar in scheme.index.pillars] if scheme.index else []
    if bool(pillars) != (criterion.pillar is not None) or (
        criterion.pillar and criterion.pillar not in pillars
    ):
        yield codes.SCHEME_PLACE.at(
            where, what=scheme.id,
            why=f"指标 {criterion.indicator} 的 pillar 与 index 不符（{'、'.join(pillars) or '没有 index'}）",
            why_en=f"the pillar of {criterion.indicator} does not fit the index ({', '.join(pillars) or 'there is none'})",
        )  # fmt: skip


def _grading(plan: CompiledPlan, scheme: Scheme) -> Iterator[Issue]:
    grading = scheme.grading
    where = _at(plan, scheme, "grading")
    total = sum((share.percent or Fraction(0) for share in grading.shares), Fraction(0))
    for index, share in enumerate(grading.shares):
        if (share.percent is None) == (share.count is None) or (share.count or 1) < 1:
            at = _at(plan, scheme, "grading", "shares", index)
            yield codes.SHARE_SIZE.at(at, what=scheme.id, grade=share.grade)
    if sum(bool(way) for way in (grading.shares, grading.lines, grading.conditions, grading.stages)) != 1:
        yield codes.SCHEME_PLACE.at(
            where,
            what=scheme.id,
            why="grading 应恰好写 shares、lines、conditions、stages 之一",
            why_en="grading needs exactly one of shares, lines, conditions and stages",
        )
    if grading.shares and (total > 100 or (grading.rest is None and total != 100)):
        yield codes.SHARES.at(where, what=scheme.id, found=as_decimal(total))
    if (grading.lines or grading.conditions or grading.stages) and grading.rest is None:
        yield codes.NO_GRADE_FOR_REST.at(where, what=scheme.id)
    used = [share.grade for share in grading.shares] + [line.grade for line in grading.lines]
    used += [condition.grade for condition in grading.conditions]
    used += [grading.rest] if grading.rest else []
    used += [stage.grade for stage in grading.stages] + [limit.grade for limit in grading.limits]
    used += [state.treated_as for state in scheme.population.states if state.treated_as]
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


def _orders(plan: CompiledPlan, scheme: Scheme) -> Iterator[Issue]:
    """Names that orders, pools and inheritance go by."""
    known = names_on(plan, plan.datasets[scheme.population.dataset]).known
    items = {criterion.indicator for criteria in scheme.criteria.values() for criterion in criteria}
    named: list[tuple[str, tuple[str | int, ...]]] = []
    named += [(name, ("grading", "tie_break")) for name in scheme.grading.tie_break if name not in items]
    for index, stage in enumerate(scheme.grading.stages):
        named += [
            (n, ("grading", "stages", index)) for n in stage.order_by if n not in items and n != "total"
        ]
        if (stage.pool_first is not None) and (stage.pool_last is not None):
            yield codes.SCHEME_PLACE.at(
                _at(plan, scheme, "grading", "stages", index), what=scheme.id,
                why="pool_first 与 pool_last 只写一个", why_en="only one of pool_first and pool_last",
            )  # fmt: skip
    if scheme.population.pool:
        pool = scheme.population.pool
        named += [(name, ("population", "pool")) for name in (pool.by, *pool.columns)]
    named += [(one.of, ("inherits", index)) for index, one in enumerate(scheme.inherits)]
    named += [(name, ("grading", "within")) for name in scheme.grading.within if name != "group"]
    named += [
        (name, ("criteria", group, index))
        for group, criteria in scheme.criteria.items()
        for index, criterion in enumerate(criteria)
        for name in _within(criterion)
        if name != "group"
    ]
    for name, path in named:
        if name not in known:
            near = "、".join(get_close_matches(name, known, n=3, cutoff=0.5)) or "—"
            yield codes.UNKNOWN_NAME.at(_at(plan, scheme, *path), what=scheme.id, name=name, near=near)
    for index, one in enumerate(scheme.adjustments):
        if sum(value is not None for value in (one.points, one.percent, one.factor)) != 1:
            yield codes.SCHEME_PLACE.at(
                _at(plan, scheme, "adjustments", index), what=scheme.id,
                why=f"{one.id} 应恰好写 points、percent、factor 之一",
                why_en=f"{one.id} needs exactly one of points, percent and factor",
            )  # fmt: skip


def _within(criterion: Criterion) -> Iterator[str]:
    """Columns that part the populations an item is computed from, or that its base is looked up by."""
    yield from criterion.missing_within
    if criterion.base_by is not None:
        yield criterion.base_by.by
    for statistic in (criterion.base_from, criterion.low_from, criterion.high_from):
        yield from statistic.within if statistic is not None else ()


def _conditions(plan: CompiledPlan, scheme: Scheme) -> Iterator[Issue]:
    names = names_on(plan, plan.datasets[scheme.population.dataset])
    after = replace(names, known={**names.known, **{n: Typed(k) for n, k in _AFTER.items()}})
    population = scheme.population
    texts: list[tuple[tuple[str | int, ...], str, Names]] = [
        (("population", "where"), population.where, names)
    ]
    texts += [(("population", "groups", i, "where"), g.where, names) for i, g in enumerate(population.groups)]
    texts += [(("population", "states", i, "where"), s.where, names) for i, s in enumerate(population.states)]
    texts += [(("adjustments", i, "where"), a.where, names) for i, a in enumerate(scheme.adjustments)]
    texts += [
        (("grading", "conditions", i, "where"), one.where, names)
        for i, one in enumerate(scheme.grading.conditions)
    ]
    texts += [(("guards", i, "where"), g.where, after) for i, g in enumerate(scheme.guards)]
    texts += [(("inherits", i, "where"), one.where, after) for i, one in enumerate(scheme.inherits)]
    for path, text, known in texts:
        yield from check_formula(f"{scheme.id}.{path[-2]}", text, known, _at(plan, scheme, *path), Kind.FLAG)
    for index, guard in enumerate(scheme.guards):
        if sum(bool(g) for g in (guard.goes_to, guard.not_above, guard.not_below)) != 1:
            yield codes.SCHEME_PLACE.at(
                _at(plan, scheme, "guards", index), what=scheme.id,
                why=f"{guard.id} 应恰好写 goes_to、not_above、not_below 之一",
                why_en=f"{guard.id} needs exactly one of goes_to, not_above, not_below",
            )  # fmt: skip
