"""What rests on what: which objects a change of one object reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.formulas import FormulaError, id_of, names_in, parse_formula
from zhixing.kernel.plan.measure import Measure
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


def rests_on_placeholder(plan: CompiledPlan, start: Key) -> bool:
    """Whether `start` rests, directly or through others, on a parameter that no source states."""
    used: dict[Key, set[Key]] = {}
    for user, what in _uses(plan):
        used.setdefault(user, set()).add(what)
    seen, waiting = {start}, [start]
    while waiting:
        for what in used.get(waiting.pop(), set()) - seen:
            seen.add(what)
            waiting.append(what)
    return any(kind == "parameters" and plan.parameters[key].placeholder for kind, key in seen)


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
        yield from _of_measure(plan, measure)
    for stacking in plan.stackings.values():
        # Which of them stands rests on all of them; what each asks by itself does not.
        yield from ((("stackings", stacking.id), ("measures", key)) for key in stacking.measures)
    yield from ((("signs", sign.id), ("schemes", sign.scheme)) for sign in plan.signs.values())
    for scheme in plan.schemes.values():
        yield from _of_scheme(plan, scheme)


def _of_measure(plan: CompiledPlan, measure: Measure) -> Iterator[tuple[Key, Key]]:
    me = ("measures", measure.id)
    yield me, ("datasets", measure.dataset)
    if measure.quarterly:
        yield me, ("datasets", measure.quarterly.dataset)
    yield from ((me, ("schemes", key)) for key in (measure.scheme, *measure.local_schemes) if key)
    if measure.refund_of:
        yield me, ("measures", measure.refund_of)
    yield from ((me, ("parameters", key)) for key in measure.parameters)
    texts = [measure.base, measure.where, measure.at_most, *(line.where for line in measure.lines)]
    texts += [one.where for one in measure.exceptions]
    yield from _named(plan, me, texts)


def _of_scheme(plan: CompiledPlan, scheme: Scheme) -> Iterator[tuple[Key, Key]]:
    """A parent is not listed: what a child takes over is already part of the compiled child."""
    me = ("schemes", scheme.id)
    population = scheme.population
    yield me, ("datasets", population.dataset)
    for criteria in scheme.criteria.values():
        yield from ((me, ("indicators", criterion.indicator)) for criterion in criteria)
        yield from ((me, ("parameters", one.base_parameter)) for one in criteria if one.base_parameter)
    texts = [population.where, *(group.where for group in population.groups)]
    texts += [state.where for state in population.states]
    texts += [adjustment.where for adjustment in scheme.adjustments]
    texts += [guard.where for guard in scheme.guards]
    texts += [condition.where for condition in scheme.grading.conditions]
    yield from _named(plan, me, texts)


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    """Names in a formula; none where it cannot be read. Texts recur with every plan and draft, parsing them is slow."""
    try:
        return tuple(names_in(parse_formula(text)))
    except FormulaError:
        return ()


def _named(plan: CompiledPlan, me: Key, texts: Sequence[str | None]) -> Iterator[tuple[Key, Key]]:
    for text in filter(None, texts):
        for key in map(id_of, _names(text)):
            if key in plan.indicators:
                yield me, ("indicators", key)
            elif key in plan.parameters:
                yield me, ("parameters", key)
