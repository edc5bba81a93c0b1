"""What rests on what: which objects a change of one object reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import FormulaError, id_of, names_in, parse_formula
from zhixing.kernel.plan.scheme import Scheme

Key = tuple[str, str]


def reached(plan: CompiledPlan, start: Key) -> tuple[Key, ...]:
    """Objects that rest on `start`, directly or through others, as (kind, id), sorted."""
    users: dict[Key, set[Key]] = {}
    for user, used in _uses(plan):
        users.setdefault(used, set()).add(user)
    found: set[Key] = set()
    waiting = [start]
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found and user != start:
                found.add(user)
                waiting.append(user)
    return tuple(sorted(found))


def _uses(plan: CompiledPlan) -> Iterator[tuple[Key, Key]]:
    """Pairs of (user, used)."""
    for indicator in plan.indicators.values():
        me = ("indicators", indicator.id)
        if dataset := indicator.dataset or indicator.reported_in:
            yield me, ("datasets", dataset)
        texts = [indicator.formula, indicator.where, *(version.formula for version in indicator.versions)]
        yield from _named(plan, me, texts)
    for target in plan.targets.values():
        if target.indicator:
            yield ("targets", target.id), ("indicators", target.indicator)
    for parameter in plan.parameters.values():
        if parameter.figure_of:
            yield ("parameters", parameter.id), ("targets", parameter.figure_of)
    for task in plan.tasks.values():
        yield from ((("tasks", task.id), ("targets", key)) for key in task.targets)
    for measure in plan.measures.values():
        me = ("measures", measure.id)
        yield me, ("datasets", measure.dataset)
        if measure.scheme:
            yield me, ("schemes", measure.scheme)
        yield from _named(plan, me, [measure.base, measure.where])
    yield from ((("signs", sign.id), ("schemes", sign.scheme)) for sign in plan.signs.values())
    for scheme in plan.schemes.values():
        yield from _of_scheme(plan, scheme)


def _of_scheme(plan: CompiledPlan, scheme: Scheme) -> Iterator[tuple[Key, Key]]:
    """A parent is not listed: what a child takes over is already part of the compiled child."""
    me = ("schemes", scheme.id)
    population = scheme.population
    yield me, ("datasets", population.dataset)
    for criteria in scheme.criteria.values():
        yield from ((me, ("indicators", criterion.indicator)) for criterion in criteria)
    texts = [population.where, *(group.where for group in population.groups)]
    texts += [state.where for state in population.states]
    texts += [adjustment.where for adjustment in scheme.adjustments]
    texts += [guard.where for guard in scheme.guards]
    texts += [condition.where for condition in scheme.grading.conditions]
    yield from _named(plan, me, texts)


def _named(plan: CompiledPlan, me: Key, texts: Sequence[str | None]) -> Iterator[tuple[Key, Key]]:
    for text in texts:
        try:
            names = tuple(names_in(parse_formula(text))) if text else ()
        except FormulaError:
            continue
        for key in map(id_of, names):
            if key in plan.indicators:
                yield me, ("indicators", key)
            elif key in plan.parameters:
                yield me, ("parameters", key)
